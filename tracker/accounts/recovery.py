"""Recovery codes: how many are left, and whether this server can still read them."""

from allauth.mfa.models import Authenticator

from tracker.accounts import sealing
from tracker.accounts.second_step import RECOVERY
from tracker.models import User


def row_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=RECOVERY).first()


def unused(user: User) -> list[str]:
    """The codes that still work; none if another SECRET_KEY sealed them."""
    row = row_of(user)
    if row is None or sealing.unseal(row.data["seed"]) is None:
        return []
    return list(row.wrap().get_unused_codes())


def codes_left(user: User) -> int:
    return len(unused(user))
