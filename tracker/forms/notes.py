"""A few words to remember a session by."""

from typing import Any

from django import forms

from tracker.forms.fields import TextField
from tracker.forms.shown import new_page
from tracker.models import Session
from tracker.sessions.editing import has_noted


class NoteField(TextField):
    def __init__(self, **options: Any) -> None:
        too_long = "That is longer than 2,000 characters. Shorten it a little."
        messages = {"max_length": too_long}
        super().__init__(required=False, max_length=2000, error_messages=messages, **options)


class NoteForm(forms.Form):
    note = NoteField(
        label="Anything worth remembering? Optional.",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Long run yesterday, new shoes…"}),
    )


class NotePageForm(NoteForm):
    """The note alone; it says what it showed, as it may be old by the time it is saved."""

    shown = TextField(required=False, widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session) -> "NotePageForm":
        return cls(initial={"note": session.note, "shown": session.note, "page": new_page()})

    def is_news(self, session: Session) -> bool:
        """Sent again by the same page, what it showed at first is news, too."""
        clean = self.cleaned_data
        is_other = "shown" not in self.data or clean["note"] != clean["shown"]
        return is_other or has_noted(session, clean["page"])
