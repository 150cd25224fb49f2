"""Backups are complete or do not exist, belong to the right database, and can be restored."""

import contextlib
import datetime
import os
import pwd
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from mobility import environment, prepare
from mobility.database import backups, contents, restoring
from tests.backing_up import backup, data_dir, output_of, using
from tests.factories import make_session, make_user
from tests.harness.backups import acknowledged_in, faults
from tests.harness.ledger import Ledger
from tests.pages import client_of
from tests.server import database_url
from tracker.models import Session, Upload

pytestmark = pytest.mark.usefixtures("committed")

SECONDS = 30


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    return data_dir(tmp_path, settings, monkeypatch)


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("toe_touch",), stage="post")


# What is in it


def test_a_backup_holds_the_same_of_each_person(session: Session, folder: Path) -> None:
    sums = contents.checksums_by_person(connection)
    assert sums[session.owner.pk].rows >= 3
    with restoring.restored_copy(backup(folder)) as database:
        assert contents.checksums_by_person(database) == sums


def test_a_change_of_one_rating_would_be_noticed(session: Session, folder: Path) -> None:
    path, owner = backup(folder), session.owner.pk
    session.ratings.update(pre_score=9)
    with restoring.restored_copy(path) as database:
        there, here = (
            contents.checksums_by_person(database),
            contents.checksums_by_person(connection),
        )
    assert there.pop(owner) != here.pop(owner)
    assert there == here


