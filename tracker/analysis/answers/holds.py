"""How far two readings by a phone differ by themselves, from the two holds behind each of them."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

from tracker.analysis.answers.sample import ROUNDING_MDC
from tracker.analysis.planning import Z95

FIRST_SESSIONS = 5  # before one's own figure counts
SOURCE = "holds"

Pair = tuple[float, float]


class Swing(NamedTuple):
    """What two readings can differ by with nothing changed; None while it is not known."""

    size: float | None
    sessions: int

    @property
    def wait(self) -> int:
        """How many more sessions until it is known."""
        return max(0, FIRST_SESSIONS - self.sessions)


def error_of_a_hold(pairs: Sequence[Pair]) -> float | None:
    """The standard error of measurement of one hold, pooled over pairs of the same position.

    >>> error_of_a_hold([(38.0, 39.0), (40.0, 39.0)]), error_of_a_hold([])
    (0.7071067811865476, None)
    """
    if not pairs:
        return None
    return math.sqrt(fmean((first - second) ** 2 for first, second in pairs) / 2)


def swing_of(sessions: Iterable[Sequence[Pair]], step: float) -> Swing:
    """From the pairs of each session.

    A reading is the mean of two holds, so it has 1/√2 of the error of one, and a difference of two
    readings has √2 of that: 1.96 times the error of one hold. Rounding alone makes some of it.
    """
    by_session = [pairs for pairs in sessions if pairs]
    error = error_of_a_hold([pair for pairs in by_session for pair in pairs])
    if error is None or len(by_session) < FIRST_SESSIONS:
        return Swing(None, len(by_session))
    return Swing(max(Z95 * error, ROUNDING_MDC * step), len(by_session))
