"""Forecasts how many more sessions or weeks it takes until the verdict on a series is settled."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from tracker.analysis.distribution import LEVEL
from tracker.analysis.verdicts import FIRST, SURE

Floats = NDArray[np.float64]

# What is said; the finer end is where most answers are settled.
STEPS = (3, 5, 8, 12, 16, 20, 30, 40, 50, 60, 80)
# The share of futures that are settled by the number that is said, at least. Rounding up to a step
# raises it to about 70%, which docs/statistics.md shows.
ENOUGH = 0.60
# At the end of the window less is enough, unless all that is left is to be at most small.
ENOUGH_AT_THE_END = 0.35
FUTURES = 200
SEED = 5


class Outlook(NamedTuple):
    """An unsettled estimate, and how far it may still grow.

    `so_far` sessions or weeks gave the estimate, and its window holds `room` more. `steps` are
    compared with `first` and `sure`, and grow in proportion. `clear_at` is the two-sided p value
    at which it would be clear, 0 if never. `worthwhile` is in the unit of the estimate. Once
    `is_full`, further ones only replace the oldest.
    """

    best: float
    se: float
    df: float
    so_far: int
    room: int
    steps: float
    worthwhile: float
    clear_at: float
    first: int = FIRST
    sure: int = SURE
    is_slope: bool = False
    is_full: bool = False

    @property
    def lost(self) -> int:
        """Degrees of freedom that the estimate uses up: a mean, and a slope through it."""
        return 2 if self.is_slope else 1


class _Growth(NamedTuple):
    """Per number of further sessions or weeks: information relative to today's, df and steps."""

    information: Floats
    df: Floats
    steps: Floats


def more(outlook: Outlook) -> int | None:
    """The smallest of STEPS by which the verdict is probably settled: clear, or at most small.

    Settled at any look until then, since people look after every session. None if the window does
    not hold as many: more sessions would replace old ones and make the answer no surer.
    """
    shares = settled(outlook)
    steps = [step for step in STEPS if step <= len(shares)]
    probable = [step for step in steps if shares[step - 1] >= ENOUGH]
    at_the_end = ENOUGH_AT_THE_END if outlook.clear_at else ENOUGH
    last = [step for step in steps[-1:] if shares[step - 1] >= at_the_end]
    return next(iter(probable + last), None)


def settled(outlook: Outlook) -> Floats:
    """The share of futures settled after 1, 2, 3 ... more, as far as there is room.

    The effect is drawn around today's estimate, shrunken towards zero as far as that is uncertain;
    further sessions are drawn around the effect. As the standard error contains the noise of what
    is still to come, each of them moves the standard deviation, too.
    """
    room = min(outlook.room, STEPS[-1])
    if room < STEPS[0] or outlook.se <= 0:
        return np.zeros(0)
    growth = _growth(outlook, room)
    best, se = _futures(outlook, growth)
    return np.asarray(np.logical_or.accumulate(_verdicts(outlook, growth, best, se), 1).mean(0))


def _growth(outlook: Outlook, room: int) -> _Growth:
    """The information of a mean grows with n, that of a slope with n³ - n."""
    later = outlook.so_far + np.arange(1.0, room + 1)
    share = later / outlook.so_far
    information = share
    if outlook.is_slope:
        information = (later**3 - later) / max(outlook.so_far**3 - outlook.so_far, 1)
    return _Growth(
        information, (outlook.df + outlook.lost) * share - outlook.lost, outlook.steps * share
    )


def _futures(today: Outlook, growth: _Growth) -> tuple[Floats, Floats]:
    """Estimates and standard errors, futures × steps."""
    information = growth.information
    fresh = np.diff(information, prepend=1.0)
    weight = today.worthwhile**2 / (today.worthwhile**2 + today.se**2)
    effect = weight * today.best + math.sqrt(weight) * today.se * EFFECTS
    noise = np.cumsum(NOISE[:, : len(fresh)] * np.sqrt(fresh), 1) * today.se
    best = (today.best + effect * (information - 1) + noise) / information
    return best, _standard_errors(today, growth, best)


def _standard_errors(today: Outlook, growth: _Growth, best: Floats) -> Floats:
    """Each step adds to the variance the square of its surprise, the move in its own errors."""
    information = growth.information
    before = np.concatenate([[1.0], information[:-1]])
    surprise = np.diff(best, axis=1, prepend=today.best) / today.se
    surprise *= surprise * (information * before / (information - before))
    fresh_df = np.diff(growth.df, prepend=today.df)
    variance = (today.df + np.cumsum(surprise * fresh_df, 1)) / growth.df
    return np.asarray(today.se * np.sqrt(variance / information))


def _verdicts(outlook: Outlook, growth: _Growth, best: Floats, se: Floats) -> NDArray[np.bool_]:
    """Whether each look at each future gives a settled verdict, as in `verdicts.verdict`."""
    size = np.abs(best)
    wide = stdtrit(growth.df, (1 + LEVEL) / 2) * se
    bar = -stdtrit(growth.df, outlook.clear_at / 2) * se
    clear = (size >= bar) & (growth.steps >= outlook.sure) & (outlook.clear_at > 0)
    little = (size + wide < outlook.worthwhile) & (growth.steps >= outlook.first)
    return np.asarray(clear | little)


def _noise() -> tuple[Floats, Floats]:
    """The same standard normal draws for everybody, so that the same data give the same answer."""
    chance = np.random.default_rng(SEED)
    half = chance.standard_normal((FUTURES // 2, STEPS[-1]))
    quantiles = (np.arange(FUTURES) + 0.5) / FUTURES
    return chance.permutation(ndtri(quantiles))[:, None], np.vstack([half, -half])


EFFECTS, NOISE = _noise()
