"""Brings a backup back: into an empty database, or into one that is thrown away again."""

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

from mobility import sign_ins
from mobility.database import backups, contents, schema, sqlite_file
from mobility.database.backups import Refused, run

KINDS = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TRY = ".verify-"
# The first ones did not say when they began.
TRY_ON_POSTGRESQL = re.compile(r"supple_verify_((?P<began>\d+)_)?[0-9a-f]{12}")
NOBODY_IS_CONNECTED_TO = """
    SELECT datname FROM pg_database WHERE datname NOT IN
    (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)
"""


def restore(path: Path) -> str:
    """Fills the empty database of the settings; says what is in it now."""
    if why := sqlite_file.cut_off(connection):
        raise Refused(why)
    _demand_a_backup(path)
    if tables := connection.introspection.table_names():
        raise Refused(
            f"The database is not empty ({len(tables)} tables). A backup goes into an empty one "
            "only: move the old one away, or name a new one in DATABASE_URL."
        )
    with _said_of(path):
        if connection.vendor == "sqlite":
            return _put_in_place(path)
        _fill(connection, path)
        return _looked_at(connection, path)


def _put_in_place(path: Path) -> str:
    """By way of a file beside it, so that the database is empty until all of it holds."""
    target = Path(connection.settings_dict["NAME"]).resolve()
    connection.close()
    if sqlite_file.sides(connection):
        raise Refused(f"{target} is in use. Stop the server first.")
    with backups.part_of(target) as part:
        with _opened_as(str(part)) as database:
            _fill(database, path)
            holds = _looked_at(database, path)
        backups.replace(part, target)
    return holds


@contextlib.contextmanager
def _said_of(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{path} cannot be restored ({backups.reason(error)}).") from error


def verify(path: Path) -> str:
    """Fills a database that is thrown away; says what was in it. The real one is not touched."""
    with _said_of(path), tried(path) as database:
        return _looked_at(database, path)


@contextlib.contextmanager
def tried(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """The backup in a database that is thrown away at the end."""
    _demand_a_backup(path)
    with _throw_away() as database:
        _fill(database, path)
        yield database


def _demand_a_backup(path: Path) -> None:
    """Of the right kind, of Supple, and not of a version that this one does not know."""
    _demand_its_kind(path)
    found = (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)(path)
    if not any(app == settings.APP for app, _ in found):
        raise Refused(f"{path} is not a backup of Supple.")
    if newer := sorted(schema.unknown_among(found)):
        raise Refused(f"{path} was made by a newer version of Supple ({'.'.join(newer[-1])}).")


def _of_sqlite(path: Path) -> set[schema.Key]:
    """The migrations that its database has; the whole file was read."""
    try:
        with sqlite_file.opened(path) as old:
            if found := sqlite_file.fault(old):
                raise sqlite3.DatabaseError(found)
            return sqlite_file.migrations(old)
    except sqlite3.Error as error:
        said = str(error).split("\n")[0]
        raise Refused(f"{path} is damaged ({said}). Nothing was restored.") from error


def _of_postgresql(path: Path) -> set[schema.Key]:
    only = ("--data-only", "--table=django_migrations", "--file=-")
    rows = (line.split("\t") for line in run("pg_restore", *only, str(path)).splitlines())
    return {(row[1], row[2]) for row in rows if len(row) == 4}


def _demand_its_kind(path: Path) -> None:
    try:
        with open(path, "rb") as file:
            begins = file.read(16)
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}).") from error
    kind = next((name for magic, name in KINDS.items() if begins.startswith(magic)), None)
    if kind is None:
        raise Refused(f"{path} is not a backup of Supple.")
    if kind != connection.vendor:
        raise Refused(
            f"{path} is a backup of {NAMES[kind]}, but this database is "
            f"{NAMES[connection.vendor]}. DATABASE_URL says which one is used."
        )


def _fill(database: BaseDatabaseWrapper, path: Path) -> None:
    if database.vendor == "postgresql":
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        run("pg_restore", *options, str(path), database=database)
        sign_ins.wipe_from(database)
        return
    target = database.settings_dict["NAME"]
    database.close()
    with sqlite_file.opened(path) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        sign_ins.wipe_from_sqlite(new)


def _looked_at(database: BaseDatabaseWrapper, path: Path) -> str:
    try:
        database.check_constraints()
        return contents.in_words(database)
    except Error as error:
        raise Refused(f"{path} does not hold together ({error}).") from error


@contextlib.contextmanager
def _throw_away() -> Iterator[BaseDatabaseWrapper]:
    """An empty database of the same kind, gone at the end."""
    forget_killed_tries()
    names = _file if connection.vendor == "sqlite" else _postgresql_database
    with names() as name, _opened_as(name) as database:
        yield database


@contextlib.contextmanager
def _opened_as(name: str) -> Iterator[BaseDatabaseWrapper]:
    """A database of another name, with the settings of ours."""
    database = connection.copy("throw_away")
    connections["throw_away"] = database
    database.settings_dict["NAME"] = name
    try:
        yield database
    finally:
        database.close()
        del connections["throw_away"]


def forget_killed_tries() -> None:
    """What everybody said about their bodies would lie about in a copy that nobody knows of."""
    for folder in Path(settings.DATA_DIR).glob(f"{TRY}*"):
        if backups.is_left_over(folder):
            shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "postgresql":
        _drop_killed_tries()


def _drop_killed_tries() -> None:
    oldest = time.time() - backups.SECONDS_A_PART_MAY_TAKE
    with connection.cursor() as cursor:
        cursor.execute(NOBODY_IS_CONNECTED_TO)
        for (name,) in cursor.fetchall():
            found = TRY_ON_POSTGRESQL.fullmatch(name)
            if found and int(found["began"] or 0) < oldest:
                with contextlib.suppress(Error):
                    cursor.execute(f"DROP DATABASE {name}")


@contextlib.contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=TRY, dir=settings.DATA_DIR) as folder:
        yield str(Path(folder, "verify.sqlite3"))


@contextlib.contextmanager
def _postgresql_database() -> Iterator[str]:
    name = f"supple_verify_{int(time.time())}_{secrets.token_hex(6)}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        except Error as error:
            said = str(error).strip().split("\n")[0]
            raise Refused(
                f"No database can be made to try the backup in ({said}). "
                "ALTER ROLE … CREATEDB lets this user make one."
            ) from error
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
