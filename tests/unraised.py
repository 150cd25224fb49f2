"""Checks that every write to an owned row has a raise of its owner's revision beside it."""

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.transaction import Atomic

from tests.watching import Place, on_every_connection, place_in_product

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(tracker_\w+)"(.*)', re.S)
# No page of theirs shows when somebody signed in or was here, and no answer depends on how often
# a link was opened.
NOT_SHOWN = (
    ' SET "last_login" = %s WHERE',
    ' SET "last_seen_on" = %s WHERE',
    ' SET "opened" = ',
)
PEOPLE = "tracker_user"
RAISED = {"tracker_revision", "tracker_edition"}
BUILT_IN = {"tracker_mobilitytest", "tracker_routine", "tracker_step"}

Owners = frozenset[int]


class Write(NamedTuple):
    """A write to an owned table; `owners` are those that the statement names, if any."""

    table: str
    owners: Owners
    place: Place


def owned_tables() -> set[str]:
    """The tables with an owner, the table of people, and the steps of routines."""
    owned = {
        model._meta.db_table
        for model in apps.get_app_config("tracker").get_models()
        if any(field.name == "owner" for field in model._meta.fields)
    }
    return (owned - RAISED) | {PEOPLE, "tracker_step"}


class Guard(threading.local):
    """Collects the writes of this thread's open transaction whose owner it does not raise.

    `marks` holds, by open block, how many writes there were when it began, and whose were raised.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults, self.tables = faults, owned_tables()
        self.open: list[Write] = []
        self.raised: Owners = frozenset()
        self.marks: list[tuple[int, Owners]] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        outcome = execute(sql, params, many, context)
        match = WRITE.match(sql)
        # A statement that matched no row changed nothing. SQLite knows the row count of an INSERT
        # only after its rows are fetched.
        if match and (sql.startswith("INSERT") or context["cursor"].rowcount > 0):
            self._record(match[1], match[2], params or ())
        return outcome

    def _record(self, table: str, rest: str, params: Any) -> None:
        owners = _owners(table, rest, params)
        if table in RAISED:
            self._cover(table, owners)
        elif table in self.tables and not rest.startswith(NOT_SHOWN):
            place = place_in_product(sys._getframe(1))
            is_raised = bool(self.raised) and owners <= self.raised
            self.open += [Write(table, owners, place)] if place and not is_raised else []
        if not self.marks:
            self._demand()

    def _cover(self, table: str, owners: Owners) -> None:
        """Forget the writes that this raise covers."""

        def is_covered(write: Write) -> bool:
            if table == "tracker_edition":
                return write.table in BUILT_IN
            return write.owners <= owners

        self.open = [write for write in self.open if not is_covered(write)]
        self.raised |= owners
        self.marks = [(min(mark, len(self.open)), raised) for mark, raised in self.marks]

    def begin(self) -> None:
        self.marks.append((len(self.open), self.raised))

    def end(self, *, rolled_back: bool) -> None:
        mark, raised = self.marks.pop()
        if rolled_back:
            del self.open[mark:]
            self.raised = raised
        if not self.marks:
            self._demand()

    def _demand(self) -> None:
        self.faults += [f"{write.table}, written at {write.place}" for write in self.open]
        self.open, self.raised = [], frozenset()


def _owners(table: str, rest: str, params: Any) -> Owners:
    """The owners that a statement names in its values or its WHERE."""
    column = '"id"' if table == PEOPLE else '"owner_id"'
    if into := re.match(r" \(([^)]*)\)", rest):
        return _inserted(into[1].split(", "), column, params)
    where = rest.partition(" WHERE ")
    if f"{column} = %s" not in where[2]:
        return frozenset()
    at = (where[0] + where[2].partition(f"{column} = %s")[0]).count("%s")
    return frozenset([params[at]])


def _inserted(names: list[str], column: str, params: Any) -> Owners:
    if column not in names:
        return frozenset()
    at, width = names.index(column), len(names)
    # On PostgreSQL, Django inserts many rows as one array for each column.
    owners = params[at] if isinstance(params[at], list) else params[at::width]
    return frozenset(owner for owner in owners if owner is not None)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collects the writes of all threads that were committed without raising the revision."""
    faults: list[str] = []
    guard = Guard(faults)

    with on_every_connection(guard), _reporting_blocks_to(guard):
        yield faults


@contextmanager
def _reporting_blocks_to(guard: Guard) -> Iterator[None]:
    """Report to `guard` where transactions begin and end.

    The transaction around a whole test does not count: outside of any other, a write commits.
    """
    begin, end = Atomic.__enter__, Atomic.__exit__

    def enter(atomic: Atomic) -> None:
        begin(atomic)
        if _counts(atomic):
            guard.begin()

    def leave(atomic: Atomic, kind: Any, error: Any, trace: Any) -> None:
        rolled_back = kind is not None or connection.needs_rollback
        try:
            end(atomic, kind, error, trace)
        except BaseException:
            rolled_back = True
            raise
        finally:
            if _counts(atomic):
                guard.end(rolled_back=rolled_back)

    Atomic.__enter__, Atomic.__exit__ = enter, leave
    try:
        yield
    finally:
        Atomic.__enter__, Atomic.__exit__ = begin, end


def _counts(atomic: Atomic) -> bool:
    return not atomic._from_testcase and atomic.using in (None, DEFAULT_DB_ALIAS)
