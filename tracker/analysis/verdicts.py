"""Question 6: the verdict on an estimate, controlling the false discovery rate of its family."""

from bisect import bisect_left
from collections.abc import Sequence

from tracker.analysis.inputs import StatisticsError, given

FALSE_SHARE = 0.02  # q: the expected share of false verdicts among the clear ones
FIRST = 5  # sessions before an interval is shown
SURE = 10  # sessions before anything is clear
PROBABLE = 0.10


def bh(p: Sequence[float | None], q: float = FALSE_SHARE) -> list[bool]:
    """Which two-sided p values are significant together. Source: Benjamini and Hochberg 1995.

    A None is not part of the family and not significant. Raises StatisticsError for a p outside
    0 to 1.

    >>> bh([0.001, 0.5, 0.015, None])
    [True, False, False, False]
    """
    order = sorted(given(p))
    if order and not (order[0] >= 0 and order[-1] <= 1):
        raise StatisticsError("A p value is not from 0 to 1.")
    m = len(order)
    bars = [value for k, value in enumerate(order, 1) if value <= q * k / m]
    return [bool(bars) and value is not None and value <= bars[-1] for value in p]


def next_bars(p: Sequence[float | None], q: float) -> list[float]:
    """Per p value, about where it would be significant in `bh`, as far as the family shows today.

    Those that are significant now stay so, and smaller ones become significant before it.

    >>> next_bars([0.001, 0.5, 0.03, None], 0.03)
    [0.02, 0.03, 0.02, 0.02]
    """
    family = sorted(given(p))
    passed, m = sum(bh(p, q)), max(len(family), 1)
    ranks = [0 if value is None else bisect_left(family, value) + 1 for value in p]
    return [q * min(m, max(rank, passed + 1)) / m for rank in ranks]


def verdict(
    n: int,
    mean: float | None,
    lo: float | None,
    hi: float | None,
    p_up: float | None,
    clear: bool,
    delta: float = 1.0,
    *,
    first: int = FIRST,
    sure: int = SURE,
    probable: bool | None = None,
) -> str:
    """The first rule that applies, from the top; `delta` is the smallest worthwhile change.

    `n`: sessions or weeks; for weeks `first` is 6 and `sure` is 8. `clear`: significant in `bh`.
    `probable`: the same at a laxer rate; without it, one-sided p of 0.10 or less.

    >>> verdict(12, 1.1, 0.4, 1.8, 0.001, True), verdict(7, 0.3, -0.9, 1.5, 0.3, False)
    ('clear_gain', 'not_yet_known')
    """
    if n < first:
        return "too_early"
    if mean is None or lo is None or hi is None or p_up is None:
        return "not_yet_known"
    if clear and n >= sure and mean:
        return _clear(mean, lo, hi, delta)
    if -delta < lo and hi < delta:
        return "little_or_none"
    if not (min(p_up, 1 - p_up) <= PROBABLE if probable is None else probable):
        return "not_yet_known"
    return "probably_gain" if p_up < 0.5 else "probably_loss"


def _clear(mean: float, lo: float, hi: float, delta: float) -> str:
    if mean > 0:
        return "clear_gain" if hi >= delta else "clear_small_gain"
    return "clear_loss" if lo <= -delta else "clear_small_loss"
