"""Makes the ten people, fetches their pages, and stores what is read on them as text."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from tests.pages import client_of
from tests.ten_people.lives import TODAY
from tests.ten_people.people import PEOPLE, clock_at
from tests.ten_people.texts import lines_of
from tests.ten_people.tree import Element, main_of
from tracker.models import User
from tracker.sessions.rebuild import stored_sessions

FOLDER = Path(__file__).parents[1] / "snapshots"
COMMAND = ".venv/bin/python -m tests.ten_people"
RESULT, PLAN, SURE, COMPARE = "Result", "Plan", "How sure is this?", "Compare"
ENDED = "Plan that ended"
PATHS = {
    "Progress": "/progress/",
    "Ankle dorsiflexion, 6 months": "/progress/ankle_dorsiflexion/",
    "Ankle dorsiflexion, 3 months": "/progress/ankle_dorsiflexion/?range=3m",
    "Ankle dorsiflexion, all sessions": "/progress/ankle_dorsiflexion/?range=all",
    COMPARE: "/compare/",
    PLAN: "/trial/",
    SURE: "/sure/",
}
LIKE = {
    title: f"{name}, 6 months"
    for title in PATHS
    for name, comma, range_ in [title.partition(", ")]
    if comma and range_ != "6 months"
}
ENGLISH = "en"
# Of another language than English the texts of two are stored who read most of what can be said.
TELLING = {"de": ("loss", "sixty")}
PROJECTED = 40  # of somebody's sessions: the newest; all were written in the same way


@dataclass(frozen=True)
class Page:
    """What one person reads at one address."""

    person: str
    title: str
    main: Element

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"


def fetch_all(language: str = ENGLISH, people: Sequence[str] = tuple(PEOPLE)) -> list[Page]:
    """Every page of these people in their language; nothing stays in the database."""
    with transaction.atomic(), clock_at(TODAY):
        pages = [page for name in people for page in _pages_of(name, language)]
        transaction.set_rollback(True)
    return pages


def _pages_of(name: str, language: str) -> Iterator[Page]:
    user = PEOPLE[name]()
    user.language = language
    user.save(update_fields=["language"])
    _demand_projected(user)
    client, newest = client_of(user), user.sessions.done().newest_first().first()
    assert newest is not None
    for title, path in {RESULT: f"/sessions/{newest.uuid}/result/", **PATHS}.items():
        response = client.get(path)
        assert response.status_code == 200, (name, path, response.status_code)
        main = main_of(response.content.decode())
        yield Page(name, title, main)
        for further, path in _further(title, main):
            yield Page(name, further, main_of(client.get(path).content.decode()))


def _further(title: str, main: Element) -> Iterator[tuple[str, str]]:
    """The pages that only this person has: of each comparison, and of each plan that ended."""
    for link in main.named("a"):
        target = link.attributes.get("href") or ""
        if (
            title == COMPARE
            and target.startswith("?what=")
            and "aria-current" not in link.attributes
        ):
            yield f"{COMPARE}, {target.removeprefix('?what=')}", f"/compare/{target}"
        if title == PLAN and re.fullmatch(r"/trial/\d+/", target):
            yield ENDED, target


def _demand_projected(user: User) -> None:
    """Fails unless the rows are what the log of each session says."""
    newest = list(user.sessions.newest_first()[:PROJECTED])
    faults = [str(row) for stored in stored_sessions(newest) for row in stored.differences()]
    assert faults == []


def texts_of(pages: list[Page]) -> dict[str, str]:
    """A file per person and page with what is read there, of a page like an earlier one the new."""
    lines = {(page.person, page.title): lines_of(page.main) for page in pages}
    first = pages[0].person
    texts: dict[str, list[str]] = {}
    for (person, title), own in lines.items():
        like = (person, _like(title)) if _like(title) else (first, SURE)
        is_like = bool(_like(title)) or (title == SURE and person != first)
        shown = new_lines(own, lines[like]) if is_like else own
        texts.setdefault(_file_of(person, title), [_header(person, first)]).append(
            "\n".join([f"== {title}", *shown, ""])
        )
    return {name: "\n".join(parts) for name, parts in texts.items()}


def _like(title: str) -> str:
    """The page of the same person of which only the difference is shown, or an empty string."""
    return COMPARE if title.startswith(f"{COMPARE}, ") else LIKE.get(title, "")


def _file_of(person: str, title: str) -> str:
    return f"{person}/{slugify(title.partition(',')[0])}.txt"


def new_lines(lines: list[str], earlier: list[str]) -> list[str]:
    """The lines that are not among the earlier ones, below their heading."""
    before, shown, heading = set(earlier), list[str](), ""
    for line in lines:
        if line.startswith("#"):
            heading = line
        if line not in before:
            shown += [heading, line] if heading not in ("", line) else [line]
            heading = ""
    return shown


def _header(name: str, first: str) -> str:
    about = (PEOPLE[name].__doc__ or "").strip()
    return (
        f"{name}: {about}\n"
        f"Made by `{COMMAND}`: read every changed sentence before you commit it.\n"
        f"Of a table the first rows only; of other ranges what the 6 months do not say as well;\n"
        f"of “{SURE}” what {first} does not read as well.\n"
    )


def folder_of(language: str) -> Path:
    return FOLDER if language == ENGLISH else FOLDER / language


def differences(texts: dict[str, str], language: str = ENGLISH) -> str:
    """How the texts differ from the stored ones, as a diff; empty if they do not."""
    folder, lines = folder_of(language), list[str]()
    for name in sorted({*texts, *_stored(folder)}):
        path = folder / name
        stored = path.read_text() if path.exists() else ""
        about = {"fromfile": f"reviewed {name}", "tofile": "what the pages say now", "n": 2}
        now = texts.get(name, "")
        lines += difflib.unified_diff(stored.splitlines(), now.splitlines(), **about, lineterm="")
    return "\n".join(lines)


def _stored(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*.txt")}


def forget(texts: dict[str, str], language: str) -> None:
    """Removes what is stored of pages that are not there any more."""
    folder = folder_of(language)
    for name in _stored(folder) - {*texts}:
        (folder / name).unlink()


def write(texts: dict[str, str], folder: Path) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
