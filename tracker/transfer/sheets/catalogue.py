"""The tests and routines that a sheet can name, by whatever they are called."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import override

from tracker.models import MobilityTest, Routine, User
from tracker.queries.offered import in_order
from tracker.texts import SOURCE, in_every_language

NEAR = 0.75  # of 1; a guess is worth saying from here on
WORDS = re.compile(r"[^\W\d_]+")


class Catalogue:
    """What a person can rate and do: theirs and the built-in, in any language, deleted ones too."""

    def __init__(self, user: User) -> None:
        self.user = user
        mine = Q(owner=None) | Q(owner=user)
        tests = in_order(MobilityTest.objects.filter(mine), user)
        self.tests = {test.slug: test for test in tests}
        routines = Routine.objects.filter(mine).prefetch_related("steps").own_first()
        self.routines = {routine.slug: routine for routine in routines}
        self.offered = {
            slug: routine
            for slug, routine in self.routines.items()
            if not (routine.retired or routine.sham)
        }
        self._words = {slug: _words_of(routine) for slug, routine in self.offered.items()}

    def routine(self, text: str) -> Routine | None:
        """The one routine that a text names, in full or by some of its words."""
        if exact := self.routines.get(text.strip()):
            return exact
        words = words_in(text)
        slugs = [slug for slug, names in self._words.items() if words in names]
        slugs = slugs or [
            slug for slug, names in self._words.items() if any(words <= name for name in names)
        ]
        return self.offered[slugs[0]] if words and len(slugs) == 1 else None

    def test(self, words: frozenset[str]) -> MobilityTest | None:
        """The one test that all of these words name."""
        offered = (test for test in self.tests.values() if not test.retired)
        tests = [test for test in offered if words <= _all_words_of(test)]
        return tests[0] if words and len(tests) == 1 else None


def near(text: str, names: Iterable[str]) -> str:
    """The only name that looks like a text; empty if none does, or several."""
    close = get_close_matches(text, list(names), n=2, cutoff=NEAR)
    return close[0] if len(close) == 1 else ""


def words_in(text: str) -> frozenset[str]:
    return frozenset(WORDS.findall(text.casefold().replace("_", " ")))


def _names_of(item: Any) -> set[str]:
    with override(SOURCE):
        texts = [str(item.name), str(item.gloss)]
    languages = [code for code, _name in settings.LANGUAGES]
    return {name for text in texts for name in in_every_language(text, languages) if name}


def _words_of(item: Any) -> list[frozenset[str]]:
    return [words_in(item.slug), *map(words_in, _names_of(item))]


def _all_words_of(item: Any) -> frozenset[str]:
    return frozenset().union(*_words_of(item))
