"""Backups at intervals: when one is due, what follows a failure, and how it stops."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from mobility.database import backups, scheduled
from tests.backing_up import data_dir, output_of
from tests.server import database_url

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    return data_dir(tmp_path, settings, monkeypatch)


def old_backup(folder: Path, age: datetime.timedelta) -> Path:
    """A file that is named like a backup of so long ago."""
    moment = datetime.datetime.now(datetime.UTC) - age
    (folder / "backups").mkdir(exist_ok=True)
    path = folder / "backups" / f"supple-{moment:%Y%m%d-%H%M%S}.sqlite3"
    path.touch()
    return path


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "hours"), [("30m", 0.5), ("24h", 24), ("7d", 168), ("9999d", 9999 * 24)]
)
def test_an_interval_is_a_number_and_a_unit(text: str, hours: float) -> None:
    assert scheduled.interval(text) == hours * HOUR


@pytest.mark.once
@pytest.mark.parametrize("text", ["", "24", "0h", "-1h", "1.5h", "24 h", "1w", "٢h", "99999d"])
def test_anything_else_is_no_interval(text: str) -> None:
    with pytest.raises(CommandError, match=f"“{text}” is not an interval such as 24h"):
        call_command("backup", f"--every={text}")


@pytest.mark.once
@pytest.mark.parametrize(
    ("age", "is_due"), [(None, True), (23 * HOUR, False), (25 * HOUR, True), (-48 * HOUR, True)]
)
def test_a_backup_is_due_once_the_newest_is_old_enough(
    age: datetime.timedelta | None, is_due: bool, folder: Path
) -> None:
    """Not at each start, or a server that starts again and again would prune its older ones."""
    if age is not None:
        old_backup(folder, age)
    assert scheduled.is_due(24 * HOUR) is is_due


@pytest.mark.once
def test_a_backup_of_the_future_hides_no_other(folder: Path) -> None:
    """Else there would be one a minute until then, and pruning would leave nothing older."""
    old_backup(folder, -48 * HOUR)
    old_backup(folder, HOUR)
    assert not scheduled.is_due(24 * HOUR)


class Stopped(Exception):
    pass


def sleeping(monkeypatch: pytest.MonkeyPatch, times: int) -> list[float]:
    """The seconds that it would sleep; the last sleep ends it."""
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == times:
            raise Stopped

    monkeypatch.setattr(time, "sleep", sleep)
    return slept


def run_until_stopped(back_up: Callable[[], None], every: datetime.timedelta) -> list[str]:
    lines: list[str] = []
    with pytest.raises(Stopped):
        scheduled.run(every, back_up, lines.append)
    return lines


@pytest.mark.once
@pytest.mark.parametrize(("every", "minutes"), [(24 * HOUR, 10), (HOUR / 12, 5)])
def test_a_failure_is_one_line_and_tried_again(
    every: datetime.timedelta, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([backups.BackupRefused("pg_dump is missing."), OSError("the disk is gone.")])

    def back_up() -> None:
        if failure := next(failures, None):
            raise failure

    slept = sleeping(monkeypatch, 3)
    again = f"Next try in {minutes} minutes."
    assert run_until_stopped(back_up, every) == [
        f"No backup: pg_dump is missing. {again}",
        f"No backup: the disk is gone. {again}",
    ]
    assert slept == [60 * minutes, 60 * minutes, scheduled.SECONDS_BETWEEN_LOOKS]


def test_it_backs_up_keeps_the_newest_and_waits(
    committed: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduled, "stop_at_sigterm", lambda: None)
    older = [old_backup(folder, age * HOUR) for age in (72, 48)]
    slept = sleeping(monkeypatch, 2)
    with pytest.raises(Stopped):
        output_of("backup", every=24 * HOUR, newest=2)
    assert [path.exists() for path in older] == [False, True]
    assert len(list((folder / "backups").iterdir())) == 2
    assert slept == [scheduled.SECONDS_BETWEEN_LOOKS] * 2
    assert "0 hours old" in output_of("backup", check=HOUR)


@pytest.mark.once
def test_a_backup_that_is_too_old_is_reported(folder: Path) -> None:
    with pytest.raises(CommandError, match="There is no backup yet"):
        output_of("backup", check=HOUR)
    old_backup(folder, 27 * HOUR)
    with pytest.raises(CommandError, match="The newest backup is 27 hours old"):
        output_of("backup", check=26 * HOUR)


@pytest.mark.once
@pytest.mark.parametrize("other", [{"every": HOUR}, {"check": HOUR}])
def test_another_place_is_refused_at_intervals(other: dict[str, datetime.timedelta]) -> None:
    with pytest.raises(CommandError, match="--to: not together with --every or --check"):
        output_of("backup", to="x", **other)


@pytest.mark.once
def test_sigterm_ends_it_at_once_and_well(committed: None, folder: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "DATABASE_URL": database_url(connection.settings_dict),
        "DATA_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", "backup", "--every", "24h"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(f"Backed up to {folder}")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stdout.read() == ""
