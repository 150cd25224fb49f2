"""A deterministic simulator of drawn sessions, for the example of a comparison."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tracker.analysis.answers import Asked
from tracker.analysis.drawing import CONTROL, LEGS, draw
from tracker.analysis.example import GAINS, ROUTINES, WARMED_UP
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows

DAY, READING, GAIN = 0.9, 0.5, 0.6  # standard deviations, in points
CROSSOVER = 0.4  # the share of a gain that the other leg has, too
EVERY = 2  # days
PLACES = {routine.slug: routine.places | {"low_back": "further"} for routine in ROUTINES}
NAMES = {"toe_spreaders": "Toe Spreaders", "sock_pull": "Sock Pull"}

Effect = Callable[[str, TestInfo], float]  # of a routine's slug on a test


class DrawnRating(NamedTuple):
    """One test on one side; `between` only where one leg was worked first."""

    test: TestInfo
    side: str
    before: int
    between: int | None
    after: int


class DrawnSession(NamedTuple):
    """One session as it was drawn: `arm` is test-only, a routine or, with one leg first, a leg."""

    day: int
    arm: str
    routine: str
    ratings: list[DrawnRating]

    @property
    def kind(self) -> str:
        if self.arm in LEGS:
            return "one_leg"
        return CONTROL if self.arm == CONTROL else "routine"


def example_effect(routine: str, test: TestInfo) -> float:
    place = next(each.places for each in ROUTINES if each.slug == routine)
    return GAINS[place.get(test.region, "further")] - WARMED_UP


def simulate_drawn(
    tests: Iterable[TestInfo],
    *,
    last: int,
    count: int,
    arms: Sequence[str],
    effect: Effect = example_effect,
    warm_up: float = WARMED_UP,
    seed: int = 1,
) -> list[DrawnSession]:
    """`count` sessions drawn from `arms`, the newest on day `last`, oldest first."""
    chance = random.Random(seed)
    slots = [(test, side) for test in tests for side in test.sides]
    level = {(test.slug, side): chance.uniform(3.5, 5.5) for test, side in slots}
    return [
        _session(chance, slots, level, last - EVERY * (count - 1 - number), arm, effect, warm_up)
        for number, arm in enumerate(draw(seed, index, arms) for index in range(count))
    ]


def _session(
    chance: random.Random,
    slots: Sequence[tuple[TestInfo, str]],
    level: dict[tuple[str, str], float],
    day: int,
    arm: str,
    effect: Effect,
    warm_up: float,
) -> DrawnSession:
    mood = chance.gauss(0, DAY)
    routine = arm if arm in PLACES else ROUTINES[0].slug
    ratings = []
    for test, side in slots:
        today = level[test.slug, side] + mood
        gain = 0.0 if arm == CONTROL else effect(routine, test)
        between = None
        if arm in LEGS and test.sided:
            share = 1.0 if side == arm else CROSSOVER
            between = _rated(chance, today + warm_up + share * gain)
        before = _rated(chance, today, GAIN / 2)
        after = _rated(chance, today + warm_up + gain)
        ratings.append(DrawnRating(test, side, before, between, after))
    return DrawnSession(day, arm, routine, ratings)


def _rated(chance: random.Random, level: float, spread: float = GAIN) -> int:
    return min(10, max(0, round(level + chance.gauss(0, spread) + chance.gauss(0, READING))))


def example_asked(tests: Iterable[TestInfo], today: int, *, seed: int = 7) -> Asked:
    """What a comparison shows before there is anything to compare, to be labelled as an example.

    40 sessions drawn from two routines and none, and 18 with one leg first before them.
    """
    tests = list(tests)
    kinds = [*(routine.slug for routine in ROUTINES), CONTROL]
    earlier = today - EVERY * 40
    history = history_of_drawn(
        tests,
        simulate_drawn(tests, last=earlier, count=18, arms=LEGS, seed=seed)
        + simulate_drawn(tests, last=today, count=40, arms=kinds, seed=seed + 1),
    )
    return Asked(history, today, places=PLACES, names=NAMES)


def history_of_drawn(tests: Iterable[TestInfo], sessions: Sequence[DrawnSession]) -> History:
    infos = [
        SessionInfo(
            number,
            None,
            each.day,
            each.kind,
            each.routine,
            drawn=True,
            assigned=each.arm,
            leg=each.arm if each.arm in LEGS else "",
        )
        for number, each in enumerate(sessions)
    ]
    rated = [(n, rating) for n, each in enumerate(sessions) for rating in each.ratings]
    rows = [(n, r.test.id, r.side, r.before, r.after) for n, r in rated]
    halfway = [
        (n, r.test.id, r.side, r.before, r.between) for n, r in rated if r.between is not None
    ]
    return history_from_rows(tests, infos, rows, halfway=halfway)
