"""What a database holds of each person, as sums that can be compared with those of a copy.

In plain SQL, so that a copy made by an earlier version can be summed as it is.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

A_SUM = 2**256
ROWS_AT_ONCE = 2000


class Sum(NamedTuple):
    """All rows of somebody, in whatever order they were read."""

    rows: int
    digest: int

    def with_row(self, table: str, row: tuple[Any, ...]) -> "Sum":
        text = f"{table} {row!r}".encode("utf-8", "surrogatepass")
        digest = int.from_bytes(hashlib.sha256(text).digest())
        return Sum(self.rows + 1, (self.digest + digest) % A_SUM)


def of_each_person(database: BaseDatabaseWrapper) -> dict[int, Sum]:
    """By the number of the person, all that is theirs in every table with an owner."""
    sums: dict[int, Sum] = {}
    for table, columns in sorted(_tables(database).items()):
        key = "id" if table == settings.PEOPLE_TABLE else "owner_id"
        if key not in columns:
            continue
        for row in _rows(database, table, columns):
            owner = row[columns.index(key)]
            if owner is not None:
                sums[owner] = sums.get(owner, Sum(0, 0)).with_row(table, row)
    return sums


def in_words(database: BaseDatabaseWrapper) -> str:
    """How many there are of what people would miss, and a name for exactly this."""
    counts = counted(functools.partial(number, database), *settings.COUNTED_TABLES)
    every = repr(sorted(of_each_person(database).items())).encode()
    return f"{counts}, checksum {hashlib.sha256(every).hexdigest()[:16]}"


def counted(ask: Callable[[str], int], *tables: str) -> str:
    """How many there are in each, by whoever can answer a question with a number."""
    counts = (
        (ask(f"SELECT count(*) FROM {table}"), settings.COUNTED_TABLES[table]) for table in tables
    )
    return ", ".join(f"{count:,} {word}" for count, word in counts)


def number(database: BaseDatabaseWrapper, question: str) -> int:
    with database.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def has_people(database: BaseDatabaseWrapper) -> bool:
    """Whether anybody would miss what is in it."""
    if settings.PEOPLE_TABLE not in database.introspection.table_names():
        return False
    with database.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {settings.PEOPLE_TABLE} LIMIT 1")
        return cursor.fetchone() is not None


def _tables(database: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """The columns of each table, in an order that does not depend on how it came about."""
    with database.cursor() as cursor:
        names = database.introspection.table_names(cursor)
        return {name: sorted(_columns(database, cursor, name)) for name in names}


def _columns(database: BaseDatabaseWrapper, cursor: Any, table: str) -> list[str]:
    return [each.name for each in database.introspection.get_table_description(cursor, table)]


def _rows(
    database: BaseDatabaseWrapper, table: str, columns: list[str]
) -> Iterator[tuple[Any, ...]]:
    quote = database.ops.quote_name
    with database.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
