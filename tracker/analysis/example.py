"""Simulates plausible sessions deterministically, for example pages and the demo."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.analysis.pairs import History, MeasureInfo, SessionInfo, TestInfo, history_from_rows

DAILY, OFTEN = 1.0, 0.42  # probability that a day has a session
EVERY = 140  # days between two holidays, roughly
HOLIDAY = (16, 24)  # days
MEASURED_EVERY = 5  # sessions
SKIPPED = 0.02
FALLING = 5  # one in so many test sides gets stiffer over time
TEST_ONLY = 7  # one in so many sessions is test-only
GAINS = {"worked": 1.3, "next": 0.8, "further": 0.4}
WARMED_UP = 0.3  # gain from testing alone
REASONS = ("pain", "time", "equipment", "other")
NOTES = (
    "Long run yesterday.",
    "Legs heavy after intervals.",
    "New shoes, lower drop.",
    "Evening session, warm room.",
    "Right calf a little sore.",
)


class RoutineInfo(NamedTuple):
    """A routine to simulate: its slug, and the proximity of each region."""

    slug: str
    proximity: dict[str, str]


ROUTINES = (
    RoutineInfo(
        "toe_spreaders",
        {"foot": "worked", "ankle": "next", "knee": "further", "hip": "further"},
    ),
    RoutineInfo(
        "sock_pull", {"ankle": "worked", "foot": "next", "knee": "further", "hip": "further"}
    ),
)


class SimulatedRating(NamedTuple):
    """One test on one side; a skipped rating is None, with the reason in `skip_…`."""

    test: TestInfo
    side: str
    before: int | None
    after: int | None
    skip_before: str = ""
    skip_after: str = ""
    value_before: float | None = None
    value_after: float | None = None


class SimulatedSession(NamedTuple):
    """One session; `minute` is that of the day at which it started."""

    day: int
    minute: int
    kind: str
    routine: RoutineInfo
    minutes: int
    note: str
    ratings: list[SimulatedRating]


class _Person:
    """A simulated person: a hidden level per test and side, most rising slowly, some falling."""

    def __init__(self, tests: Sequence[TestInfo], chance: random.Random) -> None:
        self.chance = chance
        self.mood = 0.0
        self.slots = [(test, side) for test in tests for side in test.sides]
        self.start = {self.key(slot): chance.uniform(3.0, 6.0) for slot in self.slots}
        self.rise = {self.key(slot): self._rise(n) for n, slot in enumerate(self.slots)}

    def _rise(self, number: int) -> float:
        if number % FALLING == FALLING - 2:
            return -self.chance.uniform(0.5, 1.5)
        return self.chance.gauss(1.4, 0.8)

    @staticmethod
    def key(slot: tuple[TestInfo, str]) -> tuple[str, str]:
        return slot[0].slug, slot[1]

    def wake(self) -> None:
        """Start a new day, whose mood correlates with the day before."""
        self.mood = 0.5 * self.mood + self.chance.gauss(0, 0.45)

    def level(self, slot: tuple[TestInfo, str], elapsed: int) -> float:
        key = self.key(slot)
        return self.start[key] + self.rise[key] * (1 - math.exp(-elapsed / 110)) + self.mood

    def rate(
        self, slot: tuple[TestInfo, str], elapsed: int, gain: float, *, measures: bool
    ) -> SimulatedRating:
        gauss, level = self.chance.gauss, self.level(slot, elapsed)
        before, after = level + gauss(0, 0.6), level + gain + gauss(0, 0.6)
        if self.chance.random() < SKIPPED:
            return self._skipped(slot, _score(after))
        values: tuple[float, ...] = ()
        if measures and slot[0].measures:
            values = tuple(
                _value(slot[0].measures[0], x + gauss(0, 0.2)) for x in (level, level + gain)
            )
        return SimulatedRating(*slot, _score(before), _score(after), "", "", *values)

    def _skipped(self, slot: tuple[TestInfo, str], after: int) -> SimulatedRating:
        reason = self.chance.choice(REASONS)
        if reason == "time":  # skipped before only
            return SimulatedRating(*slot, None, after, reason)
        return SimulatedRating(*slot, None, None, reason, reason)


def _score(level: float) -> int:
    return min(10, max(0, round(level)))


def _value(measure: MeasureInfo, level: float) -> float:
    """Map a level from 2 to 9 to a value within the typical range of the measure."""
    share = min(1.0, max(0.0, (level - 2) / 7))
    if measure.better == "lower":
        share = 1 - share
    measured = measure.low + share * (measure.high - measure.low)
    return round(round(measured / measure.step) * measure.step, 9)


def _days(count: int, last: int, frequency: float, chance: random.Random) -> list[int]:
    """`count` days up to `last`, with holidays in between."""
    days: list[int] = []
    day, holiday = last, EVERY // 3
    while len(days) < count:
        if last - day > holiday:
            pause = chance.randint(*HOLIDAY)
            day, holiday = day - pause, holiday + pause + chance.randint(EVERY // 2, EVERY * 3 // 2)
        if not days or chance.random() < frequency:
            days.append(day)
        day -= 1
    return days[::-1]


def simulate(
    tests: Iterable[TestInfo],
    *,
    last: int,
    count: int = 60,
    routines: Sequence[RoutineInfo] = ROUTINES,
    frequency: float = OFTEN,
    seed: int = 1,
) -> Iterator[SimulatedSession]:
    """`count` sessions, oldest first, the newest on day `last`; deterministic per seed."""
    chance = random.Random(seed)
    days = _days(count, last, frequency, chance)
    person = _Person(list(tests), chance)
    for number, day in enumerate(days):
        person.wake()
        yield _session(person, number, day, day - days[0], routines)


def _session(
    person: _Person, number: int, day: int, elapsed: int, routines: Sequence[RoutineInfo]
) -> SimulatedSession:
    chance = person.chance
    routine = routines[(number // 3) % len(routines)]
    kind = "test_only" if number % TEST_ONLY == TEST_ONLY - 1 else "routine"
    measures = number % MEASURED_EVERY == 0
    ratings = [
        person.rate(slot, elapsed, _gain(kind, routine, slot[0].region), measures=measures)
        for slot in person.slots
    ]
    note = chance.choice(NOTES) if chance.random() < 0.12 else ""
    minute = chance.choice((390, 405, 420, 1080, 1170)) + chance.randint(0, 30)
    return SimulatedSession(day, minute, kind, routine, chance.randint(11, 19), note, ratings)


def _gain(kind: str, routine: RoutineInfo, region: str) -> float:
    if kind == "test_only":
        return WARMED_UP
    return GAINS[routine.proximity.get(region, "further")]


def example_history(
    tests: Iterable[TestInfo], today: int, *, count: int = 40, seed: int = 4, week_starts: int = 0
) -> History:
    """An example history for people without sessions; pages label it as an example."""
    tests = list(tests)
    simulated = list(simulate(tests, last=today, count=count, seed=seed))
    sessions = [
        SessionInfo(number, None, session.day, session.kind, session.routine.slug)
        for number, session in enumerate(simulated)
    ]
    rated = [(n, rating) for n, session in enumerate(simulated) for rating in session.ratings]
    rows = ((n, r.test.id, r.side, r.before, r.after) for n, r in rated)
    measured = (
        (n, r.test.id, r.side, r.test.measures[0].method, r.value_before, r.value_after)
        for n, r in rated
        if r.value_before is not None
    )
    return history_from_rows(tests, sessions, rows, measured, week_starts=week_starts)
