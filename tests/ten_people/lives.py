"""How the ratings of a made-up person come about: levels, days, seasons and true effects."""

import datetime
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.analysis.answers.example_trial import RandomisedRating, RandomisedSession
from tracker.analysis.pairs import TestInfo
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH

TODAY = datetime.date(2025, 6, 16)
YEAR = 365.25  # days
OTHER_LEG = 0.5  # share of an effect that the leg that was not worked has as well


@dataclass(frozen=True)
class Life:
    """What is true of a person; points of the scale, days, and standard deviations in points."""

    seed: int
    effect: float = 0.0  # after any routine, beyond sitting still
    warm_up: float = 0.0  # after sitting still as well
    swing: float = 0.0  # of a year, up and down
    levels: tuple[float, float] = (3.5, 6.5)
    day_spread: float = 0.7
    error: float = 0.6

    def sessions(
        self, tests: Sequence[TestInfo], days: Sequence[int], arms: Sequence[str], routine: str
    ) -> list[RandomisedSession]:
        """A session on each day, of these arms; the seed and the first day decide all chance."""
        levels, chance = random.Random(self.seed), random.Random(f"{self.seed} {days[:1]}")
        slots = [(test, side) for test in tests for side in test.sides]
        level = {(test.slug, side): levels.uniform(*self.levels) for test, side in slots}
        sessions = []
        for day, arm in zip(days, arms, strict=True):
            mood = chance.gauss(0, self.day_spread) + self.season(day)
            done = routine if arm in (CONTROL, LIGHT_TOUCH, *LEGS) else arm
            ratings = [
                self._rating(chance, slot, level[slot[0].slug, slot[1]] + mood, arm)
                for slot in slots
            ]
            sessions.append(RandomisedSession(day, arm, done, ratings))
        return sessions

    def season(self, day: int) -> float:
        """Highest in the middle of summer."""
        start = datetime.date(2025, 7, 15).toordinal()
        return self.swing * math.cos(2 * math.pi * (day - start) / YEAR)

    def _rating(
        self, chance: random.Random, slot: tuple[TestInfo, str], today: float, arm: str
    ) -> RandomisedRating:
        test, side = slot
        effect = 0.0 if arm in (CONTROL, LIGHT_TOUCH) else self.effect
        between = None
        if arm in LEGS and test.sided:
            share = 1.0 if side == arm else OTHER_LEG
            between = self._score(chance, today + self.warm_up + share * effect)
        before = self._score(chance, today)
        return RandomisedRating(
            test, side, before, between, self._score(chance, today + self.warm_up + effect)
        )

    def _score(self, chance: random.Random, level: float) -> int:
        return min(10, max(0, round(level + chance.gauss(0, self.error))))


def days_before(last: datetime.date, *, count: int, every: int) -> list[int]:
    """`count` days up to `last`, one in `every`."""
    return [last.toordinal() - every * ago for ago in reversed(range(count))]


def routine_and_rest(routine: str, count: int, *, rest_every: int = 5) -> Iterator[str]:
    """What somebody without a plan does: the routine, and now and then sitting still."""
    for number in range(1, count + 1):
        yield routine if number % rest_every else CONTROL
