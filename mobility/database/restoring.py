"""Restores a backup into an empty database, or into a temporary one to verify it."""

import contextlib
import re
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mobility.database import backups, contents, schema, sign_in_rows, sqlite_file
from mobility.database.backups import BackupRefused, run

VENDORS = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
VENDOR_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SCRATCH_PREFIX = ".verify-"
# Names from early versions have no start time.
SCRATCH_DATABASE = re.compile(r"supple_verify_((?P<began>\d+)_)?[0-9a-f]{12}")
IDLE_DATABASES = """
    SELECT datname FROM pg_database WHERE datname NOT IN
    (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)
"""


def restore(path: Path) -> str:
    """Restore into the empty database of the settings; returns a summary of its content."""
    if reason := sqlite_file.orphaned_journal(connection):
        raise BackupRefused(reason)
    _demand_a_backup(path)
    if tables := connection.introspection.table_names():
        raise BackupRefused(
            f"The database is not empty ({len(tables)} tables). A backup goes into an empty one "
            "only: move the old one away, or name a new one in DATABASE_URL."
        )
    with _refusing_errors(path):
        if connection.vendor == "sqlite":
            return _restore_sqlite(path)
        _fill(connection, path)
        return _checked_summary(connection, path)


def _restore_sqlite(path: Path) -> str:
    """Restore through a temporary file; the database stays empty until all is verified."""
    target = Path(connection.settings_dict["NAME"]).resolve()
    connection.close()
    if sqlite_file.journals(connection):
        raise BackupRefused(f"{target} is in use. Stop the server first.")
    with backups.partial_file(target) as partial:
        with _opened_under_name(str(partial)) as database:
            _fill(database, path)
            summary = _checked_summary(database, path)
        backups.replace(partial, target)
    return summary


@contextlib.contextmanager
def _refusing_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise BackupRefused(f"{path} cannot be restored ({backups.reason(error)}).") from error


def verify(path: Path) -> str:
    """Restore into a temporary database; returns a summary, and leaves the real one alone."""
    with _refusing_errors(path), restored_copy(path) as database:
        return _checked_summary(database, path)


@contextlib.contextmanager
def restored_copy(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """The backup, restored into a temporary database."""
    _demand_a_backup(path)
    with _scratch_database() as database:
        _fill(database, path)
        yield database


def _demand_a_backup(path: Path) -> None:
    """Restore into a temporary database; returns a summary. The real one is not touched."""
    _demand_same_vendor(path)
    migrations = (_sqlite_migrations if connection.vendor == "sqlite" else _postgresql_migrations)(
        path
    )
    if not any(app == settings.APP for app, _ in migrations):
        raise BackupRefused(f"{path} is not a backup of Supple.")
    if unknown := sorted(schema.unknown_among(migrations)):
        raise BackupRefused(
            f"{path} was made by a newer version of Supple ({'.'.join(unknown[-1])})."
        )


def _sqlite_migrations(path: Path) -> set[schema.MigrationKey]:
    """The migrations of the backup, after an integrity check of the whole file."""
    try:
        with sqlite_file.open_database(path) as old:
            if fault := sqlite_file.fault(old):
                raise sqlite3.DatabaseError(fault)
            return sqlite_file.migrations(old)
    except sqlite3.Error as error:
        reason = str(error).split("\n")[0]
        raise BackupRefused(f"{path} is damaged ({reason}). Nothing was restored.") from error


def _postgresql_migrations(path: Path) -> set[schema.MigrationKey]:
    only = ("--data-only", "--table=django_migrations", "--file=-")
    rows = (line.split("\t") for line in run("pg_restore", *only, str(path)).splitlines())
    return {(row[1], row[2]) for row in rows if len(row) == 4}


def _demand_same_vendor(path: Path) -> None:
    try:
        with open(path, "rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read ({error.strerror}).") from error
    vendor = next((name for magic, name in VENDORS.items() if head.startswith(magic)), None)
    if vendor is None:
        raise BackupRefused(f"{path} is not a backup of Supple.")
    if vendor != connection.vendor:
        raise BackupRefused(
            f"{path} is a backup of {VENDOR_NAMES[vendor]}, but this database is "
            f"{VENDOR_NAMES[connection.vendor]}. DATABASE_URL says which one is used."
        )


def _fill(database: BaseDatabaseWrapper, path: Path) -> None:
    if database.vendor == "postgresql":
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        run("pg_restore", *options, str(path), database=database)
        sign_in_rows.wipe_from(database)
        return
    target = database.settings_dict["NAME"]
    database.close()
    with sqlite_file.open_database(path) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        sign_in_rows.wipe_from_sqlite(new)


def _checked_summary(database: BaseDatabaseWrapper, path: Path) -> str:
    try:
        database.check_constraints()
        return contents.summary(database)
    except Error as error:
        raise BackupRefused(f"{path} does not hold together ({error}).") from error


@contextlib.contextmanager
def _scratch_database() -> Iterator[BaseDatabaseWrapper]:
    """An empty temporary database of the same kind."""
    delete_stale_copies()
    names = _file if connection.vendor == "sqlite" else _postgresql_database
    with names() as name, _opened_under_name(name) as database:
        yield database


@contextlib.contextmanager
def _opened_under_name(name: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to another database with our settings."""
    database = connection.copy("throw_away")
    connections["throw_away"] = database
    database.settings_dict["NAME"] = name
    try:
        yield database
    finally:
        database.close()
        del connections["throw_away"]


def delete_stale_copies() -> None:
    """Delete the temporary databases of killed processes, which contain everybody's ratings."""
    for folder in Path(settings.DATA_DIR).glob(f"{SCRATCH_PREFIX}*"):
        if backups.is_stale(folder):
            shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "postgresql":
        _drop_stale_databases()


def _drop_stale_databases() -> None:
    oldest = time.time() - backups.MAX_SECONDS_FOR_A_BACKUP
    with connection.cursor() as cursor:
        cursor.execute(IDLE_DATABASES)
        for (name,) in cursor.fetchall():
            match = SCRATCH_DATABASE.fullmatch(name)
            if match and int(match["began"] or 0) < oldest:
                with contextlib.suppress(Error):
                    cursor.execute(f"DROP DATABASE {name}")


@contextlib.contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=settings.DATA_DIR) as folder:
        yield str(Path(folder, "verify.sqlite3"))


@contextlib.contextmanager
def _postgresql_database() -> Iterator[str]:
    name = f"supple_verify_{int(time.time())}_{secrets.token_hex(6)}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        except Error as error:
            reason = str(error).strip().split("\n")[0]
            raise BackupRefused(
                f"No database can be made to try the backup in ({reason}). "
                "ALTER ROLE … CREATEDB lets this user make one."
            ) from error
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
