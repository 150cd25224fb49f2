"""The address with which a person signs in, and the one that it may become."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models
from django.utils import timezone

from tracker.models.revision import changing
from tracker.models.user import User


class Taken(Exception):
    """Somebody else has that address."""


def holders(email: str) -> models.QuerySet[User]:
    """Whose it is. An address that somebody only typed in is not theirs before it is confirmed."""
    confirmed = models.Q(emailaddress__email=email.lower(), emailaddress__verified=True)
    return User.objects.filter(models.Q(email=email.lower()) | confirmed).distinct()


def ask_for(user: User, email: str) -> EmailAddress:
    """One waits at a time: an earlier one is forgotten, and its link with it."""
    with changing(user.pk):
        person = User.objects.get(pk=user.pk)
        _others(person).filter(verified=False).exclude(email=email.lower()).delete()
        return EmailAddress.objects.get_or_create(user=person, email=email.lower())[0]


def change(user: User, email: str, *, confirmed: bool) -> str:
    """From now on `email` counts and nothing else does; gives the address that did before."""
    try:
        with changing(user.pk):
            return _change(User.objects.get(pk=user.pk), email, confirmed)
    except IntegrityError as error:
        raise Taken from error


def _change(person: User, email: str, confirmed: bool) -> str:
    if holders(email).exclude(pk=person.pk).exists():
        raise Taken
    if confirmed:
        # Not a link of an address that gave way to another meanwhile.
        EmailAddress.objects.get(user=person, email=email)
    before, person.email = person.email, email
    if before != email:
        person.email_changed_at = timezone.now()
    person.save(update_fields=["email", "email_changed_at"])
    _others(person).delete()
    row = {"primary": True, "verified": confirmed}
    EmailAddress.objects.update_or_create(user=person, email=email, defaults=row)
    return before


def keep_main(user: User) -> None:
    """What allauth leaves out where somebody else once typed in the same address."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})


def _others(user: User) -> models.QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(user=user).exclude(email=user.email)
