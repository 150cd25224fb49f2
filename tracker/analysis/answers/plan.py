"""Plans a fair test: the sessions in which a true difference of one point is likely found."""

import math
from typing import NamedTuple

from tracker.analysis.answers.plan_answer import FIRST_OF_EACH
from tracker.analysis.inputs import StatisticsError, checked
from tracker.analysis.power import power_by_session
from tracker.analysis.randomisation import BLOCK

USUAL_SD = 1.07  # points, of one change on the day
ALIKE = 0.25  # correlation of the changes of two ratings on one day, as in benchmarks/simulated.py
POINT = 1.0  # the difference that a plan should find
ENOUGH = 0.8  # of the plans
MOST = 96  # sessions: more than half a year at 3 a week
# By how much the standard error of a difference is larger than that of a mean of all sessions.
WIDENED = {"arms": 2.0, "legs": math.sqrt(2)}


class Plan(NamedTuple):
    """The number of sessions, and the share of such plans that find a true point by then."""

    sessions: int
    power: float

    @property
    def power_in_ten(self) -> int:
        """Rounded down, so that no more is promised than is kept."""
        return int(10 * self.power)

    @property
    def is_enough(self) -> bool:
        return self.power >= ENOUGH


def planned(p_up: float, *, between: str, ratings: int = 1, sd: float = USUAL_SD) -> Plan:
    """The fewest whole blocks that find a true point in 8 of 10 plans, or else 96 sessions.

    `p_up`: one-sided, what is small enough at every look. `between`: "arms" with half of the
    sessions each, or "legs" within a session. `ratings`: how many the answer is a mean of. `sd`: of
    one change on the day, the person's own once it is known.
    Raises StatisticsError for an unknown `between`, no ratings, or an sd that is not above 0.

    >>> planned(0.0085, between="arms", ratings=2).sessions
    32
    >>> planned(0.0085, between="legs", ratings=2).sessions
    24
    """
    if between not in WIDENED:
        raise StatisticsError(f"There is nothing to compare between {between!r}.")
    checked(ratings, 1, math.inf, "The number of ratings")
    checked(sd, 1e-9, math.inf, "The standard deviation")
    own = sd * math.sqrt((1 + (ratings - 1) * ALIKE) / ratings)
    drift = POINT / (own * WIDENED[between])
    powers = power_by_session(p_up, drift, first=2 * FIRST_OF_EACH, most=MOST)
    plans = [Plan(n, powers[n - 1]) for n in range(3 * BLOCK, MOST + 1, BLOCK)]
    return next((plan for plan in plans if plan.is_enough), plans[-1])
