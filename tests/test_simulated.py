"""The simulated people are as their scenario says."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.scenario import CONTROL, KEYS, PRACTICE, PROXIMITY, ROUTINE, Scenario
from benchmarks.simulated import Person, person, reported, until
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import against_control
from tracker.analysis.answers.day import changes

SEED = (7,)
MANY = 600  # sessions
Floats = NDArray[np.float64]


def rated(subject: Person) -> tuple[Floats, Floats]:
    """Before and After, by session and series; not a number where nothing was rated."""
    series = list(subject.history.series.values())
    return (
        np.array([column.before for column in series], float).T,
        np.array([column.after for column in series], float).T,
    )


def of(**options: object) -> Person:
    scenario: Callable[..., Scenario] = Scenario
    return person(scenario(sessions=MANY, **options), SEED)


def changed(subject: Person) -> Floats:
    before, after = rated(subject)
    return after - before


def lag(subject: Person) -> float:
    """The autocorrelation of Before from one session to the next."""
    before, _ = rated(subject)
    return float(np.corrcoef(before[1:, 0], before[:-1, 0])[0, 1])


def is_half(share: float) -> bool:
    return 0.4 < share < 0.6


# The option, and what it does to what is rated, or when.
OPTIONS: dict[str, tuple[dict[str, object], Callable[[Person], bool]]] = {
    "effects": ({"effects": (1.0,)}, lambda s: changed(s).mean() > 0.9),
    "none": ({}, lambda s: abs(changed(s).mean()) < 0.1),
    "in_a_single": ({"in_a_single": True}, lambda s: sum(changed(s).mean(axis=0) > 0.7) == 1),
    "in_named": ({"in_named": 1.0}, lambda s: sum(changed(s).mean(axis=0) > 0.7) == 2),
    "warm_up": ({"warm_up": 0.5}, lambda s: is_half(changed(s).mean())),
    "hope": ({"hope": 0.5}, lambda s: is_half(changed(s).mean())),
    "unchanged": ({"unchanged": 0.4}, lambda s: np.mean(changed(s) == 0) > 0.55),
    "stuck": ({"stuck": 0.5}, lambda s: is_half(np.mean(np.diff(rated(s)[0], axis=0).any(axis=1)))),
    "unlogged": ({"unlogged": 0.5}, lambda s: 0.15 < np.isnan(changed(s)).mean() < 0.4),
    "ceiling": ({"start": (9.0, 10.0)}, lambda s: np.mean(rated(s)[1] == 10) > 0.3),
    "floor": ({"start": (0.0, 1.0)}, lambda s: np.mean(rated(s)[1] == 0) > 0.3),
    "heavy": ({"is_heavy_tailed": True}, lambda s: np.abs(changed(s)).max() >= 7),
    "season": ({"season": 3.0}, lambda s: lag(s) > 0.8),
    "wander": ({"wander": 0.3}, lambda s: lag(s) > 0.6),
    "day_r": ({"day_r": 0.95}, lambda s: lag(s) > 0.4),
    "rise": ({"rise": 0.1}, lambda s: np.diff(rated(s)[0][[0, -1]].mean(axis=1))[0] > 0.5),
    "learning": ({"learning": 3.0}, lambda s: rated(s)[0][0].mean() < rated(s)[0][50:].mean() - 1),
    "twice": ({"twice_a_day": 0.5}, lambda s: is_half(np.mean(np.diff(s.history.days()) == 0))),
    "breaks": ({"breaks": 0.5}, lambda s: is_half(np.mean(np.diff(s.history.days()) > 30))),
    "stiff": ({"only_when_stiff": True}, lambda s: rated(s)[0].mean() < s.start.mean() - 0.6),
    "tests": ({"tests": ("toe_touch",)}, lambda s: list(s.history.series) == [KEYS[-1]]),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_seen_in_the_ratings(option: str) -> None:
    options, is_seen = OPTIONS[option]
    assert is_seen(of(**options))
    assert option == "none" or not is_seen(of())


def test_days_of_the_week_differ_only_with_a_weekday() -> None:
    def spread(subject: Person) -> float:
        days = np.array(subject.history.days()) % 7
        means = [rated(subject)[0][days == day].mean() for day in range(7)]
        return float(max(means) - min(means))

    assert spread(of(weekday=1.0)) > 1.2 > 0.6 > spread(of())


def test_gains_resemble_the_last_one_only_if_they_are_to() -> None:
    alike, others = (changed(of(gain_r=r))[:, 0] for r in (0.9, 0.0))
    assert np.corrcoef(alike[1:], alike[:-1])[0, 1] > 0.25
    assert abs(np.corrcoef(others[1:], others[:-1])[0, 1]) < 0.15


def test_a_typing_error_changes_a_single_rating() -> None:
    clean, wrong = (rated(of(typos=typos)) for typos in (0, 1))
    assert sum(np.sum(first != second) for first, second in zip(clean, wrong, strict=True)) == 1


def test_no_side_is_truly_freer() -> None:
    start = dict(zip(KEYS, of().start, strict=True))
    assert all(start[test, "left"] == start[test, "right"] for test, side in KEYS if side == "left")


@pytest.mark.parametrize("design", ["control", "touch", "versus"])
def test_arms_are_randomised_after_practice_and_only_the_first_has_the_effect(design: str) -> None:
    subject = of(design=design, effects=(1.0,))
    sessions = subject.history.sessions
    assert not any(session.randomised for session in sessions[:PRACTICE])
    assert all(session.randomised for session in sessions[PRACTICE:])
    first = np.array([session.arm == ROUTINE for session in sessions])
    assert is_half(first.mean())
    assert changed(subject)[first].mean() > 0.9 and abs(changed(subject)[~first].mean()) < 0.1


def test_hope_may_need_hands() -> None:
    subject = of(design="control", hope=0.5, hopes_sitting_still=False)
    still = np.array([session.kind == CONTROL for session in subject.history.sessions])
    assert abs(changed(subject)[still].mean()) < 0.1 < changed(subject)[~still].mean()


def test_between_the_legs_only_the_worked_one_has_the_effect() -> None:
    subject = of(design="one_leg", effects=(1.0,))
    gains = {"worked": [], "other": []}  # type: dict[str, list[int]]
    for (_, side), series in subject.history.halfway.items():
        for index, before, after in zip(series.session, series.before, series.after, strict=True):
            worked = subject.history.sessions[index].leg == side
            gains["worked" if worked else "other"].append(after - before)
    assert np.mean(gains["worked"]) > 0.9 and abs(np.mean(gains["other"])) < 0.1


def test_half_of_an_effect_is_left_at_the_next_session() -> None:
    subject = of(design="control", effects=(2.0,), lasting=0.5)
    after_work = np.array([s.arm == ROUTINE for s in subject.history.sessions[:-1]])
    before = rated(subject)[0][1:]
    assert 0.8 < before[after_work].mean() - before[~after_work].mean() < 1.2


def test_stiff_people_choose_the_first_routine_and_phases_have_one_after_the_other() -> None:
    subject = of(design="chosen")
    first = np.array([session.arm == ROUTINE for session in subject.history.sessions])
    before = rated(subject)[0]
    assert before[first].mean() < before[~first].mean() - 0.5
    arms = [session.arm for session in of(design="phases").history.sessions]
    assert sum(a != b for a, b in pairwise(arms)) == 1


def test_the_true_mean_of_the_reported_change_is_that_of_many_sessions() -> None:
    subject = of(design="control", effects=(1.0,), unchanged=0.4, start=(8.5, 10.0))
    arms = np.array([session.arm for session in subject.history.sessions])
    for arm in (ROUTINE, CONTROL):
        mean = changed(subject)[arms == arm].mean(axis=0)
        assert np.abs(mean - reported(subject, arm)).mean() < 0.1
    assert reported(subject, ROUTINE).mean() < 0.4  # little of the effect can be recorded


@pytest.mark.parametrize("number", [20, 41])
def test_a_look_is_as_if_the_later_sessions_had_never_been(number: int) -> None:
    subject = person(Scenario(design="control"), SEED)
    day = subject.history.sessions[number].day
    whole = Dataset(subject.history, day, proximity=PROXIMITY)
    cut = Dataset(until(subject.history, number), day, proximity=PROXIMITY)
    assert changes(cut) == changes(whole)
    assert against_control(cut) == against_control(whole)


def test_two_sessions_of_a_day_are_looked_at_one_by_one() -> None:
    subject = person(Scenario(twice_a_day=1.0), SEED)
    day = subject.history.sessions[0].day
    cut = Dataset(until(subject.history, 20), day, proximity=PROXIMITY)
    assert cut.sample_size.used == 20 - PRACTICE + 1


def test_the_same_seed_is_the_same_person_and_another_seed_another() -> None:
    scenario = Scenario(design="control")
    assert person(scenario, SEED).history == person(scenario, SEED).history
    assert person(scenario, SEED).history != person(scenario, (8,)).history
    assert person(replace(scenario, sessions=30), SEED).history.sessions[0].kind == "routine"
