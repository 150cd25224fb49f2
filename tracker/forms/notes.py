"""A few words to remember a session by."""

from django import forms

from tracker.models import Session


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Anything worth remembering? Optional.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Long run yesterday, new shoes…"}),
        error_messages={"max_length": "That is longer than 2,000 characters. Shorten it a little."},
    )


class NotePageForm(NoteForm):
    """The note alone; it says what it showed, as it may be old by the time it is saved."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session) -> "NotePageForm":
        return cls(initial={"note": session.note, "shown": session.note})

    @property
    def is_news(self) -> bool:
        clean = self.cleaned_data
        return "shown" not in self.data or clean["note"] != clean["shown"]
