"""A variable of the environment: read, refused by name, and never forgotten in `./run help`."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

SETTINGS = '''
"""The product's, with one variable more."""
from mobility.settings import *
from mobility import environment
GREETING = environment.choice(os.environ, "GREETING", ("short", "long"))
'''
# Not for hosts: set by the product itself, by tests, or by whoever works on the code.
NOT_FOR_HOSTS = {"DEBUG", "DJANGO_SETTINGS_MODULE", "STATIC_ROOT"}
A_NAME = re.compile(r"[A-Z][A-Z_]+")


def settings_with(folder: Path, greeting: str) -> subprocess.CompletedProcess[str]:
    (folder / "added_settings.py").write_text(SETTINGS)
    command = "import added_settings; print(added_settings.GREETING)"
    own = {"DATA_DIR": str(folder / "data"), "GREETING": greeting}
    paths = {"PYTHONPATH": f"{folder}{os.pathsep}{BASE_DIR}"}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", command], env=inherited | own | paths, capture_output=True, text=True
    )


def test_a_new_variable_is_read_and_refused_by_its_name(tmp_path: Path) -> None:
    assert settings_with(tmp_path, "").stdout == "short\n"
    assert settings_with(tmp_path, "long").stdout == "long\n"
    refused = settings_with(tmp_path, "loud")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "GREETING: “loud” is not known. Use short or long.\n"


def read_in(code: str) -> Iterator[str]:
    """The names of variables that a module asks the environment for."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "VARIABLES":
            yield from ast.literal_eval(node.value)
            continue
        if isinstance(node, ast.Subscript):
            parts_of_call = [node.value, node.slice]
        elif isinstance(node, ast.Call):
            parts_of_call = [
                *node.args,
                *([node.func.value] if isinstance(node.func, ast.Attribute) else []),
            ]
        else:
            continue
        if any(ast.unparse(part) in ("env", "os.environ") for part in parts_of_call):
            names = [part.value for part in parts_of_call if isinstance(part, ast.Constant)]
            yield from (name for name in names if A_NAME.fullmatch(str(name)))


def helped() -> set[str]:
    text = subprocess.run([BASE_DIR / "run", "help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^  ([A-Z_]+) ", text.stdout, re.M))


def test_every_variable_that_is_read_is_in_the_help_and_no_other() -> None:
    modules = [*BASE_DIR.glob("mobility/**/*.py"), *BASE_DIR.glob("tracker/**/*.py")]
    read = {name for path in modules for name in read_in(path.read_text())}
    assert read - NOT_FOR_HOSTS == helped()


def test_a_forgotten_variable_would_be_noticed() -> None:
    assert set(read_in(SETTINGS)) == {"GREETING"}
    assert set(read_in('a = os.environ["ONE"]; b = env.get("TWO") or "THREE"')) == {"ONE", "TWO"}
    assert set(read_in('VARIABLES = ("ONE", "TWO")')) == {"ONE", "TWO"}
