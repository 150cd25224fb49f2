"""Facts about the repository itself: its locks, its budgets, its words and what pages may hold."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from mobility.settings import BASE_DIR, VENDOR_STATIC

pytestmark = pytest.mark.once

NOT_OURS = {".git", ".venv", "node_modules", "data", "__pycache__"}
TOP = {
    *(".dockerignore", "Dockerfile", "compose.yaml"),
    *(".ci", ".editorconfig", ".gitattributes", ".gitignore", ".npmrc"),
    *(
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "benchmarks",
        "docs",
    ),
    *("manage.py", "mobility", "package-lock.json", "package.json", "pyproject.toml"),
    *("locale", "requirements-node.in", "requirements-node.txt"),
    *("requirements.in", "requirements.txt"),
    *("run", "static", "templates", "tests", "tracker", "biome.json", "tsconfig.json", "types"),
}
LOCKS = (
    "requirements.txt",
    "requirements-node.txt",
    "tests/requirements.txt",
    "tests/requirements-audit.txt",
)
LINES = {".py": 300, ".js": 150, ".css": 250}
LINES_OF_A_FUNCTION = 40
LINE_OF_A_TEMPLATE = 120
CHARACTERS_OF_A_TEMPLATE = 6_000
# Of the app's functions: one half of them is no longer than the first, nine tenths than the second.
MEDIAN_LINES, P90_LINES = 6, 15
# Written in two halves, so that this file may hold them.
FORBIDDEN = [
    "".join(halves)
    for halves in (
        ("py", "pi.org"), ("python", "hosted.org"), ("registry.", "npmjs"), ("jsde", "livr"),
        ("unpk", "g.com"), ("googleapis", ".com"), ("/ro", "ot/"), ("/wo", "rk/"), ("/ho", "me/"),
    )
]  # fmt: skip
TEXT = {".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".in", ".json", ".svg", ".sh", ""}
AN_IMPORT = re.compile(r"^\s*(?:import\b(?!\s*[(.])|export\s*[{*][^;=()]*\bfrom\b)[^;]*", re.M)
A_GOOD_IMPORT = re.compile(
    r"""(?:import|export)\b[^"';]*["'](?P<path>\.{1,2}/[^"']+\.js)["']\s*;"""
)
AN_IMPORT_CALL = re.compile(r"\bimport\s*\((?P<what>[^)]*)\)")
A_GOOD_IMPORT_CALL = re.compile(r"""["'](?P<path>\.{1,2}/[^"']+\.js)["']""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)


def ours(pattern: str = "*") -> Iterator[Path]:
    for path in sorted(BASE_DIR.rglob(pattern)):
        parts = path.relative_to(BASE_DIR).parts
        is_made = parts[0].startswith(".") and parts[0].endswith("_cache")
        if path.is_file() and not is_made and not NOT_OURS.intersection(parts):
            yield path


def name(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


def is_test(path: Path) -> bool:
    return name(path).startswith("tests/")


def test_the_top_level_holds_what_was_agreed() -> None:
    unfit = {name(path).split("/")[0] for path in ours()}
    assert unfit - TOP == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_python_package_is_locked_by_hash_and_without_an_address(lock: str) -> None:
    text = (BASE_DIR / lock).read_text()
    packages = re.findall(r"^\S+==.*?(?=^\S|\Z)", text, re.M | re.S)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_the_very_versions_of_its_source(lock: str) -> None:
    source = (BASE_DIR / lock).with_suffix(".in").read_text()
    wanted = re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", source, re.M)
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (BASE_DIR / lock).read_text(), re.M))
    assert wanted
    assert [pair for pair in wanted if locked.get(pair[0].lower()) != pair[1]] == []


def test_the_tests_run_the_app_with_the_packages_of_the_app() -> None:
    app, tests = ((BASE_DIR / lock).read_text() for lock in (LOCKS[0], LOCKS[2]))
    pins = re.compile(r"^\S+==\S+", re.M)
    assert set(pins.findall(app)) <= set(pins.findall(tests))


def test_every_browser_package_is_locked_by_hash_and_without_an_address() -> None:
    packages = json.loads((BASE_DIR / "package-lock.json").read_text())["packages"]
    others = {path: package for path, package in packages.items() if path}
    assert others
    assert [path for path, package in others.items() if "integrity" not in package] == []
    assert [path for path, package in others.items() if "resolved" in package] == []


def test_no_file_is_longer_than_its_budget() -> None:
    too_long = []
    for path in ours():
        is_made_by_django = "migrations" in path.parts
        budget = 0 if is_made_by_django else LINES.get(path.suffix, 0) * (2 if is_test(path) else 1)
        lines = len(path.read_text().splitlines()) if budget else 0
        if lines > budget:
            too_long.append(f"{name(path)}: {lines} lines, at most {budget}")
    assert too_long == []


def functions(path: Path) -> Iterator[tuple[int, str]]:
    """(lines, name) of each function of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield lines, f"{name(path)}: {node.name} has {lines} lines"


def test_no_function_is_longer_than_its_budget() -> None:
    too_long = []
    for path in ours("*.py"):
        budget = LINES_OF_A_FUNCTION * (2 if is_test(path) else 1)
        too_long += [text for lines, text in functions(path) if lines > budget]
    assert too_long == []


def over_median_or_p90(measured: list[tuple[int, str]]) -> list[str]:
    """Functions beyond the share that may be longer than the median or the ninth decile."""
    longest = sorted(measured, reverse=True)
    allowed = ((P90_LINES, len(measured) // 10), (MEDIAN_LINES, len(measured) // 2))
    over = [[text for lines, text in longest if lines > most][count:] for most, count in allowed]
    return over[0] or over[1]


def test_most_functions_of_the_app_are_short() -> None:
    paths = [
        path
        for path in ours("*.py")
        if name(path).startswith(("mobility/", "tracker/")) and "migrations" not in path.parts
    ]
    measured = [function for path in paths for function in functions(path)]
    assert len(measured) > 1000
    assert over_median_or_p90(measured) == []


def test_functions_that_grow_are_reported() -> None:
    short, medium, long = (6, "short"), (7, "medium"), (16, "long")
    assert over_median_or_p90([short] * 5 + [medium] * 4 + [long]) == []
    assert over_median_or_p90([short] * 4 + [medium] * 5 + [long]) == ["medium"]
    assert over_median_or_p90([short] * 8 + [long] * 2) == ["long"]


def test_every_module_opens_with_one_sentence() -> None:
    without = []
    for path in ours("*.py"):
        tree = ast.parse(path.read_text())
        is_empty = not tree.body
        if not is_empty and "migrations" not in path.parts and not ast.get_docstring(tree):
            without.append(name(path))
    assert without == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_names_a_registry_or_a_folder_of_one_machine(word: str) -> None:
    texts = (path for path in ours() if path.suffix in TEXT)
    assert [name(path) for path in texts if word in path.read_text()] == []


def leads_somewhere(folder: Path, target: str) -> bool:
    path = (folder / target).resolve()
    return path.is_file() or path in {BASE_DIR / "static" / name for name in VENDOR_STATIC}


def faults_of_imports(text: str, folder: Path) -> list[str]:
    """The imports of a module that would keep an unhashed name, or lead nowhere."""
    code = COMMENT.sub("", text)
    statements = [unfit[0].strip() + ";" for unfit in AN_IMPORT.finditer(code)]
    ended = [code[unfit.end() : unfit.end() + 1] == ";" for unfit in AN_IMPORT.finditer(code)]
    unfit = []
    for statement, has_end in zip(statements, ended, strict=True):
        good = A_GOOD_IMPORT.fullmatch(statement)
        if not (good and has_end and leads_somewhere(folder, good["path"])):
            unfit.append(statement)
    for call in AN_IMPORT_CALL.finditer(code):
        good = A_GOOD_IMPORT_CALL.fullmatch(call["what"])
        if not (good and leads_somewhere(folder, good["path"])):
            unfit.append(call[0])
    return unfit


def test_every_import_of_our_javascript_is_relative_ends_and_leads_somewhere() -> None:
    modules = [path for path in ours("*.js") if name(path).startswith("static/")]
    faults = {name(path): faults_of_imports(path.read_text(), path.parent) for path in modules}
    assert {path: unfit for path, unfit in faults.items() if unfit} == {}


@pytest.mark.parametrize(
    "text",
    [
        'import { a } from "./there.js"\nconst b = 1;',
        'import { a } from "there";',
        'import "/static/js/there.js";',
        'import "./gone.js";',
        'export { a } from "./there.js"',
        "import(`./${name}.js`);",
        "import(name);",
    ],
)
def test_an_import_that_would_not_be_hashed_is_reported(text: str, tmp_path: Path) -> None:
    (tmp_path / "there.js").touch()
    assert faults_of_imports(text, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'import { a } from "./there.js";',
        'import "./there.js";',
        'import {\n  a,\n  b,\n} from "./there.js";',
        'export * from "./there.js";',
        'const part = () => import("./there.js");',
        '// import { a } from "there"',
        "export const from = 1;",
    ],
)
def test_an_import_that_will_be_hashed_is_fine(text: str, tmp_path: Path) -> None:
    (tmp_path / "there.js").touch()
    assert faults_of_imports(text, tmp_path) == []


def pages() -> list[Path]:
    """The templates of pages; those of emails are text."""
    return [path for path in ours("*.html") if not is_test(path)]


def beyond_the_budget(text: str) -> list[str]:
    """What of a template is too long: a line, or the whole."""
    lines = enumerate(text.splitlines(), 1)
    faults = [
        f"line {number}: {len(line)} characters, at most {LINE_OF_A_TEMPLATE}"
        for number, line in lines
        if len(line) > LINE_OF_A_TEMPLATE
    ]
    if len(text) > CHARACTERS_OF_A_TEMPLATE:
        faults.append(f"{len(text)} characters, at most {CHARACTERS_OF_A_TEMPLATE}")
    return faults


def test_no_template_is_longer_than_its_budget() -> None:
    faults = {name(path): beyond_the_budget(path.read_text()) for path in pages()}
    assert faults
    assert {path: measured for path, measured in faults.items() if measured} == {}


def test_a_template_beyond_its_budget_is_reported() -> None:
    longest = "é" * LINE_OF_A_TEMPLATE
    assert beyond_the_budget(f"{longest}\n{longest}") == []
    assert beyond_the_budget(f"\n{longest}é\n") == ["line 2: 121 characters, at most 120"]
    assert beyond_the_budget("<p>\n" * 1_500) == []
    assert beyond_the_budget("<p>\n" * 1_501) == ["6004 characters, at most 6000"]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style attribute", r"<[^>]*\sstyle\s*="),
        ("a style element", r"<style\b"),
        ("a script without a file", r"<script\b(?![^>]*\bsrc=)"),
        ("an event attribute", r"<[^>]*\son[a-z]+\s*="),
        (
            "a file of another host",
            r"<(?:script|link|img|audio|source)\b[^>]*(?:src|href)=\"(?:https?:)?//",
        ),
    ],
)
def test_no_template_holds_what_the_security_policy_forbids(what: str, pattern: str) -> None:
    unfit = [name(path) for path in pages() if re.search(pattern, path.read_text(), re.I)]
    assert unfit == [], what


def test_every_static_file_that_a_template_names_is_there() -> None:
    missing = []
    for path in pages():
        for file in re.findall(r"""\{% static ["'](.*?)["'] %\}""", path.read_text()):
            if not finders.find(file):
                missing.append(f"{name(path)}: {file}")
    assert missing == []