def test_a_backup_holds_no_sign_in_and_a_key_from_it_opens_nothing(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = client_of(session.owner).session.session_key
    cache.set("tries-of-192.0.2.1", [1.0])
    path = backup(folder)
    assert key.encode() not in path.read_bytes()
    as_it_is(monkeypatch)
    assert rows_of_sign_ins(path) == (0, 0)


def test_sign_ins_in_an_older_backup_are_not_restored(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_of(session.owner)
    with monkeypatch.context() as as_before:
        as_before.setattr("mobility.database.sign_in_rows.TABLES", ())
        as_it_is(as_before)
        path = backup(folder)
        assert rows_of_sign_ins(path)[0] >= 1
    assert rows_of_sign_ins(path) == (0, 0)


def as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable wiping, so that the content of a file can be inspected."""
    monkeypatch.setattr("mobility.database.sign_in_rows.wipe_from", lambda database: None)
    monkeypatch.setattr("mobility.database.sign_in_rows.wipe_from_sqlite", lambda copy: None)


def rows_of_sign_ins(path: Path) -> tuple[int, ...]:
    with restoring.restored_copy(path) as database:
        counts = (f"SELECT count(*) FROM {table}" for table in ("django_session", "mobility_cache"))
        return tuple(contents.query_number(database, question) for question in counts)


def test_verify_summarises_the_content_in_one_sentence(session: Session, folder: Path) -> None:
    path = backup(folder)
    sentence = output_of("restore", path, verify=True)
    people, sessions = session.owner._meta.model.objects.count(), Session.objects.count()
    start = f"{re.escape(str(path))} can be restored: {people:,} people, {sessions:,} sessions, "
    assert re.fullmatch(start + r"[\d,]+ ratings, checksum [0-9a-f]{16}\.\n", sentence)
    assert sentence == output_of("restore", path, verify=True)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_backup_during_writes_contains_everything_acknowledged_before(
    session: Session, folder: Path
) -> None:
    quiet = make_session(owner=make_user(), tests=("toe_touch",), stage="done").owner.pk
    sums = {quiet: contents.checksums_by_person(connection)[quiet]}
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
    output_of("backup")
    (path,) = (folder / "backups").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_existing_file_is_not_replaced(folder: Path) -> None:
    (folder / "one").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        output_of("backup", to=folder / "one")
    assert (folder / "one").read_text() == "mine"


@pytest.mark.once
def test_the_newest_are_kept_and_no_other_file_is_removed(folder: Path) -> None:
    (folder / "backups").mkdir()
    old = [f"supple-2026030{day}-000000.sqlite3" for day in range(1, 5)]
    for name in (*old, "before-0003-20260301-000000.sqlite3", "notes.txt"):
        (folder / "backups" / name).touch()
    text = output_of("backup", keep=2)
    assert text.count("Removed") == 3
    left = sorted(path.name for path in (folder / "backups").iterdir())
    assert left[:3] == ["before-0003-20260301-000000.sqlite3", "notes.txt", old[-1]]
    assert len(left) == 4


def test_the_old_are_removed_by_their_day_if_the_host_says_so(folder: Path, settings: Any) -> None:
    (folder / "backups").mkdir()
    now = datetime.datetime.now(datetime.UTC)
    ages = {"supple": (31, 29), "before-0003_the_ledger_decides": (31, 29)}
    names = [
        f"{name}-{now - datetime.timedelta(days=days):%Y%m%d-%H%M%S}.sqlite3"
        for name, both in ages.items()
        for days in both
    ]
    for name in (*names, "notes.txt"):
        (folder / "backups" / name).touch()
    assert "Removed" not in output_of("backup")
    settings.BACKUP_DAYS = 30
    text = output_of("backup")
    assert [name for name in names if name in text] == [names[0], names[2]]
    left = {path.name for path in (folder / "backups").iterdir()}
    assert left >= {names[1], names[3], "notes.txt"}
    assert not left & {names[0], names[2]}


@pytest.mark.once
def test_a_new_backup_is_kept_even_if_the_clock_is_behind(folder: Path) -> None:
    (folder / "backups").mkdir()
    later = [folder / "backups" / f"supple-2999010{day}-000000.sqlite3" for day in (1, 2, 3)]
    for path in later:
        path.touch()
    made = output_of("backup", keep=2).split()[3]
    assert Path(made).exists()
    assert [path.exists() for path in later] == [False, False, True]


def test_with_it_goes_what_nobody_brought_in_for_a_day(folder: Path) -> None:
    first, other = make_user(), make_user()
    for person in (first, other):
        Upload.objects.create(owner=person, file_name="a.json", content=b"{}")
    yesterday = timezone.now() - datetime.timedelta(hours=25)
    Upload.objects.filter(owner=first).update(made_at=yesterday)
    backup(folder)
    assert Upload.objects.get().owner == other


def test_a_backup_reports_how_much_it_contains(session: Session, folder: Path) -> None:
    people, sessions = session.owner._meta.model.objects.count(), Session.objects.count()
    text = output_of("backup", to=folder / "one")
    assert text.endswith(f" bytes): {people:,} people, {sessions:,} sessions.\n")


def foreign(kind: str, folder: Path) -> Path | str:
    """A database without the tables of Supple."""
    if connection.vendor == "postgresql":
        return "postgres"
    path = folder / "foreign.sqlite3"
    path.touch()
    if kind == "of another program":
        with contextlib.closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE django_migrations (app, name)")
            other.execute("INSERT INTO django_migrations VALUES ('blog', '0001_initial')")
            other.commit()
    return path


@pytest.mark.parametrize("kind", ["empty", "of another program"])
def test_a_database_without_supple_in_it_is_not_backed_up(kind: str, folder: Path) -> None:
    (folder / "backups").mkdir()
    real = folder / "backups" / "supple-20260301-000000.sqlite3"
    real.touch()
    with using(foreign(kind, folder)), pytest.raises(CommandError, match="holds nothing of Supple"):
        output_of("backup", keep=1)
    assert list((folder / "backups").iterdir()) == [real]


@pytest.mark.once
def test_a_missing_database_is_named_and_not_created(folder: Path) -> None:
    missing = folder / "gone.sqlite3"
    with using(missing), pytest.raises(CommandError) as refused:
        output_of("backup", to=folder / "one")
    assert str(refused.value).startswith(f"{missing} cannot be read (")
    assert list(folder.iterdir()) == []


@pytest.mark.once
@pytest.mark.parametrize("name", ["a#b", "a%41b", "a?b"])
def test_a_folder_may_have_any_name(name: str, session: Session, folder: Path) -> None:
    (folder / name).mkdir()
    (folder / name / "supple.sqlite3").write_bytes(backup(folder).read_bytes())
    with using(folder / name / "supple.sqlite3"):
        assert "Backed up to" in output_of("backup", to=folder / name / "one")
    assert "can be restored" in output_of("restore", folder / name / "one", verify=True)


@contextlib.contextmanager
def closed(folder: Path) -> Iterator[None]:
    """A folder that not even root may read."""
    folder.mkdir()
    folder.chmod(0)
    user = os.geteuid()
    os.seteuid(user or pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


@contextlib.contextmanager
def file_named(path: Path) -> Iterator[None]:
    path.touch()
    yield


@pytest.mark.parametrize("obstacle", [closed, file_named])
def test_an_unusable_backup_folder_is_reported_in_a_sentence(
    obstacle: Callable[[Path], contextlib.AbstractContextManager[None]], folder: Path
) -> None:
    with obstacle(folder / "backups"):
        with pytest.raises(CommandError) as refused:
            output_of("backup")
        with pytest.raises(SystemExit) as stopped:
            prepare._back_up([("tracker", "9000_next")])
    why = f"{folder / 'backups'} cannot be used ("
    assert str(refused.value).startswith(why)
    assert str(stopped.value).startswith(f"SKIP_BACKUP: no backup before the update: {why}")


def test_an_unusable_target_folder_is_reported_in_a_sentence(folder: Path) -> None:
    path = folder / "elsewhere" / "one"
    with closed(path.parent), pytest.raises(CommandError, match=f"{path} cannot be written"):
        output_of("backup", to=path)


@pytest.mark.once
@pytest.mark.parametrize("options", [{"keep": 0}, {"keep": -1}, {"keep": 2, "to": "x"}])
def test_an_invalid_keep_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="--keep"):
        output_of("backup", **options)


def test_a_backup_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_move_into_place", full)
    with pytest.raises(CommandError, match="No space left on device"):
        output_of("backup", to=folder / "one")
    assert list(folder.iterdir()) == []


@pytest.mark.once
def test_a_backup_that_fails_leaves_nothing_beside_its_file_either(tmp_path: Path) -> None:
    def fill_the_disk() -> None:
        with backups.partial_file(tmp_path / "new") as partial:
            partial.with_name(f"{partial.name}-journal").write_bytes(b"of SQLite")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fill_the_disk()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
def test_a_killed_backup_leaves_no_named_file(session: Session, folder: Path) -> None:
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
        wait_for(lambda: list(folder.glob(f"{backups.PARTIAL_PREFIX}*")))
        process.send_signal(signal.SIGKILL)
        process.wait()
        other.rollback()
    assert not (folder / "one").exists()
    (part,) = folder.glob(f"{backups.PARTIAL_PREFIX}*")
    os.utime(part, (0, 0))
    assert "can be restored" in output_of("restore", backup(folder), verify=True)
    assert not part.exists()


@pytest.mark.once
def test_foreign_files_in_a_folder_stay(folder: Path) -> None:
    for name in (".part-1", ".part-of-a-film"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    backup(folder)
    assert {path.name for path in folder.iterdir()} == {".part-1", ".part-of-a-film", "one"}


def test_required_encryption_is_never_skipped(folder: Path) -> None:
    """The PostgreSQL of the tests knows no TLS."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is not asked over a network")
    url = f"{database_url(connection.settings_dict)}?sslmode=require"
    chosen = environment.database({"DATABASE_URL": url}, folder)
    with using(chosen["NAME"], **chosen["OPTIONS"]):
        with pytest.raises(OperationalError, match="SSL"):
            connection.ensure_connection()
        with pytest.raises(backups.BackupRefused, match="SSL"):
            backups.run("pg_dump", database=connection)


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
