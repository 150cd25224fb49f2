"""The texts of the catalogue in the language of the page, looked up by their English.

Rows, plans and answers hold English, so that what is stored has one language.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language

FOLDER = Path(__file__).parents[1] / "catalogue"
SOURCE = "en"
# The placeholders of a cue, with the English words that stand in for them.
SIDES = ("left", "right")
HANDS = {"left": ("right hand", "both hands"), "right": ("left hand", "both hands")}
PLACES = ("foot", "lower leg", "knee", "hip", "back", "leg")
SENTENCE_END = re.compile(r"(?<=[.!?]) ")
Texts = Mapping[str, str]


def translated(text: str) -> str:
    """A text of the catalogue in the language of now; English where there is no translation."""
    language = get_language() or SOURCE
    return text if language == SOURCE else table_of(language).get(text, text)


def translated_cue(say: str) -> str:
    """What is said in a step: its own sentences, then those of the variations of the session."""
    language = get_language() or SOURCE
    return say if language == SOURCE else _in_parts(say, table_of(language)) or say


def _in_parts(say: str, table: Texts) -> str:
    """Each part translated, from the left; empty if one of them has no translation."""
    if say in table:
        return table[say]
    for match in SENTENCE_END.finditer(say):
        first, rest = say[: match.start()], say[match.end() :]
        if first in table and (others := _in_parts(rest, table)):
            return f"{table[first]} {others}"
    return ""


def translated_all(value: Any) -> Any:
    """The same for lists and tables, with every text in them."""
    if isinstance(value, str):
        return translated(value)
    if isinstance(value, Mapping):
        return {key: translated_all(inner) for key, inner in value.items()}
    return [translated_all(inner) for inner in value] if isinstance(value, list) else value


def in_every_language(text: str, languages: Iterable[str]) -> set[str]:
    """A text of the catalogue, and what it is called in each of these languages."""
    others = (language for language in languages if language != SOURCE)
    return {text} | {table_of(language).get(text, text) for language in others}


def is_built_in(slug: str) -> bool:
    """Only what somebody made has a hyphen in its slug: see `own_routines.free_slug`."""
    return "-" not in slug


class Name(NamedTuple):
    """The name of a routine or a test, as it is read when a sentence is made with it."""

    in_english: str
    slug: str

    def __str__(self) -> str:
        return translated(self.in_english) if is_built_in(self.slug) else self.in_english


def filled(text: str, words: Mapping[str, str]) -> str:
    """A cue without placeholders.

    >>> filled("{Side} foot. {Hand}.", {"side": "left", "hand": "right hand", "place": "foot"})
    'Left foot. Right hand.'
    """
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
        text = text.replace(f"{{{name.capitalize()}}}", f"{word[:1].upper()}{word[1:]}")
    return text


@cache
def table_of(language: str) -> Texts:
    """By English text, also of each cue as it is frozen: for each side, hand and place."""
    table: dict[str, str] = {}
    for path in sorted(FOLDER.rglob("*.toml")):
        table.update(pairs_in(tomllib.loads(path.read_text(encoding="utf-8")), language))
    return table | dict(_as_frozen(table))


def pairs_in(entry: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """Each English text of a file with its translation."""
    for key, value in entry.items():
        other = entry.get(f"{key}.{language}")
        if isinstance(value, str) and other:
            yield value, other
        elif isinstance(value, list) and other:
            yield from zip(value, other, strict=True)
        for inner in _tables(value):
            yield from pairs_in(inner, language)


def _tables(value: Any) -> Iterable[Mapping[str, Any]]:
    tables = value if isinstance(value, list) else [value]
    return [table for table in tables if isinstance(table, dict)]


def _as_frozen(table: Texts) -> Iterator[tuple[str, str]]:
    for text, other in table.items():
        if "{" in text:
            for words in _every_filling():
                theirs = {name: table.get(word, word) for name, word in words.items()}
                yield filled(text, words), filled(other, theirs)


def _every_filling() -> Iterator[Mapping[str, str]]:
    for side, place in itertools.product(SIDES, PLACES):
        for hand in HANDS[side]:
            yield {"side": side, "hand": hand, "place": place}
