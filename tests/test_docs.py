"""What the documents name is there: files, links, commands, variables."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

DOCUMENTS = [
    BASE_DIR / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
]
DOCUMENTS += sorted((BASE_DIR / "docs").rglob("*.md"))
# Made by the first start, so not there in a fresh clone.
MADE = (".git", ".venv", "data", "node_modules")
A_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)|\bsrc=\"([^\"]+)\"")
CODE = re.compile(r"`([^`\n]+)`")
A_PATH = re.compile(r"(?:\./)?([\w.-]+)(/[\w.<>*/-]*)?")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
A_RUN = re.compile(r"(?<![\w/])\./run(?: ([a-z]+))?(?: ([a-z_]+))?")
A_MODULE = re.compile(r"python -m ([\w.]+)")
A_VARIABLE = re.compile(r"\b([A-Z][A-Z_]+)=")


def links(text: str) -> list[str]:
    return [link or picture for link, picture in A_LINK.findall(FENCED.sub("", text))]


def paths(text: str) -> list[str]:
    """What is written as code and begins with a file or folder at the top of the repository."""
    top = {path.name for path in BASE_DIR.iterdir()} - set(MADE)
    matches = [A_PATH.fullmatch(code) for code in CODE.findall(FENCED.sub("", text))]
    return [match[0].removeprefix("./") for match in matches if match and match[1] in top]


def is_there(path: str) -> bool:
    """A part in <angle brackets> or a star stands for any name."""
    return any(True for _ in BASE_DIR.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))


def commands(text: str) -> list[tuple[str, str]]:
    return A_RUN.findall(text)


def helped() -> str:
    done = subprocess.run([BASE_DIR / "run", "help"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text()
    missing = [link for link in links(text) if not (document.parent / link).exists()]
    missing += [path for path in paths(text) if not is_there(path)]
    missing += [name for name in A_MODULE.findall(text) if not importlib.util.find_spec(name)]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_each_command_that_a_document_names_exists(document: Path) -> None:
    listed = set(re.findall(r"^\./run ([a-z]+)", helped(), re.M))
    named = commands(document.read_text())
    assert {command for command, _ in named if command} - listed == set()
    assert {what for command, what in named if command == "manage" and what} <= set(get_commands())


def test_the_page_on_hosting_explains_every_variable_and_no_other() -> None:
    listed = set(re.findall(r"^  ([A-Z_]+) ", helped(), re.M))
    text = (BASE_DIR / "docs" / "hosting.md").read_text()
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", text, re.M)
    assert {name for row in rows for name in re.findall(r"[A-Z_]{2,}", row)} == listed
    set_somewhere = {
        name.removesuffix("_FILE")
        for path in DOCUMENTS
        for name in A_VARIABLE.findall(path.read_text())
    }
    assert set_somewhere <= listed | {"DJANGO_SETTINGS_MODULE"}


def test_every_decision_has_its_own_number() -> None:
    names = sorted(path.name for path in (BASE_DIR / "docs" / "decisions").iterdir())
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def test_a_missing_file_is_noticed() -> None:
    text = (
        "See [this](gone.md) and `tests/gone.py`, `static/<name>/gone.css`, `tests/test_docs.py`."
    )
    assert links(text) == ["gone.md"]
    assert [path for path in paths(text) if not is_there(path)] == [
        "tests/gone.py",
        "static/<name>/gone.css",
    ]
    assert commands("Try `./run fly` or ./run manage soar.") == [("fly", ""), ("manage", "soar")]


def test_the_pictures_are_small() -> None:
    pictures = list((BASE_DIR / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []
