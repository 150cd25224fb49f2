"""Prints every name of the app that nothing in the app uses, and exits 1 if there is one.

What only tests use is dead as well. Vulture knows the uses in Python; templates, settings and the
libraries that call ours are read here. The rest stands in dead_code_allowed.txt, with its reasons.
"""

import ast
import importlib
import os
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple, is_typeddict

import django
from django.conf import global_settings
from django.db.models import Choices
from gunicorn.config import KNOWN_SETTINGS
from vulture import Vulture

from mobility.settings import BASE_DIR

PACKAGES = ("mobility", "tracker")
ALLOWED = Path(__file__).with_name("dead_code_allowed.txt")
CONFIDENCE = 60  # percent; from here on vulture names functions, classes and attributes
DECORATORS = ["@register.*", "@receiver*"]  # they hand a function over to Django
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.S)
DOTTED = re.compile(r"\w+(?:\.\w+)+")
SETTINGS = {*dir(global_settings), *(setting.name for setting in KNOWN_SETTINGS)}


class Unused(NamedTuple):
    """A name that nothing uses."""

    name: str
    kind: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: unused {self.kind} {self.name}"


def unused(root: Path = BASE_DIR, packages: tuple[str, ...] = PACKAGES) -> list[Unused]:
    """What nothing uses, templates, settings and libraries included."""
    scanner = Vulture(ignore_names=["Meta", "clean_*"], ignore_decorators=DECORATORS)
    scanner.used_names |= SETTINGS | _names_in_templates(root / "templates")
    called: dict[Path, set[str]] = {}
    for path in _modules(root, packages):
        text = path.read_text()
        tree = ast.parse(text)
        scanner.scan(text, path)
        scanner.used_names |= _names_in_strings(tree) | _names_of_arguments(tree)
        called[path] = _names_for_libraries(tree, path.relative_to(root), packages)
    items = scanner.get_unused_code(min_confidence=CONFIDENCE)
    return [
        Unused(item.name, item.typ, Path(item.filename).relative_to(root), item.first_lineno)
        for item in items
        if item.name not in called[Path(item.filename)]
    ]


def _modules(root: Path, packages: tuple[str, ...]) -> list[Path]:
    """Without migrations: a use in the past is none."""
    paths = (path for package in packages for path in sorted((root / package).rglob("*.py")))
    return [path for path in paths if "migrations" not in path.parts]


def _names_in_templates(folder: Path) -> set[str]:
    tags = (tag for path in folder.rglob("*.*") for tag in TAG.findall(path.read_text()))
    return {name for tag in tags for name in re.findall(r"[A-Za-z]\w*", tag)}


def _names_in_strings(tree: ast.AST) -> set[str]:
    """The last parts of dotted paths, such as settings have."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    dotted = (text for text in texts if isinstance(text, str) and DOTTED.fullmatch(text))
    return {text.rpartition(".")[2] for text in dotted}


def _names_of_arguments(tree: ast.AST) -> set[str]:
    """Fields that a query or a form names: `owner` and `email` of `filter(owner__email=…)`."""
    names = (node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg)
    return {part for name in names for part in name.split("__")}


def _names_for_libraries(tree: ast.Module, path: Path, packages: tuple[str, ...]) -> set[str]:
    """What a library reads by its name: overrides, choices, keys, what a Meta holds."""
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    names: set[str] = set()
    for node, real in _classes(tree, importlib.import_module(module)):
        for name, parts in _members(node).items():
            if real is None or _is_data(real) or _overrides(real, name, packages):
                names |= parts
    return names


def _is_data(real: type) -> bool:
    """Whether its members are read by values or keys, not by their names."""
    return is_typeddict(real) or issubclass(real, Choices)


def _classes(tree: ast.AST, holder: Any) -> Iterator[tuple[ast.ClassDef, type | None]]:
    """Each class as it is written and as it runs; None for a Meta, which does not."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            real = None if node.name == "Meta" else getattr(holder, node.name)
            yield node, real
            yield from _classes(node, real)


def _members(body: ast.ClassDef) -> dict[str, set[str]]:
    """Names that a class defines, each with those that come with it: a method's parameters."""
    members: dict[str, set[str]] = {}
    for node in body.body:
        if isinstance(node, ast.FunctionDef):
            parameters = {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}
            members[node.name] = {node.name, *parameters}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            members |= {name.id: {name.id} for name in targets if isinstance(name, ast.Name)}
    return members


def _overrides(real: type, name: str, packages: tuple[str, ...]) -> bool:
    foreign = (base for base in real.__mro__ if base.__module__.split(".")[0] not in packages)
    return any(name in vars(base) for base in foreign)


def allowed(path: Path = ALLOWED) -> dict[str, str]:
    """The reasons by pattern: names first, then why nothing seems to use them."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(None, 1) for line in lines)


def faults(rows: list[Unused], reasons: dict[str, str]) -> list[str]:
    """Unused names without a reason, and reasons that nothing needs any more."""
    dead = [row for row in rows if not any(fnmatchcase(row.name, pattern) for pattern in reasons)]
    idle = [
        pattern for pattern in reasons if not any(fnmatchcase(row.name, pattern) for row in rows)
    ]
    return [*map(str, dead), *(f"{ALLOWED.name}: nothing needs “{pattern}”" for pattern in idle)]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    lines = faults(unused(), allowed())
    print(*lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
