"""Checksums of each person's rows, to compare a database with a copy.

In plain SQL, so that a copy from an earlier version needs no migration first.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

MODULUS = 2**256
ROWS_AT_ONCE = 2000


class Checksum(NamedTuple):
    """A checksum of rows that does not depend on their order."""

    rows: int
    digest: int

    def with_row(self, table: str, row: tuple[Any, ...]) -> "Checksum":
        text = f"{table} {row!r}".encode("utf-8", "surrogatepass")
        digest = int.from_bytes(hashlib.sha256(text).digest())
        return Checksum(self.rows + 1, (self.digest + digest) % MODULUS)


def checksums_by_person(database: BaseDatabaseWrapper) -> dict[int, Checksum]:
    """By user id, a checksum over all tables with an owner."""
    sums: dict[int, Checksum] = {}
    for table, columns in sorted(_tables(database).items()):
        key = "id" if table == settings.PEOPLE_TABLE else "owner_id"
        if key not in columns:
            continue
        for row in _rows(database, table, columns):
            owner = row[columns.index(key)]
            if owner is not None:
                sums[owner] = sums.get(owner, Checksum(0, 0)).with_row(table, row)
    return sums


def summary(database: BaseDatabaseWrapper) -> str:
    """The number of rows in the main tables, and a checksum of everything with an owner."""
    counts = count_summary(functools.partial(query_number, database), *settings.COUNTED_TABLES)
    checksums = repr(sorted(checksums_by_person(database).items())).encode()
    return f"{counts}, checksum {hashlib.sha256(checksums).hexdigest()[:16]}"


def count_summary(ask: Callable[[str], int], *tables: str) -> str:
    """The number of rows per table, such as "2 people, 31 sessions"."""
    counts = (
        (ask(f"SELECT count(*) FROM {table}"), settings.COUNTED_TABLES[table]) for table in tables
    )
    return ", ".join(f"{count:,} {word}" for count, word in counts)


def query_number(database: BaseDatabaseWrapper, question: str) -> int:
    with database.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def has_people(database: BaseDatabaseWrapper) -> bool:
    """Whether it contains any people."""
    if settings.PEOPLE_TABLE not in database.introspection.table_names():
        return False
    with database.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {settings.PEOPLE_TABLE} LIMIT 1")
        return cursor.fetchone() is not None


def _tables(database: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """The columns of each table, sorted, because their order depends on past migrations."""
    with database.cursor() as cursor:
        names = database.introspection.table_names(cursor)
        return {name: sorted(_columns(database, cursor, name)) for name in names}


def _columns(database: BaseDatabaseWrapper, cursor: Any, table: str) -> list[str]:
    return [column.name for column in database.introspection.get_table_description(cursor, table)]


def _rows(
    database: BaseDatabaseWrapper, table: str, columns: list[str]
) -> Iterator[tuple[Any, ...]]:
    quote = database.ops.quote_name
    with database.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
