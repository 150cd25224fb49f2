"""A plan answers one question over its named tests, and nothing is clear below it before that."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tracker.analysis.answers import EVERYTHING, Dataset
from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.plan_answer import PlanAnswer, plan_answer
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows
from tracker.analysis.randomisation import assign

REGIONS = ("foot", "ankle", "knee", "hip", "low_back")
TESTS = tuple(
    TestInfo(number, region, region, region, region != "low_back", number)
    for number, region in enumerate(REGIONS, 1)
)
ARMS = {
    "control": ("spread", "test_only"),
    "versus": ("spread", "pull"),
    "one_leg": ("left", "right"),
}
TEN = 10  # of each kind
Gain = Callable[[SessionInfo, TestInfo, str], float]


def more_where(tests: tuple[str, ...], effect: float, arm: str = "spread") -> Gain:
    return lambda info, test, _: effect if info.arm == arm and test.slug in tests else 0.0


def planned(
    count: int, gain: Gain, *, design: str = "control", seed: int = 3, noise: float = 0.9
) -> History:
    """Every second day, drawn, with every test rated before and after."""
    chance = random.Random(seed)
    arms = [assign(seed, n, ARMS[design]) for n in range(count)]
    infos = [_info(n, arm, design) for n, arm in enumerate(arms)]
    rows = [
        (
            info.id,
            test.id,
            side,
            before,
            round(before + gain(info, test, side) + chance.gauss(0, noise)),
        )
        for info in infos
        for test in TESTS
        for side in test.sides
        for before in [chance.choice((3, 4, 5))]
    ]
    return history_from_rows(TESTS, infos, rows, halfway=rows if design == "one_leg" else ())


def _info(number: int, arm: str, design: str) -> SessionInfo:
    kind = {"one_leg": "one_leg"}.get(design, "test_only" if arm == "test_only" else "routine")
    leg = arm if design == "one_leg" else ""
    return SessionInfo(
        number, None, 739000 + 2 * number, kind, "spread", randomised=True, assigned=arm, leg=leg
    )


def answer(history: History, *, design: str = "control", tests: Any = ("ankle",)) -> PlanAnswer:
    dataset = Dataset(history, history.sessions[-1].day, EVERYTHING, familiarisation=0)
    return plan_answer(dataset, design=design, arms=ARMS[design], tests=tests)


def test_a_true_gain_in_the_named_test_alone_is_clear() -> None:
    result = answer(planned(40, more_where(("ankle",), 1.5)))
    assert result.question.verdict == "clear_gain"
    assert set(result.tests) == {("ankle", "left"), ("ankle", "right")}
    assert (result.first, result.second) == ("spread", "test_only")
    assert result.first_sessions + result.second_sessions == 40


def test_a_gain_in_tests_that_were_not_named_does_not_answer_the_question() -> None:
    result = answer(planned(60, more_where(("foot", "knee", "hip"), 2.0)))
    assert not result.question.verdict.startswith(("clear", "probably"))


def test_sides_that_cancel_out_are_not_promised_to_become_clear() -> None:
    def opposite(info: SessionInfo, test: TestInfo, side: str) -> float:
        return 0.0 if info.arm != "spread" else 0.9 if side == "left" else -0.9

    result = answer(planned(30, opposite, seed=2))
    assert result.question.verdict == "little_or_none"
    assert {finding.verdict for finding in result.tests.values()} == {
        "probably_gain",
        "probably_loss",
    }
    assert [finding.more for finding in result.tests.values()] == [None, None]


def test_there_is_no_answer_before_ten_of_each_kind() -> None:
    for count in range(2, 32):
        result = answer(planned(count, more_where(("ankle",), 3.0)))
        fewest = min(result.first_sessions, result.second_sessions)
        assert (result.question.verdict == "too_early") == (fewest < TEN)
        assert all((f.wide is None) == (fewest < TEN) for f in result.tests.values())


@pytest.mark.parametrize("effect", [0.0, 0.7])
def test_no_test_is_clear_while_the_question_is_not(effect: float) -> None:
    for seed in range(40):
        result = answer(planned(24, more_where(("ankle",), effect), seed=seed))
        if not result.question.verdict.startswith("clear"):
            assert not [f for f in result.tests.values() if f.verdict.startswith("clear")]


def test_a_test_and_side_is_clear_beside_a_clear_question() -> None:
    result = answer(planned(60, more_where(("ankle",), 2.0)))
    assert {finding.verdict for finding in result.tests.values()} == {"clear_gain"}


def test_a_routine_that_makes_stiffer_is_said_as_well() -> None:
    assert answer(planned(60, more_where(("ankle",), -2.0))).question.verdict == "clear_loss"


def test_between_two_routines_neither_direction_is_easier() -> None:
    freer = answer(planned(60, more_where(("ankle",), 1.5), design="versus"), design="versus")
    stiffer = answer(planned(60, more_where(("ankle",), -1.5), design="versus"), design="versus")
    assert (freer.question.verdict, stiffer.question.verdict) == ("clear_gain", "clear_loss")
    assert freer.question.outlook and stiffer.question.outlook
    assert freer.question.outlook.clear_at == stiffer.question.outlook.clear_at


def test_the_leg_that_was_worked_answers_a_plan_of_legs() -> None:
    def gain(info: SessionInfo, test: TestInfo, side: str) -> float:
        return 1.5 if side == info.leg and test.slug == "ankle" else 0.0

    history = planned(40, gain, design="one_leg")
    result = answer(history, design="one_leg", tests=("ankle", "low_back"))
    assert result.question.verdict == "clear_gain"
    assert set(result.tests) == {("ankle", "none")}


def test_a_plan_without_a_single_pair_has_no_answer_yet() -> None:
    result = answer(planned(40, more_where((), 0.0)), tests=("unknown",))
    assert result.question.verdict == "too_early"
    assert result.tests == {}


def mirrored(design: str, effect: float) -> tuple[Finding, Finding]:
    """The question of some changes, and of the same with the opposite sign."""

    def question(sign: int) -> Finding:
        chance = random.Random(5)

        def gain(info: SessionInfo, _: TestInfo, side: str) -> float:
            return sign * (effect * (info.arm == "spread") + chance.gauss(0, 1.2))

        return answer(planned(30, gain, design=design, noise=0.0), design=design).question

    return question(1), question(-1)


@pytest.mark.parametrize("design", ["control", "versus"])
def test_stiffer_takes_more_than_freer_only_where_freer_was_hoped_for(design: str) -> None:
    freer, stiffer = mirrored(design, 0.8)
    assert freer.p == pytest.approx(stiffer.p)
    assert freer.verdict == "clear_gain"
    assert stiffer.verdict == ("probably_loss" if design == "control" else "clear_loss")


@pytest.mark.parametrize("design", ["control", "versus"])
def test_one_look_in_80_is_not_enough_for_the_question_of_a_plan(design: str) -> None:
    freer, stiffer = mirrored(design, 0.5)
    assert freer.p == pytest.approx(2 / 80, abs=0.002)
    assert (freer.verdict, stiffer.verdict) == ("probably_gain", "probably_loss")


def test_picked_sessions_count_as_picked_even_where_they_count_nowhere_else() -> None:
    """Whoever leaves out the bad days of one kind must not get another answer."""
    history = planned(40, more_where(("ankle",), 1.5))
    declined = tuple(
        info._replace(kind="test_only", counts=False) if number % 3 else info
        for number, info in enumerate(history.sessions)
    )
    as_picked, as_counted = (answer(h) for h in (history, replace(history, sessions=declined)))
    assert as_counted.question.wide == as_picked.question.wide
    assert [f.wide for f in as_counted.tests.values()] == [f.wide for f in as_picked.tests.values()]


def test_what_is_wrong_with_before_is_taken_out_of_the_change() -> None:
    """A hand that rates Before two points too low makes a change of two points."""
    history = planned(24, more_where(("ankle",), 0.8), noise=0.3)
    chance = random.Random(6)
    off = {
        key: replace(
            series, before=[before + chance.choice((-2, 0, 2)) for before in series.before]
        )
        for key, series in history.series.items()
    }
    assert answer(replace(history, series=off)).question.verdict == "clear_gain"


def test_beside_a_clear_question_a_test_still_needs_evidence_of_its_own() -> None:
    def gain(info: SessionInfo, test: TestInfo, _: str) -> float:
        return {"ankle": 2.0, "knee": 0.6}.get(test.slug, 0.0) * (info.arm == "spread")

    weak = []
    for seed in range(20):
        result = answer(planned(40, gain, seed=seed), tests=("ankle", "knee"))
        assert result.question.verdict == "clear_gain"
        weak += [f for f in result.tests.values() if f.p and 0.02 < f.p < 0.05]
    assert weak
    assert {finding.verdict for finding in weak} <= {"probably_gain", "little_or_none"}
