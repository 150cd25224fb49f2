"""Words that answers have left behind do not come back into what people read of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

# What replaced them: see the vocabulary of tracker/analysis/sentences.py and its messages.
OLD = {
    "freer, stiffer, rising, falling": r"\bgains?\b|\bloss(?:es)?\b",
    "estimate, range": r"(?<!after )\bintervals?\b|\blimits?\b|best guess",
    "picked by chance": r"\bdrawn?\b|\bdraws?\b",
    "swapped": r"\bdeclined\b",
    "still there next time": r"\bleft (?:next time|\d+ days? later)",
    "before ratings over the weeks": r"\blong line\b|\bstart level\b",
    "where you worked, one joint away, further up": r"\bnext to it\b|worth having",
    "not clear yet": r"\bnot yet known\b|\bif anything\b|at most small",
    "strong, good, weak evidence": r"\bevidence [ABC]\b",
    "without a space before %": r"\d %(?!\()",
}
SOURCES = (
    *("tracker/analysis/**/*.py", "tracker/charts/*.py"),
    *("templates/charts/*.html", "templates/progress/*.html", "templates/compare/compare.html"),
)
NOT_READ = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.S)
PLACEHOLDER = re.compile(r"%\(\w+\)s")
READ_IN_TAGS = re.compile(
    r"""{%\s*translate\s+("[^"]*"|'[^']*')|\b(?:aria-label|title)="([^"]*)\""""
)


def texts_of(path: Path) -> Iterator[str]:
    """What people may read: of a template its text, of a module its strings with a space."""
    text = path.read_text()
    if path.suffix == ".html":
        yield NOT_READ.sub(" ", text)
        yield from ("".join(groups) for groups in READ_IN_TAGS.findall(text))
        return
    tree = ast.parse(text)
    silent = {id(node) for part in ast.walk(tree) for node in _silent(part)}
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) and id(node) not in silent else None
        if isinstance(value, str) and " " in value:
            yield PLACEHOLDER.sub("", value)


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the messages of exceptions, which are for whoever programs."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and "checked" in node.func.id:
        yield from ast.walk(node)


def old_words(paths: Iterator[Path]) -> list[str]:
    return [
        f"{path.name}: {match[0]!r} in {text.strip()!r}: say {instead}"
        for path in paths
        for text in texts_of(path)
        for instead, pattern in OLD.items()
        if (match := re.search(pattern, text, re.I))
    ]


def test_answers_are_said_in_the_words_of_today() -> None:
    paths = [path for pattern in SOURCES for path in sorted(BASE_DIR.glob(pattern))]
    assert len(paths) > 60
    assert old_words(iter(paths)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'x = _("A clear gain")'),
        ("a.py", 'x = f"Too early before a first interval of {y}"'),
        ("a.py", 'x = "Evidence A: drawn at random"'),
        ("a.py", 'x = ["The 95 % limits"]'),
        ("a.html", "<p>Left next time</p>"),
        ("a.html", '{% translate "2 declined" %}'),
        ("a.html", '<svg aria-label="A long line"></svg>'),
    ],
)
def test_an_old_word_is_reported(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert old_words(iter([path]))


def test_what_only_programmers_read_may_say_them(tmp_path: Path) -> None:
    module, template = tmp_path / "a.py", tmp_path / "a.html"
    module.write_text(
        '"""The gain."""\nVERDICT = "clear_gain"\nraise ValueError("No interval here.")'
    )
    template.write_text('<p class="draw">{% if limits %}{{ gain }}{% endif %}</p>')
    assert old_words(iter([module, template])) == []
