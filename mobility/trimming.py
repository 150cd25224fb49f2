"""Removes unused CSS rules of packages, and the comments of our own modules."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import crispy_bootstrap5
import crispy_forms
from django.conf import settings
from django.template.utils import get_app_template_dirs

COMMENT = re.compile(r"/\*.*?\*/", re.S)
A_LINE_OF_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/)[ \t]*\n", re.M | re.S)
# After the end of a statement, or not before a quote: elsewhere it may be part of a string.
END_OF_LINE_COMMENT = re.compile(r"(?:(?<=[;,{])[ \t]+//[^\n]*|[ \t]+//[^\n\"'`]*)$", re.M)
TYPE_IN_A_LINE = re.compile(r"/\*\* @(?:type|param) [^\n]*?\*/ ?")
INDENT_OR_EMPTY_LINE = re.compile(r"^[ \t\n]+", re.M)
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")
BETWEEN_SELECTORS = re.compile(r",(?![^(]*\))")


def without_comments(module: str) -> str:
    """A module of ours without comments, indents and empty lines.

    Strings must not span lines, because they would lose their indentation.
    """
    for comment in (A_LINE_OF_COMMENT, END_OF_LINE_COMMENT, TYPE_IN_A_LINE):
        module = comment.sub("", module)
    return INDENT_OR_EMPTY_LINE.sub("", module)


def bare_sheet(sheet: str) -> str:
    """A sheet of ours without comments, indents and empty lines."""
    return INDENT_OR_EMPTY_LINE.sub("", COMMENT.sub("", sheet))


def trimmed(sheet: str, words: frozenset[str]) -> str:
    """The rules of `sheet` whose classes are all among `words`; rules without a class stay."""
    return "".join(_rules_in_use(COMMENT.sub("", sheet), words))


def _rules_in_use(sheet: str, words: frozenset[str]) -> Iterator[str]:
    for head, body in _rules(sheet):
        if head.startswith(("@media", "@supports")):
            if inner := "".join(_rules_in_use(body, words)):
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif used := [
            selector for selector in BETWEEN_SELECTORS.split(head) if _is_used(selector, words)
        ]:
            yield f"{','.join(used)}{{{body}}}"


def _is_used(selector: str, words: frozenset[str]) -> bool:
    return words.issuperset(CLASS.findall(NOT.sub("", selector)))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The (prelude, body) of every top-level rule."""
    at = 0
    while (brace := sheet.find("{", at)) >= 0:
        end, depth = brace + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        # rpartition skips statements without braces, such as @charset.
        yield sheet[at:brace].rpartition(";")[2].strip(), sheet[brace + 1 : end - 1]
        at = end


@functools.cache
def words_of_pages() -> frozenset[str]:
    """All words in files that write classes: a superset of the classes used."""
    return frozenset(word for path in _writers() for word in WORD.findall(path.read_text()))


def _writers() -> Iterator[Path]:
    base = settings.BASE_DIR
    crispy = [Path(package.__path__[0]) for package in (crispy_bootstrap5, crispy_forms)]
    templates = [base / "templates", *map(Path, get_app_template_dirs("templates"))]
    for folder in templates:
        yield from folder.rglob("*.html")
    for folder in (base / "tracker", *crispy):
        yield from folder.rglob("*.py")
    yield from (base / "static" / "js").rglob("*.js")
