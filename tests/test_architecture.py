"""Imports in mobility and tracker run one way; of Django the pure layers know only languages."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

# Each layer may use itself and what stands above it. What a setting names in a string is no import.
PROJECT = (
    (
        *(
            "mobility.cookies",
            "mobility.environment",
            "mobility.form_rendering",
            "mobility.formats",
            "mobility.headers",
        ),
        *("mobility.headers", "mobility.limits", "mobility.logs", "mobility.mail", "mobility.oidc"),
        *("mobility.messages", "mobility.middleware", "mobility.passwords"),
        *("mobility.rate_limit", "mobility.sign_ins", "mobility.static_files"),
        *("mobility.trimming", "mobility.uploads", "mobility.database"),
    ),
    (
        *(
            "mobility.checks",
            "mobility.condition",
            "mobility.finders",
            "mobility.gate",
            "mobility.health",
        ),
        *("mobility.private", "mobility.storage"),
    ),
    ("mobility.connections", "mobility.settings", "mobility.urls", "mobility.wsgi"),
    ("mobility.prepare", "mobility.probe", "mobility.sbom", "mobility.worker"),
    ("mobility.server",),
)
PURE = (
    ("tracker.texts",),
    ("tracker.analysis",),
    ("tracker.charts",),
    ("tracker.catalogue",),
    ("tracker.rules",),
)
ON_DJANGO = (
    ("tracker.models", "tracker.migrations"),
    ("tracker.queries",),
    ("tracker.sessions",),
    ("tracker.forms", "tracker.templatetags"),
    ("tracker.transfer",),
    ("tracker.accounts", "tracker.sync", "tracker.phone"),
    ("tracker.views",),
    ("tracker.urls", "tracker.management", "tracker.apps", "tracker.middleware"),
)
LAYERS = (*PROJECT, *PURE, *ON_DJANGO)
# Packages that only hold others; they import nothing.
ROOTS = ("mobility", "tracker")
ALLOWED_IN_PURE = ("numpy", "scipy")
# The two modules of Django: a sentence is marked for translation where it is made, and its numbers
# and dates are written there as its language writes them.
LANGUAGES = ("django.utils.translation", "django.utils.formats")
BY_NAME = ("import_module", "import_string", "__import__")
# Django loads it before the models, so it names what it needs in a string.
BY_NAME_ALLOWED = ("tracker.apps",)

Graph = dict[str, set[str]]


class Import(NamedTuple):
    """A line of a module that imports `target`; at run time if `late`."""

    line: int
    target: str
    late: bool


def modules(root: Path) -> dict[str, Path]:
    """The modules of the tree by their dotted names."""
    paths = (path for package in ROOTS for path in sorted(root.glob(f"{package}/**/*.py")))
    return {_name(path.relative_to(root)): path for path in paths}


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, names: dict[str, Path]) -> Iterator[Import]:
    """All of them, wherever they stand: in a function, under TYPE_CHECKING, by a name in a call."""
    tree = ast.parse(path.read_text(), str(path))
    at_the_top = set(map(id, tree.body))
    for node in ast.walk(tree):
        for target in _targets(node, names):
            yield Import(node.lineno, target, id(node) not in at_the_top)


def _targets(node: ast.AST, names: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        for alias in node.names:
            longer = f"{base}.{alias.name}"
            yield longer if longer in names else base
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in BY_NAME:
            yield f"by name: {node.args[0].value}"


def layer_of(module: str) -> int | None:
    for index, layer in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in layer):
            return index
    return None


def faults(root: Path) -> list[str]:
    """Each import that breaks a rule, and each cycle, as a sentence."""
    names = modules(root)
    reports = []
    for module, path in names.items():
        if layer_of(module) is None and module not in ROOTS:
            reports.append(f"{module} has no place in the layers")
        for line in imports(path, names):
            if why := _why_not(module, line):
                reports.append(f"{module}, line {line.line}: {why}")
    return [*reports, *cycles(names)]


def _why_not(module: str, line: Import) -> str:
    if line.target.startswith("by name"):
        return "" if module in BY_NAME_ALLOWED else f"imports {line.target}"
    if line.target.startswith("."):
        return f"imports relatively: {line.target}"
    if line.late:
        return f"imports {line.target} late"
    return _why_not_from_here(module, line.target)


def _why_not_from_here(module: str, target: str) -> str:
    own, other = layer_of(module), layer_of(target)
    if target in ROOTS:
        return f"imports the bare package {target}"
    if other is not None and (own is None or other > own):
        return f"imports {target}, which is above it"
    if own is not None and LAYERS[own] in PURE and not _is_pure(target):
        return f"is pure, but imports {target}"
    return ""


def _is_pure(target: str) -> bool:
    if target in LANGUAGES:
        return True
    first = target.partition(".")[0]
    return first in sys.stdlib_module_names or first in (*ALLOWED_IN_PURE, "tracker")


def cycles(names: dict[str, Path]) -> Iterator[str]:
    """A circle of modules and one of packages, if there is one; the layers cannot see either."""
    files: Graph = {}
    packages: Graph = {}
    for module, path in names.items():
        targets = {line.target for line in imports(path, names)} & names.keys() - {module}
        files[module] = targets
        packages.setdefault(_package(module, names), set()).update(
            _package(target, names) for target in targets
        )
    for graph, kind in ((files, "modules"), (packages, "packages")):
        yield from _cycle({name: targets - {name} for name, targets in graph.items()}, kind)


def _package(module: str, names: dict[str, Path]) -> str:
    """The folder of a module, however deep."""
    return module if names[module].name == "__init__.py" else module.rpartition(".")[0]


def _cycle(graph: Graph, kind: str) -> Iterator[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"{kind} in a circle: {' ← '.join(error.args[1])}"


def test_imports_run_one_way_and_in_no_circle() -> None:
    assert faults(BASE_DIR) == []


def written(root: Path, files: dict[str, str]) -> list[str]:
    """The faults of a tree with these files, whose packages are made."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(root).parents[:-1]:
            (root / folder / "__init__.py").touch()
        path.write_text(text)
    return faults(root)


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("analysis/gain.py", "from tracker.models import User", "tracker.models, which is above"),
        ("analysis/gain.py", "from tracker import charts", "tracker.charts, which is above"),
        ("analysis/gain.py", "import tracker.charts.lines", "tracker.charts.lines, which is above"),
        ("analysis/gain.py", "import django", "is pure, but imports django"),
        (
            "charts/lines.py",
            "from django.utils import translation",
            "is pure, but imports django.utils",
        ),
        (
            "charts/lines.py",
            "from django.utils.numberformat import format",
            "is pure, but imports django.utils.numberformat",
        ),
        ("charts/lines.py", "from django.db import models", "is pure, but imports django.db"),
        ("catalogue/spec.py", "import yaml", "is pure, but imports yaml"),
        ("rules/plan.py", "import mobility.uploads", "is pure, but imports mobility.uploads"),
        ("models/user.py", "def f():\n    import tracker.analysis", "tracker.analysis late"),
        ("models/user.py", "if True:\n    import json", "json late"),
        (
            "models/user.py",
            "if TYPE_CHECKING:\n    from tracker.views import home",
            "tracker.views late",
        ),
        ("models/user.py", "from . import session", "relatively: ."),
        ("models/user.py", "import_module('tracker.views')", "by name: tracker.views"),
        ("models/user.py", "importlib.import_module('tracker.views')", "by name: tracker.views"),
        ("forms/start.py", "from tracker.views import home", "tracker.views, which is above"),
        ("__init__.py", "from tracker.models import User", "tracker.models, which is above"),
        ("urls.py", "import tracker", "the bare package tracker"),
        ("helpers.py", "", "tracker.helpers has no place"),
        ("../mobility/gate.py", "from tracker.models import User", "tracker.models, which is"),
        ("../mobility/gate.py", "import tracker", "the bare package tracker"),
        ("../mobility/uploads.py", "from mobility.gate import A", "mobility.gate, which is above"),
        ("../mobility/database/a.py", "import mobility.prepare", "mobility.prepare, which is"),
        ("../mobility/helpers.py", "", "mobility.helpers has no place"),
    ],
)
def test_an_import_that_runs_the_other_way_is_reported(
    tmp_path: Path, file: str, text: str, fault: str
) -> None:
    name = f"tracker/{file}".removeprefix("tracker/../")
    reports = written(tmp_path, {"tracker/charts/figure.py": "", name: text})
    assert len(reports) == 1, reports
    assert fault in reports[0]


