"""The form that deletes an account: the address typed once more, and the password."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import TextField
from tracker.models import User

NOT_THE_EMAIL = _("That is not your email. Type %(email)s")
NO_PASSWORD = _("Enter your password.")


class DeleteForm(forms.Form):
    """Without a password field for somebody who has none: the page before it has asked."""

    email = TextField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        error_messages={"required": NO_PASSWORD},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        label = _("Type your email to confirm: %(email)s") % {"email": user.email}
        self.fields["email"].label = label
        self.fields["email"].error_messages["required"] = self._not_the_email()
        if not user.has_usable_password():
            del self.fields["password"]

    def _not_the_email(self) -> str:
        return NOT_THE_EMAIL % {"email": self.user.email}

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.user.email:
            raise ValidationError(self._not_the_email())
        return email

    def clean_password(self) -> str:
        """Wrong passwords count towards the limit of sign-in attempts."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password
