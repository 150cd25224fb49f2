"""Two made-up languages: an accented one that is longer, and one written from right to left.

They translate every message by rule, so that whatever is still plain English was never marked. Each
borrows the code of a real language, for its numbers, dates and direction: Finnish has the decimal
comma, Hebrew is written from right to left.
"""

import contextlib
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.test import override_settings
from django.utils.translation import trans_real

from tests.translations import Message, messages
from tracker import texts

ACCENTED, MIRRORED = "fi", "he"
LANGUAGES = {ACCENTED: "Pseudo", MIRRORED: "Pseudo, from right to left"}

# What must come through a translation as it is: placeholders, tags, entities, links.
AS_IT_IS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&#?\w+;|https?://\S+|\n")
ACCENTS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "àƀçđéƒĝĥîĵķļɱñöþʠŕšţûṽŵẋýžÀƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
        strict=True,
    )
)
# Vowels, "r" and "s" stand twice: about 40 % longer, with the words of the English.
LONGER = ACCENTS | {letter: ACCENTS[letter] * 2 for letter in "aeiours"}
LETTERS = "אבגדהוזחטיכלמנסעפצקרשתאבגד"
FROM_RIGHT = {
    letter: LETTERS["abcdefghijklmnopqrstuvwxyz".index(letter.lower())] for letter in ACCENTS
}
TABLE_OF = texts.table_of
PLAIN = re.compile(r"[A-Za-z]{3,}")

Rule = Callable[[str], str]


def accented(text: str) -> str:
    return _outside(text, LONGER)


def mirrored(text: str) -> str:
    return _outside(text, FROM_RIGHT)


RULES: Mapping[str, Rule] = {ACCENTED: accented, MIRRORED: mirrored}


def _outside(text: str, letters: Mapping[str, str]) -> str:
    """The text with its letters replaced, but for what must stay as it is."""
    parts, end = [], 0
    for match in AS_IT_IS.finditer(text):
        parts += [_replaced(text[end : match.start()], letters), match[0]]
        end = match.end()
    return "".join([*parts, _replaced(text[end:], letters)])


def _replaced(text: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in text)


class Pseudo(trans_real.DjangoTranslation):
    """Stands where Django holds the catalogue of a language, and translates by rule."""

    def __init__(self, language: str) -> None:
        self.rule, self.code = RULES[language], language

    def gettext(self, message: str) -> str:
        # A context comes before the message, as in a catalogue.
        return self.rule(message.rpartition("\4")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code


@contextlib.contextmanager
def spoken() -> Iterator[None]:
    """While it lasts, Django speaks the made-up languages as well."""
    with (
        override_settings(LANGUAGES=[*settings.LANGUAGES, *LANGUAGES.items()]),
        mock.patch.object(texts, "table_of", catalogue_texts),
    ):
        # To change a setting of languages makes Django forget what it has read.
        install()
        yield


def install() -> None:
    catalogues = trans_real._translations  # type: ignore[attr-defined]  # private to Django
    catalogues.update({language: Pseudo(language) for language in LANGUAGES})


@functools.cache
def catalogue_texts(language: str) -> Mapping[str, str]:
    """The texts of tests and routines, of which the German table knows the English."""
    table = TABLE_OF("de")
    return {text: RULES[language](text) for text in table} if language in RULES else table


def write_catalogues(folder: Path) -> None:
    """`catalogues/<language>.json` for scripts, in the forms that static/js/gettext.js expects."""
    marked = [m for m in messages(settings.BASE_DIR) if m.domain == "djangojs"]
    (folder / "catalogues").mkdir(parents=True, exist_ok=True)
    for language, forms in ((ACCENTED, 2), (MIRRORED, 3)):
        texts = {_key(m): _value(m, RULES[language], forms) for m in marked}
        path = folder / "catalogues" / f"{language}.json"
        path.write_text(json.dumps(texts, ensure_ascii=False))


def _key(message: Message) -> str:
    return (f"{message.context}\4" if message.context else "") + message.forms[0]


def _value(message: Message, rule: Rule, forms: int) -> str | list[str]:
    if len(message.forms) == 1:
        return rule(message.forms[0])
    singular, plural = map(rule, message.forms)
    return [singular, *[plural] * (forms - 1)]
