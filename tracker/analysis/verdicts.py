"""Question 6: which words an estimate has earned, looked at over all series at once."""

from collections.abc import Sequence

from tracker.analysis.inputs import StatisticsError, given

FALSE_SHARE = 0.02  # q: about so many of all "clear" may be wrong
FIRST = 5  # sessions before a first interval
SURE = 10  # sessions before anything is clear
PROBABLE = 0.10


def bh(p: Sequence[float | None], q: float = FALSE_SHARE) -> list[bool]:
    """Which of the two-sided p values pass together. Source: Benjamini and Hochberg 1995.

    A None is no member of the family and does not pass. Raises StatisticsError for a p that is
    not a share.

    >>> bh([0.001, 0.5, 0.015, None])
    [True, False, False, False]
    """
    order = sorted(given(p))
    if order and not (order[0] >= 0 and order[-1] <= 1):
        raise StatisticsError("A p value is not from 0 to 1.")
    m = len(order)
    bars = [value for k, value in enumerate(order, 1) if value <= q * k / m]
    return [bool(bars) and value is not None and value <= bars[-1] for value in p]


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
) -> str:
    """The first rule that fits, top down; `delta` is the smallest change worth having.

    `n` counts what the estimate rests on; weeks have `first` 6 and `sure` 8. `clear`: passed `bh`.

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
    if p_up <= PROBABLE:
        return "probably_gain"
    return "probably_loss" if p_up >= 1 - PROBABLE else "not_yet_known"


def _clear(mean: float, lo: float, hi: float, delta: float) -> str:
    if mean > 0:
        return "clear_gain" if hi >= delta else "clear_small_gain"
    return "clear_loss" if lo <= -delta else "clear_small_loss"
