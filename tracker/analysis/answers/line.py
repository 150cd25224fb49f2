"""The long line of Before: level and slope per test and side, and the gap between the sides."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.analysis.answers.finding import Draft, Finding, judged
from tracker.analysis.answers.sample import Asked, Noise
from tracker.analysis.distribution import t_ppf
from tracker.analysis.pairs import Key, Series
from tracker.analysis.symmetry import level_of_weeks
from tracker.analysis.trend import (
    FIRST_WEEKS,
    TrendInterval,
    Week,
    spread_of,
    trend_of_weeks,
    weekly,
)

SURE_WEEKS = 8
SPAN = 12  # weeks over which a slope is said


class Point(NamedTuple):
    """The mean of one week with data, on its middle day."""

    day: float
    mean: float
    readings: int


class BandPoint(NamedTuple):
    """The fitted line with its 95 % band on one day."""

    day: float
    fit: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Level:
    """Before over the weeks; `finding` speaks of the rise in 12 weeks, `n` counts weeks.

    `line` is empty below six weeks. `level` is the mean of the weeks.
    """

    test: str
    side: str
    weeks: list[Point]
    level: float | None
    finding: Finding
    line: list[BandPoint]


@dataclass(frozen=True)
class SideGap:
    """Left minus right of Before: above zero the left is freer. `change` is in 12 weeks."""

    test: str
    weeks: list[Point]
    now: Finding
    change: Finding


class _Weeks(NamedTuple):
    """Means per week, and the day from which they count."""

    first: float
    weeks: list[Week]


def levels(asked: Asked) -> dict[Key, Level]:
    """Per (test, side), from all kinds of session in the last 26 weeks."""
    chosen = frozenset(asked.sessions(lambda _: True, capped=False))
    rated = {key: series for key, series in asked.history.series.items() if series.is_rated}
    found = {key: _weeks(_before(series, chosen)) for key, series in rated.items()}
    trends = {key: trend_of_weeks(each.weeks) for key, each in found.items()}
    findings = judged(
        {
            key: _slope_draft("level", each.weeks, trends[key], asked.noise[key[0]])
            for key, each in found.items()
        }
    )
    return {key: _level(key, each, trends[key], findings[key]) for key, each in found.items()}


def _level(key: Key, found: _Weeks, trend: TrendInterval | None, finding: Finding) -> Level:
    means = [week.mean for week in found.weeks]
    level = sum(means) / len(means) if means else None
    line = _band(found, trend) if trend else []
    return Level(key[0], key[1], _points(found), level, finding, line)


def side_gaps(asked: Asked) -> dict[str, SideGap]:
    """Per sided test with both sides rated: the gap between them, and whether it changes."""
    chosen = frozenset(asked.sessions(lambda _: True, capped=False))
    found = {
        test.slug: _weeks(_gap(asked.history.of_test(test), chosen))
        for test in asked.history.tests
        if test.sided and len(asked.history.of_test(test)) == 2
    }
    now = judged({(t,): _gap_draft(each.weeks, asked.noise[t]) for t, each in found.items()})
    change = judged(
        {
            (test,): _slope_draft(
                "drift", each.weeks, trend_of_weeks(each.weeks, math.sqrt(2)), asked.noise[test]
            )
            for test, each in found.items()
        }
    )
    return {
        test: SideGap(test, _points(each), now[test,], change[test,])
        for test, each in found.items()
    }


def _gap_draft(weeks: Sequence[Week], noise: Noise) -> Draft:
    found, n = level_of_weeks(weeks), len(weeks)
    spread, r = (found.sd, _r(found.neff, n)) if found else (0.0, 0.0)
    return Draft("gap", n, n, found, spread, noise.delta, noise.mdc, FIRST_WEEKS, SURE_WEEKS, r=r)


def _r(neff: float, n: int) -> float:
    """The autocorrelation that made `neff` of `n`."""
    return max(0.0, (n - neff) / (n + neff))


def _slope_draft(
    question: str, weeks: Sequence[Week], trend: TrendInterval | None, noise: Noise
) -> Draft:
    """A slope, said per 12 weeks."""
    n, spread, r = len(weeks), 0.0, 0.0
    if trend:
        r = trend.r
        spread = trend.se * math.sqrt(spread_of(weeks) * (1 - r) / (1 + r))
    return Draft(
        question,
        n,
        n,
        trend,
        spread,
        noise.delta,
        noise.mdc,
        FIRST_WEEKS,
        SURE_WEEKS,
        r=r,
        scale=SPAN,
    )


def _before(series: Series, chosen: frozenset[int]) -> list[tuple[int, float]]:
    start = bisect_left(series.session, min(chosen, default=len(series.session)))
    columns = (series.session[start:], series.days[start:], series.before[start:])
    rows = zip(*columns, strict=True)
    return [(day, float(x)) for i, day, x in rows if i in chosen and x is not None]


def _gap(sides: Sequence[Series], chosen: frozenset[int]) -> list[tuple[int, float]]:
    left, right = sides
    other = dict(zip(right.session, right.before, strict=True))
    rows = zip(left.session, left.days, left.before, strict=True)
    return [
        (day, float(x) - float(other[i]))
        for i, day, x in rows
        if i in chosen and x is not None and other.get(i) is not None
    ]


def _weeks(rows: Sequence[tuple[int, float]]) -> _Weeks:
    days, values = [row[0] for row in rows], [row[1] for row in rows]
    return _Weeks(min(days, default=0), weekly(days, values))


def _points(found: _Weeks) -> list[Point]:
    return [Point(found.first + 7 * week.x, week.mean, week.readings) for week in found.weeks]


def _band(found: _Weeks, trend: TrendInterval) -> list[BandPoint]:
    weeks = found.weeks
    middle, spread = sum(week.x for week in weeks) / len(weeks), spread_of(weeks)
    t = t_ppf(0.975, trend.df)
    line = []
    for week in weeks:
        away = week.x - middle
        half = t * trend.se * math.sqrt(spread / len(weeks) + away * away)
        fit = trend.level + trend.slope * away
        line.append(BandPoint(found.first + 7 * week.x, fit, fit - half, fit + half))
    return line
