"""The modules of static/js import one way, by file and by folder."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

ROOT = BASE_DIR / "static/js"
# Each may import itself and what stands above it. A name is a folder, or a module of the root.
LAYERS = (
    ("dom", "gettext", "zone", "visit", "theme", "worker"),
    ("length", "forms", "preferences"),
    ("plan", "outbox"),
    ("status", "phone", "device"),
    ("angle",),
    ("rating",),
    ("player", "unsent"),
    ("offline",),
    (
        *("charts", "columns", "copy", "day", "fleeting", "folds", "note", "order"),
        *("passkey", "password", "print", "routine", "settings", "start", "trial"),
    ),
    ("app", "paper"),
)
PACKAGES_OF_OTHERS = ("../../vendor/idb.js",)
COMMENT = re.compile(r"^\s*//.*$|/\*.*?\*/", re.DOTALL | re.MULTILINE)
STATEMENT = re.compile(r"""^(?:im|ex)port\b[^;'"`()]*?["']([^"']+)["']""", re.MULTILINE)
CALL = re.compile(r"""\bimport\(\s*([^)]*?)\s*\)""")

Graph = dict[str, set[str]]


def targets(code: str) -> Iterator[str]:
    """What a module imports, at once and at run time; a target that is no literal as it stands."""
    bare = COMMENT.sub("", code)
    yield from STATEMENT.findall(bare)
    for inside in CALL.findall(bare):
        literal = re.fullmatch(r"""["']([^"'`]+)["']""", inside)
        yield literal[1] if literal else f"={inside}"


def package_of(name: str) -> str:
    folder, slash, _ = name.partition("/")
    return folder if slash else name.removesuffix(".js")


def layer_of(package: str) -> int | None:
    return next((i for i, names in enumerate(LAYERS) if package in names), None)


def faults(root: Path) -> list[str]:
    """Each import that breaks a rule, and each cycle, as a sentence."""
    names = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*.js"))}
    files: Graph = {}
    packages: Graph = {}
    reports = []
    for name, path in names.items():
        package = package_of(name)
        if layer_of(package) is None:
            reports.append(f"{name}: “{package}” has no place in the layers")
        for target in targets(path.read_text()):
            if target in PACKAGES_OF_OTHERS:
                continue
            imported = _resolved(root, path, target)
            if imported not in names:
                reports.append(f"{name} imports {target}, which is no module of static/js")
                continue
            files.setdefault(name, set()).add(imported)
            other = package_of(imported)
            if other != package:
                packages.setdefault(package, set()).add(other)
                reports += _wrong_way(name, imported)
    return [*reports, *_cycle(files, "modules"), *_cycle(packages, "packages")]


def _resolved(root: Path, path: Path, target: str) -> str:
    if not target.startswith("."):
        return ""
    resolved = (path.parent / target).resolve()
    return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else ""


def _wrong_way(name: str, imported: str) -> Iterator[str]:
    own, other = layer_of(package_of(name)), layer_of(package_of(imported))
    if own is None or other is None or other < own:
        return
    where = "above" if other > own else "beside"
    yield f"{name} imports {imported}, which is {where} it"


def _cycle(graph: Graph, kind: str) -> Iterator[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"a cycle of {kind}: {' → '.join(error.args[1])}"


def test_imports_run_one_way() -> None:
    assert faults(ROOT) == []


def test_every_name_in_the_layers_is_there() -> None:
    present = {package_of(path.relative_to(ROOT).as_posix()) for path in ROOT.rglob("*.js")}
    assert present == {name for names in LAYERS for name in names}


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"plan/a.js": 'import { b } from "../player/a.js";'}, "which is above it"),
        ({"plan/a.js": 'export { b } from "../player/a.js";'}, "which is above it"),
        ({"plan/a.js": 'export * from "../player/a.js";'}, "which is above it"),
        ({"plan/a.js": 'import "../player/a.js";'}, "which is above it"),
        ({"plan/a.js": 'import {\n  b,\n  c,\n} from "../player/a.js";'}, "which is above it"),
        ({"plan/a.js": 'const late = () => import("../player/a.js");'}, "which is above it"),
        ({"plan/a.js": "import { b } from '../player/a.js';"}, "which is above it"),
        ({"plan/a.js": 'import { b } from "../outbox/a.js";'}, "which is beside it"),
        ({"plan/a.js": "const late = (path) => import(path);"}, "no module"),
        ({"plan/a.js": "const late = import(`../plan/${1}.js`);"}, "no module"),
        ({"plan/a.js": 'import idb from "idb";'}, "imports idb, which is no module"),
        ({"plan/a.js": 'import { b } from "../../vendor/x.js";'}, "no module"),
        ({"plan/a.js": 'import { b } from "./not_there.js";'}, "no module"),
        ({"plan/a.js": 'import { b } from "../plan";'}, "no module"),
        ({"helpers/a.js": ""}, "“helpers” has no place"),
        ({"helper.js": ""}, "“helper” has no place"),
        (
            {"plan/a.js": 'import "./b.js";', "plan/b.js": 'import "./a.js";'},
            "a cycle of modules",
        ),
        (
            {"plan/a.js": 'import "./b.js";', "plan/b.js": 'const late = import("./a.js");'},
            "a cycle of modules",
        ),
    ],
)
def test_a_fault_is_reported(tmp_path: Path, files: dict[str, str], fault: str) -> None:
    for name in ("player/a.js", "outbox/a.js", *files):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(files.get(name, ""))
    reports = faults(tmp_path)
    assert len(reports) == 1, reports
    assert fault in reports[0]


def test_a_cycle_of_packages_is_reported_where_no_file_is_in_one(tmp_path: Path) -> None:
    for name, text in {
        "plan/a.js": 'import "../outbox/a.js";',
        "outbox/a.js": "",
        "outbox/b.js": 'import "../plan/b.js";',
        "plan/b.js": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert any("a cycle of packages" in report for report in faults(tmp_path))
    assert not any("a cycle of modules" in report for report in faults(tmp_path))


def test_imports_that_run_the_right_way_are_fine(tmp_path: Path) -> None:
    for name, text in {
        "plan/a.js": '// import "../player/a.js";\n/** import("../player/a.js") */',
        "player/a.js": 'import { a } from "../plan/a.js";\nimport("../plan/a.js");',
        "outbox/store.js": 'import "../../vendor/idb.js";',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert faults(tmp_path) == []
