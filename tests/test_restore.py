"""Restores only valid backups, only into an empty database, and touches nothing else."""

import contextlib
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import Settings

from mobility import prepare
from mobility.database import backups, contents
from tests import postgres
from tests.backing_up import backup, data_dir, output_of, using
from tests.factories import make_session, make_user
from tracker.models import Session

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    return data_dir(tmp_path, settings, monkeypatch)


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("toe_touch",), stage="post")


def test_a_backup_is_restored_into_an_empty_database_only(session: Session, folder: Path) -> None:
    path, before = backup(folder), contents.checksums_by_person(connection)
    with pytest.raises(CommandError, match="is not empty"):
        output_of("restore", path)
    assert contents.checksums_by_person(connection) == before


def made_of(kind: str, folder: Path, whole: Path) -> Path:
    """An invalid backup, or one of another kind of database."""
    path, other = folder / "bad", {"sqlite": b"PGDMP", "postgresql": b"SQLite format 3\0"}
    content = {
        "text": b"not a database\n",
        "empty": b"",
        "cut off": whole.read_bytes()[: whole.stat().st_size // 2],
        "other database": other[connection.vendor] * 20,
    }
    if kind in content:
        path.write_bytes(content[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("text", "is not a backup of Supple"),
        ("empty", "is not a backup of Supple"),
        ("cut off", "damaged|pg_restore failed"),
        ("other database", "is a backup of (SQLite|PostgreSQL), but this database is"),
        ("not there", "cannot be read"),
    ],
)
def test_an_invalid_file_is_refused_in_a_sentence(kind: str, why: str, folder: Path) -> None:
    path = made_of(kind, folder, backup(folder))
    with pytest.raises(CommandError, match=why) as refused:
        output_of("restore", path, verify=True)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.once
def test_the_database_of_another_program_is_refused(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "other")) as other:
        other.execute("CREATE TABLE a (b)")
    with pytest.raises(CommandError, match="is not a backup of Supple"):
        output_of("restore", folder / "other", verify=True)


@pytest.mark.once
def test_the_backup_of_a_newer_version_is_refused(folder: Path) -> None:
    path = backup(folder)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("INSERT INTO django_migrations VALUES (999, 'tracker', '9000_new', '2030')")
        newer.commit()
    with pytest.raises(CommandError, match=r"newer version of Supple \(tracker\.9000_new\)"):
        output_of("restore", path, verify=True)


