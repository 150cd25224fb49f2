"""What follows a change of how somebody signs in: an event, and the end of all other sign-ins."""

from typing import Any

from allauth.account import signals as of_accounts
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as of_codes
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as of_providers
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import pre_save
from django.http import HttpRequest

from tracker.accounts import provider
from tracker.accounts.devices import end_others, without_place
from tracker.accounts.events import record, record_failure
from tracker.accounts.second_step import PASSKEY, RECOVERY, TOTP
from tracker.models import User

ADDED: dict[str, str] = {PASSKEY: "passkey_added", TOTP: "app_added", RECOVERY: "codes_made"}
REMOVED: dict[str, str] = {PASSKEY: "passkey_removed", TOTP: "app_removed"}
SIGNED_IN: dict[str, str] = {
    PASSKEY: "signed_in_passkey",
    TOTP: "signed_in_code",
    RECOVERY: "signed_in_recovery",
}


def connect() -> None:
    """Once, when the app is ready."""
    pre_save.connect(without_place, sender=UserSession, dispatch_uid="place")
    user_logged_out.connect(signed_out, dispatch_uid="events")
    for signal, receiver in {
        of_accounts.user_logged_in: signed_in,
        of_accounts.password_changed: password_changed,
        of_accounts.password_set: password_set,
        of_accounts.password_reset: password_reset,
        of_codes.authenticator_added: added,
        of_codes.authenticator_removed: removed,
        of_codes.authenticator_reset: added,
        of_codes.authentication_failed: failed,
    }.items():
        signal.connect(receiver, dispatch_uid="events")
    of_providers.social_account_added.connect(linked, dispatch_uid="events")


def signed_in(*, request: HttpRequest, user: User, **about: Any) -> None:
    steps = get_authentication_records(request, user)
    by_provider = any(step.get("method") == "socialaccount" for step in steps)
    plain = "signed_in_provider" if by_provider else "signed_in"
    kind = next((SIGNED_IN[step["type"]] for step in steps if step.get("type")), plain)
    record(request, user, kind, provider.name() if by_provider else "")


def linked(*, request: HttpRequest, sociallogin: SocialLogin, **about: Any) -> None:
    user = sociallogin.user
    assert isinstance(user, User)
    _changed(request, user, "provider_linked", provider.name())


def signed_out(*, request: HttpRequest, user: User | None, **about: Any) -> None:
    if user is not None and user.pk:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        record(request, user, "signed_out")


def failed(*, request: HttpRequest, user: User, **about: Any) -> None:
    record_failure(request, user)


def password_changed(*, request: HttpRequest, user: User, **about: Any) -> None:
    _changed(request, user, "password_changed")


def password_set(*, request: HttpRequest, user: User, **about: Any) -> None:
    _changed(request, user, "password_set")


def password_reset(*, request: HttpRequest, user: User, **about: Any) -> None:
    _changed(request, user, "password_reset")


def added(*, request: HttpRequest, user: User, authenticator: Authenticator, **about: Any) -> None:
    kind = authenticator.type
    _changed(request, user, ADDED[kind], str(authenticator) if kind == PASSKEY else "")


def removed(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **about: Any
) -> None:
    # Recovery codes go with the app that they stand in for.
    if kind := REMOVED.get(authenticator.type):
        _changed(request, user, kind, str(authenticator) if kind == "passkey_removed" else "")


def _changed(request: HttpRequest, user: User, kind: str, about: str = "") -> None:
    end_others(request, user)
    record(request, user, kind, about)
