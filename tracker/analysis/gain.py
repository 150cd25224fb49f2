"""Question 1: the mean change on the day, with confidence limits for autocorrelated data."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from tracker.analysis.distribution import LEVEL, t_of, t_ppf, t_sf
from tracker.analysis.inputs import Numbers, checked, given

NEARLY_ZERO = 1e-12  # a smaller sum of squares is a rounding error
POOLED_FROM = 6  # pairs; shorter series are too short to estimate autocorrelation
POOLED_MOST = 0.6


class MeanInterval(NamedTuple):
    """A mean with its 95 % confidence limits, in the unit of the ratings; `sd` has a floor."""

    n: int
    mean: float
    sd: float
    neff: float
    df: float
    se: float
    lo: float
    hi: float
    t: float
    p_up: float
    p2: float

    @property
    def best(self) -> float:
        return self.mean


def lag1(d: Numbers) -> float:
    """Lag-1 autocorrelation, plus 1/n to correct its bias.

    0 for a constant or an empty series. Source: Huitema and McKean 1991.

    >>> lag1([1, 1, 1]), round(lag1([0, 0, 1, 1]), 2)
    (0.0, 0.5)
    """
    values = given(d)
    n = len(values)
    mean = math.fsum(values) / n if n else 0.0
    e = [value - mean for value in values]
    squares = math.fsum(x * x for x in e)
    if squares < NEARLY_ZERO:
        return 0.0
    return math.fsum(a * b for a, b in zip(e[1:], e, strict=False)) / squares + 1 / n


def pooled_r(series: Iterable[Numbers]) -> float:
    """A person's autocorrelation: the mean of `lag1` over series of six or more, in [0, 0.6].

    Pooling protects as well as an estimate per series, at a lower cost in power. It is used for
    the effective sample size of Tang and Landes 2020.
    """
    long = [d for d in map(given, series) if len(d) >= POOLED_FROM]
    if not long:
        return 0.0
    return min(max(math.fsum(map(lag1, long)) / len(long), 0.0), POOLED_MOST)


def effective(n: float, r: float, least: float) -> float:
    """The effective sample size of `n` values with autocorrelation `r`, at least `least`.

    >>> round(effective(12, 0.2, 2), 6)
    8.0
    """
    return max(n * (1 - r) / (1 + r), least)


def mean_interval(
    d: Numbers, res: float = 1.0, r: float = 0.0, floor2: float | None = None
) -> MeanInterval | None:
    """The mean of differences with a t interval; None below two of them.

    `d`: after minus before, None where either is missing. `res`: resolution of one rating.
    `r`: autocorrelation, from `pooled_r`. The variance is never under res²/6, which rounding
    alone adds to a difference; `floor2` overrides that, for means of several tests.
    Raises StatisticsError for r outside (-1, 1) or non-finite numbers.
    Sources: Chen and Chen 2014 (paired t in n-of-1), Tang and Landes 2020.

    >>> interval = mean_interval([1, 1, 1, 1, 1])
    >>> round(interval.lo, 2), interval.mean, round(interval.hi, 2)
    (0.49, 1.0, 1.51)
    """
    values = given(d)
    n = len(values)
    if n < 2:
        return None
    neff = effective(n, _correlation(r), 2)
    mean = math.fsum(values) / n
    spread = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    variance = max(spread, res * res / 6 if floor2 is None else floor2)
    return _interval(n, mean, variance, neff)


def _interval(n: int, mean: float, variance: float, neff: float) -> MeanInterval:
    df, se = neff - 1, math.sqrt(variance / neff)
    half, t = t_ppf((1 + LEVEL) / 2, df) * se, t_of(mean, se)
    p_up, p2 = t_sf(t, df), 2 * t_sf(abs(t), df)
    return MeanInterval(
        n, mean, math.sqrt(variance), neff, df, se, mean - half, mean + half, t, p_up, p2
    )


def _correlation(r: float) -> float:
    checked(abs(r), 0, 1, "The size of the autocorrelation")
    return r
