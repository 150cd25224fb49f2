"""Sentences never claim more than the estimate shows and its grade allows."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import rounding, sentences
from tracker.analysis.forecast import STEPS
from tracker.analysis.sentences import GRADES, ICONS, WORDINGS, Facts, Wording, icon, sentence, word

MINUS = "\N{MINUS SIGN}"
FORBIDDEN = (
    *("because of", "effect", "works", "improve", "proves", "heals", "fixes", "releases", "normal"),
    *("lengthens", "breaks", "prevents", "treats", "significant"),
    *(" gain", " loss", "interval", "limit", "drawn", "declined", "best guess", "95 %"),
)
VERSUS = Wording("versus", "Sock Pull", "Toe Spreaders")
QUESTIONS = (*(w for name, w in WORDINGS.items() if name != "versus"), VERSUS)
CLEAR = tuple(verdict for verdict in ICONS if verdict.startswith("clear"))
EVERYTHING = [
    sentence(Facts(verdict, best, best - 0.4, best + 0.4, 1.0, 2, more, wording, unit, *flags))
    for verdict, wording, unit, more, *flags in itertools.product(
        ICONS, QUESTIONS, ("point", "cm", "deg"), (4, 50, None), (False, True), (False, True)
    )
    for best in [-1.2 if "loss" in verdict else 1.2]
]


@pytest.mark.parametrize("claim", FORBIDDEN)
def test_no_sentence_claims_what_no_one_could_know(claim: str) -> None:
    claiming = [*EVERYTHING, *GRADES.values(), *sentences.TAGS.values()]
    assert not [text for text in claiming if claim in text.lower()]


def test_every_verdict_has_an_icon_a_word_and_a_sentence_on_every_question() -> None:
    for verdict, wording in itertools.product(ICONS, QUESTIONS):
        assert icon(verdict, wording).startswith("v_")
        assert word(verdict, wording)
    assert all(EVERYTHING)
    assert not [text for text in EVERYTHING if text.endswith(".") or "%(" in text]


def test_a_verdict_without_a_direction_begins_alike_as_a_word_and_as_a_sentence() -> None:
    for verdict, wording in itertools.product(CLEAR, QUESTIONS):
        best = -1.2 if "loss" in verdict else 1.2
        text = sentence(Facts(verdict, best, best - 0.4, best + 0.4, wording=wording))
        assert text.startswith(word(verdict, wording))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (Facts("too_early", wait=2), "Too early. 2 more sessions for a first estimate"),
        (Facts("too_early", wait=1), "Too early. 1 more session for a first estimate"),
        (Facts("too_early", wait=2, ended=True), "Too few sessions for an estimate"),
        (
            Facts("too_early", wait=5, wording=WORDINGS["level"]),
            "Too early. 5 more weeks with a session for a first estimate",
        ),
        (
            Facts("clear_gain", 1.2, 0.69, 1.8),
            "Clearly freer afterwards, by at least 0.6 (most likely 1.2)",
        ),
        (
            Facts("clear_gain", 0.6, 0.04, 1.2),
            "Clearly freer afterwards, by just above 0 or more (most likely 0.6)",
        ),
        (Facts("clear_small_gain", 0.5, 0.38, 0.61), "A little freer afterwards, by 0.3 to 0.7"),
        (
            Facts("clear_loss", -1.0, -1.6, -0.4),
            "Clearly stiffer afterwards, by at least 0.4 (most likely 1.0)",
        ),
        (
            Facts("clear_small_loss", -0.5, -0.61, -0.04),
            "A little stiffer afterwards, by just above 0 to 0.7",
        ),
        (Facts("little_or_none", 0.1, -0.2, 0.4), "Little change (under 1 point)"),
        (
            Facts("little_or_none", 0.1, -0.2, 0.4, worthwhile=0.72),
            "Little change (under 0.8 points)",
        ),
        (
            Facts("little_or_none", 0.1, -0.2, 0.4, worthwhile=0.95, unit="cm"),
            "Little change (under 1 cm)",
        ),
        (
            Facts("little_or_none", 0.5, 0.2, 0.9),
            "Little change: +0.2 to +0.9",
        ),
        (
            Facts("little_or_none", -0.5, -0.9, -0.2, wording=WORDINGS["level"]),
            "Little change: −0.9 to −0.2 in 12 weeks",
        ),
        (
            Facts("little_or_none", 0.1, -0.2, 0.4, wording=WORDINGS["level"]),
            "Steady: under 1 point either way in 12 weeks",
        ),
        (
            Facts("probably_gain", more=8),
            "Probably freer afterwards. About 8 more sessions to be sure",
        ),
        (
            Facts("probably_loss", more=50),
            "Probably stiffer afterwards. About 50 more sessions to be sure",
        ),
        (
            Facts("probably_gain", at_its_surest=True),
            "Probably freer afterwards. This is as sure as this page can get",
        ),
        (
            Facts("probably_gain", more=None),
            "Probably freer afterwards. More sessions may not settle it",
        ),
        (Facts("probably_gain", more=9, ended=True), "Probably freer afterwards"),
        (
            Facts("not_yet_known", at_its_surest=True),
            "Not clear. This is as sure as this page can get",
        ),
        (Facts("not_yet_known", more=None), "Not clear yet. More sessions may not settle it"),
        (
            Facts("not_yet_known", more=None, wording=WORDINGS["level"]),
            "Not clear yet. More weeks may not settle it",
        ),
        (Facts("not_yet_known", more=16), "Not clear yet. About 16 more sessions"),
        (Facts("not_yet_known", more=17, ended=True), "Not clear"),
        (
            Facts("not_yet_known", more=3, wording=WORDINGS["level"]),
            "Not clear yet. About 3 more weeks",
        ),
        (
            Facts("clear_gain", 1.5, 0.5, 2.5, unit="cm"),
            "Clearly freer afterwards, by at least 0.5 cm (most likely 1.5 cm)",
        ),
        (
            Facts("clear_small_gain", 1.5, 0.5, 2.5, unit="deg"),
            "A little freer afterwards, by 0.5 to 2.5°",
        ),
        (
            Facts("clear_gain", 1.6, 0.7, 2.4, wording=WORDINGS["control"]),
            "Clearly freer than after sitting still, by at least 0.7 (most likely 1.6)",
        ),
        (
            Facts("probably_gain", more=20, wording=WORDINGS["touch"]),
            "Probably freer than after light touch. About 20 more sessions to be sure",
        ),
        (
            Facts("clear_small_loss", -0.4, -0.7, -0.1, wording=VERSUS),
            "A little freer with Toe Spreaders, by 0.1 to 0.7",
        ),
        (
            Facts("probably_gain", more=10, wording=VERSUS),
            "Probably freer with Sock Pull. About 10 more sessions to be sure",
        ),
        (
            Facts("probably_gain", at_its_surest=True, wording=WORDINGS["leg"]),
            "The worked leg is probably freer. This is as sure as this page can get",
        ),
        (
            Facts("clear_loss", -1.5, -2.5, -0.5, wording=WORDINGS["gap"]),
            "Right is clearly freer, by at least 0.5 (most likely 1.5)",
        ),
        (
            Facts("probably_gain", more=5, wording=WORDINGS["drift"]),
            "The gap is probably moving toward the left. About 5 more weeks to be sure",
        ),
        (
            Facts("clear_gain", 1.5, 0.5, 2.5, wording=WORDINGS["level"]),
            "Clearly rising, by at least 0.5 in 12 weeks (most likely 1.5)",
        ),
        (
            Facts("clear_gain", 0.7, 0.4, 1.2, wording=WORDINGS["near"]),
            "Changes clearly more where you worked, by at least 0.4 (most likely 0.7)",
        ),
    ],
)
def test_the_sentence_is_the_one_of_the_verdict(facts: Facts, text: str) -> None:
    assert sentence(facts) == text


@pytest.mark.parametrize("more", STEPS)
@pytest.mark.parametrize("verdict", ["probably_gain", "not_yet_known"])
def test_a_forecast_is_said_as_it_is(verdict: str, more: int) -> None:
    """Rounded once, by the forecast: rounded again it might promise what no window holds."""
    text = sentence(Facts(verdict, more=more))
    assert [int(number) for number in re.findall(r"\d+", text)] == [more]


def read(text: str) -> float:
    """The number that somebody reads; "just above 0" is zero for them."""
    if text in ("just above 0", "just below 0"):
        return 0.0
    return float(text.replace(MINUS, "-"))


ENDS = st.tuples(st.floats(-9, 9), st.floats(0.001, 6)).map(lambda pair: (pair[0], sum(pair)))


@given(ENDS)
def test_written_limits_never_claim_more_than_the_limits(ends: tuple[float, float]) -> None:
    low, high = ends
    lowest, highest = rounding.signed_limits(low, high)
    assert low - 0.1 < read(lowest) <= low + 1e-6
    assert high - 1e-6 <= read(highest) < high + 0.1
    # Which side of zero a limit is on stays visible.
    assert (low > 1e-7) == (lowest.startswith("+") or lowest == "just above 0") or abs(low) < 1e-6
    assert (high < -1e-7) == (highest.startswith(MINUS) or highest == "just below 0") or (
        abs(high) < 1e-6
    )


@given(
    st.sampled_from(QUESTIONS),
    st.sampled_from(("clear", "clear_small")),
    st.floats(0.001, 9),
    st.floats(0.001, 6),
    st.booleans(),
)
def test_a_sentence_and_its_table_show_the_same_numbers(
    wording: Wording, kind: str, near: float, width: float, up: bool
) -> None:
    low, high = (near, near + width) if up else (-near - width, -near)
    best = (low + high) / 2
    verdict = f"{kind}_{'gain' if up else 'loss'}"
    text = sentence(Facts(verdict, best, low, high, wording=wording))
    table = [limit.lstrip(f"+{MINUS}") for limit in rounding.signed_limits(low, high)]
    nearest, farthest = table if up else reversed(table)
    nearest = nearest.replace("below", "above")
    estimate = rounding.signed(best).lstrip(f"+{MINUS}")
    match = re.search(
        r"by (?:at least )?(.+?)(?: or more)?(?: to (\S+))?(?: in 12.*| \(.*)?$", text
    )
    assert match
    assert match[1] == nearest
    assert match[2] == (None if kind == "clear" else farthest)
    assert (f"(most likely {estimate})" in text) == (kind == "clear")


@given(st.sampled_from(QUESTIONS), st.floats(0.001, 0.4), st.floats(0.001, 0.4), st.booleans())
def test_little_beside_zero_is_its_range_as_in_the_table_and_has_no_direction(
    wording: Wording, near: float, width: float, up: bool
) -> None:
    low, high = (near, near + width) if up else (-near - width, -near)
    text = sentence(Facts("little_or_none", (low + high) / 2, low, high, wording=wording))
    assert rounding.span(*rounding.signed_limits(low, high)) in text
    assert not re.search("freer|stiffer|rising|falling|toward|more", text, re.IGNORECASE)


def test_a_half_is_written_alike_whatever_its_last_bits_are() -> None:
    written = {rounding.signed(0.15 + bits) for bits in (-3e-15, 0.0, 3e-15)}
    assert len(written) == 1
    assert len({rounding.percent(0.125 + bits) for bits in (-3e-15, 0.0, 3e-15)}) == 1
