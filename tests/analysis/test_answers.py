"""Answers from ratings: which sessions count, and how strong the evidence is."""

import random
from dataclasses import replace
from typing import Any

import pytest

from tracker.analysis.answers import EVERYTHING, Answers, Dataset, answers
from tracker.analysis.answers.compare import (
    against_control,
    against_light_touch,
    routine_against_routine,
)
from tracker.analysis.answers.day import changes, mean_noise, near_minus_further
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.answers.sample import Noise
from tracker.analysis.pairs import History, MeasureInfo, SessionInfo, TestInfo, history_from_rows
from tracker.analysis.randomisation import LIGHT_TOUCH, assign

TODAY = 739320
FLOOR = MeasureInfo("floor", "Floor", "cm", "lower", 0.5, -10, 20, 4.5, "published_clinician")
TOES = TestInfo(1, "toes", "Toes", "foot", True, 1)
ANKLE = TestInfo(2, "ankle", "Ankle", "ankle", True, 2)
TOUCH = TestInfo(3, "touch", "Toe touch", "low_back", False, 3, (FLOOR,))
TESTS = (TOES, ANKLE, TOUCH)
SIDES = [(test, side) for test in TESTS for side in test.sides]
PLACES = {
    "spread": {"foot": "worked", "ankle": "next", "low_back": "further"},
    "pull": {"foot": "next", "ankle": "worked", "low_back": "further"},
}
THREE = ("spread", "pull", "test_only")


def sessions(count: int, *, every: int = 2, arms: Any = None, **fields: Any) -> list[SessionInfo]:
    """The last one is today; `arms` holds the arm of each session."""
    made = []
    for n in range(count):
        about: dict[str, Any] = {"kind": "routine", "routine": "spread"} | fields
        if arms:
            arm = arms[n]
            about |= {"kind": "test_only" if arm == "test_only" else "routine"}
            about |= {"randomised": True, "assigned": arm} | fields
            about |= {"routine": arm if arm in PLACES else "spread"}
        made.append(SessionInfo(n, None, TODAY - every * (count - 1 - n), **about))
    return made


def rated(
    infos: list[SessionInfo], gain: Any = 0.0, *, seed: int = 1, level: float = 4.0
) -> History:
    """Plausible ratings; `gain` is a number, or a function of session, test and side."""
    chance = random.Random(seed)
    rows = []
    for info in infos:
        for test, side in SIDES:
            own = gain(info, test, side) if callable(gain) else gain
            today = level + chance.gauss(0, 0.9)
            before = round(today + chance.gauss(0, 0.5))
            rows.append((info.id, test.id, side, before, round(today + own + chance.gauss(0, 0.8))))
    return history_from_rows(TESTS, infos, rows)


def answers_of(history: History, **about: Any) -> Answers:
    return answers(history, today=TODAY, proximity=PLACES, **about)


def dataset(history: History) -> Dataset:
    return Dataset(history, TODAY, proximity=PLACES)


def drawn_arms(count: int, arms: tuple[str, ...] = THREE) -> list[str]:
    return [assign(1, n, arms) for n in range(count)]


def words_of(result: Answers) -> set[str]:
    return {finding.verdict for finding in result.changes.values()}


@pytest.mark.parametrize("count", [0, 1, 2, 4, 12, 60])
def test_any_number_of_sessions_has_an_answer(count: int) -> None:
    result = answers_of(rated(sessions(count), 0.5))
    assert all(finding.sentence for finding in result.changes.values())
    assert all(level.finding.sentence for level in result.levels.values())
    assert result.sample_size.used == max(0, count - 2)


def test_below_five_sessions_there_are_dots_but_no_limits() -> None:
    finding = answers_of(rated(sessions(6))).changes["ankle", "left"]
    assert (finding.n, finding.wide, finding.narrow, finding.verdict) == (
        4,
        None,
        None,
        "too_early",
    )
    assert finding.best is not None
    assert finding.sentence == "Too early. 1 more session for a first estimate"


