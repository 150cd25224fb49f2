"""Checks that every statement of the product about owned rows names their owner."""

import functools
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from tests.watching import Place, on_every_connection, place_in_product

TABLE = re.compile(r'\b(?:FROM|JOIN|UPDATE) "(tracker_\w+)"(?: ([T-Z]\d+)\b)?')
PEOPLE = "tracker_user"


@dataclass(frozen=True)
class Unowned:
    """A statement that does not name the owner of `table`."""

    table: str
    place: Place
    sql: str

    def __str__(self) -> str:
        return f"{self.table}, at {self.place}: {self.sql}"


@dataclass(frozen=True)
class Exemption:
    """Allows statements without the owner: from a file or folder, on one table or on all."""

    path: str
    reason: str
    table: str = ""

    def covers(self, fault: Unowned) -> bool:
        return fault.place.path.startswith(self.path) and self.table in ("", fault.table)


# On several database servers such a statement would go to all of them.
EXEMPTIONS = (
    Exemption("tracker/management/", "a host's command is about the whole database"),
    Exemption("mobility/database/", "a backup holds the whole database and counts its rows"),
    Exemption("tracker/migrations/", "a migration is about the whole database"),
    Exemption("tracker/queries/people.py", "the host's list: email, last day, a count", PEOPLE),
    Exemption("tracker/accounts/", "who signs in or up is looked up by email", PEOPLE),
    Exemption("tracker/views/provider.py", "the same, by the library behind it", PEOPLE),
    Exemption("tracker/middleware.py", "the same, by the library behind it", PEOPLE),
)


@functools.cache
def owned_tables() -> dict[str, str]:
    """The owner's column by table, for the tables in which every row has an owner.

    Tests and routines are not among them: those that are built in have none.
    """
    columns = {PEOPLE: "id"}
    for model in apps.get_app_config("tracker").get_models():
        for field in model._meta.fields:
            if field.name == "owner" and not field.null:
                columns[model._meta.db_table] = field.column
    return columns


@functools.lru_cache(maxsize=4096)
def without_owner(sql: str) -> tuple[str, ...]:
    """The owned tables that a statement reads or changes without naming the owner.

    Only the text is checked: each table, by its alias, has to have its owner compared somewhere.
    An INSERT is not checked, because the database refuses a row without an owner.
    """
    owned = owned_tables()
    places = [(match[1], match[2] or f'"{match[1]}"') for match in TABLE.finditer(sql)]
    return tuple(
        table
        for table, alias in places
        if table in owned and not _is_compared(sql, f'{alias}."{owned[table]}"')
    )


def _is_compared(sql: str, column: str) -> bool:
    name = re.escape(column)
    return re.search(rf"{name} (?:=|IN) |= \(?{name}", sql) is not None


class Guard:
    """Collects the statements of the product that do not name the owner."""

    def __init__(self, faults: list[Unowned]) -> None:
        self.faults = faults

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if '"tracker_' in sql and (tables := without_owner(sql)):
            place = place_in_product(sys._getframe(1))
            faults = [Unowned(table, place, sql) for table in tables if place]
            self.faults += [fault for fault in faults if not is_exempt(fault)]
        return execute(sql, params, many, context)


def is_exempt(fault: Unowned) -> bool:
    return any(exemption.covers(fault) for exemption in EXEMPTIONS)


@contextmanager
def watched() -> Iterator[list[Unowned]]:
    """Collects the statements of all threads that do not name the owner."""
    faults: list[Unowned] = []
    with on_every_connection(Guard(faults)):
        yield faults
