"""The revision of a person's data, and the edition of the catalogue: numbers for cache keys."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F

# The owners whose lock this thread holds.
LOCKED: ContextVar[frozenset[int]] = ContextVar("locked", default=frozenset())
WRITING = ("INSERT", "UPDATE", "DELETE")


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

    Every write to an owned row is in such a block. Its last statement raises the revision if
    anything was written. Within another block of the same owner it is a savepoint.
    """
    with transaction.atomic():
        if is_changing(owner_id):
            yield
            return
        # The lock comes first: two transactions that lock rows in different order can deadlock.
        Revision.objects.select_for_update().get_or_create(owner_id=owner_id)
        detector = WriteDetector()
        token = LOCKED.set(LOCKED.get() | {owner_id})
        try:
            with connection.execute_wrapper(detector):
                yield
        finally:
            LOCKED.reset(token)
        if detector.has_written:
            Revision.objects.filter(pk=owner_id).update(number=F("number") + 1)


def is_changing(owner_id: int) -> bool:
    """Whether this code runs within `changing` of this owner."""
    return owner_id in LOCKED.get()


class WriteDetector:
    """Notices whether any statement changed a row."""

    has_written = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        outcome = execute(sql, params, many, context)
        statement = sql.lstrip().upper()
        if statement.startswith(WRITING):
            # SQLite knows the row count of an INSERT … RETURNING only after its rows are fetched.
            is_insert = statement.startswith("INSERT")
            self.has_written |= is_insert or context["cursor"].rowcount > 0
        return outcome


def raise_edition() -> None:
    """Outdate everybody's answers; the last statement of a change to built-in items."""
    Edition.objects.get_or_create(pk=1)
    Edition.objects.filter(pk=1).update(number=F("number") + 1)