def test_the_first_two_sessions_are_familiarisation() -> None:
    history = rated(sessions(12))
    assert answers_of(history).changes["ankle", "left"].n == 10
    assert answers_of(history, familiarisation=0).changes["ankle", "left"].n == 12


def test_familiarisation_sessions_do_not_affect_answers() -> None:
    infos = sessions(14)
    wild = rated(infos, lambda info, *_: 5 if info.id < 2 else 0)
    calm = rated(infos)
    assert answers_of(wild).changes == answers_of(calm).changes


def test_an_edited_session_is_excluded_unless_it_counts() -> None:
    infos = sessions(12)
    infos[5] = infos[5]._replace(edited=True, counts=False)
    infos[6] = infos[6]._replace(edited=True)
    result = answers_of(rated(infos))
    assert result.changes["ankle", "left"].n == 9
    assert (result.sample_size.used, result.sample_size.excluded) == (9, {"edited": 1})


def test_only_the_last_26_weeks_and_60_sessions_count() -> None:
    assert answers_of(rated(sessions(80, every=1))).changes["ankle", "left"].n == 60
    assert answers_of(rated(sessions(60, every=7))).changes["ankle", "left"].n == 26
    everything = answers_of(rated(sessions(80, every=1)), window=EVERYTHING)
    assert everything.changes["ankle", "left"].n == 78


def test_the_trend_uses_all_sessions_of_26_weeks() -> None:
    level = answers_of(rated(sessions(180, every=1))).levels["ankle", "left"]
    assert sum(week.ratings for week in level.weeks) == 178
    assert len(level.line) == level.finding.n == 26


def test_sessions_after_the_last_day_are_ignored() -> None:
    history = rated(sessions(30, every=1))
    early = answers(history, today=TODAY - 10)
    assert early.changes["ankle", "left"].n == 18


def test_a_test_only_session_does_not_count_as_a_routine() -> None:
    result = answers_of(rated(sessions(26, arms=drawn_arms(26))))
    controls = drawn_arms(26)[2:].count("test_only")
    assert result.changes["ankle", "left"].n == 24 - controls


def with_light_touch(count: int, gain: Any = 0.0) -> tuple[Dataset, list[str]]:
    """Drawn between a routine, light touch and sitting still, as if of several plans."""
    arms = drawn_arms(count, ("spread", LIGHT_TOUCH, "test_only"))
    kinds = {LIGHT_TOUCH: "sham", "test_only": "test_only"}
    infos = [
        info._replace(kind=kinds.get(arm, "routine"))
        for info, arm in zip(sessions(count, arms=arms), arms, strict=True)
    ]
    return dataset(rated(infos, gain)), arms[2:]


def test_light_touch_counts_neither_as_a_routine_nor_as_sitting_still() -> None:
    data, arms = with_light_touch(50)
    assert changes(data)["ankle", "left"].n == arms.count("spread")
    (still,) = against_control(data)
    assert (still.first, still.first_sessions) == ("spread", arms.count("spread"))
    assert still.second_sessions == arms.count("test_only")
    assert routine_against_routine(data) == []
    assert data.noise["ankle"].sessions == arms.count("test_only")


def test_light_touch_is_compared_with_the_routine_near_to_far_of_the_routine() -> None:
    data, arms = with_light_touch(
        60, lambda info, test, _: 2.0 if info.arm == "spread" and test.region == "foot" else 0.0
    )
    (touched,) = against_light_touch(data)
    assert (touched.first, touched.second, touched.grade) == ("spread", LIGHT_TOUCH, "A_touch")
    assert touched.second_sessions == arms.count(LIGHT_TOUCH)
    assert touched.by_proximity["worked", "left"].verdict == "probably_gain"
    assert "light touch" in touched.tests["toes", "left"].grade_sentence


def test_without_light_touch_nothing_is_compared_with_it() -> None:
    assert against_light_touch(dataset(rated(sessions(30, arms=drawn_arms(30))))) == []


def test_a_true_gain_is_detected_and_no_gain_is_not() -> None:
    assert words_of(answers_of(rated(sessions(42), 1.2))) == {"clear_gain"}
    assert not any("clear" in word for word in words_of(answers_of(rated(sessions(42)))))


