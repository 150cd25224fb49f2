"""Moderates the t statistics of a person's series, which borrow strength from one another."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple, TypeVar

from tracker.analysis.distribution import t_sf

K = TypeVar("K")


class Statistic(NamedTuple):
    """The t statistic of a series, its degrees of freedom, and the variance that it divides by."""

    t: float
    df: float
    variance: float


class Evidence(NamedTuple):
    """How strongly data speak for a direction: P(T > t), and that of either direction."""

    p_up: float
    p2: float
    t: float
    df: float


def evidence(t: float, df: float) -> Evidence:
    """
    >>> evidence(0.0, 5)
    Evidence(p_up=0.5, p2=1.0, t=0.0, df=5)
    """
    return Evidence(t_sf(t, df), 2 * t_sf(abs(t), df), t, df)


def moderate(own: Statistic, others: Sequence[float], most: float) -> Statistic:
    """`own`, with its variance drawn toward the mean of `others`, the variances of other series.

    They weigh as much as `most` degrees of freedom, but no more than there are of them. A short
    series alone knows its own variance poorly, which takes much wider limits far out in the tails.
    Source: Smyth 2004, with a fixed prior.

    >>> moderate(Statistic(2.0, 10, 1.0), [1.0] * 14, 5)
    Statistic(t=2.0, df=15, variance=1.0)
    """
    prior = min(most, len(others))
    if not prior or not own.variance:
        return own
    df = own.df + prior
    variance = (own.df * own.variance + prior * fmean(others)) / df
    return Statistic(own.t * math.sqrt(own.variance / variance), df, variance)


def moderated(series: Mapping[K, Statistic], most: float) -> dict[K, Evidence]:
    """The evidence of each series, moderated by all the others."""
    by_key = {}
    for key, own in series.items():
        others = [other.variance for name, other in series.items() if name != key]
        changed = moderate(own, others, most)
        by_key[key] = evidence(changed.t, changed.df)
    return by_key