@pytest.mark.once
def test_the_app_starts_on_a_restored_database(session: Session, folder: Path) -> None:
    path, sums = backup(folder), contents.checksums_by_person(connection)
    new = folder / "new"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "DATA_DIR": str(new),
    }
    environment |= {"DATABASE_URL": "", "PORT": str(postgres.free_port())}
    environment["STATIC_ROOT"] = str(settings.TESTS_DIR / "static")
    for step in (["manage.py", "restore", str(path)], ["-c", START]):
        done = subprocess.run(
            [sys.executable, *step],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((new / "supple.sqlite3").stat().st_mode) == 0o600
    assert done.stdout.splitlines()[-1] == f"200 {sorted(sums.items())}"


START = """
import django
django.setup()
from django.db import OperationalError, connection
from django.test import Client
from mobility import prepare
from mobility.database import backups, contents
prepare.prepare_database()
found = {who: tuple(each) for who, each in contents.checksums_by_person(connection).items()}
sums = sorted((who, contents.Checksum(*each)) for who, each in found.items())
print(Client().get("/readyz").status_code, sums)
"""


# Nothing of the old database is lost

KILLED = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute(f"PRAGMA journal_mode={sys.argv[2]}")
database.execute("PRAGMA cache_size=1")
database.execute("BEGIN")
database.execute("CREATE TABLE kept (n, filler)")
if sys.argv[3] == "full":
    each = ((n, bytes(1000)) for n in range(200))
    database.executemany("INSERT INTO kept VALUES (?, ?)", each)
    database.execute("COMMIT")
    database.execute("BEGIN")
    database.execute("UPDATE kept SET n = -1, filler = randomblob(1000)")
os._exit(0)
"""


def killed_while_it_wrote(path: Path, journal: str, how: str = "full") -> None:
    """The files that a power cut leaves."""
    subprocess.run([sys.executable, "-c", KILLED, str(path), journal, how], check=True)


def kept_in(path: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [n for (n,) in database.execute("SELECT n FROM kept ORDER BY n")]


def ways_in_the_manual() -> list[str]:
    """The commands by which the old SQLite database is moved away."""
    manual = (settings.BASE_DIR / "docs" / "hosting.md").read_text()
    block = manual.split("**Restore.**")[1].split("```")[1]
    return [line for line in block.splitlines() if "mkdir " in line or "mv " in line]


@pytest.mark.once
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_the_documented_procedure_keeps_the_old_database_intact(
    journal: str, session: Session, folder: Path
) -> None:
    path, place = backup(folder), folder / "place"
    place.mkdir()
    killed_while_it_wrote(place / "supple.sqlite3", journal)
    assert len(list(place.iterdir())) > 1
    for line in ways_in_the_manual():
        line = line.replace("sudo -u supple ", "").replace("/var/lib/supple", str(place))
        subprocess.run(["sh", "-ec", line], check=True)
    with using(place / "supple.sqlite3"):
        assert "is restored" in output_of("restore", path)
    (old,) = (path for path in place.rglob("*.sqlite3*") if ends_a_database(path, place))
    assert kept_in(old) == list(range(200))


def ends_a_database(path: Path, place: Path) -> bool:
    return path != place / "supple.sqlite3" and not path.name.endswith(("-journal", "-wal", "-shm"))


@pytest.mark.once
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_journal_left_behind_is_not_touched(journal: str, left: str, folder: Path) -> None:
    path, place = backup(folder), folder / "place"
    place.mkdir()
    main = place / "supple.sqlite3"
    killed_while_it_wrote(main, journal)
    main.rename(place / "old.sqlite3")
    if left == "an empty file":
        main.touch()
    before = {path: path.read_bytes() for path in place.iterdir()}
    with using(main):
        with pytest.raises(CommandError, match="belongs to a database that was moved away"):
            output_of("restore", path)
        with pytest.raises(CommandError, match="belongs to a database that was moved away"):
            output_of("backup", to=folder / "two")
        with pytest.raises(SystemExit, match=r"DATABASE_URL: .* was moved away"):
            prepare.prepare_database()
    assert {path: path.read_bytes() for path in place.iterdir()} == before
    for suffix in ("-journal", "-wal", "-shm"):
        if (side := place / f"supple.sqlite3{suffix}").exists():
            side.rename(place / f"old.sqlite3{suffix}")
    assert kept_in(place / "old.sqlite3") == list(range(200))


@pytest.mark.once
def test_a_killed_first_start_is_no_obstacle(folder: Path) -> None:
    path, main = backup(folder), folder / "supple.sqlite3"
    killed_while_it_wrote(main, "DELETE", "empty")
    assert (folder / "supple.sqlite3-journal").exists()
    assert main.stat().st_size == 0
    with using(main):
        assert "is restored" in output_of("restore", path)


# All or nothing


@pytest.mark.once
def test_an_open_database_is_not_replaced(folder: Path) -> None:
    """In WAL mode, whose files exist while the database is open."""
    path, main = backup(folder), folder / "new.sqlite3"
    wal = "PRAGMA journal_mode=WAL"
    with using(main, init_command=wal), contextlib.closing(sqlite3.connect(main)) as server:
        server.execute(wal)
        server.execute("SELECT * FROM sqlite_master").fetchall()
        with pytest.raises(CommandError, match="Stop the server first"):
            output_of("restore", path)
        assert server.execute("SELECT * FROM sqlite_master").fetchall() == []


@pytest.mark.once
def test_an_inconsistent_backup_leaves_the_database_empty(session: Session, folder: Path) -> None:
    path = backup(folder)
    with contextlib.closing(sqlite3.connect(path)) as torn:
        torn.execute("DELETE FROM tracker_user")
        torn.commit()
    with using(folder / "new.sqlite3"):
        for _ in range(2):
            with pytest.raises(CommandError, match="does not hold together"):
                output_of("restore", path)
        assert connection.introspection.table_names() == []
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@contextlib.contextmanager
def without_space() -> Iterator[None]:
    """No file can grow beyond 64 kB, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.once
@pytest.mark.parametrize("verify", [True, False])
def test_a_full_disk_is_reported_in_a_sentence_and_leaves_nothing(
    verify: bool, session: Session, folder: Path
) -> None:
    path = backup(folder)
    with using(folder / "new.sqlite3"):
        with without_space(), pytest.raises(CommandError, match=r"cannot be restored \(.*\)\.$"):
            output_of("restore", path, verify=verify)
        assert connection.introspection.table_names() == []
    assert {path.name for path in folder.iterdir()} == {"one", "new.sqlite3"}


@pytest.mark.once
def test_a_folder_without_room_to_verify_is_reported_in_a_sentence(
    session: Session, folder: Path, settings: Settings
) -> None:
    path = backup(folder)
    settings.DATA_DIR = folder / "gone"
    with pytest.raises(CommandError, match=r"cannot be restored \(No such file"):
        output_of("restore", path, verify=True)


# What a killed --verify left


@pytest.mark.once
@pytest.mark.parametrize("by", ["restore", "backup"])
def test_the_copy_of_a_killed_verification_is_deleted(
    by: str, session: Session, folder: Path
) -> None:
    path = backup(folder)
    for name, age in ((".verify-old", 25), (".verify-now", 0)):
        (folder / name).mkdir()
        (folder / name / "verify.sqlite3").write_bytes(b"everybody")
        moment = time.time() - age * 3600
        os.utime(folder / name, (moment, moment))
    output_of("restore", path, verify=True) if by == "restore" else output_of("backup")
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == [".verify-now"]


def test_only_old_idle_databases_are_dropped_on_postgresql(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite tries in a folder")
    # Old for this test only: others try their backups on the same server meanwhile.
    monkeypatch.setattr(backups, "MAX_SECONDS_FOR_A_BACKUP", 1800)
    path, now = backup(folder), int(time.time())
    old, own = f"supple_verify_{now - 3600}_0123456789ab", f"own_{now}"
    old_in_use, young = old[:-1] + "c", f"supple_verify_{now}_0123456789ab"
    first_kind = f"supple_verify_{os.urandom(6).hex()}"
    made = [old, old_in_use, young, first_kind, own]
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        with contextlib.closing(connected_to(old_in_use)):
            output_of("restore", path, verify=True)
            cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", [made])
            left = {name for (name,) in cursor.fetchall()}
        for name in made:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    assert left == {old_in_use, young, own}


def connected_to(name: str) -> BaseDatabaseWrapper:
    other = connection.copy()
    other.settings_dict["NAME"] = name
    other.ensure_connection()
    return other
