"""allauth's adapter for passkeys and codes: what is encrypted, and of which site a passkey is."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.accounts import sealing
from tracker.models import User

TOTP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        # Of a passkey: codes have words of their own.
        "incorrect_code": _("That passkey was not accepted. Nothing was changed. Try it again."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text) or sealing.unguessable()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as its host names it, since anybody can forge the host of a request."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": "Supple"}


class AddressStage(EmailVerificationStage):
    """Asks for the code that was mailed, of whoever comes from the sign-up page."""

    def handle(self) -> Any:
        user = self.login.user
        # Accounts from before there were codes go on, and so do those that a command made.
        if user and (user.last_login or not _is_unconfirmed(user)):
            return None, True
        return super().handle()  # type: ignore[no-untyped-call]


def _is_unconfirmed(user: Any) -> bool:
    rows = EmailAddress.objects.filter(user=user, email=user.email, verified=False)
    return rows.exists()


class CodeStage(AuthenticateStage):
    """Asks for a code after a password, of whoever has an authenticator app."""

    def _should_handle(self, request: HttpRequest) -> bool:
        # A passkey alone does not make the password stop working.
        return bool(super()._should_handle(request)) and has_app(self.login.user)


def has_app(user: Any) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=TOTP).exists()


def passkeys_of(user: User) -> list[Authenticator]:
    """The passkeys of a person, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type=PASSKEY).order_by("created_at", "pk"))
