"""No name is one of the words that say nothing about the thing, such as `found` or `each`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

# What to write instead depends on the thing; CONTRIBUTING.md has the words of the project.
FORBIDDEN = {
    "asked": "a participle; name the thing: dataset, requested, question",
    "drawn": "painted or randomised? say plotted, rendered or randomised",
    "each": "a determiner; name the item of the loop: session, column, row",
    "found": "a participle; name the thing: match, result, by_key, path",
    "keep": "a verb for too many things: append, store, prune, mask",
    "kept": "a participle; name the thing: stored, remaining, unchanged",
    "known": "a participle; name the thing: slugs, columns, is_known",
    "news": "not the plural of new; say changes",
    "one": "a number; name the item, or the first of two: arm, first, before",
    "reading": "a rating, a measured value or the act of reading? say which",
    "said": "a participle; name the thing: message, header, sentence, reason",
    "take": "a verb for too many things: apply, spend, consume, read",
    "taken": "a participle; name the thing: duplicate, occupied",
    "told": "a participle; name the thing: text, messages, notices",
}
# Names of columns and of options, which stay as they are.
STORED = {
    ("tracker/models/session.py", "drawn"),
    ("tracker/models/standing.py", "drawn"),
}
FOLDERS = ("benchmarks", "docs/pictures", "mobility", "tests", "tracker")


def folder_of(path: Path) -> str:
    """The first two parts of the path: `tracker/views`, or `tests` for a module right in it."""
    return "/".join(path.relative_to(BASE_DIR).parent.parts[:2])


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        paths = (BASE_DIR / folder).rglob("*.py")
        yield from (path for path in paths if "migrations" not in path.parts)


def names_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.ExceptHandler(name=str(name)):
                yield name, node.lineno


def faults_of(source: str, where: str = "") -> list[str]:
    names = [(name, line, name.strip("_").lower()) for name, line in names_of(ast.parse(source))]
    return [
        f"{line}: {name} is {FORBIDDEN[word]}"
        for name, line, word in names
        if word in FORBIDDEN and (where, name) not in STORED
    ]


def faults_by_folder() -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for path in modules():
        where = path.relative_to(BASE_DIR).as_posix()
        lines = [f"{where}:{fault}" for fault in faults_of(path.read_text(), where)]
        faults.setdefault(folder_of(path), []).extend(lines)
    return faults


def test_no_name_is_a_forbidden_word() -> None:
    assert [fault for faults in faults_by_folder().values() for fault in faults] == []


@pytest.mark.parametrize(
    "source",
    [
        "def found(): pass",
        "async def _take(): pass",
        "class Known: pass",
        "def f(each): pass",
        "def f(*, told=''): pass",
        "said = ''",
        "NEWS: list[str] = []",
        "lines = [one for one in ()]",
        "for a, (b, kept) in (): pass",
        "if asked := 1: pass",
        "with open('x') as reading: pass",
        "try: pass\nexcept OSError as drawn: pass",
        "class A:\n    def f(self):\n        self.taken = 1",
        "lambda keep: 1",
    ],
)
def test_a_forbidden_name_is_noticed_wherever_it_is_given(source: str) -> None:
    assert len(faults_of(source)) == 1


def test_an_exemption_is_still_needed() -> None:
    for where, name in STORED:
        assert name in dict(names_of(ast.parse((BASE_DIR / where).read_text()))), where


def test_a_word_inside_a_name_and_the_name_of_somebody_else_are_allowed() -> None:
    assert faults_of("is_known = find_one(each.known, taken=1)") == []
