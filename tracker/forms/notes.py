"""The forms for the note of a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import new_page
from tracker.forms.fields import TextField
from tracker.models import Session
from tracker.rules.merge import merge
from tracker.sessions.editing import last_sent
from tracker.sessions.erasing import is_from_before

ERASED_SINCE = _("This note was erased for good. Save again to keep what is here as a new one.")


class NoteField(TextField):
    def __init__(self, **options: Any) -> None:
        too_long = _("That is longer than 2,000 characters. Shorten it a little.")
        messages = {"max_length": too_long}
        super().__init__(required=False, max_length=2000, error_messages=messages, **options)


class NoteForm(forms.Form):
    note = NoteField(
        label=_("Note (optional)"),
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("Long run yesterday, new shoes…")}
        ),
    )


class NotePageForm(NoteForm):
    """The note alone, with what it showed when it was opened: it may be stale when it is saved."""

    data: Any

    shown = TextField(required=False, widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session) -> "NotePageForm":
        return cls(initial={"note": session.note, "shown": session.note, "page": new_page()})

    def demand_newer(self, session: Session) -> bool:
        """Whether the page is newer than the last time that the note was erased for good.

        If not, an error says so, and the page that shows it is newer from then on.
        """
        clean = self.cleaned_data
        if not is_from_before(session, clean["shown"], clean["page"]):
            return True
        self.add_error("note", ERASED_SINCE)
        self.data = {**self.data.dict(), "shown": "", "page": new_page()}
        return False

    def is_changed(self, session: Session) -> bool:
        """Whether the note differs from what the page showed or last saved."""
        clean = self.cleaned_data
        base = {"note": clean["shown"]} | last_sent(session, clean["page"])
        return bool(merge(base if "shown" in self.data else None, {"note": clean["note"]}))
