"""Watches that every statement of the product about owned rows names their owner."""

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
    """A statement that leaves the owner of `table` out."""

    table: str
    place: Place
    sql: str

    def __str__(self) -> str:
        return f"{self.table}, at {self.place}: {self.sql}"


@dataclass(frozen=True)
class Exemption:
    """What may leave the owner out: statements from a file or folder, on one table or on all."""

    path: str
    reason: str
    table: str = ""

    def covers(self, fault: Unowned) -> bool:
        return fault.place.path.startswith(self.path) and self.table in ("", fault.table)


# These and no others. On several database servers such a statement goes to all of them.
EXEMPTIONS = (
    Exemption("tracker/management/", "a host's command is about the whole database"),
    Exemption("mobility/database/", "a backup holds the whole database, and sums it up"),
    Exemption("tracker/migrations/", "a migration is about the whole database"),
    Exemption("tracker/accounts/", "who signs in or up is looked up by email", PEOPLE),
    Exemption("tracker/middleware.py", "the same, by the library behind it", PEOPLE),
)


@functools.cache
def owned_tables() -> dict[str, str]:
    """Of each table whose every row is somebody's, the column that says whose.

    A test or a routine may be built in, and is then everybody's.
    """
    columns = {PEOPLE: "id"}
    for model in apps.get_app_config("tracker").get_models():
        for field in model._meta.fields:
            if field.name == "owner" and not field.null:
                columns[model._meta.db_table] = field.column
    return columns


@functools.lru_cache(maxsize=4096)
def without_owner(sql: str) -> tuple[str, ...]:
    """The owned tables that a statement reads or changes without saying whose rows.

    Text alone is looked at: each table, under its alias, has to be compared by its owner somewhere.
    An INSERT needs no look, as the database refuses a row of nobody.
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
    """Notes each statement of the product that leaves the owner out."""

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
    """The statements of all threads that left the owner out."""
    faults: list[Unowned] = []
    with on_every_connection(Guard(faults)):
        yield faults
