"""The sentence on top of Progress follows from the counts, and from nothing else."""

from collections import Counter

import pytest

from tracker.analysis.answers.headline import headline, is_worse
from tracker.analysis.answers.tally import LEVELS, Tally, counts

STEADY = Tally(Counter(little_or_none=15))
NOT_KNOWN = "Whether the routine does it is not known."


def of(**verdicts: int) -> Tally:
    return Tally(Counter(verdicts))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (of(clear_gain=8, little_or_none=7), f"You rate freer after a session. {NOT_KNOWN}"),
        (
            of(clear_small_gain=5, clear_gain=3, not_yet_known=7),
            f"You rate freer after a session. {NOT_KNOWN}",
        ),
        (
            of(clear_gain=7, probably_gain=1, little_or_none=7),
            f"You probably rate freer after a session. {NOT_KNOWN}",
        ),
        (of(clear_loss=8, little_or_none=7), f"You rate stiffer after a session. {NOT_KNOWN}"),
        (
            of(probably_loss=8, little_or_none=7),
            f"You probably rate stiffer after a session. {NOT_KNOWN}",
        ),
        (of(little_or_none=8, clear_gain=7), "You rate about the same after a session."),
        (
            of(not_yet_known=8, clear_gain=7),
            "Not clear yet whether your ratings change after a session.",
        ),
        (of(too_early=8, clear_gain=7), "Too early to say what your ratings do after a session."),
        (of(clear_gain=7, little_or_none=7), "After a session it is mixed: look at each test."),
        (of(clear_gain=1), f"You rate freer after a session. {NOT_KNOWN}"),
    ],
)
def test_more_than_half_of_the_tests_and_sides_decide(day: Tally, says: str) -> None:
    assert headline(day, STEADY) == says


def test_about_the_same_and_falling_over_the_weeks_says_both() -> None:
    day, falling = of(little_or_none=15), of(clear_loss=3, clear_small_loss=2, little_or_none=10)
    assert headline(day, falling) == (
        "You rate about the same after a session. Over the weeks 5 of 15 tests and sides are"
        " falling."
    )
    assert headline(day, of(clear_loss=1, clear_gain=1)) == (
        "You rate about the same after a session."
    )
    assert "are falling" not in headline(day, of(probably_loss=15))


@pytest.mark.parametrize(
    ("day", "weeks", "worse"),
    [
        (of(clear_loss=8, little_or_none=7), STEADY, True),
        (of(probably_loss=1), STEADY, True),
        (of(little_or_none=1), of(clear_loss=1), True),
        (of(clear_gain=1), of(clear_loss=1), False),
        (of(little_or_none=1), of(clear_loss=1, clear_gain=1), False),
        (of(little_or_none=1), of(probably_loss=1), False),
    ],
)
def test_who_gets_stiffer_is_sent_to_when_not_to_do_this(
    day: Tally, weeks: Tally, worse: bool
) -> None:
    assert is_worse(day, weeks) == worse


def test_counts_are_always_in_the_same_order() -> None:
    tally = of(
        too_early=9,
        probably_loss=8,
        clear_small_loss=7,
        clear_loss=6,
        not_yet_known=5,
        little_or_none=4,
        probably_gain=3,
        clear_small_gain=2,
        clear_gain=1,
    )
    assert counts(tally) == (
        "1 clearly freer, 2 a little freer, 3 probably freer, 4 little change, 5 not clear,"
        " 6 clearly stiffer, 7 a little stiffer, 8 probably stiffer, 9 too early"
    )
    assert counts(tally, LEVELS) == (
        "1 clearly rising, 2 rising a little, 3 probably rising, 4 steady, 5 not clear,"
        " 6 clearly falling, 7 falling a little, 8 probably falling, 9 too early"
    )
