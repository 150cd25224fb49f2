"""Imports in the app run one way, everywhere, and the pure layers know no Django."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

# Each layer may use itself and what stands above it.
LAYERS = (
    ("tracker.analysis",),
    ("tracker.charts",),
    ("tracker.catalogue.spec", "tracker.catalogue.checks", "tracker.catalogue.reading"),
    ("tracker.rules",),
    ("tracker.models", "tracker.migrations"),
    ("tracker.catalogue.sync", "tracker.queries"),
    ("tracker.sessions",),
    ("tracker.forms", "tracker.templatetags"),
    ("tracker.accounts", "tracker.sync", "tracker.phone"),
    ("tracker.views",),
    ("tracker.urls", "tracker.management", "tracker.apps", "tracker.middleware"),
)
PURE = 4  # the first four layers
# Packages that only hold others; they import nothing.
SHELLS = ("tracker", "tracker.catalogue")
ALLOWED_IN_PURE = ("numpy", "scipy")
BY_NAME = ("import_module", "import_string", "__import__")
# Django loads it before the models, so it names what it needs in a string.
BY_NAME_ALLOWED = ("tracker.apps",)


class Import(NamedTuple):
    line: int
    target: str
    late: bool


def modules(root: Path) -> dict[str, Path]:
    """The modules of the tree by their dotted names."""
    found = {}
    for path in sorted(root.glob("tracker/**/*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[Import]:
    tree = ast.parse(path.read_text(), str(path))
    at_the_top = set(map(id, tree.body))
    for node in ast.walk(tree):
        for target in _targets(node, known):
            yield Import(node.lineno, target, id(node) not in at_the_top)


def _targets(node: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        for alias in node.names:
            longer = f"{base}.{alias.name}"
            yield longer if longer in known else base
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in BY_NAME:
            yield f"by name: {node.args[0].value}"


def layer_of(module: str) -> int | None:
    for index, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return index
    return None


def faults(root: Path) -> list[str]:
    """Each import that breaks a rule, as a sentence."""
    known = modules(root)
    found = []
    for module, path in known.items():
        if layer_of(module) is None and module not in SHELLS:
            found.append(f"{module} has no place in the layers")
        for one in imports(path, known):
            if why := _why_not(module, one):
                found.append(f"{module}, line {one.line}: {why}")
    return found


def _why_not(module: str, one: Import) -> str:
    if one.target.startswith("by name"):
        return "" if module in BY_NAME_ALLOWED else f"imports {one.target}"
    if one.target.startswith("."):
        return f"imports relatively: {one.target}"
    if one.late:
        return f"imports {one.target} late"
    return _why_not_from_here(module, one.target)


def _why_not_from_here(module: str, target: str) -> str:
    own, other = layer_of(module), layer_of(target)
    if target in SHELLS:
        return f"imports the bare package {target}"
    if other is not None and (own is None or other > own):
        return f"imports {target}, which is above it"
    if own is not None and own < PURE and not _is_pure(target):
        return f"is pure, but imports {target}"
    return ""


def _is_pure(target: str) -> bool:
    first = target.partition(".")[0]
    return first in sys.stdlib_module_names or first in (*ALLOWED_IN_PURE, "tracker")


def test_imports_run_one_way() -> None:
    assert faults(BASE_DIR) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("analysis/gain.py", "from tracker.models import User", "tracker.models, which is above"),
        ("analysis/gain.py", "from tracker import charts", "tracker.charts, which is above"),
        ("analysis/gain.py", "import tracker.charts.lines", "tracker.charts.lines, which is above"),
        ("analysis/gain.py", "import django", "is pure, but imports django"),
        ("charts/lines.py", "from django.db import models", "is pure, but imports django.db"),
        ("catalogue/spec.py", "import yaml", "is pure, but imports yaml"),
        ("models/user.py", "def f():\n    import tracker.analysis", "tracker.analysis late"),
        ("models/user.py", "if True:\n    import json", "json late"),
        ("models/user.py", "from . import session", "relatively: ."),
        ("models/user.py", "import_module('tracker.views')", "by name: tracker.views"),
        ("models/user.py", "importlib.import_module('tracker.views')", "by name: tracker.views"),
        ("forms/start.py", "from tracker.views import home", "tracker.views, which is above"),
        ("__init__.py", "from tracker.models import User", "tracker.models, which is above"),
        ("urls.py", "import tracker", "the bare package tracker"),
        ("helpers.py", "", "tracker.helpers has no place"),
    ],
)
def test_an_import_that_runs_the_other_way_is_reported(
    tmp_path: Path, file: str, text: str, fault: str
) -> None:
    for name in ("tracker/__init__.py", "tracker/charts/__init__.py", f"tracker/{file}"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    path.write_text(text)
    found = faults(tmp_path)
    assert len(found) == 1, found
    assert fault in found[0]


def test_imports_that_run_the_right_way_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "tracker" / "views" / "home.py"
    path.parent.mkdir(parents=True)
    path.write_text("import json\nfrom tracker.models import User\nfrom django.db import models\n")
    assert faults(tmp_path) == []
