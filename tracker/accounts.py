"""How people get an account here: by e-mail, if the host lets them."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

LONGEST_EMAIL = 254
PASSWORD_HELP = "At least 10 characters. A short sentence works well."


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail and password don’t match. "
        "Check for typos, or reset your password.",
    }

    def is_safe_url(self, url: str | None) -> bool:
        """What cannot even be read as an address leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP == "open"


class PlainWords:
    """allauth's forms with one line of help instead of the list of rules."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = str(field.label).capitalize()
            field.widget.attrs.pop("placeholder", None)
            if name == "email":
                field.label = "E-mail"
                # Longer than the column, it would be cut off without a word.
                field.validators.append(MaxLengthValidator(LONGEST_EMAIL))
            if name == "password1":
                field.help_text = PASSWORD_HELP


class SignupForm(PlainWords, forms.SignupForm):
    pass


class LoginForm(PlainWords, forms.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = "E-mail"
        self.fields["password"].help_text = ""

    @property
    def signup_is_open(self) -> bool:
        return settings.SIGNUP == "open"


class ChangePasswordForm(PlainWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, forms.ResetPasswordKeyForm):
    pass
