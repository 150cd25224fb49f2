"""allauth's forms with our wording, and our rules for addresses."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tracker.accounts import addresses, signing_up
from tracker.accounts.links import send_link
from tracker.forms.fields import ZoneField
from tracker.models import User

LONGEST_EMAIL = 254
PASSWORD_HELP = gettext_lazy("At least 10 characters. A short sentence works well.")
LABELS = {
    "email": gettext_lazy("Email"),
    "login": gettext_lazy("Email"),
    "oldpassword": gettext_lazy("Current password"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("Repeat the new password"),
}
ALREADY_YOURS = gettext_lazy("You sign in with that one already.")
IN_USE = gettext_lazy("Another account already uses %(email)s.")


class PlainWords:
    """Replaces labels, placeholders and the list of password rules."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = LABELS.get(name) or field.label
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            if name == "email":
                # The column would truncate a longer address silently.
                field.validators.append(MaxLengthValidator(LONGEST_EMAIL))
            if name == "password1":
                field.help_text = PASSWORD_HELP


class SignupForm(PlainWords, forms.SignupForm):
    zone = ZoneField()
    # The host has vouched for the address of whoever is invited.
    is_invited = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Whoever signs up with a passkey has none.
        if "password1" in self.fields:
            self.fields["password1"].label = _("Password")

    def validate_unique_email(self, value: str) -> str:
        """Where a code is mailed, only who receives it learns that there is an account."""
        self.account_already_exists = addresses.holders(value).exists()
        if self.account_already_exists and not _mails_codes():
            raise get_adapter().validation_error("email_taken")
        return value

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # As long as it takes to store the password of a new account.
            User().set_password(self.cleaned_data.get("password1"))
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        user = super().save(request)
        assert isinstance(user, User)
        addresses.ensure_primary(user, verified=self.is_invited)
        user.follow(self.cleaned_data["zone"])
        return user


class LoginForm(PlainWords, forms.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if settings.PASSKEYS:
            # The browser then offers passkeys among the addresses.
            self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"].help_text = format_html(
            '<a class="fw-semibold tap" href="{}">{}</a>',
            reverse("account_reset_password"),
            _("Forgot your password?"),
        )

    @property
    def signup_is_open(self) -> bool:
        return signing_up.anybody_can()


def _mails_codes() -> bool:
    return bool(settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory")


class AddEmailForm(PlainWords, forms.AddEmailForm):
    """Adds a pending address, or changes it at once if no mail is sent."""

    user: User

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("New email")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email == self.user.email:
            raise ValidationError(ALREADY_YOURS)
        # With mail, only its recipient may learn that an account exists.
        if not settings.SENDS_MAIL and addresses.holders(email).exclude(pk=self.user.pk).exists():
            raise ValidationError(IN_USE % {"email": email})
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        email = self.cleaned_data["email"]
        if settings.SENDS_MAIL:
            return self._send_link(request, addresses.request_change(self.user, email))
        adapter: Any = get_adapter(request)  # our own, see ACCOUNT_ADAPTER
        new = EmailAddress(user=self.user, email=email)
        adapter.change_address(request, new, confirmed=False)
        return EmailAddress.objects.get(user=self.user, email=email)

    def _send_link(self, request: HttpRequest, waiting: EmailAddress) -> EmailAddress:
        send_link(request, waiting)
        return waiting


class AddressCodeForm(PlainWords, forms.ConfirmEmailVerificationCodeForm):
    user: User | None
    email: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = pgettext("of an email", "Code")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "form-control--code"}

    def clean_code(self) -> str:
        # Not allauth's own look-up, for which a pending address of somebody else counts.
        code = str(forms.BaseConfirmCodeForm.clean_code(self))
        # Nobody gets the code of an address that has an account: no code is right there.
        if not self.user or addresses.holders(self.email).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("incorrect_code")
        return code


class ChangePasswordForm(PlainWords, forms.ChangePasswordForm):
    user: User

    def clean_oldpassword(self) -> str:
        """Wrong passwords count towards the limit of sign-in attempts."""
        password = str(self.cleaned_data.get("oldpassword", ""))
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ReauthenticateForm(PlainWords, forms.ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].label = _("Your password")


class SetPasswordForm(PlainWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainWords, forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email = str(super().clean_email())
        self.users = list(addresses.holders(email).filter(is_active=True))
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Without mail, log nothing for an address that has no account."""
        if self.users or settings.SENDS_MAIL:
            return str(super().save(request, **options))
        # As long as it takes to write the mail of an account.
        about = {"user": User(), "password_reset_url": "", "site_name": "", "site_url": ""}
        email = str(self.cleaned_data["email"])
        get_adapter().render_mail("account/email/password_reset_key", email, about)
        return email


class ResetPasswordKeyForm(PlainWords, forms.ResetPasswordKeyForm):
    pass
