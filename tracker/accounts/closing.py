"""Closing an account: its person has two weeks to download everything, then it is deleted."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format

from tracker.accounts.host_mails import is_sent
from tracker.models import User
from tracker.models.revision import changing

DAYS = 14


def close(person: User) -> bool:
    """Whether a mail says so to the person; without one only their pages do."""
    _set(person, timezone.now() + datetime.timedelta(days=DAYS))
    about = {"user": person, "closes_at": person.closes_at}
    return is_sent("host/email/closing", person.email, about)


def day_of(person: User) -> str:
    """The day on which a closed account is deleted, as the language of now writes it."""
    assert person.closes_at
    return date_format(timezone.localtime(person.closes_at), "MONTH_DAY_FORMAT")


def let_stay(person: User) -> None:
    _set(person, None)


def _set(person: User, moment: datetime.datetime | None) -> None:
    with changing(person.pk):
        person.closes_at = moment
        person.save(update_fields=["closes_at"])
