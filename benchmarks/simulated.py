"""Simulates people whose true effects are known, as histories."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.pairs import History, Series, SeriesKey, SessionInfo, TestInfo
from tracker.analysis.randomisation import assign

Floats = NDArray[np.float64]

ROUTINE, CONTROL = "toe_spreaders", "test_only"
DAY_ONE = 739000
DAY_SD, READING_SD, GAIN_SD = 0.9, 0.5, 0.7
SHARED = 0.3  # of the variance of a day, a reading and a gain is the same in all tests

STIFF = -0.5  # below one's usual level, in points
SESSIONS = 62  # two of practice and sixty
REGIONS = (
    ("toe_spread", "foot"),
    ("toe_extension", "foot"),
    ("toe_flexion", "foot"),
    ("ankle_dorsiflexion", "ankle"),
    ("knee_flexion", "knee"),
    ("hip_extension", "hip"),
    ("hip_flexion", "hip"),
    ("toe_touch", "low_back"),
)
TESTS = tuple(
    TestInfo(number, slug, slug, region, slug != "toe_touch", number)
    for number, (slug, region) in enumerate(REGIONS, 1)
)
KEYS: tuple[SeriesKey, ...] = tuple((test.slug, side) for test in TESTS for side in test.sides)


@dataclass(frozen=True)
class Scenario:
    """The truth about a person; warm-up and hope apply to every session, the effect to its arm."""

    name: str
    effects: tuple[float, ...] = (0.0,)  # one of them per series, by chance
    warm_up: float = 0.0
    hope: float = 0.0
    only_when_stiff: bool = False
    gain_r: float = 0.0  # between sessions
    day_r: float = 0.5  # per day
    randomised: bool = False


class Person(NamedTuple):
    """A history with the truth per series: the effect, and the mean reported change."""

    history: History
    effect: Floats
    reported: Floats


def person(scenario: Scenario, seed: tuple[int, ...]) -> Person:
    """One person, deterministic per seed."""
    chance = np.random.default_rng(seed)
    start = chance.uniform(3.5, 6.0, len(KEYS))
    effect = chance.choice(scenario.effects, len(KEYS))
    days, level = _days(scenario, chance)
    felt = level + READING_SD * _correlated(chance, np.zeros(len(days)))
    if scenario.only_when_stiff:
        stiff = np.flatnonzero(felt.mean(axis=1) < STIFF)[:SESSIONS]
        days, level, felt = [days[i] for i in stiff], level[stiff], felt[stiff]
    arms = [_arm(scenario, seed, number) for number in range(SESSIONS)]
    treated = np.array([arm == ROUTINE for arm in arms], float)[:, None]
    always = scenario.warm_up + scenario.hope
    noise = GAIN_SD * _correlated(chance, np.full(SESSIONS, scenario.gain_r))
    gain = effect * treated + always + noise
    before = _rated(start + felt)
    error = READING_SD * _correlated(chance, np.zeros(SESSIONS))
    after = _rated(start + level + gain + error)
    return Person(
        _history(scenario, days, arms, before, after), effect, _reported(start, effect + always)
    )


def _arm(scenario: Scenario, seed: tuple[int, ...], number: int) -> str:
    return assign(str(seed), number, (ROUTINE, CONTROL)) if scenario.randomised else ROUTINE


def _days(scenario: Scenario, chance: np.random.Generator) -> tuple[list[int], Floats]:
    """The days of the sessions, about every second one, and the level on each.

    People who log only when stiff have many more days to choose from.
    """
    many = SESSIONS * (12 if scenario.only_when_stiff else 1)
    gaps = chance.integers(1, 2 if scenario.only_when_stiff else 4, many)
    days = [int(day) for day in DAY_ONE + np.cumsum(gaps)]
    return days, DAY_SD * _correlated(chance, np.power(scenario.day_r, gaps))


def _correlated(chance: np.random.Generator, r: Floats) -> Floats:
    """Standard noise per step and series, each step like the last by `r`, partly shared."""
    steps = len(r)
    fresh = math.sqrt(SHARED) * chance.standard_normal((steps, 1)) + math.sqrt(
        1 - SHARED
    ) * chance.standard_normal((steps, len(KEYS)))
    for step in range(1, steps):
        fresh[step] = r[step] * fresh[step - 1] + math.sqrt(1 - r[step] ** 2) * fresh[step]
    return fresh


def _rated(level: Floats) -> NDArray[np.int64]:
    rated: NDArray[np.int64] = np.clip(np.rint(level), 0, 10).astype(np.int64)
    return rated


def _history(
    scenario: Scenario, days: list[int], arms: list[str], before: Floats, after: Floats
) -> History:
    sessions = tuple(
        SessionInfo(
            number,
            None,
            day,
            CONTROL if arm == CONTROL else "routine",
            ROUTINE,
            randomised=scenario.randomised,
            assigned=arm if scenario.randomised else "",
        )
        for number, (day, arm) in enumerate(zip(days, arms, strict=True))
    )
    order = list(range(SESSIONS))
    series = {
        key: Series(key[0], key[1], days, before[:, j].tolist(), after[:, j].tolist(), order)
        for j, key in enumerate(KEYS)
    }
    return History(TESTS, sessions, series)


def _reported(start: Floats, gain: Floats) -> Floats:
    """The long-run mean of the reported change, rounding and the ends of the scale included."""
    sd = math.hypot(DAY_SD, READING_SD)
    after = [_mean_rating(s + g, math.hypot(sd, GAIN_SD)) for s, g in zip(start, gain, strict=True)]
    return np.array(after) - np.array([_mean_rating(s, sd) for s in start])


def _mean_rating(level: float, sd: float) -> float:
    return sum(0.5 * math.erfc((k - 0.5 - level) / sd / math.sqrt(2)) for k in range(1, 11))
