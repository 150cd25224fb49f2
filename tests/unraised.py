"""Watches that whatever writes an owned row raises its owner's revision, as the last statement."""

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
UNSAID = ' SET "last_login" = %s WHERE'  # no page says when somebody signed in
PEOPLE = "tracker_user"
RAISED = {"tracker_revision", "tracker_edition"}
BUILT_IN = {"tracker_mobilitytest", "tracker_routine", "tracker_step"}

Owners = frozenset[int]


class Write(NamedTuple):
    """A statement on an owned table; `owners` as far as it names them."""

    table: str
    owners: Owners
    place: Place


def owned_tables() -> set[str]:
    """Of every model with an owner, of the person, and of what hangs on their routines."""
    owned = {
        model._meta.db_table
        for model in apps.get_app_config("tracker").get_models()
        if any(field.name == "owner" for field in model._meta.fields)
    }
    return (owned - RAISED) | {PEOPLE, "tracker_step"}


class Guard(threading.local):
    """What was written in the open transaction of this thread, and is not raised yet."""

    def __init__(self, faults: list[str]) -> None:
        self.faults, self.tables = faults, owned_tables()
        self.open: list[Write] = []
        self.marks: list[int] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        outcome = execute(sql, params, many, context)
        match = WRITE.match(sql)
        # As in `WriteDetector`: of rows that were not there nothing was changed.
        if match and (sql.startswith("INSERT") or context["cursor"].rowcount > 0):
            self._written(match[1], match[2], params or ())
        return outcome

    def _written(self, table: str, rest: str, params: Any) -> None:
        owners = _owners(table, rest, params)
        if table in RAISED:
            self._raised(table, owners)
        elif table in self.tables and not rest.startswith(UNSAID):
            place = place_in_product(sys._getframe(1))
            self.open += [Write(table, owners, place)] if place else []
        if not self.marks:
            self._demand()

    def _raised(self, table: str, owners: Owners) -> None:
        def is_covered(write: Write) -> bool:
            if table == "tracker_edition":
                return write.table in BUILT_IN
            return write.owners <= owners

        self.open = [write for write in self.open if not is_covered(write)]
        self.marks = [min(mark, len(self.open)) for mark in self.marks]

    def begin(self) -> None:
        self.marks.append(len(self.open))

    def end(self, *, taken_back: bool) -> None:
        mark = self.marks.pop()
        if taken_back:
            del self.open[mark:]
        if not self.marks:
            self._demand()

    def _demand(self) -> None:
        self.faults += [f"{write.table}, written at {write.place}" for write in self.open]
        self.open = []


def _owners(table: str, rest: str, params: Any) -> Owners:
    """Whose rows a statement says that it writes, if it does."""
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
    # PostgreSQL takes many rows as a list for each column.
    match = params[at] if isinstance(params[at], list) else params[at::width]
    return frozenset(owner for owner in match if owner is not None)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The writes that were committed without the revision, of all threads."""
    faults: list[str] = []
    guard = Guard(faults)

    with on_every_connection(guard), _blocks_told_to(guard):
        yield faults


@contextmanager
def _blocks_told_to(guard: Guard) -> Iterator[None]:
    """The block around a whole test is none: what is written in no other is committed at once."""
    begin, end = Atomic.__enter__, Atomic.__exit__

    def enter(atomic: Atomic) -> None:
        begin(atomic)
        if _is_told(atomic):
            guard.begin()

    def leave(atomic: Atomic, kind: Any, error: Any, trace: Any) -> None:
        taken_back = kind is not None or connection.needs_rollback
        try:
            end(atomic, kind, error, trace)
        except BaseException:
            taken_back = True
            raise
        finally:
            if _is_told(atomic):
                guard.end(taken_back=taken_back)

    Atomic.__enter__, Atomic.__exit__ = enter, leave
    try:
        yield
    finally:
        Atomic.__enter__, Atomic.__exit__ = begin, end


def _is_told(atomic: Atomic) -> bool:
    return not atomic._from_testcase and atomic.using in (None, DEFAULT_DB_ALIAS)
