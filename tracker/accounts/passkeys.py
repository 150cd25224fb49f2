"""The forms for a passkey: what the browser made, and what its owner calls it."""

from typing import Any

from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.utils.translation import pgettext_lazy

from tracker.accounts.browsers import device_of

LONGEST_NAME = 40
NAME = pgettext_lazy("of a passkey", "Name")


class NameForm(forms.Form):
    name = forms.CharField(label=NAME, max_length=LONGEST_NAME)


class Named:
    """Offers the browser as a name, and asks for nothing else."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["name"]
        field.label, field.max_length = NAME, LONGEST_NAME
        field.widget.attrs["maxlength"] = LONGEST_NAME

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])[:LONGEST_NAME]  # type: ignore[attr-defined]
        return name or device_of(context.request)


class AddForm(Named, AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"name": device_of(context.request)}
        super().__init__(*args, **options)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        # All of ours need no password.
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class SignupForm(Named, SignupWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"name": device_of(context.request)}
        super().__init__(*args, **options)
