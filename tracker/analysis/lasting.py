"""Question 2b: carry-over to the next session, which takes randomised sessions to estimate."""

import math
from typing import NamedTuple

from tracker.analysis.contrasts import Fit, centred, fitted
from tracker.analysis.distribution import LEVEL, t_of, t_ppf, t_sf
from tracker.analysis.inputs import Numbers, complete_rows

ROUNDING = 1e-12  # relative


class Retention(NamedTuple):
    """The share of `effect` that is carried over, `ratio`; limits only if they are bounded.

    `p`: two-sided, of the effect in the session itself.
    """

    effect: float
    df: int
    ratio: float | None
    lo: float | None
    hi: float | None
    p: float


class _Moments(NamedTuple):
    """Both coefficients with their variances and covariance."""

    a: float
    b: float
    aa: float
    bb: float
    ab: float


def retention(
    nxt: Numbers, now: Numbers, pre: Numbers, z: Numbers, rounding: float = 0.0
) -> Retention | None:
    """The effect in the next session over that in this session, from randomised sessions.

    `nxt`: Before of the next session (or its left minus right). `now`: this session's gain (or
    left minus right). `pre`: this session's Before (or left minus right). `z`: the arm, 1 or 0
    (or +1 left, -1 right). `rounding`: the variance that it adds to `nxt`, and twice that to a
    gain; neither is taken as less. Limits by Fieller 1954; unbounded means "not yet known".
    None with a single arm. Raises StatisticsError for columns of unequal length.

    >>> retention([1, 2], [1, 2], [0, 0], [1, 1]) is None
    True
    """
    later, same, before, arm = complete_rows(nxt, now, pre, z)
    columns = [arm, *centred(before)]
    first, second = fitted(later, columns), fitted(same, columns)
    if first is None or second is None:
        return None
    moments = _moments(first, second, rounding)
    limits = _fieller(moments, first.df)
    ratio = moments.a / moments.b if moments.b else None
    lo, hi = limits or (None, None)
    p = 2 * t_sf(abs(t_of(moments.b, math.sqrt(moments.bb))), first.df)
    return Retention(moments.b, first.df, ratio, lo, hi, p)


def _moments(first: Fit, second: Fit, rounding: float) -> _Moments:
    v, e, f = float(first.inverse[1, 1]) / first.df, first.residuals, second.residuals
    least = rounding * first.df
    a, b = float(first.coefficients[1]), float(second.coefficients[1])
    return _Moments(
        a, b, max(float(e @ e), least) * v, max(float(f @ f), 2 * least) * v, float(e @ f) * v
    )


def _fieller(m: _Moments, df: int) -> tuple[float, float] | None:
    # The limits are the roots of a x² - 2 b x + c; bounded only if it opens upwards.
    t2 = t_ppf((1 + LEVEL) / 2, df) ** 2
    a, b, c = m.b**2 - t2 * m.bb, m.a * m.b - t2 * m.ab, m.a**2 - t2 * m.aa
    d = b * b - a * c
    if abs(d) <= ROUNDING * b * b:  # a perfect fit: both limits are the ratio itself
        d = 0.0
    if a <= 0 or d < 0:
        return None
    return (b - math.sqrt(d)) / a, (b + math.sqrt(d)) / a
