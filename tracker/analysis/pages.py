"""The whole of question 1 for one page: pairs, pooled autocorrelation, intervals, verdicts."""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.analysis.gain import MeanInterval, mean_interval, pooled_r
from tracker.analysis.inputs import Numbers, complete_rows
from tracker.analysis.verdicts import FALSE_SHARE, FIRST, bh, verdict


class PageTest(NamedTuple):
    """One series: how many pairs, the mean with its limits (None below two), the verdict."""

    n: int
    mean: float | None
    lo: float | None
    hi: float | None
    bh: bool
    verdict: str


class Page(NamedTuple):
    """The person's autocorrelation, and each series by its name."""

    r: float
    tests: dict[str, PageTest]


def page(
    tests: Mapping[str, Mapping[str, Numbers]],
    res: float = 1.0,
    delta: float = 1.0,
    q: float = FALSE_SHARE,
) -> Page:
    """`tests` holds per series {"pre": ratings, "post": ratings}, session by session.

    A pair with either missing is dropped from its series alone. The family that is looked at
    together is every series with five pairs or more.
    Raises StatisticsError where pre and post are not of equal length.
    """
    gains = {name: _gains(one["pre"], one["post"]) for name, one in tests.items()}
    r = pooled_r(gains.values())
    found = [(len(d), mean_interval(d, res, r)) for d in gains.values()]
    clear = bh([one.p2 if one and n >= FIRST else None for n, one in found], q)
    rows = (_row(n, one, ok, delta) for (n, one), ok in zip(found, clear, strict=True))
    return Page(r, dict(zip(gains, rows, strict=True)))


def _gains(pre: Numbers, post: Numbers) -> list[float]:
    before, after = complete_rows(pre, post)
    return [b - a for a, b in zip(before, after, strict=True)]


def _row(n: int, one: MeanInterval | None, clear: bool, delta: float) -> PageTest:
    if one is None:
        return PageTest(n, None, None, None, False, "too_early")
    word = verdict(n, one.mean, one.lo, one.hi, one.p_up, clear, delta)
    return PageTest(n, one.mean, one.lo, one.hi, clear, word)
