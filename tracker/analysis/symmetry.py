"""Question 4: the gap between the sides before a session, and its trend."""

from collections.abc import Sequence

from tracker.analysis.gain import MeanInterval, lag1, mean_interval
from tracker.analysis.trend import MOST_ALIKE, Week, per_week


def level_of_weeks(weeks: Sequence[Week], res: float = 1.0) -> MeanInterval | None:
    """The mean of left minus right; above zero the left is freer. None below two weeks.

    `weeks`: weekly means of left minus right, from `weekly`. `n` counts weeks.
    """
    if len(weeks) < 2:
        return None
    means = [week.mean for week in weeks]
    r = min(max(lag1(means), 0.0), MOST_ALIKE)
    return mean_interval(means, res, r, res * res / 6 / per_week(weeks))
