"""Question 4: is one side freer than the other, and is that changing? From Before ratings."""

import math
from collections.abc import Sequence

from tracker.analysis.gain import MeanInterval, lag1, mean_interval
from tracker.analysis.inputs import Numbers
from tracker.analysis.trend import (
    MOST_ALIKE,
    TrendInterval,
    Week,
    per_week,
    trend_of_weeks,
    weekly,
)


def side_level(days: Sequence[float], gap: Numbers, res: float = 1.0) -> MeanInterval | None:
    """The mean of left minus right over weekly means; above zero the left is freer.

    `gap`: left minus right on each day, None where either is missing. `n` counts weeks.
    """
    return level_of_weeks(weekly(days, gap), res)


def side_trend(days: Sequence[float], gap: Numbers, res: float = 1.0) -> TrendInterval | None:
    """How left minus right changes per week; two readings are rounded, hence √2."""
    return trend_of_weeks(weekly(days, gap), res * math.sqrt(2))


def level_of_weeks(weeks: Sequence[Week], res: float = 1.0) -> MeanInterval | None:
    """`side_level` of means per week."""
    if len(weeks) < 2:
        return None
    means = [week.mean for week in weeks]
    r = min(max(lag1(means), 0.0), MOST_ALIKE)
    return mean_interval(means, res, r, res * res / 6 / per_week(weeks))
