"""System checks that the database flushes commits, so that a saved rating survives a power cut."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Info
from django.core.checks import Warning as Warned
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mobility import environment

SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


def commits_reach_the_disk(
    app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Runs only when a database is named, as in `check --database default` and at each start."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    database = connections[DEFAULT_DB_ALIAS]
    try:
        return list(_sqlite(database) if database.vendor == "sqlite" else _postgresql(database))
    except Error as error:
        reason = str(error).strip().split("\n")[0]
        return [Warned(f"The database cannot be asked how it writes ({reason}).", id="supple.W003")]


def _sqlite(database: BaseDatabaseWrapper) -> Iterable[CheckMessage]:
    version, numbers = sqlite3.sqlite_version, sqlite3.sqlite_version_info
    expected, actual = environment.sqlite_journal(numbers), sqlite_writes(database)
    if actual != expected:
        yield Warned(
            f"SQLite {version} writes with {_pragmas(*actual)}, not with {_pragmas(*expected)}: "
            "an acknowledged rating may be lost in a power cut.",
            hint="Stop everything that has the file open, then start again.",
            id="supple.W001",
        )
        return
    reason = (
        "its WAL is mended."
        if environment.sqlite_wal_is_safe(numbers)
        else "WAL can lose commits before 3.51.3, 3.50.7 and 3.44.6."
    )
    yield Info(f"SQLite {version} writes with {_pragmas(*actual)}: {reason}", id="supple.I001")


def sqlite_writes(database: BaseDatabaseWrapper) -> tuple[str, str]:
    """The journal mode and the synchronous setting of this connection, as SQLite reports them."""
    with database.cursor() as cursor:
        (journal,) = cursor.execute("PRAGMA journal_mode").fetchone()
        (synchronous,) = cursor.execute("PRAGMA synchronous").fetchone()
    return journal.upper(), SYNCHRONOUS[synchronous]


def _pragmas(journal: str, synchronous: str) -> str:
    return f"journal_mode={journal} and synchronous={synchronous}"


def _postgresql(database: BaseDatabaseWrapper) -> Iterable[CheckMessage]:
    with database.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        parameters = dict(zip(("synchronous_commit", "fsync"), cursor.fetchone(), strict=True))
    if off := [name for name, value in parameters.items() if value == "off"]:
        yield Warned(
            f"PostgreSQL has {' and '.join(off)} off: "
            "an acknowledged rating may be lost in a power cut.",
            hint="Switch it on in postgresql.conf, then reload the server.",
            id="supple.W002",
        )
        return
    yield Info("PostgreSQL writes each commit to the disk before it answers.", id="supple.I002")
