"""Copies of the whole database that were looked at before they got their name."""

import contextlib
import datetime
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
REGULAR = re.compile(r"supple-\d{8}-\d{6}(-\d+)?\.(sqlite3|dump)")
PART = ".part-"
SECONDS_A_PART_MAY_TAKE = 24 * 60 * 60


class Refused(Exception):
    """Why there is no backup, or nothing was restored: one sentence for the host."""


def folder() -> Path:
    """DATA_DIR/backups, open to its owner only."""
    found = Path(settings.DATA_DIR, "backups")
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def new_name(prefix: str) -> Path:
    """A name in the folder that is not taken."""
    moment = f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    suffix = SUFFIXES[connection.vendor]
    names = (f"{prefix}-{moment}{again}{suffix}" for again in _again())
    return next(path for name in names if not (path := folder() / name).exists())


def _again() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 1000))


def make(path: Path) -> None:
    """Writes the database of now to `path`, which appears whole or not at all."""
    if path.exists():
        raise Refused(f"{path} is there already. Give another name.")
    try:
        with _part(path) as part:
            _copy_sqlite(part) if connection.vendor == "sqlite" else _dump_postgresql(part)
            _put(part, path)
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{path} cannot be written ({error}).") from error


@contextlib.contextmanager
def _part(path: Path) -> Iterator[Path]:
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
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > SECONDS_A_PART_MAY_TAKE:
                part.unlink()


def _put(part: Path, path: Path) -> None:
    """Gives the file its name once the disk has it, and the folder once that has the name."""
    with open(part, "rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(part, path)  # unlike a rename it never replaces a file
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Give another name.") from error
    except OSError:
        os.rename(part, path)  # a disk that knows no second names, such as a memory stick
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_sqlite(part: Path) -> None:
    """In one step, so that a busy server cannot make it begin again; writers wait meanwhile."""
    source = connection.settings_dict["NAME"]
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=rw", timeout=20, uri=True)) as now,
        contextlib.closing(sqlite3.connect(part)) as copy,
    ):
        now.backup(copy)
        # One file, whatever the journal of the original is.
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Refused(f"The database is damaged ({found}). The backup was not kept.")


def _dump_postgresql(part: Path) -> None:
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
    run("pg_dump", *options, database=connection)


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


def keep(number: int) -> list[Path]:
    """Removes all but the newest regular backups; gives those that went."""
    found = sorted(path for path in folder().iterdir() if REGULAR.fullmatch(path.name))
    gone = found[: max(0, len(found) - number)]
    for path in gone:
        path.unlink()
    return gone
