"""./run: what it says, and how a wrong environment stops it with one sentence."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from mobility import prepare
from mobility.settings import BASE_DIR
from tests.postgres import free_port

pytestmark = pytest.mark.once


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


def test_help_names_every_command_and_every_variable(tmp_path: Path) -> None:
    text = answer("./run", "help", folder=tmp_path).stdout
    for word in ("test", "lint", "manage", "PORT", "DATABASE_URL", "DATA_DIR", "SITE_URL"):
        assert word in text
    for word in ("SECRET_KEY", "SIGNUP"):
        assert word in text


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    done = answer("./run", "fly", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith("“fly” is not a command of ./run.\n")


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run([BASE_DIR / "run", "help"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0


def test_a_port_that_is_no_number_stops_it_before_anything_is_installed(tmp_path: Path) -> None:
    done = answer("./run", folder=tmp_path, PORT="abc")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PORT: “abc” is not a number from 1 to 65535.\n"


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
def test_a_wrong_value_stops_it_with_one_sentence_that_names_the_variable(
    name: str, value: str, tmp_path: Path
) -> None:
    done = prepared(tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_named_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = prepared(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"PORT: {port} cannot be used")
    assert f"PORT={port + 1}" in done.stderr


def test_what_people_rate_and_the_key_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    assert prepared(tmp_path).returncode == 0
    for name in ("secret_key", "supple.sqlite3"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


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

    prepare.static_files_are_current()
    prepare.static_files_are_current()
    assert len(calls) == 1
    (own / "base.css").write_text("body {}")
    prepare.static_files_are_current()
    assert len(calls) == 2
