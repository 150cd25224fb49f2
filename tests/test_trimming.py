"""The style sheet of a package is served without unused rules, and with all others."""

import re

import pytest
from django.conf import settings

from mobility.trimming import (
    A_LINE_OF_COMMENT,
    CLASS,
    COMMENT,
    END_OF_LINE_COMMENT,
    bare_sheet,
    trimmed,
    without_comments,
    words_of_pages,
)

pytestmark = pytest.mark.once

OURS = settings.BASE_DIR / "static/js"
SHEET = settings.NODE_MODULES / "bootstrap/dist/css/bootstrap.min.css"


@pytest.mark.parametrize(
    ("rule", "trimmed_rule"),
    [
        (".a{x:y}", ".a{x:y}"),
        (".b{x:y}", ""),
        ("a:hover{x:y}", "a:hover{x:y}"),
        (".a,.b{x:y}", ".a{x:y}"),
        (".a .b{x:y}", ""),
        (".a:not(.b){x:y}", ".a:not(.b){x:y}"),
        (":is(.a,.c){x:y}", ":is(.a,.c){x:y}"),
        ("@media print{.a{x:y}.b{x:y}}", "@media print{.a{x:y}}"),
        ("@media print{.b{x:y}}", ""),
        ("@keyframes b{to{x:y}}", "@keyframes b{to{x:y}}"),
        ('@charset "UTF-8";.a{x:y}', ".a{x:y}"),
        ("/* .a{x:y} */.b{x:y}", ""),
    ],
)
def test_a_rule_stays_where_a_page_could_use_it(rule: str, trimmed_rule: str) -> None:
    assert trimmed(rule, frozenset("ac")) == trimmed_rule


def test_every_class_of_the_package_used_in_a_template_is_served() -> None:
    whole = SHEET.read_text()
    rest = trimmed(whole, words_of_pages())
    written: set[str] = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for value in re.findall(r'class="([^"]*)"', path.read_text()):
            written |= set(re.findall(r"[\w-]+", value))
    classes = written & set(CLASS.findall(whole))
    assert len(classes) > 30
    assert classes - set(CLASS.findall(rest)) == set()
    assert len(rest) < len(whole) / 3


@pytest.mark.parametrize(
    ("module", "rest"),
    [
        ("// A.\nlet a;\n", "let a;\n"),
        ("a(/** @type {A} */ (b), (/** @type {C} */ c) => 1);\n", "a((b), (c) => 1);\n"),
        ("let a; // A.\nlet b;\n", "let a;\nlet b;\n"),
        ('let a; // "A".\n', "let a;\n"),
        ('const a = b // "A" stays.\n', 'const a = b // "A" stays.\n'),
        ('const a = " // b";\n', 'const a = " // b";\n'),
        ("const a = ` // ${b}`;\n", "const a = ` // ${b}`;\n"),
        ("  /** A.\n   * B. */\n  let a;\n\n\n  let b;\n", "let a;\nlet b;\n"),
        ("/* A. */ let a;\n", "/* A. */ let a;\n"),
        ('const a = "http://b";\n', 'const a = "http://b";\n'),
    ],
)
def test_comments_and_indents_are_not_served(module: str, rest: str) -> None:
    assert without_comments(module) == rest


@pytest.mark.parametrize("name", [str(path.relative_to(OURS)) for path in OURS.rglob("*.js")])
def test_no_string_of_a_module_spans_lines(name: str) -> None:
    """Between backticks it might: what is left out of a module would be left out of the text."""
    code = A_LINE_OF_COMMENT.sub("", (OURS / name).read_text())
    assert [line for line in code.splitlines() if line.count("`") % 2] == []
    cut = [
        code[: match.start()].rpartition("\n")[2] for match in END_OF_LINE_COMMENT.finditer(code)
    ]
    assert [line for line in cut if any(line.count(quote) % 2 for quote in "\"'`")] == []


def test_a_sheet_of_ours_is_served_without_comments_and_indents() -> None:
    assert (
        bare_sheet("/* A\n * b. */\na {\n  color: red; /* c */\n}\n\n") == "a {\ncolor: red; \n}\n"
    )


def test_no_text_of_a_sheet_is_taken_for_a_comment() -> None:
    sheets = [path.read_text() for path in OURS.parent.glob("css/*.css")]
    before = [
        sheet[: match.start()].rpartition("\n")[2]
        for sheet in sheets
        for match in COMMENT.finditer(sheet)
    ]
    assert len(before) > 10
    assert [line for line in before if line.count('"') % 2 or line.count("'") % 2] == []