def test_a_loss_is_a_result_too() -> None:
    finding = answers_of(rated(sessions(42), -1.2, level=7)).changes["ankle", "left"]
    assert finding.verdict == "clear_loss"
    assert finding.icon == "v_loss"
    assert finding.sentence.startswith("Clearly stiffer afterwards, by at least ")


def test_the_80_percent_limits_lie_within_the_95_percent_limits() -> None:
    for finding in answers_of(rated(sessions(42), 0.5)).changes.values():
        assert finding.wide
        assert finding.narrow
        assert finding.best is not None
        assert finding.wide.lo < finding.narrow.lo < finding.best
        assert finding.best < finding.narrow.hi < finding.wide.hi


def test_before_and_after_alone_is_grade_c() -> None:
    assert {f.grade_letter for f in answers_of(rated(sessions(42), 1.2)).changes.values()} == {"C"}


def test_warming_up_alone_is_a_change_but_not_more_than_test_only() -> None:
    history = rated(sessions(62, arms=drawn_arms(62)), 1.0)
    assert words_of(answers_of(history)) & {"clear_gain", "clear_small_gain"}
    for compared in against_control(dataset(history)):
        assert compared.grade == "A"
        assert not [f for f in compared.tests.values() if f.verdict.startswith("clear")]


def test_a_routine_that_does_more_than_testing_is_distinguished_from_it() -> None:
    def gain(info: SessionInfo, test: TestInfo, _: str) -> float:
        return 2.0 if info.arm == "spread" and test.region == "foot" else 0.2

    result = dataset(rated(sessions(62, arms=drawn_arms(62)), gain))
    spread = next(
        comparison for comparison in against_control(result) if comparison.first == "spread"
    )
    assert spread.tests["toes", "left"].verdict == "probably_gain"
    assert spread.by_proximity["worked", "left"].verdict == "probably_gain"
    assert spread.by_proximity["further", "none"].verdict in ("little_or_none", "not_yet_known")
    versus = routine_against_routine(result)[0]
    assert (versus.first, versus.second, versus.grade) == ("pull", "spread", "B")
    assert versus.tests["toes", "left"].verdict == "probably_loss"


def test_only_a_plan_that_named_its_tests_calls_a_comparison_clear() -> None:
    def gain(info: SessionInfo, *_: Any) -> float:
        return 4.0 if info.arm == "spread" else 0.2

    result = dataset(rated(sessions(62, arms=drawn_arms(62)), gain))
    compared = [*against_control(result), *routine_against_routine(result)]
    findings = [
        finding
        for comparison in compared
        for finding in (*comparison.tests.values(), *comparison.by_proximity.values())
    ]
    legs = one_leg_first(dataset(one_leg(42, 3.0)))
    findings += [leg.finding for leg in (*legs.tests.values(), *legs.regions.values())]
    assert any(finding.verdict.startswith("probably") for finding in findings)
    assert not any(finding.verdict.startswith("clear") for finding in findings)


def test_sessions_count_as_assigned_not_as_done() -> None:
    arms = drawn_arms(42)
    infos = sessions(42, arms=arms)
    other = [i._replace(kind="routine", routine="pull") for i in infos]

    def gain(info: SessionInfo, *_: Any) -> float:
        return 1.0 if info.assigned == "spread" else 0.0

    as_assigned, as_done = (
        against_control(dataset(rated(session_infos, gain)))[1].tests
        for session_infos in (infos, other)
    )
    assert {key: f.wide for key, f in as_assigned.items()} == {
        key: f.wide for key, f in as_done.items()
    }


def test_chosen_sessions_are_compared_at_grade_c() -> None:
    arms = ["spread", "pull", "pull", "spread"] * 8
    infos = [
        i._replace(randomised=False, routine=arm)
        for i, arm in zip(sessions(32, arms=arms), arms, strict=True)
    ]
    (versus,) = routine_against_routine(dataset(rated(infos)))
    assert (versus.grade, versus.randomised, versus.total) == ("C_chosen", 0, 30)
    assert {f.grade_letter for f in versus.tests.values()} == {"C"}


