"""The forms for a code: each is accepted once, and what is wrong with one is said."""

import hashlib
import time
from typing import Any

from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.accounts import sealing
from tracker.accounts.second_step import TOTP
from tracker.models import User

# allauth's names for the limit on wrong passwords, which codes share.
APP, ACTION = "allauth.account", "login_failed"
STEP = 30  # seconds; what authenticator apps are made for
# Longer than any code is accepted.
SECONDS_REMEMBERED = 5 * STEP
# For how many steps a code is called too old, rather than wrong.
STEPS_TOO_OLD = 20


class OneCode:
    """Says whether a code is wrong, too old or used, and how many tries are left."""

    user: User
    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["code"]
        field.label = pgettext("of an authenticator app", "Code")
        field.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "form-control--code",
            "maxlength": 20,
        }

    def clean_code(self) -> str:
        try:
            code = str(super().clean_code())  # type: ignore[misc]
        except ValidationError as error:
            raise ValidationError(self._in_words(error), code=error.code) from error
        if not cache.add(self._used(code), True, SECONDS_REMEMBERED):
            raise ValidationError(_used_already(), code="used")
        return code

    def _in_words(self, error: ValidationError) -> str:
        if error.code != "incorrect_code":
            return _("Too many tries. Try again in 5 minutes.")
        code = str(self.data.get("code", ""))  # type: ignore[attr-defined]
        if cache.get(self._used(code)):
            return _used_already()
        if _is_too_old(self._key(), code):
            return _("That code is too old. Type the one that shows now.")
        return _wrong(tries_left(self.user))

    def _used(self, code: str) -> str:
        # Whatever was sent, so that its length and letters are no matter.
        sent = hashlib.sha256(normalize_user_code(code).encode()).hexdigest()
        return f"used-code:{self.user.pk}:{sent}"

    def _key(self) -> str | None:
        """The key that the person's app shares with this server; None if there is none to read."""
        row = Authenticator.objects.filter(user=self.user, type=TOTP).first()
        return sealing.unseal(row.data["secret"]) if row else None


class AuthenticateForm(OneCode, forms.AuthenticateForm):
    pass


class ReauthenticateForm(OneCode, forms.ReauthenticateForm):
    pass


class ActivateForm(OneCode, ActivateTOTPForm):
    secret: str

    @property
    def key_in_groups(self) -> str:
        """The key as people copy it, four letters at a time."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    def _key(self) -> str | None:
        return self.secret


def tries_left(user: User) -> int:
    """How many wrong codes this person, or this place, may still send."""
    rates = ratelimit.get_rates(app=APP, action=ACTION)
    return min(rate.amount - _tries(user, rate) for rate in rates)


def _tries(user: User, rate: Any) -> int:
    who = f"mfa-auth-user-{user.pk}"
    key = ratelimit.get_cache_key(context.request, app=APP, action=ACTION, rate=rate, key=who)
    since = time.time() - rate.duration
    return sum(at > since for at in cache.get(key, []))


def _is_too_old(key: str | None, code: str) -> bool:
    if not key:
        return False
    now = int(time.time()) // STEP
    past = range(now - STEPS_TOO_OLD, now - 1)
    return any(
        compare_user_code(actual=code, expected=format_hotp_value(hotp_value(key, step)))
        for step in past
    )


def _used_already() -> str:
    return _("That code was used already. Type the next one that your app shows.")


def _wrong(left: int) -> str:
    if not left:
        return _("That code is wrong. Try again in 5 minutes.")
    message = ngettext(
        "That code is wrong. %(count)s try left.", "That code is wrong. %(count)s tries left.", left
    )
    return message % {"count": left}
