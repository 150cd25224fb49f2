"""The form field for a name: one line with a visible character in it."""

from typing import Any

from django.core.exceptions import ValidationError

from tracker.forms.fields import TextField
from tracker.rules.names import is_visible
from tracker.sessions.own_routines import LONGEST_NAME


class NameField(TextField):
    def __init__(self, sentence: Any, most: int = LONGEST_NAME, **options: Any) -> None:
        self.sentence = sentence
        messages = {"required": sentence}
        super().__init__(max_length=most, error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not is_visible(value):
            raise ValidationError(self.sentence)
