"""The forms of the host's pages: an invitation, who can sign up, and a removal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.accounts import addresses
from tracker.accounts.signing_up import SignUp
from tracker.models import User

HAS_AN_ACCOUNT = gettext_lazy("%(email)s has an account here already.")
TYPE_IT = gettext_lazy("Type %(email)s to remove this account.")
ABOUT = {
    SignUp.INVITED: gettext_lazy("Only with a link from you"),
    SignUp.OPEN: "",
    SignUp.CLOSED: gettext_lazy("Your invitations wait, too"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Their email"),
        max_length=254,
        help_text=gettext_lazy("Only this address can use the link."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if addresses.holders(email).exists():
            raise ValidationError(HAS_AN_ACCOUNT % {"email": email})
        return email


class SignUpForm(forms.Form):
    signup = forms.ChoiceField(
        label=gettext_lazy("Who can sign up"), choices=SignUp.choices, widget=forms.RadioSelect
    )

    def options(self) -> list[dict[str, Any]]:
        """By invitation first, as the usual choice of a club."""
        chosen = self["signup"].value()
        return [
            {
                "value": choice.value,
                "label": choice.label,
                "about": about,
                "is_chosen": choice == chosen,
            }
            for choice, about in ABOUT.items()
        ]


class RemoveForm(forms.Form):
    email = forms.CharField(
        max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}), required=False
    )

    def __init__(self, person: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        label = _("Or remove now: type %(email)s")
        self.fields["email"].label = label % {"email": person.email}

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip().lower()
        if typed != self.person.email:
            raise ValidationError(TYPE_IT % {"email": self.person.email})
        return typed
