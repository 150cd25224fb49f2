"""Question 4: the gap between the sides before a session, and its trend."""

from collections.abc import Iterable, Sequence

from tracker.analysis.gain import MeanInterval, lag1, mean_interval
from tracker.analysis.trend import FIRST_WEEKS, MOST_ALIKE, Week, per_week, with_usual


def level_of_weeks(
    weeks: Sequence[Week], res: float = 1.0, r: float | None = None
) -> MeanInterval | None:
    """The mean of left minus right; above zero the left is freer. None below two weeks.

    `weeks`: weekly means of left minus right, from `weekly`. `n` counts weeks. `r`: their
    autocorrelation, by default their own.
    """
    if len(weeks) < 2:
        return None
    means = [week.mean for week in weeks]
    if r is None:
        r = min(max(lag1(means), 0.0), MOST_ALIKE)
    return mean_interval(means, res, r, res * res / 6 / per_week(weeks))


def pooled_gap_r(series: Iterable[Sequence[Week]]) -> float:
    """A person's autocorrelation of the weekly gap between the sides, pooled over their tests."""
    return with_usual(
        [lag1([week.mean for week in weeks]) for weeks in series if len(weeks) >= FIRST_WEEKS]
    )
