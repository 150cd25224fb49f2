"""What is still there next time is a figure only where there is something that can be left."""

import math
import random
from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.still_there import NOTHING, SOMETHING, Truth, watch
from tests.analysis.test_answers import PLACES, SIDES, TESTS, answers_of, sessions
from tracker.analysis import rounding
from tracker.analysis.answers import carryover
from tracker.analysis.answers.carryover import Carryover
from tracker.analysis.pairs import History, history_from_rows
from tracker.analysis.randomisation import LIGHT_TOUCH, assign

PEOPLE = 25
NOT_YET = "Not known: between nothing and all of it"
AGAINST_CONTROL, AGAINST_TOUCH = ("spread", "test_only"), ("spread", LIGHT_TOUCH)


def arms_of(count: int, arms: Sequence[str]) -> list[str]:
    return [assign(9, number, arms) for number in range(count)]


def carried_over(
    arms: Sequence[str], share: float, *, effect: float = 3.0, noise: float = 0.3, **fields: Any
) -> History:
    """Sessions with an effect of the routine, of which a share carries over to the next."""
    infos = sessions(len(arms), arms=list(arms), **fields)
    chance, rows, rest = random.Random(2), [], 0.0
    for info, arm in zip(infos, arms, strict=True):
        gain = effect * (arm in PLACES)
        for test, side in SIDES:
            before = 3 + rest + chance.gauss(0, noise)
            after = before + gain + chance.gauss(0, noise)
            rows.append((info.id, test.id, side, round(before), round(after)))
        rest = share * gain
    return history_from_rows(TESTS, infos, rows)


def ankle(history: History) -> Carryover:
    return answers_of(history).carryovers["ankle", "left"]


def old_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure from 20 pairs on, whenever its limits end somewhere."""
    monkeypatch.setattr(carryover, "LEAST_PAIRS", 20)
    monkeypatch.setattr(carryover, "CLEAR_EFFECT", 1.0)
    monkeypatch.setattr(carryover, "FRAME", (-math.inf, math.inf))
    monkeypatch.setattr(carryover, "WIDEST", math.inf)


def ever(truth: Truth) -> float:
    return sum(watch(truth, (5, number), every=9).ever for number in range(PEOPLE)) / PEOPLE


@pytest.mark.parametrize("truth", NOTHING, ids=lambda truth: truth.name)
def test_of_an_effect_that_is_not_there_hardly_anybody_reads_a_share(truth: Truth) -> None:
    assert ever(truth) <= 0.08  # two of 25; 500 people are in docs/statistics.md


def test_limits_that_end_somewhere_are_read_by_every_third(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old_rule(monkeypatch)
    assert ever(NOTHING[0]) > 0.3


def test_half_of_a_point_is_a_figure_in_most_places_and_its_limits_hold_it() -> None:
    outcomes = [watch(SOMETHING[0], (5, number)) for number in range(PEOPLE)]
    shown, places = sum(r.shown for r in outcomes), sum(r.places for r in outcomes)
    assert shown / places > 0.6
    assert sum(r.held for r in outcomes) / shown > 0.9


def test_a_share_is_estimated_from_randomised_sessions() -> None:
    result = ankle(carried_over(arms_of(62, AGAINST_CONTROL), 0.5))
    assert result.is_known and result.share
    assert result.share[0] == pytest.approx(0.5, abs=0.15)
    assert (result.design, result.hours) == ("control", 48)
    low, high = rounding.percent_limits(*result.share[1:])
    best = rounding.percent(result.share[0])
    assert result.sentence == f"About {best} of it is still there 2 days later ({low} to {high})"
    assert [(interval.hours, interval.pairs) for interval in result.by_interval] == [
        (48, result.pairs)
    ]
    assert result.by_interval[0].retention


def test_a_share_is_not_estimated_from_chosen_sessions() -> None:
    arms = arms_of(62, AGAINST_CONTROL)
    result = ankle(carried_over(arms, 0.5, randomised=False, assigned=""))
    assert (result.is_known, result.pairs, result.sentence) == (False, 0, NOT_YET)


@pytest.mark.parametrize(("count", "is_known"), [(42, False), (43, True)])
def test_a_share_is_a_figure_from_40_pairs_on(count: int, is_known: bool) -> None:
    # Two of practice, and the last has no next one.
    arms = ["spread"] * 2 + ["test_only", "spread"] * 30
    result = ankle(carried_over([*arms[: count - 1], "test_only"], 0.5))
    assert (result.pairs, result.is_known) == (count - 3, is_known)
    assert bool(result.by_interval[0].retention) == is_known


def test_without_a_clear_effect_nothing_is_known_of_its_rest() -> None:
    result = ankle(carried_over(arms_of(62, AGAINST_CONTROL), 0.0, effect=0.0, noise=0.8))
    assert (result.sentence, result.icon, result.share) == (NOT_YET, "v_unk", None)
    assert not result.by_interval[0].retention


def steady_before(effect: float, noise: float) -> History:
    """Before is 5 every time, and only After varies."""
    chance, arms = random.Random(1), arms_of(62, AGAINST_CONTROL)
    infos = sessions(62, arms=arms)
    rows = [
        (info.id, test.id, side, 5, round(5 + effect * (arm in PLACES) + chance.gauss(0, noise)))
        for info, arm in zip(infos, arms, strict=True)
        for test, side in SIDES
    ]
    return history_from_rows(TESTS, infos, rows)


def test_whole_points_hide_a_rest_even_where_before_is_always_the_same() -> None:
    result = ankle(steady_before(2.0, 0.0))
    assert result.share and result.share[0] == pytest.approx(0)
    assert result.sentence.endswith("(−8% to 8%)")


def test_an_effect_that_is_not_clear_has_no_share_however_narrow_its_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = steady_before(0.7, 1.5)
    assert {place.sentence for place in answers_of(history).carryovers.values()} == {NOT_YET}
    monkeypatch.setattr(carryover, "CLEAR_EFFECT", 0.05)
    assert any(place.is_known for place in answers_of(history).carryovers.values())


@pytest.mark.parametrize("bound", ["FRAME", "WIDEST"])
def test_limits_beyond_the_picture_or_wider_than_it_are_no_figure(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = carried_over(arms_of(62, AGAINST_CONTROL), 0.5)
    share = ankle(history).share
    assert share
    narrower = {"FRAME": (share[1] + 0.01, 2.0), "WIDEST": share[2] - share[1] - 0.01}
    monkeypatch.setattr(carryover, bound, narrower[bound])
    assert ankle(history).sentence == NOT_YET


def test_light_touch_is_an_arm_of_its_own_to_compare_with() -> None:
    result = ankle(carried_over(arms_of(62, AGAINST_TOUCH), 0.5))
    assert result.is_known and result.design == "touch"


def test_light_touch_is_neither_sitting_still_nor_a_routine() -> None:
    """Of two plans the longer one answers, from its own sessions."""
    touch, control = arms_of(18, AGAINST_TOUCH), ["test_only", *arms_of(45, AGAINST_CONTROL)]
    after = ankle(carried_over(touch + control, 0.5))
    assert (after.design, after.is_known) == ("control", True)
    last = max(n for n, arm in enumerate(control) if arm == "test_only")
    assert after.pairs == (last if last == len(control) - 1 else last + 1)
    assert ankle(carried_over(control[:18] + arms_of(46, AGAINST_TOUCH), 0.5)).design == "touch"


def test_without_a_routine_in_the_plan_there_is_nothing_to_carry_over() -> None:
    assert ankle(carried_over(["test_only"] * 62, 0.5)).pairs == 0
