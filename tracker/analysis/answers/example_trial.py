"""Simulates randomised sessions deterministically, for the example of a comparison."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tracker.analysis.answers import Dataset
from tracker.analysis.example import GAINS, ROUTINES, WARMED_UP
from tracker.analysis.pairs import SHAM, History, SessionInfo, TestInfo, history_from_rows
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH, assign

DAY, RATING_ERROR, GAIN = 0.9, 0.5, 0.6  # standard deviations, in points
CROSSOVER = 0.4  # share of a gain that the other leg has as well
EVERY = 2  # days
PROXIMITY = {routine.slug: routine.proximity | {"low_back": "further"} for routine in ROUTINES}
NAMES = {"toe_spreaders": "Toe Spreaders", "sock_pull": "Sock Pull"}

Effect = Callable[[str, TestInfo], float]  # (routine slug, test) to points


class RandomisedRating(NamedTuple):
    """One test on one side; `between` only where one leg was worked first."""

    test: TestInfo
    side: str
    before: int
    between: int | None
    after: int


class RandomisedSession(NamedTuple):
    """One session; its `arm` is test-only, light touch, a routine's slug or the leg done first."""

    day: int
    arm: str
    routine: str
    ratings: list[RandomisedRating]

    @property
    def kind(self) -> str:
        if self.arm in LEGS:
            return "one_leg"
        return {CONTROL: CONTROL, LIGHT_TOUCH: SHAM}.get(self.arm, "routine")


def example_effect(routine: str, test: TestInfo) -> float:
    proximity = next(info.proximity for info in ROUTINES if info.slug == routine)
    return GAINS[proximity.get(test.region, "further")] - WARMED_UP


def simulate_randomised(
    tests: Iterable[TestInfo],
    *,
    last: int,
    count: int,
    arms: Sequence[str],
    effect: Effect = example_effect,
    warm_up: float = WARMED_UP,
    seed: int = 1,
) -> list[RandomisedSession]:
    """`count` sessions randomised between `arms`, oldest first, the newest on day `last`."""
    chance = random.Random(seed)
    slots = [(test, side) for test in tests for side in test.sides]
    level = {(test.slug, side): chance.uniform(3.5, 5.5) for test, side in slots}
    return [
        _session(chance, slots, level, last - EVERY * (count - 1 - number), arm, effect, warm_up)
        for number, arm in enumerate(assign(seed, index, arms) for index in range(count))
    ]


def _session(
    chance: random.Random,
    slots: Sequence[tuple[TestInfo, str]],
    level: dict[tuple[str, str], float],
    day: int,
    arm: str,
    effect: Effect,
    warm_up: float,
) -> RandomisedSession:
    mood = chance.gauss(0, DAY)
    routine = arm if arm in PROXIMITY else ROUTINES[0].slug
    ratings = []
    for test, side in slots:
        today = level[test.slug, side] + mood
        gain = 0.0 if arm in (CONTROL, LIGHT_TOUCH) else effect(routine, test)
        between = None
        if arm in LEGS and test.sided:
            share = 1.0 if side == arm else CROSSOVER
            between = _rated(chance, today + warm_up + share * gain)
        before = _rated(chance, today, GAIN / 2)
        after = _rated(chance, today + warm_up + gain)
        ratings.append(RandomisedRating(test, side, before, between, after))
    return RandomisedSession(day, arm, routine, ratings)


def _rated(chance: random.Random, level: float, spread: float = GAIN) -> int:
    return min(10, max(0, round(level + chance.gauss(0, spread) + chance.gauss(0, RATING_ERROR))))


def example_dataset(tests: Iterable[TestInfo], today: int, *, seed: int = 7) -> Dataset:
    """An example for people without sessions; pages label it as an example.

    18 one-leg sessions, then 40 randomised between two routines and test-only.
    """
    tests = list(tests)
    kinds = [*(routine.slug for routine in ROUTINES), CONTROL]
    earlier = today - EVERY * 40
    history = history_of_randomised(
        tests,
        simulate_randomised(tests, last=earlier, count=18, arms=LEGS, seed=seed)
        + simulate_randomised(tests, last=today, count=40, arms=kinds, seed=seed + 1),
    )
    return Dataset(history, today, proximity=PROXIMITY, names=NAMES)


def history_of_randomised(
    tests: Iterable[TestInfo], sessions: Sequence[RandomisedSession]
) -> History:
    infos = [
        SessionInfo(
            number,
            None,
            session.day,
            session.kind,
            session.routine,
            randomised=True,
            assigned=session.arm,
            leg=session.arm if session.arm in LEGS else "",
        )
        for number, session in enumerate(sessions)
    ]
    rated = [(n, rating) for n, session in enumerate(sessions) for rating in session.ratings]
    rows = [(n, r.test.id, r.side, r.before, r.after) for n, r in rated]
    halfway = [
        (n, r.test.id, r.side, r.before, r.between) for n, r in rated if r.between is not None
    ]
    return history_from_rows(tests, infos, rows, halfway=halfway)
