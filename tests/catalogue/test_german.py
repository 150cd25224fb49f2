"""Every text of the catalogue has a German one beside it, checked as the English is."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from mobility import settings
from tests.catalogue.test_refusals import ANKLE, SHIPPED, SOCK, changed, read_copy, refusal
from tests.languages import po
from tracker import texts
from tracker.catalogue.checks import LANGUAGES, PLACEHOLDER
from tracker.catalogue.reading import read_all
from tracker.rules.freezing import place_of

pytestmark = pytest.mark.once

FILES = sorted(SHIPPED.rglob("*.toml"))
# What no person reads: names of files, kinds and units.
PLAIN = {
    *("slug", "id", "instrument", "unit", "better", "mdc_kind", "posture", "region"),
    *("illustration", "kind", "hand", "values", "sides"),
}


def english_of(entry: dict[str, Any], inside: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Each table with the key of a text in it."""
    for key, value in entry.items():
        parts = value if isinstance(value, list) else [value]
        tables = [part for part in parts if isinstance(part, dict)]
        for table in tables:
            yield from english_of(table, key)
        is_names = key in PLAIN or (inside, key) == ("variations", "steps") or inside == "places"
        if not is_names and "." not in key and any(isinstance(part, str) for part in parts):
            yield entry, key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_lacks_its_german(path: Path) -> None:
    keys = list(english_of(tomllib.loads(path.read_text())))
    assert [key for entry, key in keys if f"{key}.de" not in entry] == []
    assert keys


def test_the_languages_of_the_catalogue_are_those_of_the_pages() -> None:
    assert {texts.SOURCE, *LANGUAGES} == {language for language, _ in settings.LANGUAGES}


def test_an_english_text_has_one_german_wherever_it_stands() -> None:
    by_english: dict[str, set[str]] = {}
    for path in FILES:
        for english, german in texts.pairs_in(tomllib.loads(path.read_text()), "de"):
            by_english.setdefault(english, set()).add(german)
            assert set(map(str.lower, PLACEHOLDER.findall(german))) <= set(
                map(str.lower, PLACEHOLDER.findall(english))
            )
    assert {english: many for english, many in by_english.items() if len(many) > 1} == {}


def test_no_german_text_explains_promises_or_says_sie() -> None:
    for path in FILES:
        for _, german in texts.pairs_in(tomllib.loads(path.read_text()), "de"):
            words = set(german.replace(",", " ").replace(".", " ").split())
            assert not words & {"Sie", "Ihre", "Ihr", "hilft", "heilt", "verhindert", "lockert"}


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (ANKLE, '"gloss.de"', '"gloss.xx"', "gloss.xx: must be in one of de"),
        (ANKLE, '"gloss.de" =', '"glos.de" =', "glos.de: is not a known key"),
        (
            ANKLE,
            'sign_note = "If the knee cannot touch with the toe at the wall, enter 0."\n',
            "",
            "measures[0].sign_note.de: translates sign_note, which is missing",
        ),
        (ANKLE, "position = 4", 'position = 4\n"position.de" = "vier"', "position.de: is no text"),
        (ANKLE, '"gloss.de" = "Knie zur Wand"', '"gloss.de" = " "', "gloss.de: must not be empty"),
        (
            ANKLE,
            '"gloss.de" = "Knie zur Wand"',
            f'"gloss.de" = "{"x" * 91}"',
            "gloss.de: must be at most 90 characters",
        ),
        (
            ANKLE,
            '  "Das Fußgewölbe sinkt ein.",\n',
            "",
            "protocol.errors.de: must have 5 entries",
        ),
        (
            SOCK,
            '"say.de" = "Loslassen. Bein ruhen lassen."',
            '"say.de" = "Jetzt wieder loslassen und das ganze linke Bein ruhen lassen."',
            "steps[7].say.de: must have at most 8 words",
        ),
        (
            SOCK,
            '"say.de" = "Loslassen. Bein ruhen lassen."',
            '"say.de" = "{Side} loslassen."',
            "steps[7].say.de: must not hold the placeholder {Side}",
        ),
    ],
)
def test_a_wrong_translation_is_refused(
    tmp_path: Path, file: str, old: str, new: str, words: str
) -> None:
    assert refusal(tmp_path, file, changed(file, old, new)).startswith(f"{file}: {words}")


def test_a_translation_may_be_longer_by_half(tmp_path: Path) -> None:
    assert read_copy(tmp_path, ANKLE, changed(ANKLE, "Knie zur Wand", "x" * 90))


def test_every_cue_as_it_is_frozen_has_a_german_one_without_placeholders() -> None:
    _, routines = read_all(SHIPPED)
    for routine in routines:
        places = {texts.PLACES[0], place_of(routine.places)} & set(texts.PLACES)
        for step in routine.steps:
            for side, hand in (("left", "right hand"), ("right", "both hands")):
                for place in places:
                    words = {"side": side, "hand": hand, "place": place}
                    spoken = texts.filled(step.say, words)
                    with override("de"):
                        german = texts.translated_cue(spoken)
                    assert german != spoken
                    assert not set("{}") & set(german)


def test_a_step_that_says_more_in_a_variation_is_translated_part_by_part() -> None:
    say = "Pull the toes away. Ease. Slowly. Keep a light pull."
    with override("de"):
        assert texts.translated_cue(say) == (
            "Zehen wegziehen. Nachlassen. Langsam. Leichten Zug halten."
        )
        assert texts.translated_cue("Pull the toes away. Mine.") == "Pull the toes away. Mine."
    assert texts.translated_cue(say) == say


# What static/js/device/voice.js looks for, lest it name the side twice.
NAMES_OF_SIDES = "left foot|right foot|left leg|right leg"
CONTEXT = "how a cue names a side, with | between"


def test_a_cue_that_names_the_side_in_english_does_so_in_german() -> None:
    german_names = po.stored("de", "djangojs").get(NAMES_OF_SIDES, CONTEXT).string.split("|")
    checked = 0
    for path in FILES:
        for english, german in texts.pairs_in(tomllib.loads(path.read_text()), "de"):
            for side, in_german in (("left", "links"), ("right", "rechts")):
                filled = english.replace("{Side}", side).replace("{side}", side).lower()
                spoken = german.replace("{side}", in_german).replace("{Side}", in_german).lower()
                if "{Side}" in english and any(
                    name in filled for name in NAMES_OF_SIDES.split("|")
                ):
                    assert any(name in spoken for name in german_names), german
                    checked += 1
    assert checked
