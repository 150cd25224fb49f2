"""An authenticator app: keeps a person's key, and shows the code of any moment."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from tracker.models import User

STEP = 30  # seconds


def code(key: str, *, ago: int = 0) -> str:
    """What the app showed so many steps ago."""
    return str(format_hotp_value(hotp_value(key.replace(" ", ""), int(time.time()) // STEP - ago)))


def turn_on(user: User) -> str:
    """The key of the app that `user` has from now on, with recovery codes."""
    key = str(generate_totp_secret())
    TOTP.activate(user, key)
    RecoveryCodes.activate(user)
    return key


def recovery_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(row.wrap().get_unused_codes())