def test_routines_done_in_phases_are_graded_as_weak_evidence() -> None:
    infos = [i._replace(routine="spread" if i.id < 20 else "pull") for i in sessions(40)]
    (versus,) = routine_against_routine(dataset(rated(infos)))
    assert versus.grade == "C_phases"
    assert "first one kind, later the other" in versus.tests["ankle", "left"].grade_sentence


def test_three_of_one_kind_are_too_few_to_compare() -> None:
    arms = ["spread"] * 20 + ["test_only", "spread"] * 3
    (control,) = against_control(dataset(rated(sessions(26, arms=arms))))
    finding = control.tests["ankle", "left"]
    assert (finding.verdict, finding.wait) == ("too_early", 1)


def test_personal_noise_is_used_from_ten_test_only_sessions_on() -> None:
    def of(count: int) -> Noise:
        arms = ["spread"] * 4 + ["test_only"] * count
        return answers_of(rated(sessions(4 + count, arms=arms))).noise["ankle"]

    assert of(9) == Noise(2.0, "default")
    assert of(10).source == "own"
    assert of(10).sessions == 10
    assert of(10).mdc != 2.0


def test_personal_noise_is_never_below_the_rounding_error() -> None:
    infos = sessions(22, arms=["spread", "test_only"] * 11)
    rows = [(i.id, 2, side, 5, 5) for i in infos for side in ANKLE.sides]
    noise = answers_of(history_from_rows(TESTS, infos, rows)).noise["ankle"]
    assert noise.mdc == pytest.approx(0.8, abs=0.01)


