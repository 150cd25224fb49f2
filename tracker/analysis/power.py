"""How likely a plan finds a true difference, when it is looked at after every session."""

import math

import numpy as np

from tracker.analysis.distribution import t_ppf
from tracker.analysis.inputs import checked

STEP, EDGE, FAR = 0.25, 60.0, 7.0  # of the sum of standardised sessions; far beyond any limit
SURE = 1.5  # a drift with which every plan finds it at its first look
FITTED = 3  # the coefficients of a contrast: a mean, the kind of session, and Before


def power_by_session(p_up: float, drift: float, *, first: int, most: int) -> list[float]:
    """The probability of having found a true difference by session 1, 2, … `most`.

    `p_up`: the one-sided p value that is small enough at every look. `drift`: the difference over
    the standard error that it has after one session. `first`: the session of the first look. It
    follows the distribution of the running sum from look to look (Armitage, McPherson and Rowe
    1969), with the limits of t, because the spread is estimated as well.
    Raises StatisticsError for a p value that is not between 0 and 1, or a drift below 0.

    >>> [round(power, 2) for power in power_by_session(0.0085, 0.6, first=20, most=40)[19::10]]
    [0.51, 0.82, 0.93]
    """
    checked(p_up, 1e-12, 1, "The p value")
    drift = min(checked(drift, 0, math.inf, "The drift"), SURE)
    sums = np.arange(-EDGE, EDGE + STEP / 2, STEP)
    steps = np.arange(-FAR, FAR + STEP / 2, STEP)
    one_session = np.exp(-((steps - drift) ** 2) / 2) / math.sqrt(2 * math.pi) * STEP
    undecided = np.where(np.abs(sums) < STEP / 2, 1.0, 0.0)
    power, powers = 0.0, []
    for n in range(1, most + 1):
        undecided = np.convolve(undecided, one_session, "same")
        if n >= first:
            passed = sums >= t_ppf(1 - p_up, n - FITTED) * math.sqrt(n)
            power += float(undecided[passed].sum())
            undecided[passed] = 0.0
        powers.append(power)
    return powers
