"""Copies of the whole database that were looked at before they got their name."""

import contextlib
import datetime
import functools
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from mobility import sign_ins
from mobility.database import contents, schema, sqlite_file

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
REGULAR = re.compile(r"supple-\d{8}-\d{6}(-\d+)?\.(sqlite3|dump)")
PART = ".supple-part-"
SECONDS_A_PART_MAY_TAKE = 24 * 60 * 60


class Refused(Exception):
    """Why there is no backup, or nothing was restored: one sentence for the host."""


def folder() -> Path:
    """DATA_DIR/backups, open to its owner only."""
    found = Path(settings.DATA_DIR, "backups")
    try:
        found.mkdir(mode=0o700, exist_ok=True)
        os.scandir(found).close()
    except OSError as error:
        raise Refused(f"{found} cannot be used ({reason(error)}).") from error
    return found


def reason(error: OSError | sqlite3.Error) -> str:
    return getattr(error, "strerror", None) or str(error)


def new_name(prefix: str) -> Path:
    """A name in the folder that is not taken."""
    moment = f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    suffix = SUFFIXES[connection.vendor]
    names = (f"{prefix}-{moment}{again}{suffix}" for again in _again())
    return next(path for name in names if not os.path.exists(path := folder() / name))


def _again() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 1000))


def make(path: Path) -> str:
    """Writes the database of now to `path`, which appears whole or not at all; says how much."""
    if os.path.exists(path):
        raise Refused(f"{path} is there already. Give another name.")
    try:
        with part_of(path) as part:
            write = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
            holds = write(part)
            _put(part, path)
            return holds
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{path} cannot be written ({reason(error)}).") from error


@contextlib.contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """A file beside `path`, for its owner only, that does not outlive a failure."""
    _forget_parts(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=PART, dir=path.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _forget_parts(where: Path) -> None:
    """What a killed backup left, once it is too old to be one under way."""
    for part in where.glob(f"{PART}*"):
        if is_left_over(part):
            part.unlink(missing_ok=True)


def is_left_over(path: Path) -> bool:
    """Whether whoever made it must have been killed."""
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > SECONDS_A_PART_MAY_TAKE
    return False


def _put(part: Path, path: Path) -> None:
    """Gives the file its name once the disk has it, and the folder once that has the name."""
    _sync(part)
    try:
        os.link(part, path)  # unlike a rename it never replaces a file
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Give another name.") from error
    except OSError:
        os.rename(part, path)  # a disk that knows no second names, such as a memory stick
    _sync(path.parent)


def replace(part: Path, path: Path) -> None:
    """The same, over a file that nobody would miss."""
    _sync(part)
    os.replace(part, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_sqlite(part: Path) -> str:
    """In one step, so that a busy server cannot make it begin again; writers wait meanwhile."""
    with _source() as now, contextlib.closing(sqlite3.connect(part)) as copy:
        now.backup(copy)
        sign_ins.wipe_from_sqlite(copy)
        # One file, whatever the journal of the original is.
        copy.execute("PRAGMA journal_mode=DELETE")
        if found := sqlite_file.fault(copy):
            raise Refused(f"The database is damaged ({found}). The backup was not kept.")
        _demand_supple(sqlite_file.migrations(copy))
        return _counted(lambda question: copy.execute(question).fetchone()[0])


@contextlib.contextmanager
def _source() -> Iterator[sqlite3.Connection]:
    if why := sqlite_file.cut_off(connection):
        raise Refused(why)
    path = Path(connection.settings_dict["NAME"])
    with contextlib.ExitStack() as stack:
        try:
            now = stack.enter_context(sqlite_file.opened(path, "rw"))
            now.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise Refused(f"{path} cannot be read ({error}).") from error
        yield now


def _demand_supple(migrations: set[schema.Key]) -> None:
    """Or each night another good backup would give way to one of nothing."""
    if not any(app == settings.APP for app, _ in migrations):
        raise Refused(
            f"{connection.settings_dict['NAME']} holds nothing of Supple. "
            "Do DATA_DIR and DATABASE_URL name the database of the server?"
        )


def _counted(ask: Callable[[str], int]) -> str:
    """Its people and sessions, which are enough to know a backup by."""
    return contents.counted(ask, *list(settings.COUNTED_TABLES)[:2])


def _dump_postgresql(part: Path) -> str:
    _demand_supple(schema.applied(connection))
    holds = _counted(functools.partial(contents.number, connection))
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
    without = (f"--exclude-table-data={table}" for table in sign_ins.TABLES)
    run("pg_dump", *options, *without, database=connection)
    return holds


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is."""
    if found := shutil.which(name):
        return found
    raise Refused(f"{name} is missing. Install PostgreSQL's client programs.")


def run(name: str, *options: str, database: BaseDatabaseWrapper | None = None) -> str:
    """Runs one of PostgreSQL's programs; gives what it printed."""
    command, environment = [program(name), *options], dict(os.environ)
    if database is not None:
        # The password goes into the environment: a command line can be read by everybody.
        found, secrets = DatabaseClient.settings_to_cmd_args_env(database.settings_dict, [])
        command += ["--no-password", *found[1:-1], f"--dbname={found[-1]}"]
        environment |= secrets or {}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise Refused(f"{name} failed: {lines[0].removeprefix(f'{name}: ').rstrip('.')}.")
    return done.stdout


def keep(number: int, made: Path) -> list[Path]:
    """Removes all but the newest regular backups; gives those that went.

    Never the one just made, which is not the newest by its name when a clock was wrong.
    """
    found = (path for path in folder().iterdir() if REGULAR.fullmatch(path.name))
    others = sorted(path for path in found if path != made)
    gone = others[: max(0, len(others) - (number - 1))]
    for path in gone:
        path.unlink()
    return gone
