"""./run: its output, and its refusal of an invalid environment in one sentence."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from mobility import prepare
from mobility.database import backups, contents, restoring, schema
from mobility.settings import BASE_DIR
from tests import postgres
from tests.factories import make_user
from tests.postgres import free_port

Migration = MigrationRecorder.Migration

once = pytest.mark.once


def answer(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    outside = {"PATH": os.environ["PATH"], "HOME": str(folder), "DATA_DIR": str(folder)}
    return subprocess.run(
        command,
        cwd=BASE_DIR,
        env=outside | {"PORT": str(free_port())} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def prepared(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return answer(sys.executable, "-m", "mobility.prepare", folder=folder, **environment)


@once
def test_help_names_every_command_and_every_variable(tmp_path: Path) -> None:
    text = answer("./run", "help", folder=tmp_path).stdout
    for word in (
        "install",
        "test",
        "lint",
        "manage",
        "PORT",
        "DATABASE_URL",
        "DATA_DIR",
        "SITE_URL",
    ):
        assert word in text
    for word in ("SECRET_KEY", "SIGNUP"):
        assert word in text


@once
def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    done = answer("./run", "fly", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith("“fly” is not a command of ./run.\n")


@once
def test_it_works_from_any_working_directory(tmp_path: Path) -> None:
    done = subprocess.run([BASE_DIR / "run", "help"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0


@once
def test_an_invalid_port_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    done = answer("./run", folder=tmp_path, PORT="abc")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PORT: “abc” is not a number from 1 to 65535.\n"


@once
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/supple"),
        ("DATABASE_URL", "postgres://supple@127.0.0.1:1/supple"),
        ("DATABASE_URL", "sqlite:////no/such/folder/supple.sqlite3"),
        ("DATA_DIR", "/dev/null/data"),
        ("SITE_URL", "supple"),
        ("SECRET_KEY", "short"),
        ("SIGNUP", "maybe"),
    ],
)
def test_an_invalid_value_is_refused_in_one_sentence_that_names_the_variable(
    name: str, value: str, tmp_path: Path
) -> None:
    done = prepared(tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert len(done.stderr.splitlines()) == 1


@once
def test_a_port_in_use_is_named_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        done = prepared(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"PORT: {port} cannot be used")
    assert f"PORT={port + 1}" in done.stderr


IN_FRONT = "put a proxy in front, and leave HOST alone: docs/hosting.md"
NO_MAIL = "Mail: none. Password links go to this log."
AS_ROOT = "This runs as root."


@once
@pytest.mark.parametrize(
    ("environment", "is_root", "warnings"),
    [
        ({}, False, [NO_MAIL]),
        ({"HOST": "127.0.0.2", "EMAIL_URL": "smtp://127.0.0.1"}, False, []),
        ({"HOST": "0.0.0.0", "EMAIL_URL": "smtp://127.0.0.1"}, False, [IN_FRONT]),
        ({"HOST": "192.168.1.5", "SITE_URL": "https://a.example"}, False, [IN_FRONT, NO_MAIL]),
        ({"EMAIL_URL": "smtp://127.0.0.1"}, True, [AS_ROOT]),
    ],
)
def test_a_start_prints_warnings_for_the_host(
    environment: dict[str, str], is_root: bool, warnings: list[str]
) -> None:
    lines = list(prepare.warnings_for_the_host(environment, is_root=is_root))
    assert len(lines) == len(warnings)
    assert all(words in line for words, line in zip(warnings, lines, strict=True))


@once
def test_a_container_is_not_warned_of_what_its_engine_decides() -> None:
    environment = {"HOST": "0.0.0.0", "EMAIL_URL": "smtp://127.0.0.1"}
    assert not list(prepare.warnings_for_the_host(environment, is_root=False, in_image=True))


@once
def test_a_first_start_prints_its_warnings_and_makes_private_files(tmp_path: Path) -> None:
    done = prepared(tmp_path, HOST="0.0.0.0")
    assert done.returncode == 0
    for name in ("secret_key", "supple.sqlite3"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert IN_FRONT in done.stdout
    assert NO_MAIL in done.stdout
    assert (AS_ROOT in done.stdout) == (os.geteuid() == 0)


@once
def test_static_files_are_collected_again_only_when_they_changed(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    own = tmp_path / "own"
    shutil.copytree(BASE_DIR / "static" / "css", own)
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [own]
    monkeypatch.setattr(prepare, "call_command", lambda *_args, **_options: calls.append(1))
    (tmp_path / "collected").mkdir()

    prepare.prepare_static_files()
    prepare.prepare_static_files()
    assert len(calls) == 1
    (own / "base.css").write_text("body {}")
    prepare.prepare_static_files()
    assert len(calls) == 2


# What it does to the database


def refused() -> str:
    with pytest.raises(SystemExit) as stopped:
        prepare.prepare_database()
    sentence = str(stopped.value.code)
    assert sentence.startswith(("DATABASE_URL: ", "SKIP_BACKUP: "))
    assert "\n" not in sentence
    return sentence


def change(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_of_a_newer_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("tracker", "9000_from_the_future")
    assert "newer version of Supple (tracker.9000_from_the_future)" in refused()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("ALTER TABLE tracker_rating ADD COLUMN odd integer", "tracker_rating differs in odd."),
        ("ALTER TABLE tracker_rating DROP COLUMN mid_at", "tracker_rating differs in mid_at."),
        ("DROP TABLE tracker_steadyreading", "the table tracker_steadyreading is missing."),
    ],
)
def test_a_half_migrated_database_is_refused(statement: str, why: str) -> None:
    change(statement)
    sentence = refused()
    assert "left half migrated" in sentence
    assert why in sentence


@pytest.mark.django_db
def test_a_table_before_its_migration_is_refused() -> None:
    """The state after a killed non-atomic migration."""
    MigrationRecorder(connection).record_unapplied("tracker", "0002_steady_readings")
    newer = Migration.objects.filter(app="tracker", name__gt="0002_steady_readings")
    newer.delete()
    assert "left half migrated" in refused()


@pytest.mark.django_db
def test_an_inconsistent_migration_history_is_refused() -> None:
    MigrationRecorder(connection).record_unapplied("tracker", "0001_initial")
    assert "left half migrated" in refused()


@pytest.fixture
def update(
    committed: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """There is a migration to do; what would do it does nothing. Gives the folder of backups."""
    settings.DATA_DIR, settings.SKIP_BACKUP = tmp_path, False
    monkeypatch.setattr(schema, "missing_migrations", lambda: [("tracker", "9000_next")])
    monkeypatch.setattr(prepare, "call_command", lambda *_args, **_options: None)
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}{postgres.programs()}")
    return tmp_path / "backups"


def test_a_database_with_people_is_backed_up_before_it_is_changed(
    update: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user = make_user()
    prepare.prepare_database()
    (path,) = update.iterdir()
    assert path.name.startswith("before-9000_next-")
    assert f"backed up to {path}" in capsys.readouterr().out
    with restoring.restored_copy(path) as database:
        assert user.pk in contents.checksums_by_person(database)


def test_a_database_without_people_is_not_backed_up(
    update: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "has_people", lambda database: False)
    prepare.prepare_database()
    assert not update.exists()


@pytest.mark.django_db
def test_a_database_is_worth_a_backup_if_it_has_people() -> None:
    get_user_model().objects.all().delete()
    assert not contents.has_people(connection)
    make_user()
    assert contents.has_people(connection)


def test_a_database_that_is_up_to_date_is_not_backed_up(
    update: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user()
    monkeypatch.setattr(schema, "missing_migrations", list)
    prepare.prepare_database()
    assert not update.exists()


def test_without_a_backup_there_is_no_update_unless_it_is_skipped(
    update: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise backups.BackupRefused("pg_dump is missing.")

    make_user()
    monkeypatch.setattr(backups, "create", fail)
    assert "pg_dump is missing. Set it to 1 to go on without." in refused()
    settings.SKIP_BACKUP = True
    prepare.prepare_database()


def test_the_rows_of_the_code_before_events_say_the_same_after_an_update(
    django_db_setup: None,
) -> None:
    on = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    command = [sys.executable, "-m", "tests.harness.old_rows", f"--on={on}"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "82 rows, 0 changed" in done.stderr
    assert "0 differences in 19 sessions." in done.stderr
    assert "2 plans, judged as expected: [True, True]" in done.stderr


def test_a_start_killed_during_a_migration_is_completed_by_the_next(django_db_setup: None) -> None:
    on = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    command = [sys.executable, "-m", "tests.harness.migrating", "--kills=3"]
    command += ["--sessions=10", f"--on={on}"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 kills mended by the next start" in done.stdout
