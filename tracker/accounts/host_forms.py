"""The forms of the host's pages: an invitation, and who can sign up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from tracker.accounts import addresses
from tracker.accounts.signing_up import SignUp

HAS_AN_ACCOUNT = gettext_lazy("%(email)s has an account here already.")
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
