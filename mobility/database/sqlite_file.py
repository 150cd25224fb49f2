"""Opens SQLite files without Django, and detects a journal without its database."""

import contextlib
import sqlite3
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from mobility.database.schema import MigrationKey

TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
WAL_HEADER_BYTES = 32


def open_database(path: Path, mode: str = "ro") -> contextlib.closing[sqlite3.Connection]:
    """Open without Django, which would set a journal mode; a missing file is not created."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return contextlib.closing(sqlite3.connect(address, timeout=20, uri=True))


def fault(database: sqlite3.Connection) -> str:
    """The first finding of an integrity check; empty if there is none."""
    result = str(database.execute("PRAGMA integrity_check").fetchone()[0])
    return "" if result == "ok" else result


def migrations(database: sqlite3.Connection) -> set[MigrationKey]:
    if not database.execute(TABLE, ["django_migrations"]).fetchone():
        return set()
    return set(database.execute("SELECT app, name FROM django_migrations"))


def orphaned_journal(database: BaseDatabaseWrapper) -> str:
    """A sentence about a journal whose database was moved away; empty if there is none.

    Call it before opening the database: SQLite deletes the journal of an empty database unread,
    but the database that was moved away is damaged without it.
    """
    if database.vendor != "sqlite" or _holds_something(Path(database.settings_dict["NAME"])):
        return ""
    for journal in journals(database):
        if _is_needed(journal):
            end = journal.name.rpartition("-")[2]
            return (
                f"{journal} belongs to a database that was moved away without it and is damaged "
                f"until it is there, too. Move it next to that one and give it the same name "
                f"with “-{end}” at its end."
            )
    return ""


def journals(database: BaseDatabaseWrapper) -> list[Path]:
    """The existing journal and WAL files of a database."""
    names = (Path(f"{database.settings_dict['NAME']}{end}") for end in ("-journal", "-wal"))
    return [path for path in names if path.exists()]


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _is_needed(journal: Path) -> bool:
    """False for the journal of an empty database, left by a killed first start."""
    with open(journal, "rb") as file:
        head = file.read(WAL_HEADER_BYTES + 1)
    if journal.name.endswith("-wal"):
        return len(head) > WAL_HEADER_BYTES
    had_pages = head[16:20]
    return any(had_pages)
