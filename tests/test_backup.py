"""backup and restore: whole or not at all, for the right database, and tried by restoring."""

import contextlib
import io
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from mobility import backups, contents, restoring
from tests import postgres
from tests.factories import make_session, make_user
from tests.harness.backups import acknowledged_in, faults
from tests.harness.ledger import Ledger
from tests.pages import client_of
from tests.server import database_url
from tracker.models import Session

pytestmark = pytest.mark.usefixtures("committed")

SECONDS = 30


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The DATA_DIR of the test; PostgreSQL's programs can be found."""
    settings.DATA_DIR = tmp_path
    path = f"{os.environ['PATH']}{os.pathsep}{postgres.programs()}"
    monkeypatch.setenv("PATH", path)
    return tmp_path


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("toe_touch",), stage="post")


def said(command: str, *arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def backup(folder: Path, name: str = "one") -> Path:
    path = folder / name
    assert str(path) in said("backup", to=path)
    return path


# What is in it


def test_a_backup_holds_the_same_of_each_person(session: Session, folder: Path) -> None:
    sums = contents.of_each_person(connection)
    assert sums[session.owner.pk].rows >= 3
    with restoring.tried(backup(folder)) as database:
        assert contents.of_each_person(database) == sums


def test_a_change_of_one_rating_would_be_noticed(session: Session, folder: Path) -> None:
    path, owner = backup(folder), session.owner.pk
    session.ratings.update(pre_score=9)
    with restoring.tried(path) as database:
        there, here = contents.of_each_person(database), contents.of_each_person(connection)
    assert there.pop(owner) != here.pop(owner)
    assert there == here


def test_verify_says_in_one_sentence_what_is_in_it(session: Session, folder: Path) -> None:
    path = backup(folder)
    sentence = said("restore", path, verify=True)
    people, sessions = session.owner._meta.model.objects.count(), Session.objects.count()
    start = f"{re.escape(str(path))} can be restored: {people:,} people, {sessions:,} sessions, "
    assert re.fullmatch(start + r"[\d,]+ ratings, checksum [0-9a-f]{16}\.\n", sentence)
    assert sentence == said("restore", path, verify=True)
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_all_that_was_acknowledged_before_a_backup_is_in_it_also_while_people_write(
    session: Session, folder: Path
) -> None:
    quiet = make_session(owner=make_user(), tests=("toe_touch",), stage="done").owner.pk
    sums = {quiet: contents.of_each_person(connection)[quiet]}
    ledger, stop = Ledger(), threading.Event()
    with writing(session, ledger, stop):
        wait_for(lambda: len(ledger.named) >= 3)
        acknowledged = acknowledged_in(ledger)
        path = backup(folder)
    assert faults(path, acknowledged, sums) == []
    # The control: what came later is not in it, and is missed.
    tap(session, ledger)
    assert faults(path, acknowledged_in(ledger), sums) != []


@contextlib.contextmanager
def writing(session: Session, ledger: Ledger, stop: threading.Event) -> Iterator[None]:
    def write() -> None:
        while not stop.is_set():
            tap(session, ledger)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(SECONDS)


def tap(session: Session, ledger: Ledger) -> None:
    number = len(ledger.taps)
    entry = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), "phase": "post"}
    entry |= {"at": f"2026-03-10T06:{number // 60:02}:{number % 60:02}.000Z", "test": "toe_touch"}
    entry |= {"side": "none", "field": "score", "value": "7"}
    batch = {"user": session.owner.pk, "entries": [entry]}
    ledger.tapped(entry)
    answer = client_of(session.owner).post("/sync/", batch, content_type="application/json")
    assert answer.json()["results"][0]["status"] == "stored"
    ledger.acknowledged(entry)


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# The file


def test_only_its_owner_may_read_it(session: Session, folder: Path) -> None:
    said("backup")
    (path,) = (folder / "backups").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_there_is_not_replaced(folder: Path) -> None:
    (folder / "one").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        said("backup", to=folder / "one")
    assert (folder / "one").read_text() == "mine"


