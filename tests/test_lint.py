"""./run test begins with the linters, and a linter that fails stops it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR
from tests import lint

pytestmark = pytest.mark.once

FINE = (sys.executable, "-c", "print('fine')")
FAILING = (sys.executable, "-c", "raise SystemExit('a fault')")
# Stands in for everything that ./run starts: it notes what that was, and fails where it is to.
STAND_IN = """#!/bin/sh
echo "$(basename "$0") $*" >>started
case "$*" in *{fails}*) exit 1 ;; esac
echo 10
"""


def started_by(command: str, folder: Path, fails: str) -> tuple[int, list[str]]:
    """The exit code of ./run `command`, and the modules that it started, in order."""
    shutil.copy(BASE_DIR / "run", folder)
    for name in ("requirements.txt", "package.json", "package-lock.json", "tests/requirements.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(BASE_DIR / name, folder / name)
    for program in (".venv/bin/python", "bin/node", "bin/npm"):
        path = folder / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STAND_IN.format(fails=fails))
        path.chmod(0o755)
    (folder / ".venv" / "chromium.tried").touch()
    (folder / "node_modules").mkdir()
    environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin"}
    done = subprocess.run(["./run", command], cwd=folder, env=environment, timeout=60)
    lines = (folder / "started").read_text().splitlines()
    return done.returncode, [line.split()[2] for line in lines if line.startswith("python -m")]


def test_the_tests_begin_once_the_linters_have_passed(tmp_path: Path) -> None:
    code, modules = started_by("test", tmp_path, fails="nothing")
    assert code == 0
    assert modules[:2] == ["pip", "tests.lint"]
    assert modules[-1] == "tests.everything"


def test_a_linter_that_fails_stops_the_tests(tmp_path: Path) -> None:
    code, modules = started_by("test", tmp_path, fails="tests.lint")
    assert code == 1
    assert modules == ["pip", "tests.lint"]


def test_a_linter_that_fails_lets_the_others_speak(capfd: pytest.CaptureFixture[str]) -> None:
    assert lint.main({"first": FAILING, "second": FINE, "third": FAILING}) == 1
    text = capfd.readouterr().out
    assert text.count("a fault") == 2
    assert "    second: " in text
    assert lint.main({"first": FINE}) == 0
