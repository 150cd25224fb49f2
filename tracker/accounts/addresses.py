"""The email address of a person, and a pending one that may replace it."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models
from django.utils import timezone

from tracker.models.revision import changing
from tracker.models.user import User


class AddressInUse(Exception):
    """The address belongs to another account."""


def holders(email: str) -> models.QuerySet[User]:
    """The accounts with this address; a pending address does not count until it is confirmed."""
    confirmed = models.Q(emailaddress__email=email.lower(), emailaddress__verified=True)
    return User.objects.filter(models.Q(email=email.lower()) | confirmed).distinct()


def request_change(user: User, email: str) -> EmailAddress:
    """Store a pending address; it replaces an earlier one, whose link becomes void."""
    with changing(user.pk):
        person = User.objects.get(pk=user.pk)
        _others(person).filter(verified=False).exclude(email=email.lower()).delete()
        return EmailAddress.objects.get_or_create(user=person, email=email.lower())[0]


def change(user: User, email: str, *, confirmed: bool) -> str:
    """Make `email` the only address and return the previous one; raises AddressInUse."""
    try:
        with changing(user.pk):
            return _change(User.objects.get(pk=user.pk), email, confirmed)
    except IntegrityError as error:
        raise AddressInUse from error


def _change(person: User, email: str, confirmed: bool) -> str:
    if holders(email).exclude(pk=person.pk).exists():
        raise AddressInUse
    if confirmed:
        # Raises DoesNotExist for the link of an address that was replaced meanwhile.
        EmailAddress.objects.get(user=person, email=email)
    before, person.email = person.email, email
    if before != email:
        person.email_changed_at = timezone.now()
    person.save(update_fields=["email", "email_changed_at"])
    _others(person).delete()
    row = {"primary": True, "verified": confirmed}
    EmailAddress.objects.update_or_create(user=person, email=email, defaults=row)
    return before


def ensure_primary(user: User, *, verified: bool) -> None:
    """Create the row that allauth omits if another person once entered the same address."""
    row = {"primary": True, "verified": verified}
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=row)


def _others(user: User) -> models.QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(user=user).exclude(email=user.email)
