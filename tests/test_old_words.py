"""Words that have been left behind do not come back: into pages, mails, errors or documents."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR
from tests.translations import messages

pytestmark = pytest.mark.once

# What replaced them, and the old words: in what answers say (`tracker/analysis/sentences.py`).
OF_ANSWERS = {
    "freer, stiffer, rising, falling": r"\bgains?\b|\bloss(?:es)?\b",
    "estimate, range": r"(?<!after )\bintervals?\b|\blimits?\b|best guess|\busual spread\b",
    "picked by chance": r"\bdrawn?\b|\bdraws?\b",
    "not clear yet": r"\bnot yet known\b|\bif anything\b|at most small",
}
# Everywhere that runners read.
OF_PAGES = {
    "freer, stiffer": r"\b(?:clear|probabl[ey]|false|a) (?:gain|loss)\b",
    "before ratings rising, falling": r"\b(?:clear|probably a) (?:rise|fall)\b",
    "still there next time": r"\bleft (?:next time|after weeks|weeks later|\d+ days? later)\b",
    "before ratings over the weeks": r"\b(?:long line|start level)\b",
    "range": r"\bconfidence intervals?\b|\b(?:first|95%) interval\b|\bbest guess\b",
    "picked by chance": r"\bdrawn (?:at random|after|to)\b|\btoday’s draw\b|\bdrawn sessions?\b",
    "swapped, deleted afterwards": r"\bdeclined\b|\bthrown away\b",
    "a change that matters": r"\bworth having\b",
    "where you worked, one joint away, further up": r"\bnext to it\b",
    "is it working?": r"\bthree (?:numbers|questions, three answers)\b",
    "edit": r"\bmend(?:s|ed|ing)?\b",
    "restore": r"\bput (?:\w+ )?back\b|\bputs? (?:it|this|one|them) back\b",
    "continue": r"\bcarr(?:y|ied|ies) on\b|(?:^|[.>] )go on\b(?! to| after)",
    "cancel": r"\bleave (?:it as it was|without saving)\b",
    "Today": r"\bstart page\b",
    "when not to do this": r"\bwhen to leave it out\b",
    "move": r"\btechniques?\b",
    "two ratings can differ by this much with nothing changed": r"\bcan be wrong by\b",
    "strong, good, weak evidence": r"\bevidence [ABC]\b",
    "which routine?": r"\bwhat in between\b",
    "add a past session": r"\bdid one already\b",
    "separately": r"\bleft and right apart\b",
    "was deleted, page not found": r"\bnot there any more\b|\bthere is no such page\b",
    "not saved, nothing was saved": r"(?:^|[.] )not taken\b|\bnothing was taken; send\b",
    "nothing to compare": r"\bno pairs\b",
    "email": r"\be-mails?\b",
    "no space before %": r"\d %(?!\()",
    "British spelling": r"\b(?:color|center|centimeter|favor|behavior)\w*|\w+(?:al|ogn|gan)izes?\b",
}

ANSWERS = (
    *("tracker/analysis/**/*.py", "tracker/charts/*.py"),
    *("templates/charts/*.html", "templates/progress/*.html", "templates/compare/*.html"),
)
PAGES = ("tracker/**/*.py", "templates/**/*.html", "templates/**/*.txt")
CATALOGUE = "tracker/catalogue/**/*.toml"
# Not decisions, which are a record of their day, nor docs/calibration.md, which a simulation
# prints, nor CONTRIBUTING.md, which names the words that code does not use.
DOCUMENTS = ("README.md", "CHANGELOG.md", "docs/[!c]*.md", "docs/catalogue.md")
NOT_READ = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.S)
PLACEHOLDER = re.compile(r"%\(\w+\)s")
CODE = re.compile(r"^```[^`]*^```$|`[^`]*`", re.M)
READ_IN_TAGS = re.compile(
    r"""{%\s*translate\s+("[^"]*"|'[^']*')|\b(?:aria-label|title)="([^"]*)\""""
)
Texts = Iterable[tuple[str, str]]  # where it stands, and what can be read there


def texts_of(path: Path) -> Iterator[str]:
    """What people may read: of a template its text, of a module its strings with a space."""
    text = path.read_text()
    if path.suffix in (".html", ".txt"):
        yield NOT_READ.sub(" ", text)
        yield from ("".join(groups) for groups in READ_IN_TAGS.findall(text))
    elif path.suffix == ".md":
        yield CODE.sub("", text)
    elif path.suffix == ".toml":
        yield from _strings(tomllib.loads(text))
    else:
        yield from _strings_of_module(text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _strings(inside)


def _strings_of_module(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    silent = {id(node) for part in ast.walk(tree) for node in _silent(part)}
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) and id(node) not in silent else None
        if isinstance(value, str) and " " in value:
            yield PLACEHOLDER.sub("", value)


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the messages of exceptions and checks, which are for whoever programs."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and "checked" in node.func.id:
        yield from ast.walk(node)


def old_words(texts: Texts, vocabulary: Mapping[str, str]) -> list[str]:
    return [
        f"{where}: {match[0]!r} in {' '.join(text.split())[:200]!r}: say {instead}"
        for where, text in texts
        for instead, pattern in vocabulary.items()
        if (match := re.search(pattern, " ".join(text.split()), re.I))
    ]


def files(*patterns: str) -> Texts:
    for pattern in patterns:
        for path in sorted(BASE_DIR.glob(pattern)):
            if "migrations" not in path.parts and "commands" not in path.parts:
                yield from ((str(path.relative_to(BASE_DIR)), text) for text in texts_of(path))


def marked() -> Texts:
    """Every message that is marked for translation, of the server and of scripts."""
    for message in messages(BASE_DIR):
        yield from ((message.file, PLACEHOLDER.sub("", form)) for form in message.forms)


def test_answers_are_said_in_the_words_of_today() -> None:
    assert len({where for where, _ in files(*ANSWERS)}) > 60
    assert old_words(files(*ANSWERS), OF_ANSWERS) == []


def test_pages_mails_and_errors_are_said_in_the_words_of_today() -> None:
    assert len({where for where, _ in files(*PAGES)}) > 300
    assert old_words(files(*PAGES), OF_PAGES) == []
    assert old_words(marked(), OF_PAGES) == []


def test_moves_and_tests_are_said_in_the_words_of_today() -> None:
    assert len(list(files(CATALOGUE))) > 300
    assert old_words(files(CATALOGUE), OF_PAGES) == []


def test_documents_are_said_in_the_words_of_today() -> None:
    assert old_words(files(*DOCUMENTS), OF_PAGES) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'x = _("A clear gain")'),
        ("a.py", 'x = f"Too early before a first interval of {y}"'),
        ("a.py", 'x = ["The 95 % limits"]'),
        ("a.html", "<p>A loss</p>"),
        ("a.html", '{% translate "2 drawn" %}'),
        ("a.html", '<svg aria-label="An interval"></svg>'),
    ],
)
def test_an_old_word_of_answers_is_reported(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert old_words([(name, read) for read in texts_of(path)], OF_ANSWERS)


# A sentence with the old word for each row, in the order of the table.
OLD = (
    *("A clear gain", "Probably a rise", "Left next time", "The long line goes up"),
    *("A first interval", "Evidence B: drawn at random", "3 declined", "A change worth having"),
    *("Next to it, ankle", "Three numbers, test by test", "You can mend it", "Put it back first"),
    *("Carry on", "Leave it as it was", "To the start page", "When to leave it out"),
    *("Each technique", "One test can be wrong by 2", "Evidence A", "What in between?"),
    *("Did one already", "Left and right apart", "It is not there any more", "Not taken: deleted"),
    *("2 freer, no pairs", "Your e-mail", "The 95 % range", "The color of the center"),
)


def test_each_row_of_the_vocabulary_has_a_sentence_that_it_reports() -> None:
    for (instead, pattern), sentence in zip(OF_PAGES.items(), OLD, strict=True):
        assert old_words([("a page", sentence)], {instead: pattern}), sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Go on to the next test",
        "Draw the knee to the chest.",
        "On the left next to the wall",
        "Sessions picked by chance",
        "Send an email",
        "95% of them",
        "You can edit or restore it.",
        "It may be left out.",
    ],
)
def test_words_that_only_look_like_old_ones_pass(sentence: str) -> None:
    assert old_words([("a page", sentence)], OF_PAGES) == []


def test_what_only_programmers_read_may_say_them(tmp_path: Path) -> None:
    module, template = tmp_path / "a.py", tmp_path / "a.html"
    document = tmp_path / "a.md"
    module.write_text(
        '"""The gain."""\nVERDICT = "clear_gain"\nraise ValueError("No interval here.")'
    )
    template.write_text('<p class="draw">{% if limits %}{{ gain }}{% endif %}</p>')
    document.write_text("Call `put_back` and\n\n```\nmend\n```\n")
    read = [("a", text) for path in (module, template, document) for text in texts_of(path)]
    assert old_words(read, OF_ANSWERS | OF_PAGES) == []
