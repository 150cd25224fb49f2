"""Tables as Citus asks for: parted by owner, with the owner in the primary key."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from tests.harness.sharded import PARTS
from tracker.models.owned import Owned


@dataclass(frozen=True)
class Table:
    """How a table is defined beside its columns; `foreign_keys` as (name, definition)."""

    name: str
    indexes: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    foreign_keys: tuple[tuple[str, str], ...]


def owned_tables() -> list[str]:
    models = apps.get_app_config("tracker").get_models()
    return [model._meta.db_table for model in models if issubclass(model, Owned)]


def shard() -> None:
    """Makes every table of owned rows anew, in `PARTS` partitions; they have to be empty."""
    with connection.cursor() as cursor:
        tables = [_described(cursor, name) for name in owned_tables()]
        for table in tables:
            _part(cursor, table.name)
        for table in tables:
            for index in table.indexes:
                cursor.execute(index)
            _add(cursor, table.name, table.checks)
        for table in tables:
            _add(cursor, table.name, table.foreign_keys)


def begin_ids_again() -> None:
    """As on another server, whose sequences are its own: the next rows have the first numbers."""
    with connection.cursor() as cursor:
        for name in owned_tables():
            cursor.execute(f"ALTER SEQUENCE {name}_numbers RESTART")


def _described(cursor: Any, name: str) -> Table:
    assert not _rows_of(cursor, f"SELECT 1 FROM {name} LIMIT 1"), f"{name} is not empty"
    indexes = _rows_of(
        cursor,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass"
        # The primary key takes the place of the unique key on owner and id.
        " AND pg_get_indexdef(indexrelid) !~ '\\((owner_id, )?id\\)$'",
        name,
    )
    constraints = (
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = "
    )
    checks = _rows_of(cursor, constraints + "'c'", name)
    foreign_keys = _rows_of(cursor, constraints + "'f'", name)
    return Table(name, tuple(index for (index,) in indexes), tuple(checks), tuple(foreign_keys))


def _rows_of(cursor: Any, question: str, *parameters: str) -> list[Any]:
    cursor.execute(question, parameters or None)
    return list(cursor.fetchall())


def _part(cursor: Any, name: str) -> None:
    cursor.execute(f"ALTER TABLE {name} RENAME TO {name}_whole")
    cursor.execute(f"CREATE TABLE {name} (LIKE {name}_whole) PARTITION BY HASH (owner_id)")
    cursor.execute(f"DROP TABLE {name}_whole CASCADE")
    cursor.execute(f"CREATE SEQUENCE {name}_numbers")
    cursor.execute(f"ALTER TABLE {name} ALTER id SET DEFAULT nextval('{name}_numbers')")
    for part in range(PARTS):
        cursor.execute(
            f"CREATE TABLE {name}_{part} PARTITION OF {name}"
            f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
        )
    cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (owner_id, id)")


def _add(cursor: Any, name: str, constraints: tuple[tuple[str, str], ...]) -> None:
    for constraint, definition in constraints:
        cursor.execute(f'ALTER TABLE {name} ADD CONSTRAINT "{constraint}" {definition}')
