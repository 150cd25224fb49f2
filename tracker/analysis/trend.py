"""Question 2a: the trend of Before, a straight line through weekly means with its limits."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import fmean
from typing import NamedTuple

from tracker.analysis.distribution import LEVEL, t_of, t_ppf, t_sf
from tracker.analysis.gain import NEARLY_ZERO, effective
from tracker.analysis.inputs import Numbers, complete_rows

WEEK = 7
FIRST_WEEKS = 6  # weeks with data; below that there is no slope
MOST_ALIKE = 0.9
USUAL_R, USUAL_WEIGHT = 0.3, 2  # of weekly means, and as how many series it counts


class Week(NamedTuple):
    """One week with data: its mean day in weeks since the first day, mean and number of ratings."""

    x: float
    mean: float
    ratings: int


class TrendInterval(NamedTuple):
    """A slope in points per week with its 95 % limits; `level` is the mean of the weeks."""

    weeks: int
    slope: float
    r: float
    df: float
    se: float
    lo: float
    hi: float
    t: float
    p_up: float
    p2: float
    level: float

    @property
    def best(self) -> float:
        return self.slope


def weekly(days: Sequence[float], y: Numbers) -> list[Week]:
    """Means per week, counted from the first day with a value; empty weeks are omitted.

    `days` in any order, `y` with None where nothing was rated.
    Raises StatisticsError for columns of unequal length or numbers that are not finite.

    >>> weekly([8, 0, 1, 30], [6, 4, None, None])
    [Week(x=0.0, mean=4.0, ratings=1), Week(x=1.1428571428571428, mean=6.0, ratings=1)]
    """
    day, value = complete_rows(days, y)
    rows = sorted(zip(day, value, strict=True))
    first = rows[0][0] if rows else 0.0
    weeks = groupby(rows, key=lambda row: (row[0] - first) // WEEK)
    return [_week(list(week), first) for _, week in weeks]


def _week(rows: list[tuple[float, float]], first: float) -> Week:
    n = len(rows)
    x = math.fsum(day - first for day, _ in rows) / n / WEEK
    return Week(x, math.fsum(value for _, value in rows) / n, n)


def per_week(weeks: Sequence[Week]) -> float:
    """The mean number of ratings in a week with data."""
    return sum(week.ratings for week in weeks) / len(weeks)


def spread_of(weeks: Sequence[Week]) -> float:
    """The sum of squares of x about its mean."""
    middle = math.fsum(week.x for week in weeks) / len(weeks)
    return math.fsum((week.x - middle) ** 2 for week in weeks)


def trend_of_weeks(
    weeks: Sequence[Week], res: float = 1.0, r: float | None = None
) -> TrendInterval | None:
    """The slope of Before per week; None below six weeks with data.

    `weeks`: means per week, from `weekly`. `res`: the resolution of one rating (times √2 for left
    minus right). `r`: the autocorrelation of the residuals, by default their own. The variance is
    never under res²/12 per rating, and grows with `r`, which is corrected for its bias.
    Source: own simulation against eight rivals, see the page "How sure is this?".
    """
    count = len(weeks)
    if count < FIRST_WEEKS:
        return None
    slope, level, e = _line(weeks)
    squares = math.fsum(x * x for x in e)
    variance = max(squares / (count - 2), res * res / 12 / per_week(weeks))
    if r is None:
        r = _clipped(_correlation(e, squares))
    se = math.sqrt(variance * (1 + r) / (1 - r) / spread_of(weeks))
    return _interval(count, slope, level, r, se)


def _line(weeks: Sequence[Week]) -> tuple[float, float, list[float]]:
    """Slope, level and residuals of the least squares line."""
    count = len(weeks)
    middle = math.fsum(week.x for week in weeks) / count
    level = math.fsum(week.mean for week in weeks) / count
    together = math.fsum((week.x - middle) * (week.mean - level) for week in weeks)
    slope = together / spread_of(weeks)
    return slope, level, [w.mean - level - slope * (w.x - middle) for w in weeks]


def _correlation(e: list[float], squares: float) -> float:
    count = len(e)
    raw = 0.0  # of residuals that are all zero
    if squares > NEARLY_ZERO:
        raw = math.fsum(a * b for a, b in pairwise(e)) / squares
    return (raw + 2 / count) / (1 - 4 / count)


def _clipped(r: float) -> float:
    return min(max(r, 0.0), MOST_ALIKE)


def pooled_residual_r(series: Iterable[Sequence[Week]]) -> float:
    """A person's autocorrelation of weekly means about their lines, pooled over their series.

    That of one series alone is so uncertain that it makes most of the false trends.
    """
    residuals = [_line(weeks)[2] for weeks in series if len(weeks) >= FIRST_WEEKS]
    return with_usual([_correlation(e, math.fsum(x * x for x in e)) for e in residuals])


def with_usual(own: Sequence[float]) -> float:
    """The mean of a person's own autocorrelations and two usual ones, in [0, 0.9].

    >>> with_usual([]), round(with_usual([0.0] * 13), 3)
    (0.3, 0.04)
    """
    return _clipped(fmean([*own, *[USUAL_R] * USUAL_WEIGHT]))


def _interval(count: int, slope: float, level: float, r: float, se: float) -> TrendInterval:
    df = effective(count, r, 3) - 2
    half, t = t_ppf((1 + LEVEL) / 2, df) * se, t_of(slope, se)
    p_up, p2 = t_sf(t, df), 2 * t_sf(abs(t), df)
    return TrendInterval(count, slope, r, df, se, slope - half, slope + half, t, p_up, p2, level)
