"""Simulates people whose true effects are known, as histories."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenario import (
    CONTROL,
    DAY_SD,
    GAIN_SD,
    PRACTICE,
    READING_SD,
    ROUTINE,
    SHARED,
    STIFF,
    TOUCH,
    YEAR,
    Scenario,
)
from tracker.analysis.pairs import SHAM, History, Series, SeriesKey, SessionInfo
from tracker.analysis.randomisation import LEGS, assign

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY_ONE = 739000
BREAK = 35  # days
TAILS = 3  # degrees of freedom of a heavy-tailed t
FIRST_RATINGS = 8.0  # sessions in which most of the learning happens
WITHOUT_ROUTINE = {CONTROL: CONTROL, TOUCH: SHAM}  # arm and kind of a session
LONG_RUN = 2000  # sessions behind the true mean of the reported change


class Person(NamedTuple):
    """A history with its truth per series: the effect of the routine, in points."""

    scenario: Scenario
    history: History
    start: Floats
    effect: Floats
    seed: tuple[int, ...]

    def effects(self) -> dict[SeriesKey, float]:
        return dict(zip(self.scenario.keys, self.effect.tolist(), strict=True))


class _Ratings(NamedTuple):
    """Per session and series; not a number where it was not rated."""

    before: Floats
    halfway: Floats
    after: Floats


class _Gains(NamedTuple):
    """The true gain of a session at its end, and after the first of two legs."""

    after: Floats
    halfway: Floats


def person(scenario: Scenario, seed: tuple[int, ...]) -> Person:
    """One person, deterministic per seed."""
    chance = np.random.default_rng(seed)
    start, effect = _start(scenario, chance), _effect(scenario, chance)
    days, level = _levels(scenario, chance)
    felt = level + READING_SD * _fresh(scenario, chance, len(days))
    if scenario.only_when_stiff:
        stiff = np.flatnonzero(felt.mean(axis=1) < STIFF)[: PRACTICE + scenario.sessions]
        days, level, felt = days[stiff], level[stiff], felt[stiff]
    arms = _arms(scenario, seed, felt)
    gains = _gains(scenario, arms, effect)
    lasting = scenario.lasting * effect * _treated(arms)[:, None]
    left_over = np.vstack([np.zeros(len(effect)), lasting[:-1]])
    noise = GAIN_SD * _correlated(scenario, chance, np.full(len(days), scenario.gain_r))
    ratings = _rate(
        scenario, chance, start + left_over + level, start + left_over + felt, gains, noise
    )
    return Person(scenario, _history(scenario, days, arms, ratings), start, effect, seed)


def reported(subject: Person, arm: str) -> Floats:
    """The long-run mean of the reported change in sessions of an arm, per series.

    Rounding, the ends of the scale and the person's habits are in it, what drifts is not.
    """
    scenario, chance = subject.scenario, np.random.default_rng((*subject.seed, 1))
    level = subject.start + DAY_SD * _fresh(scenario, chance, LONG_RUN)
    felt = level + READING_SD * _fresh(scenario, chance, LONG_RUN)
    gains = _gains(scenario, [arm] * LONG_RUN, subject.effect)
    noise = GAIN_SD * _fresh(scenario, chance, LONG_RUN)
    ratings = _rate(scenario, chance, level, felt, gains, noise)
    mean: Floats = np.nanmean(ratings.after - ratings.before, axis=0)
    return mean


def _start(scenario: Scenario, chance: np.random.Generator) -> Floats:
    """The usual level of each series; the same on both sides, so that no gap is true."""
    levels = chance.uniform(*scenario.start, len(scenario.test_infos))
    sides = [len(test.sides) for test in scenario.test_infos]
    start: Floats = np.repeat(levels, sides)
    return start


def _effect(scenario: Scenario, chance: np.random.Generator) -> Floats:
    effect: Floats = chance.choice(scenario.effects, len(scenario.keys))
    if scenario.in_a_single:
        effect[chance.integers(len(effect))] += 1.0
    effect += [scenario.in_named * (test in scenario.named) for test, _ in scenario.keys]
    return effect


def _levels(scenario: Scenario, chance: np.random.Generator) -> tuple[Ints, Floats]:
    """The days of the sessions, and the level on each about the start.

    People who log only when stiff have many more days to choose from.
    """
    many = (PRACTICE + scenario.sessions) * (12 if scenario.only_when_stiff else 1)
    gaps = chance.choice((1,) if scenario.only_when_stiff else scenario.gaps, many)
    gaps += BREAK * (chance.random(many) < scenario.breaks)
    gaps[chance.random(many) < scenario.twice_a_day] = 0
    days: Ints = DAY_ONE + np.cumsum(gaps)
    day = DAY_SD * _correlated(scenario, chance, np.power(scenario.day_r, gaps))
    return days, day + _drift(scenario, chance, days)


def _drift(scenario: Scenario, chance: np.random.Generator, days: Ints) -> Floats:
    """What moves slowly and alike in all tests, except for the wander, which is their own."""
    elapsed, number = days - days[0], np.arange(len(days))
    season = scenario.season * np.sin(math.tau * (elapsed / YEAR + chance.random()))
    weekday = scenario.weekday * np.sin(math.tau * (days % 7) / 7)
    rise = scenario.rise * elapsed / 84
    learning = -scenario.learning * np.exp(-number / FIRST_RATINGS)
    steps = np.sqrt(np.diff(days, prepend=days[0]) / 7)[:, None]
    wander = scenario.wander * np.cumsum(steps * _fresh(scenario, chance, len(days)), axis=0)
    drift: Floats = (season + weekday + rise + learning)[:, None] + wander
    return drift


def _fresh(scenario: Scenario, chance: np.random.Generator, steps: int) -> Floats:
    """Standard noise per step and series, partly shared by all series."""

    def standard(shape: tuple[int, int]) -> Floats:
        if scenario.is_heavy_tailed:
            return chance.standard_t(TAILS, shape) / math.sqrt(TAILS / (TAILS - 2))
        return chance.standard_normal(shape)

    own = standard((steps, len(scenario.keys)))
    return math.sqrt(SHARED) * standard((steps, 1)) + math.sqrt(1 - SHARED) * own


def _correlated(scenario: Scenario, chance: np.random.Generator, r: Floats) -> Floats:
    """The same with each step like the last by its `r`."""
    noise = _fresh(scenario, chance, len(r))
    for step in range(1, len(r)):
        noise[step] = r[step] * noise[step - 1] + math.sqrt(1 - r[step] ** 2) * noise[step]
    return noise


def _arms(scenario: Scenario, seed: tuple[int, ...], felt: Floats) -> list[str]:
    """The arm of every session; those of practice have the first routine."""
    first, *others = scenario.arms
    count = len(felt) - PRACTICE
    if scenario.is_randomised:
        arms = [assign(str(seed), number, scenario.arms) for number in range(count)]
    elif scenario.design == "chosen":
        mood = felt.mean(axis=1)
        arms = [first if stiff else others[0] for stiff in mood[PRACTICE:] < np.median(mood)]
    elif scenario.design == "phases":
        arms = [first] * (count // 2) + others * (count - count // 2)
    else:
        arms = [first] * count
    return [ROUTINE] * PRACTICE + arms


def _treated(arms: Sequence[str]) -> Floats:
    """1 for the sessions with the routine that has the effect."""
    return np.array([float(arm in (ROUTINE, *LEGS)) for arm in arms])


def _gains(scenario: Scenario, arms: Sequence[str], effect: Floats) -> _Gains:
    with_hands = np.array([float(arm != CONTROL or scenario.hopes_sitting_still) for arm in arms])
    always = scenario.warm_up + scenario.hope * with_hands[:, None]
    sides = [side for _, side in scenario.keys]
    worked = np.array([[float(side == arm or arm not in LEGS) for side in sides] for arm in arms])
    treated = effect * _treated(arms)[:, None]
    return _Gains(always + treated, always + treated * worked)


def _rate(
    scenario: Scenario,
    chance: np.random.Generator,
    level: Floats,
    felt: Floats,
    gains: _Gains,
    noise: Floats,
) -> _Ratings:
    before, steps = _rated(felt), len(level)
    for step in np.flatnonzero(chance.random(steps) < scenario.stuck):
        before[step] = before[max(step - 1, 0)]

    def rated_again(gain: Floats) -> Floats:
        again = _rated(level + gain + noise + READING_SD * _fresh(scenario, chance, steps))
        return np.where(chance.random(again.shape) < scenario.unchanged, before, again)

    halfway = rated_again(gains.halfway) if scenario.design == "one_leg" else before
    ratings = _Ratings(before, halfway, rated_again(gains.after))
    _spoil(scenario, chance, ratings)
    return ratings


def _rated(level: Floats) -> Floats:
    rated: Floats = np.clip(np.rint(level), 0, 10)
    return rated


def _spoil(scenario: Scenario, chance: np.random.Generator, ratings: _Ratings) -> None:
    """Mistype and leave out ratings, in place."""
    for _ in range(scenario.typos):
        session, series = (chance.integers(size) for size in ratings.after.shape)
        wrong = ratings.after if chance.random() < 0.5 else ratings.before
        wrong[session, series] = 10 - wrong[session, series]
    if scenario.unlogged:
        is_left_out = chance.random((2, *ratings.after.shape)) < scenario.unlogged
        is_stiff = ratings.before < np.mean(ratings.before, axis=0) - 1
        ratings.after[is_left_out[0] & (ratings.after == ratings.before)] = math.nan
        ratings.before[is_left_out[1] & is_stiff] = math.nan


def _history(scenario: Scenario, days: Ints, arms: Sequence[str], ratings: _Ratings) -> History:
    sessions = tuple(
        _session(scenario, number, int(day), arm)
        for number, (day, arm) in enumerate(zip(days, arms, strict=True))
    )
    series = _series(scenario, days, ratings.before, ratings.after)
    halfway = _series(scenario, days, ratings.before, ratings.halfway, first=PRACTICE)
    legs = {key: column for key, column in halfway.items() if key[1] in LEGS}
    return History(
        scenario.test_infos, sessions, series, halfway=legs if scenario.design == "one_leg" else {}
    )


def _session(scenario: Scenario, number: int, day: int, arm: str) -> SessionInfo:
    is_assigned = scenario.is_randomised and number >= PRACTICE
    leg = arm if arm in LEGS else ""
    kind = "one_leg" if leg else WITHOUT_ROUTINE.get(arm, "routine")
    return SessionInfo(
        number,
        None,
        day,
        kind,
        arm if kind == "routine" else ROUTINE,
        randomised=is_assigned,
        assigned=arm if is_assigned else "",
        leg=leg,
    )


def _series(
    scenario: Scenario, days: Ints, before: Floats, after: Floats, first: int = 0
) -> dict[SeriesKey, Series]:
    order = list(range(first, len(days)))
    columns = zip(scenario.keys, before[first:].T, after[first:].T, strict=True)
    return {
        key: Series(*key, days[first:].tolist(), _scores(earlier), _scores(later), order)
        for key, earlier, later in columns
    }


def _scores(column: Floats) -> list[int | None]:
    return [None if math.isnan(score) else int(score) for score in column]


def until(history: History, number: int) -> History:
    """The history as it was after session `number`; later ones had not happened."""

    def cut(series: Series) -> Series:
        end = number + 1 - (series.session[0] if series.session else 0)
        columns = (series.days, series.before, series.after, series.session)
        return Series(series.test, series.side, *(column[:end] for column in columns))

    return History(
        history.tests,
        history.sessions[: number + 1],
        {key: cut(series) for key, series in history.series.items()},
        halfway={key: cut(series) for key, series in history.halfway.items()},
    )
