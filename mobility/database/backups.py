"""Creates and prunes backups of the whole database, each verified before it gets its name."""

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

from mobility.database import contents, schema, sign_in_rows, sqlite_file

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
REGULAR = re.compile(r"supple-\d{8}-\d{6}(-\d+)?\.(sqlite3|dump)")
ANY_OF_OURS = re.compile(r"(supple|before-.+)-(\d{8}-\d{6})(-\d+)?\.(sqlite3|dump)")
PARTIAL_PREFIX = ".supple-part-"
MAX_SECONDS_FOR_A_BACKUP = 24 * 60 * 60


class BackupRefused(Exception):
    """A backup or restore was refused; the message is one sentence for the host."""


def folder() -> Path:
    """DATA_DIR/backups, created for its owner only."""
    path = Path(settings.DATA_DIR, "backups")
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        os.scandir(path).close()
    except OSError as error:
        raise BackupRefused(f"{path} cannot be used ({reason(error)}).") from error
    return path


def reason(error: OSError | sqlite3.Error) -> str:
    return getattr(error, "strerror", None) or str(error)


def newest() -> datetime.datetime | None:
    """When the newest backup in the folder was made."""
    return max(moments(), default=None)


def moments() -> list[datetime.datetime]:
    """When the backups in the folder were made, by their names."""
    names = (path.name for path in folder().iterdir() if REGULAR.fullmatch(path.name))
    return [_moment(re.sub(r"\D", "", name)[:14]) for name in names]


def _moment(digits: str) -> datetime.datetime:
    return datetime.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)


def new_name(prefix: str) -> Path:
    """An unused path in the folder."""
    moment = f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    suffix = SUFFIXES[connection.vendor]
    names = (f"{prefix}-{moment}{again}{suffix}" for again in _name_suffixes())
    return next(path for name in names if not os.path.exists(path := folder() / name))


def _name_suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 1000))


def create(path: Path) -> str:
    """Back up the database to `path`, atomically; returns a summary of its content."""
    if os.path.exists(path):
        raise BackupRefused(f"{path} is there already. Give another name.")
    try:
        with partial_file(path) as partial:
            write = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
            summary = write(partial)
            _move_into_place(partial, path)
            return summary
    except (OSError, sqlite3.Error) as error:
        raise BackupRefused(f"{path} cannot be written ({reason(error)}).") from error


@contextlib.contextmanager
def partial_file(path: Path) -> Iterator[Path]:
    """A private file next to `path`, which is deleted after a failure."""
    _delete_stale_partial_files(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=PARTIAL_PREFIX, dir=path.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        # On a full disk SQLite may leave its journal beside it.
        for left in path.parent.glob(f"{Path(name).name}*"):
            left.unlink(missing_ok=True)


def _delete_stale_partial_files(folder: Path) -> None:
    """Delete files of killed backups, once they are too old to be in progress."""
    for partial in folder.glob(f"{PARTIAL_PREFIX}*"):
        if is_stale(partial):
            partial.unlink(missing_ok=True)


def is_stale(path: Path) -> bool:
    """Whether it is so old that its process must have been killed."""
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > MAX_SECONDS_FOR_A_BACKUP
    return False


def _move_into_place(partial: Path, path: Path) -> None:
    """Sync the file, give it its name, then sync the folder."""
    _sync(partial)
    try:
        os.link(partial, path)  # unlike a rename, never replaces a file
    except FileExistsError as error:
        raise BackupRefused(f"{path} is there already. Give another name.") from error
    except OSError:
        os.rename(partial, path)  # a file system without hard links
    _sync(path.parent)


def replace(partial: Path, path: Path) -> None:
    """The same, replacing a file without content."""
    _sync(partial)
    os.replace(partial, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_sqlite(partial: Path) -> str:
    """Copy in one step, so that a busy server cannot restart it; writers wait meanwhile."""
    with _source() as source, contextlib.closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)
        sign_in_rows.wipe_from_sqlite(copy)
        # A single file, whatever journal the original has.
        copy.execute("PRAGMA journal_mode=DELETE")
        if fault := sqlite_file.fault(copy):
            raise BackupRefused(f"The database is damaged ({fault}). The backup was not kept.")
        _demand_supple(sqlite_file.migrations(copy))
        return _count_summary(lambda question: copy.execute(question).fetchone()[0])


@contextlib.contextmanager
def _source() -> Iterator[sqlite3.Connection]:
    if reason := sqlite_file.orphaned_journal(connection):
        raise BackupRefused(reason)
    path = Path(connection.settings_dict["NAME"])
    with contextlib.ExitStack() as stack:
        try:
            source = stack.enter_context(sqlite_file.open_database(path, "rw"))
            source.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise BackupRefused(f"{path} cannot be read ({error}).") from error
        yield source


def _demand_supple(migrations: set[schema.MigrationKey]) -> None:
    """Refuse a foreign or empty database; otherwise rotation would replace good backups with it."""
    if not any(app == settings.APP for app, _ in migrations):
        raise BackupRefused(
            f"{connection.settings_dict['NAME']} holds nothing of Supple. "
            "Do DATA_DIR and DATABASE_URL name the database of the server?"
        )


def _count_summary(ask: Callable[[str], int]) -> str:
    """The number of people and sessions, by which to recognise a backup."""
    return contents.count_summary(ask, *list(settings.COUNTED_TABLES)[:2])


def _dump_postgresql(partial: Path) -> str:
    _demand_supple(schema.applied(connection))
    summary = _count_summary(functools.partial(contents.query_number, connection))
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={partial}")
    exclusions = (f"--exclude-table-data={table}" for table in sign_in_rows.TABLES)
    run("pg_dump", *options, *exclusions, database=connection)
    return summary


def program(name: str) -> str:
    """The path of a PostgreSQL client program."""
    if path := shutil.which(name):
        return path
    raise BackupRefused(f"{name} is missing. Install PostgreSQL's client programs.")


def run(name: str, *options: str, database: BaseDatabaseWrapper | None = None) -> str:
    """Run a PostgreSQL client program and return its output."""
    command, environment = [program(name), *options], dict(os.environ)
    if database is not None:
        # The password goes into the environment, because everybody can read command lines.
        args, secrets = DatabaseClient.settings_to_cmd_args_env(database.settings_dict, [])
        command += ["--no-password", *args[1:-1], f"--dbname={args[-1]}"]
        environment |= secrets or {}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise BackupRefused(f"{name} failed: {lines[0].removeprefix(f'{name}: ').rstrip('.')}.")
    return done.stdout


def prune(count: int, new: Path) -> list[Path]:
    """Delete all but the `count` newest regular backups, and return the deleted ones.

    Never deletes `new`, whose name is not the newest if a clock was wrong.
    """
    backups = (path for path in folder().iterdir() if REGULAR.fullmatch(path.name))
    others = sorted(path for path in backups if path != new)
    deleted = others[: max(0, len(others) - (count - 1))]
    for path in deleted:
        path.unlink()
    return deleted


def prune_old(new: Path) -> list[Path]:
    """Delete the backups that are older than BACKUP_DAYS, and return them; never `new`."""
    if settings.BACKUP_DAYS is None:
        return []
    oldest = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=settings.BACKUP_DAYS)
    deleted = [
        path
        for path in sorted(folder().iterdir())
        if (match := ANY_OF_OURS.fullmatch(path.name)) and path != new
        if match[2] < f"{oldest:%Y%m%d-%H%M%S}"
    ]
    for path in deleted:
        path.unlink()
    return deleted
