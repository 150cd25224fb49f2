"""A few words to remember a session by."""

from django import forms


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Anything worth remembering? Optional.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Long run yesterday, new shoes…"}),
        error_messages={"max_length": "That is longer than 2,000 characters. Shorten it a little."},
    )
