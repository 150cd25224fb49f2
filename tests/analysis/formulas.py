"""The functions of the reference vectors, built on the formulas of the app."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.analysis import contrasts, distribution, gain, lasting, planning, trend, verdicts
from tracker.analysis.inputs import Numbers, complete_rows

Page = Mapping[str, Mapping[str, Numbers]]


def trend_interval(
    days: Sequence[float], y: Numbers, res: float = 1.0
) -> trend.TrendInterval | None:
    """The slope of Before per week, from ratings by day."""
    return trend.trend_of_weeks(trend.weekly(days, y), res)


def retention(**columns: Numbers) -> dict[str, Any] | None:
    """The carry-over, with the next session's effect as `left`, as in the reference."""
    result = lasting.retention(**columns)
    if result is None:
        return None
    fields = result._asdict() | {"bounded": result.lo is not None}
    return fields if result.ratio is None else fields | {"left": result.ratio * result.effect}


def page(tests: Page) -> dict[str, Any]:
    """All series of one page as one family: pairs, pooled autocorrelation, limits, verdicts.

    `tests`: per series {"pre": ratings, "post": ratings}, session by session.
    """
    gains = {name: _gains(**columns) for name, columns in tests.items()}
    r = gain.pooled_r(gains.values())
    means = [gain.mean_interval(gained, r=r) for gained in gains.values()]
    counts = [len(gained) for gained in gains.values()]
    family = [
        mean.p2 if mean and n >= verdicts.FIRST else None
        for n, mean in zip(counts, means, strict=True)
    ]
    rows = map(_row, counts, means, verdicts.bh(family))
    return {"r": r, "tests": dict(zip(gains, rows, strict=True))}


def _gains(pre: Numbers, post: Numbers) -> list[float]:
    return [after - before for before, after in zip(*complete_rows(pre, post), strict=True)]


def _row(n: int, mean: gain.MeanInterval | None, passed: bool) -> dict[str, Any]:
    if mean is None:
        return {"n": n, "mean": None, "lo": None, "hi": None, "bh": False, "verdict": "too_early"}
    word = verdicts.verdict(n, mean.mean, mean.lo, mean.hi, mean.p_up, passed, 1.0)
    return {"n": n, "mean": mean.mean, "lo": mean.lo, "hi": mean.hi, "bh": passed, "verdict": word}


FORMULAS: dict[str, Callable[..., Any]] = {
    formula.__name__: formula
    for formula in (
        *(contrasts.contrast, retention, trend_interval, page),
        *(distribution.t_ppf, distribution.t_sf, gain.lag1, gain.mean_interval, gain.pooled_r),
        *(planning.own_mdc, verdicts.bh, verdicts.verdict),
    )
}
