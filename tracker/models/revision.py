"""Which state of what is theirs a person sees: a number for each, and one for the catalogue."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F

HELD: ContextVar[frozenset[int]] = ContextVar("held", default=frozenset())
CHANGES = ("INSERT", "UPDATE", "DELETE")


def somewhere() -> int:
    # Whoever gets the number of an account that is gone finds none of its answers.
    return secrets.randbelow(2**32)


class Revision(models.Model):
    """Raised with all that changes what a page says to its owner; its row is their lock, too."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="revision"
    )
    number = models.PositiveBigIntegerField(default=somewhere)

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.number}"


class Edition(models.Model):
    """How often the built-in tests and routines changed: a single row."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class State(NamedTuple):
    """What has to be the same for an answer to be the same, besides the day and the code."""

    revision: int
    edition: int


def state_of(owner_id: int) -> State:
    """As it is now; asked before the rows that go with it, an answer is never older than it."""
    edition = Edition.objects.filter(pk=1).values("number")
    mine = Revision.objects.filter(pk=owner_id)
    found = mine.values_list("number", models.Subquery(edition)).first() or (0, None)
    return State(found[0], found[1] or 0)


@contextmanager
def changing(owner_id: int) -> Iterator[None]:
    """One transaction in which nobody else writes what is theirs.

    Everything that writes an owned row is in such a block. Its last statement raises the
    revision, if anything was written. Inside of another one of the same owner it is a savepoint.
    """
    with transaction.atomic():
        if is_changing(owner_id):
            yield
            return
        # First of all, so that two transactions wait here and never for each other's rows.
        Revision.objects.select_for_update().get_or_create(owner_id=owner_id)
        seen = Writes()
        token = HELD.set(HELD.get() | {owner_id})
        try:
            with connection.execute_wrapper(seen):
                yield
        finally:
            HELD.reset(token)
        if seen.any:
            Revision.objects.filter(pk=owner_id).update(number=F("number") + 1)


def is_changing(owner_id: int) -> bool:
    return owner_id in HELD.get()


class Writes:
    """Notices whether any statement changed a row."""

    any = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        outcome = execute(sql, params, many, context)
        what = sql.lstrip().upper()
        if what.startswith(CHANGES):
            # SQLite counts the rows of an INSERT only as they are fetched.
            self.any |= what.startswith("INSERT") or context["cursor"].rowcount > 0
        return outcome


def raise_edition() -> None:
    """The last statement of a transaction that changes what is built in: it is everybody's."""
    Edition.objects.get_or_create(pk=1)
    Edition.objects.filter(pk=1).update(number=F("number") + 1)
