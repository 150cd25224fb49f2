"""The revision of a person's data, and the edition of the catalogue: numbers for cache keys."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import F

# The owners whose lock this thread holds.
LOCKED: ContextVar[frozenset[int]] = ContextVar("locked", default=frozenset())


def random_number() -> int:
    # If a database gives out the id of a deleted account again, cached answers must not match.
    return secrets.randbelow(2**32)


class Revision(models.Model):
    """Raised by every change to the data of its owner; the row is also the owner's lock."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="revision"
    )
    number = models.PositiveBigIntegerField(default=random_number)

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.number}"


class Edition(models.Model):
    """Counts the changes to built-in tests and routines, in a single row."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class OwnerIsGone(Exception):
    """The account was deleted meanwhile, so nothing of it is written any more."""


class DataVersion(NamedTuple):
    """An answer stays the same while these, the day and the code do."""

    revision: int
    edition: int


def data_version_of(owner_id: int) -> DataVersion:
    """The current version of what a person sees.

    Read it before the rows that go with it: a write in between then makes the cached answer unused,
    not outdated.
    """
    edition = Edition.objects.filter(pk=1).values("number")
    mine = Revision.objects.filter(pk=owner_id)
    numbers = mine.values_list("number", models.Subquery(edition)).first() or (0, None)
    return DataVersion(numbers[0], numbers[1] or 0)


@contextmanager
def changing(owner_id: int) -> Iterator[None]:
    """A transaction that locks the owner, so that nobody else writes rows of theirs meanwhile.

    Raises OwnerIsGone.

    Every write to an owned row is in such a block. Its first statement raises the revision, and
    so locks it. Within another block of the same owner it is a savepoint.
    """
    with transaction.atomic():
        if is_changing(owner_id):
            yield
            return
        # The lock comes first: two transactions that lock rows in different order can deadlock.
        _raise(owner_id)
        token = LOCKED.set(LOCKED.get() | {owner_id})
        try:
            yield
        finally:
            LOCKED.reset(token)


def is_changing(owner_id: int) -> bool:
    """Whether this code runs within `changing` of this owner."""
    return owner_id in LOCKED.get()


def _raise(owner_id: int) -> None:
    mine = Revision.objects.filter(pk=owner_id)
    if not mine.update(number=F("number") + 1):
        if not get_user_model().objects.filter(pk=owner_id).exists():
            raise OwnerIsGone
        # An account from before there were revisions; of two at once one makes the row.
        Revision.objects.get_or_create(owner_id=owner_id)
        mine.update(number=F("number") + 1)


def raise_edition() -> None:
    """Outdate everybody's answers; the last statement of a change to built-in items."""
    Edition.objects.get_or_create(pk=1)
    Edition.objects.filter(pk=1).update(number=F("number") + 1)
