"""Sentences never claim more than the estimate shows and its grade allows."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import (
    sentences,
)
from tracker.analysis.sentences import GRADES, ICONS, WORDINGS, Facts, about, icon, sentence, word

FORBIDDEN = (
    *("because of", "effect", "works", "improve", "proves", "heals", "fixes", "releases", "normal"),
    *("lengthens", "breaks", "prevents", "treats", "significant"),
)
EVERYTHING = [
    sentence(Facts(verdict, best, best - 0.4, best + 0.4, 1.0, 2, more, wording, unit))
    for verdict, wording, unit, more in itertools.product(
        ICONS, WORDINGS.values(), ("point", "cm"), (4, None)
    )
    for best in [-1.2 if "loss" in verdict else 1.2]
]


@pytest.mark.parametrize("claim", FORBIDDEN)
def test_no_sentence_claims_what_no_one_could_know(claim: str) -> None:
    claiming = [*EVERYTHING, *GRADES.values(), *sentences.TAGS.values()]
    assert not [text for text in claiming if claim in text.lower()]


def test_every_verdict_has_an_icon_a_word_and_a_sentence_in_every_wording() -> None:
    for verdict, wording in itertools.product(ICONS, WORDINGS.values()):
        assert icon(verdict, wording).startswith("v_")
        assert word(verdict, wording)
    assert all(EVERYTHING)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (Facts("too_early", wait=2), "Too early: 2 more sessions before a first interval"),
        (Facts("clear_gain", 1.2, 0.6, 1.8), "Clear gain: at least +0.6 (best guess +1.2)"),
        (Facts("clear_gain", 0.6, 0.04, 1.2), "Clear gain: more than 0 (best guess +0.6)"),
        (Facts("clear_gain", 1.2, 0.69, 1.8), "Clear gain: at least +0.6 (best guess +1.2)"),
        (Facts("clear_small_gain", 0.5, 0.3, 0.7), "Clear but small: +0.3 to +0.7"),
        (Facts("clear_loss", -1.0, -1.6, -0.4), "Clear loss: at least −0.4 (best guess −1.0)"),
        (
            Facts("clear_small_loss", -0.5, -0.7, -0.3),
            "Clear but small loss: −0.3 to −0.7",
        ),
        (Facts("little_or_none"), "If anything, less than 1 point"),
        (Facts("little_or_none", worthwhile=0.72), "If anything, less than 0.8 points"),
        (Facts("little_or_none", worthwhile=0.95, unit="cm"), "If anything, less than 1 cm"),
        (Facts("probably_gain", more=9), "Probably a gain, about 10 more sessions to be sure"),
        (Facts("probably_loss", more=41), "Probably a loss, more than 40 more sessions to be sure"),
        (Facts("not_yet_known", more=None), "Not yet known, more than 40 more sessions"),
        (Facts("not_yet_known", more=17), "Not yet known, about 20 more sessions"),
        (Facts("clear_gain", 1.5, 0.5, 2.5, unit="cm"), "Clear gain: at least +0.5 cm (best"),
        (
            Facts("clear_loss", -1.5, -2.5, -0.5, wording=WORDINGS["gap"]),
            "Clear difference, right freer: at least 0.5 (best guess 1.5)",
        ),
        (
            Facts("clear_gain", 1.5, 0.5, 2.5, wording=WORDINGS["level"]),
            "Clear rise: at least +0.5 in 12 weeks (best guess +1.5)",
        ),
        (
            Facts("not_yet_known", more=3, wording=WORDINGS["level"]),
            "Not yet known, about 5 more weeks",
        ),
    ],
)
def test_the_sentence_is_the_one_of_the_ladder(facts: Facts, text: str) -> None:
    assert sentence(facts).startswith(text)


@given(st.integers(1, 400))
def test_how_many_more_is_rounded_coarsely(more: int) -> None:
    assert about(more) in ("about 5", "about 10", "about 20", "about 40", "more than 40")


@given(st.floats(0.001, 9), st.floats(0, 3))
def test_at_least_is_never_more_than_the_limit(lo: float, more: float) -> None:
    text = sentence(Facts("clear_gain", lo + more, lo, lo + 2 * more))
    least = text.removeprefix("Clear gain: ").partition(" (")[0].removeprefix("at least ")
    assert least == "more than 0" or float(least) <= lo + 1e-6
