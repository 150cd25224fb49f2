"""A SQLite database as files: opened by name, and never cut off from its journal."""

import contextlib
import sqlite3
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from mobility.database.schema import Key

TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
HEAD_OF_A_WAL = 32


def opened(path: Path, mode: str = "ro") -> contextlib.closing[sqlite3.Connection]:
    """Without Django, which would set its journal; a file that is missing is not made."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return contextlib.closing(sqlite3.connect(address, timeout=20, uri=True))


def fault(database: sqlite3.Connection) -> str:
    """Empty if every page of it is as it should be."""
    found = str(database.execute("PRAGMA integrity_check").fetchone()[0])
    return "" if found == "ok" else found


def migrations(database: sqlite3.Connection) -> set[Key]:
    if not database.execute(TABLE, ["django_migrations"]).fetchone():
        return set()
    return set(database.execute("SELECT app, name FROM django_migrations"))


def cut_off(database: BaseDatabaseWrapper) -> str:
    """Says which file was left when its database was moved away; empty if none was.

    To be asked before the database is opened: SQLite deletes the journal of an empty database
    unread, and the one that was moved away is damaged without it.
    """
    if database.vendor != "sqlite" or _holds_something(Path(database.settings_dict["NAME"])):
        return ""
    for side in sides(database):
        if _is_needed(side):
            end = side.name.rpartition("-")[2]
            return (
                f"{side} belongs to a database that was moved away without it and is damaged "
                f"until it is there, too. Move it next to that one and give it the same name "
                f"with “-{end}” at its end."
            )
    return ""


def sides(database: BaseDatabaseWrapper) -> list[Path]:
    """The files in which SQLite keeps what is not in the database itself yet."""
    names = (Path(f"{database.settings_dict['NAME']}{end}") for end in ("-journal", "-wal"))
    return [path for path in names if path.exists()]


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _is_needed(side: Path) -> bool:
    """Not if it is what a first start left that was killed: its database was empty, too."""
    with open(side, "rb") as file:
        begins = file.read(HEAD_OF_A_WAL + 1)
    if side.name.endswith("-wal"):
        return len(begins) > HEAD_OF_A_WAL
    had_pages = begins[16:20]
    return any(had_pages)