@pytest.mark.once
def test_the_newest_are_kept_and_no_other_file_is_removed(folder: Path) -> None:
    (folder / "backups").mkdir()
    old = [f"supple-2026030{day}-000000.sqlite3" for day in range(1, 5)]
    for name in (*old, "before-0003-20260301-000000.sqlite3", "notes.txt"):
        (folder / "backups" / name).touch()
    text = said("backup", keep=2)
    assert text.count("Removed") == 3
    left = sorted(path.name for path in (folder / "backups").iterdir())
    assert left[:3] == ["before-0003-20260301-000000.sqlite3", "notes.txt", old[-1]]
    assert len(left) == 4


@pytest.mark.once
@pytest.mark.parametrize("options", [{"keep": 0}, {"keep": -1}, {"keep": 2, "to": "x"}])
def test_a_keep_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="--keep"):
        said("backup", **options)


def test_a_backup_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_put", full)
    with pytest.raises(CommandError, match="No space left on device"):
        said("backup", to=folder / "one")
    assert list(folder.iterdir()) == []


@pytest.mark.once
def test_a_backup_killed_in_its_middle_has_no_name(session: Session, folder: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the lock that holds it up is SQLite's")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "DATABASE_URL": database_url(connection.settings_dict),
        "DATA_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", "backup", "--to", str(folder / "one")]
    connection.close()
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
        wait_for(lambda: list(folder.glob(f"{backups.PART}*")))
        process.send_signal(signal.SIGKILL)
        process.wait()
        other.rollback()
    assert not (folder / "one").exists()
    (part,) = folder.glob(f"{backups.PART}*")
    os.utime(part, (0, 0))
    assert "can be restored" in said("restore", backup(folder), verify=True)
    assert not part.exists()


@pytest.mark.once
def test_a_password_is_not_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def run(command: list[str], env: dict[str, str], **_: Any) -> Any:
        seen.extend((" ".join(command), env["PGPASSWORD"]))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(backups.subprocess, "run", run)
    monkeypatch.setattr(backups, "program", lambda name: name)
    about = {"HOST": "h", "PORT": "5", "USER": "u", "NAME": "n", "PASSWORD": "secret"}
    database = type("Database", (), {"settings_dict": {**about, "OPTIONS": {}}})
    backups.run("pg_dump", "-Fc", database=database)
    assert seen == ["pg_dump -Fc --no-password -U u -h h -p 5 --dbname=n", "secret"]


# Back again


def test_only_an_empty_database_is_filled(session: Session, folder: Path) -> None:
    path, before = backup(folder), contents.of_each_person(connection)
    with pytest.raises(CommandError, match="is not empty"):
        said("restore", path)
    assert contents.of_each_person(connection) == before


def made_of(kind: str, folder: Path, whole: Path) -> Path:
    """A file that is no backup, or not one of this database."""
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
def test_a_bad_file_is_refused_with_a_sentence(kind: str, why: str, folder: Path) -> None:
    path = made_of(kind, folder, backup(folder))
    with pytest.raises(CommandError, match=why) as refused:
        said("restore", path, verify=True)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.once
def test_the_database_of_another_program_is_refused(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "other")) as other:
        other.execute("CREATE TABLE a (b)")
    with pytest.raises(CommandError, match="is not a backup of Supple"):
        said("restore", folder / "other", verify=True)


@pytest.mark.once
def test_the_backup_of_a_newer_version_is_refused(folder: Path) -> None:
    path = backup(folder)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("INSERT INTO django_migrations VALUES (999, 'tracker', '9000_new', '2030')")
        newer.commit()
    with pytest.raises(CommandError, match=r"newer version of Supple \(tracker\.9000_new\)"):
        said("restore", path, verify=True)


@pytest.mark.once
def test_the_app_starts_on_a_restored_database(session: Session, folder: Path) -> None:
    path, sums = backup(folder), contents.of_each_person(connection)
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
from django.db import connection
from django.test import Client
from mobility import contents, prepare
prepare.the_database_is_current()
found = {who: tuple(each) for who, each in contents.of_each_person(connection).items()}
sums = sorted((who, contents.Sum(*each)) for who, each in found.items())
print(Client().get("/readyz").status_code, sums)
"""