def test_modules_of_a_layer_that_import_each_other_are_reported(tmp_path: Path) -> None:
    import_ = {"tracker/models/user.py": "from tracker.models.trial import Trial"}
    assert written(tmp_path, import_) == []
    both = import_ | {"tracker/models/trial.py": "from tracker.models import user"}
    (report,) = written(tmp_path, both)
    assert report.startswith("modules in a circle: tracker.models.")


def test_packages_of_a_layer_that_import_each_other_are_reported(tmp_path: Path) -> None:
    import_ = {"tracker/sync/batch.py": "from tracker.phone.bundle import A"}
    other = {"tracker/phone/bundle.py": "", "tracker/phone/shell.py": "import tracker.sync.entries"}
    assert written(tmp_path, import_ | {"tracker/sync/entries.py": ""}) == []
    (report,) = written(tmp_path, other)
    assert report.startswith("packages in a circle: tracker.")


def test_imports_that_run_the_right_way_are_fine(tmp_path: Path) -> None:
    files = {
        "tracker/views/home.py": "import json\nfrom tracker.models import User\nimport django.db",
        "mobility/gate.py": "from mobility import uploads",
        "mobility/uploads.py": "",
        "tracker/charts/lines.py": "from django.utils.translation import gettext as _",
        "tracker/charts/words.py": "from django.utils.formats import date_format",
        "tracker/models/user.py": "from mobility.uploads import A",
        "tracker/models/__init__.py": "from tracker.models.user import User",
    }
    assert written(tmp_path, files) == []
