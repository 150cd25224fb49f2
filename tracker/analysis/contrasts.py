"""Questions 3 and 5: contrasts of two kinds of session, and of the leg that was worked first."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.distribution import LEVEL, t_of, t_ppf, t_sf
from tracker.analysis.inputs import Numbers, complete_rows

SINGULAR = 1e-10  # relative to a column's length; anything smaller is a rounding error

Floats = NDArray[np.float64]


class Contrast(NamedTuple):
    """A difference with its 95 % confidence limits, in the unit of the ratings."""

    n: int
    effect: float
    se: float
    df: int
    lo: float
    hi: float
    t: float
    p_up: float
    p2: float
    variance: float  # of the residuals

    @property
    def best(self) -> float:
        return self.effect


class Fit(NamedTuple):
    """Least squares: coefficients, the inverse of X'X, residuals, degrees of freedom."""

    coefficients: Floats
    inverse: Floats
    residuals: Floats
    df: int


def fitted(y: Sequence[float], columns: Sequence[Sequence[float]]) -> Fit | None:
    """`y` on 1 and the columns; None if the columns are collinear."""
    design = np.column_stack([np.ones(len(y)), *columns])
    df = design.shape[0] - design.shape[1]
    if df < 1:
        return None
    q, r = np.linalg.qr(design)
    lengths = np.linalg.norm(design, axis=0)
    if (np.abs(np.diag(r)) <= SINGULAR * lengths).any():
        return None
    root = np.linalg.inv(r)
    outcome = np.asarray(y, float)
    coefficients = root @ (q.T @ outcome)
    return Fit(coefficients, root @ root.T, outcome - design @ coefficients, df)


def centred(x: Sequence[float]) -> list[list[float]]:
    """The centred covariate as a list of one column; of none if it is constant."""
    if not x or max(x) == min(x):
        return []
    mean = math.fsum(x) / len(x)
    return [[value - mean for value in x]]


def ols(
    y: Numbers, columns: Sequence[Numbers], s2floor: float = 0.0
) -> tuple[Contrast, ...] | None:
    """The coefficient of each column in the least squares of `y` on 1 and the columns.

    For four kinds of session the columns are T - ½ and S - ½: both main effects from all
    sessions. Rows with a None are dropped. None when the columns are collinear or no degree of
    freedom remains. Raises StatisticsError for columns of unequal length.
    """
    outcome, *rest = complete_rows(y, *columns)
    fit = fitted(outcome, rest)
    if fit is None:
        return None
    variance = max(float(fit.residuals @ fit.residuals) / fit.df, s2floor)
    return tuple(_contrast(fit, place, variance) for place in range(1, len(rest) + 1))


def contrast(
    y: Numbers, z: Numbers, x: Numbers | None = None, s2floor: float = 0.0
) -> Contrast | None:
    """How much higher `y` is where `z` is one higher.

    Routines: y = gain, z = 1 or 0, s2floor = res²/6; without `x` it is the pooled two-sample t.
    One leg first: y = gain left - gain right, z = +1 (left worked) or -1, s2floor = res²/3; the
    effect is the difference in differences. `x`: Before, as a covariate for sessions that were not
    randomised; a constant one is dropped. Analyse as assigned, not as done.
    None with a single arm, or without a degree of freedom. Raises StatisticsError for columns
    of unequal length. Source: ordinary least squares; AHRQ guide to n-of-1 trials, chapter 4.

    >>> contrast([1, 2, 1, 0], [1, 1, 1, 1]) is None
    True
    >>> round(contrast([2, 3, 0, 1], [1, 1, 0, 0]).effect, 6)
    2.0
    """
    outcome, arm, *covariate = complete_rows(y, z, *([] if x is None else [x]))
    contrasts = ols(outcome, [arm, *(centred(covariate[0]) if covariate else [])], s2floor)
    return contrasts[0] if contrasts else None


def _contrast(fit: Fit, place: int, variance: float) -> Contrast:
    effect = float(fit.coefficients[place])
    se = math.sqrt(variance * float(fit.inverse[place, place]))
    half, t = t_ppf((1 + LEVEL) / 2, fit.df) * se, t_of(effect, se)
    p_up, p2 = t_sf(t, fit.df), 2 * t_sf(abs(t), fit.df)
    n = len(fit.residuals)
    return Contrast(n, effect, se, fit.df, effect - half, effect + half, t, p_up, p2, variance)
