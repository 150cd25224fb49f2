"""Student's t distribution, and confidence limits based on it."""

import math
from typing import NamedTuple, Protocol

from scipy.special import stdtr, stdtrit

from tracker.analysis.inputs import checked

LEVEL = 0.95


class Interval(Protocol):
    """A point estimate with its standard error and degrees of freedom."""

    @property
    def best(self) -> float: ...
    @property
    def se(self) -> float: ...
    @property
    def df(self) -> float: ...


class Limits(NamedTuple):
    """Confidence limits at some level."""

    lo: float
    hi: float


def t_ppf(p: float, df: float) -> float:
    """The quantile of t at probability `p`; `df` may be fractional.

    >>> round(t_ppf(0.975, 4), 4), round(t_ppf(0.99, 7.25), 4)
    (2.7764, 2.9694)
    """
    return float(stdtrit(df, p))


def t_sf(t: float, df: float) -> float:
    """P(T > t), accurate in the far tail as well.

    >>> t_sf(0, 5)
    0.5
    """
    return float(stdtr(df, -t))


def t_of(best: float, se: float) -> float:
    """The estimate in standard errors; infinite without any error, or 0 if it is 0 itself.

    >>> t_of(1.0, 0.5), t_of(-1.0, 0.0), t_of(0.0, 0.0)
    (2.0, -inf, 0.0)
    """
    if se:
        return best / se
    return math.copysign(math.inf, best) if best else 0.0


def limits(interval: Interval, level: float = 0.80) -> Limits:
    """Confidence limits of an estimate; the thick bar of a chart is at 80 %.

    Raises StatisticsError for a level outside 0 to 1.
    """
    half = t_ppf((1 + checked(level, 0, 1, "The level")) / 2, interval.df) * interval.se
    return Limits(interval.best - half, interval.best + half)
