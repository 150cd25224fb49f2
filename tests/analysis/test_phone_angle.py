"""What people read of an angle that their phone measured: found where it is, seldom where not."""

from functools import cache

import numpy as np
import pytest

from benchmarks import phone_angle
from benchmarks.phone_angle import LOOKS, SIDES, TRUTHS, Outcome, Truth, watch
from tracker.analysis.answers.holds import error_of_a_hold, swing_of

pytestmark = pytest.mark.once

NOTHING, MORE = Truth("Nothing"), Truth("2° more", effect=2.0)
FEW = 30  # people


@cache
def outcomes(truth: Truth) -> list[Outcome]:
    return [watch(truth, (1, number), every=10) for number in range(FEW)]


def share(truth: Truth, part: str, look: int) -> float:
    column = [getattr(outcome, part)[LOOKS.index(look)] for outcome in outcomes(truth)]
    return sum(column) / len(column) / len(SIDES)


def beyond(seen: list[Outcome]) -> float:
    return sum(outcome.beyond for outcome in seen) / sum(outcome.of for outcome in seen)


def test_two_degrees_are_probable_after_ten_sessions_and_clear_after_twenty() -> None:
    assert share(MORE, "probable", 10) > 0.9 and share(MORE, "clear", 20) > 0.9
    assert not any(outcome.false for outcome in outcomes(MORE))


def test_of_nothing_nobody_or_nearly_nobody_reads_something_clear() -> None:
    assert sum(outcome.false for outcome in outcomes(NOTHING)) <= 2
    assert share(NOTHING, "probable", 10) < 0.1


@pytest.mark.parametrize("truth", [NOTHING, MORE])
def test_the_range_holds_the_truth_as_often_as_it_says(truth: Truth) -> None:
    assert all(share(truth, "held", look) > 0.88 for look in LOOKS)


def test_one_session_in_twenty_lies_beyond_how_far_two_readings_differ() -> None:
    assert beyond(outcomes(NOTHING)) == pytest.approx(0.05, abs=0.015)


def test_the_error_of_single_holds_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a reading were one hold: √2 too wide."""
    real = phone_angle.swing_after
    wide = [watch(NOTHING, (1, number), every=60) for number in range(3)]
    monkeypatch.setattr(
        phone_angle,
        "swing_after",
        lambda *holds: real(*holds)._replace(size=(real(*holds).size or 0) * 2**0.5 or None),
    )
    narrow = [watch(NOTHING, (1, number), every=60) for number in range(FEW)]
    assert beyond(narrow) < 0.02 < beyond(wide)


def test_the_error_of_a_hold_comes_out_as_it_was_put_in() -> None:
    chance = np.random.default_rng(1)
    pairs = [tuple(38 + 1.3 * chance.standard_normal(2)) for _ in range(2000)]
    assert error_of_a_hold(pairs) == pytest.approx(1.3, rel=0.05)
    size, _sessions = swing_of([pairs[n : n + 4] for n in range(0, 2000, 4)], 0.5)
    assert size == pytest.approx(1.96 * 1.3, rel=0.05)


def test_every_truth_of_the_table_can_be_watched() -> None:
    assert all(watch(truth, (2, 1), every=60).of == 110 for truth in TRUTHS)