def test_who_rates_less_steadily_is_not_told_of_little_change_any_sooner() -> None:
    def of(swing: int) -> float:
        infos = sessions(22, arms=["spread", "test_only"] * 11)
        rows = [
            (i.id, 2, side, 5, 5 + swing * (-1) ** (n // 2))
            for n, i in enumerate(infos)
            for side in ANKLE.sides
        ]
        result = answers_of(history_from_rows(TESTS, infos, rows))
        assert result.noise["ankle"].source == "own"
        return result.changes["ankle", "left"].worthwhile

    assert of(3) == 1.0  # half of one's own swing is three
    assert of(0) == pytest.approx(0.4, abs=0.01)


def test_the_worthwhile_change_of_a_mean_is_the_mean_of_those_of_its_tests() -> None:
    restless, steady = Noise(6.0, "own", 12, 1.0), Noise(1.0, "own", 12, 1.0)
    data = dataset(rated(sessions(4)))
    data.__dict__["noise"] = {"ankle": restless, "toes": steady}
    mean = mean_noise(data, ["ankle", "toes"])
    assert (mean.mdc, mean.worthwhile) == (3.5, 0.75)


def test_a_test_that_is_always_at_the_top_is_flagged() -> None:
    finding = answers_of(rated(sessions(20), level=10.5)).changes["ankle", "left"]
    assert finding.tags == ("ceiling",)


def test_a_measured_value_counts_in_its_own_unit_and_direction() -> None:
    infos = sessions(22)
    chance = random.Random(4)
    values = [
        (i.id, 3, "none", "floor", 8 + chance.choice([0, 0.5]), 5 + chance.choice([0, 0.5]))
        for i in infos
    ]
    history = history_from_rows(TESTS, infos, [], values)
    finding = answers_of(history).measured["touch", "none", "floor"]
    assert finding.best == pytest.approx(3, abs=0.3)  # nearer to the floor is freer
    assert finding.worthwhile == 2.25
    assert finding.sentence.startswith("Clearly freer afterwards, by at least 2.")
    assert finding.sentence.split(" (")[0].endswith(" cm")


def test_near_minus_further_uses_the_routine_of_each_session() -> None:
    infos = [i._replace(routine=("spread", "pull")[i.id % 2]) for i in sessions(42)]

    def gain(info: SessionInfo, test: TestInfo, _: str) -> float:
        return 2.0 if PLACES[info.routine][test.region] == "worked" else 0.0

    near = near_minus_further(dataset(rated(infos, gain)))
    assert set(near) == {("left",), ("right",)}
    assert near["left",].sentence.startswith("Changes clearly more where you worked, by at least")


def test_the_gap_between_the_sides_has_a_direction() -> None:
    infos = sessions(40)
    chance = random.Random(3)
    rows = [
        (i.id, 2, side, level + chance.choice([0, 0, 1]), None)
        for i in infos
        for side, level in (("left", 3), ("right", 5))
    ]
    gap = answers_of(history_from_rows(TESTS, infos, rows)).gaps["ankle"]
    assert gap.now.sentence.startswith("Right is clearly freer, by at least 1.")
    assert gap.now.best is not None
    assert gap.now.best < 0
    assert gap.now.n == len(gap.weeks)
    assert not gap.change.verdict.startswith("clear")


def test_a_rising_trend_is_given_per_twelve_weeks() -> None:
    infos = sessions(60, every=3)
    chance = random.Random(3)
    rows = [(i.id, 2, "left", round(3 + 3 * i.id / 60 + chance.gauss(0, 0.3)), None) for i in infos]
    level = answers_of(history_from_rows(TESTS, infos, rows)).levels["ankle", "left"]
    assert level.finding.verdict in ("clear_gain", "clear_small_gain")
    assert level.finding.best == pytest.approx(3 / 60 / 3 * 7 * 12, abs=0.3)
    assert "in 12 weeks" in level.finding.sentence
    assert level.line[0].fit < level.line[-1].fit
    assert all(point.lo < point.fit < point.hi for point in level.line)


def one_leg(count: int, effect: float, *, leg_only: bool = False) -> History:
    legs = [assign(5, n, ("left", "right")) for n in range(count)]
    infos = [
        i._replace(leg=leg, leg_only=leg_only, started=24.0 * i.day)
        for i, leg in zip(sessions(count, kind="one_leg", randomised=True), legs, strict=True)
    ]

    def gain(info: SessionInfo, test: TestInfo, side: str) -> float:
        return effect if side == info.leg else 0.3

    history = rated(infos, gain, seed=8)
    return history if leg_only else replace(history, halfway=history.series)


def test_the_worked_leg_is_distinguished_from_the_other() -> None:
    legs = one_leg_first(dataset(one_leg(42, 1.8)))
    ankle = legs.tests["ankle"]
    assert ankle.finding.grade == "A_leg"
    assert ankle.finding.verdict == "probably_gain"
    assert ankle.finding.best == pytest.approx(1.5, abs=0.4)
    assert ankle.left_first + ankle.right_first == ankle.finding.n == 40
    assert ankle.worked
    assert ankle.other
    assert ankle.worked.after - ankle.worked.before > ankle.other.after - ankle.other.before
    assert set(legs.regions) == {"foot", "ankle"}


def test_seven_one_leg_sessions_are_too_few() -> None:
    finding = one_leg_first(dataset(one_leg(9, 1.8))).tests["ankle"].finding
    assert (finding.n, finding.verdict) == (7, "too_early")
    assert finding.wait >= 1


def test_carryover_of_one_leg_needs_the_other_leg_unworked() -> None:
    assert ("ankle", "both") not in answers_of(one_leg(42, 1.8)).carryovers
    result = answers_of(one_leg(42, 1.8, leg_only=True)).carryovers["ankle", "both"]
    assert result.design == "leg"
    assert result.pairs == 39  # of forty sessions the last has no next one


def test_changes_can_be_limited_to_one_arm() -> None:
    arms = drawn_arms(42)
    history = rated(sessions(42, arms=arms))
    alone = changes(Dataset(history, TODAY), arm="test_only")
    assert alone["ankle", "left"].n == arms[2:].count("test_only")


def test_no_sentence_about_before_and_after_claims_a_cause() -> None:
    result = answers_of(rated(sessions(42), 1.2))
    sentences = [f.sentence + f.grade_sentence for f in result.changes.values()]
    assert not [
        sentence
        for sentence in sentences
        if "because" in sentence.lower() or "effect" in sentence.lower()
    ]
