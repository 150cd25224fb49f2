"""Runs the JavaScript tests as part of the suite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR
from tests.lint import node

pytestmark = pytest.mark.once

JAVASCRIPT = sorted(BASE_DIR.glob("tests/js/**/*.test.mjs"))


@pytest.mark.parametrize("path", JAVASCRIPT, ids=lambda path: path.name)
def test_the_javascript_tests_pass(path: Path) -> None:
    command = [node(), "--test", str(path)]
    env = os.environ | {"PYTHON": sys.executable}
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
