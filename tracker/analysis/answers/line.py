"""The trend of Before: level and slope per test and side, and the gap between the sides."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.analysis.answers.budget import DRIFT, GAP, LEVEL
from tracker.analysis.answers.finding import Finding, UnadjustedResult, adjust_family
from tracker.analysis.answers.reach import Reach, reach_of_weeks
from tracker.analysis.answers.sample import Dataset, Noise
from tracker.analysis.answers.scale_ends import Tags, before_tags, gap_tags
from tracker.analysis.distribution import t_ppf
from tracker.analysis.moderation import Evidence, Statistic, moderated
from tracker.analysis.pairs import Series, SeriesKey
from tracker.analysis.symmetry import level_of_weeks, pooled_gap_r
from tracker.analysis.trend import (
    FIRST_WEEKS,
    TrendInterval,
    Week,
    pooled_residual_r,
    spread_of,
    trend_of_weeks,
    weekly,
)

SURE_WEEKS = 8
SPAN = 12  # weeks; slopes are given per 12 weeks
GAP_RES = math.sqrt(2)  # the resolution of left minus right
BORROWED = 10  # degrees of freedom that a series may borrow from the person's others


class WeekMean(NamedTuple):
    """The mean of one week with data, placed on its middle day."""

    day: float
    mean: float
    ratings: int


class BandPoint(NamedTuple):
    """The fitted line with its 95 % band on one day."""

    day: float
    fit: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Level:
    """Before over the weeks; `finding` is about the rise in 12 weeks, and its `n` counts weeks.

    `level` is the mean of the weeks. `line` is empty below six weeks.
    """

    test: str
    side: str
    weeks: list[WeekMean]
    level: float | None
    finding: Finding
    line: list[BandPoint]


@dataclass(frozen=True)
class SideGap:
    """Left minus right of Before; above zero the left is freer. `change` is over 12 weeks."""

    test: str
    weeks: list[WeekMean]
    now: Finding
    change: Finding


class _WeeklyMeans(NamedTuple):
    """Weekly means, and the day that their x counts from."""

    first: float
    weeks: list[Week]


def levels(dataset: Dataset) -> dict[SeriesKey, Level]:
    """Per (test, side), from every kind of session in the window."""
    chosen = frozenset(dataset.sessions(lambda _: True, capped=False))
    rated = {key: series for key, series in dataset.history.series.items() if series.is_rated}
    before = {key: _before(series, chosen) for key, series in rated.items()}
    by_key = {key: _weeks(rows) for key, rows in before.items()}
    trends = {key: trend_of_weeks(means.weeks) for key, means in by_key.items()}
    results = {
        key: _slope_result("level", means.weeks, trends[key], dataset.noise[key[0]], reach, tags)
        for key, means in by_key.items()
        for reach in [reach_of_weeks(dataset, means.first)]
        for tags in [before_tags([value for _, value in before[key]])]
    }
    findings = adjust_family(results, LEVEL, _slope_evidence(by_key))
    return {key: _level(key, means, trends[key], findings[key]) for key, means in by_key.items()}


def _level(
    key: SeriesKey, means: _WeeklyMeans, trend: TrendInterval | None, finding: Finding
) -> Level:
    values = [week.mean for week in means.weeks]
    level = sum(values) / len(values) if values else None
    line = _band(means, trend) if trend else []
    return Level(key[0], key[1], _points(means), level, finding, line)


def side_gaps(dataset: Dataset) -> dict[str, SideGap]:
    """Per test with both sides rated: the gap between them, and its change."""
    chosen = frozenset(dataset.sessions(lambda _: True, capped=False))
    by_test: dict[SeriesKey, _WeeklyMeans] = {
        (test.slug,): _weeks(_gap(dataset.history.of_test(test), chosen))
        for test in dataset.history.tests
        if test.sided and len(dataset.history.of_test(test)) == 2
    }
    tags = {test: _gap_tags(dataset, test, chosen) for (test,) in by_test}
    gaps: dict[SeriesKey, UnadjustedResult] = {}
    drifts: dict[SeriesKey, UnadjustedResult] = {}
    for (t, *_), means in by_test.items():
        trend, noise = trend_of_weeks(means.weeks, GAP_RES), dataset.noise[t]
        reach = reach_of_weeks(dataset, means.first)
        gaps[t,] = _gap_result(means.weeks, noise, reach, tags[t])
        drifts[t,] = _slope_result("drift", means.weeks, trend, noise, reach, tags[t])
    now = adjust_family(gaps, GAP, _gap_evidence(by_test))
    change = adjust_family(drifts, DRIFT, _slope_evidence(by_test, GAP_RES))
    return {
        test: SideGap(test, _points(means), now[test,], change[test,])
        for (test,), means in by_test.items()
    }


def _slope_evidence(
    by_key: Mapping[SeriesKey, _WeeklyMeans], res: float = 1.0
) -> dict[SeriesKey, Evidence]:
    """With one autocorrelation for all of a person's series, and moderated."""
    r = pooled_residual_r(means.weeks for means in by_key.values())
    trends = {key: trend_of_weeks(means.weeks, res, r) for key, means in by_key.items()}
    statistics = {
        key: Statistic(trend.t, trend.df, _residual_sd(by_key[key].weeks, trend) ** 2)
        for key, trend in trends.items()
        if trend
    }
    return moderated(statistics, BORROWED)


def _gap_evidence(by_key: Mapping[SeriesKey, _WeeklyMeans]) -> dict[SeriesKey, Evidence]:
    r = pooled_gap_r(means.weeks for means in by_key.values())
    levels = {key: level_of_weeks(means.weeks, r=r) for key, means in by_key.items()}
    statistics = {
        key: Statistic(level.t, level.df, level.sd**2) for key, level in levels.items() if level
    }
    return moderated(statistics, BORROWED)


def _gap_tags(dataset: Dataset, test: str, chosen: frozenset[int]) -> Tags:
    sides = dataset.history.of_test(dataset.history.test(test))
    return gap_tags([value for _, value in _before(side, chosen)] for side in sides)


def _gap_result(weeks: Sequence[Week], noise: Noise, reach: Reach, tags: Tags) -> UnadjustedResult:
    estimate, n = level_of_weeks(weeks), len(weeks)
    spread = estimate.sd if estimate else 0.0
    return UnadjustedResult(
        "gap",
        n,
        n,
        estimate,
        spread,
        noise.worthwhile,
        noise.mdc,
        reach,
        FIRST_WEEKS,
        SURE_WEEKS,
        tags=tags,
    )


def _slope_result(
    question: str,
    weeks: Sequence[Week],
    trend: TrendInterval | None,
    noise: Noise,
    reach: Reach,
    tags: Tags,
) -> UnadjustedResult:
    """A slope per 12 weeks, unadjusted."""
    n, spread = len(weeks), _residual_sd(weeks, trend) if trend else 0.0
    return UnadjustedResult(
        question,
        n,
        n,
        trend,
        spread,
        noise.worthwhile,
        noise.mdc,
        reach,
        FIRST_WEEKS,
        SURE_WEEKS,
        scale=SPAN,
        tags=tags,
    )


def _residual_sd(weeks: Sequence[Week], trend: TrendInterval) -> float:
    """The standard deviation of a weekly mean about the line."""
    return trend.se * math.sqrt(spread_of(weeks) * (1 - trend.r) / (1 + trend.r))


def _before(series: Series, chosen: frozenset[int]) -> list[tuple[int, float]]:
    # Sessions are sorted, so everything before the first chosen one can be skipped.
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


def _weeks(rows: Sequence[tuple[int, float]]) -> _WeeklyMeans:
    days, values = [row[0] for row in rows], [row[1] for row in rows]
    return _WeeklyMeans(min(days, default=0), weekly(days, values))


def _points(means: _WeeklyMeans) -> list[WeekMean]:
    return [WeekMean(means.first + 7 * week.x, week.mean, week.ratings) for week in means.weeks]


def _band(means: _WeeklyMeans, trend: TrendInterval) -> list[BandPoint]:
    weeks = means.weeks
    middle, spread = sum(week.x for week in weeks) / len(weeks), spread_of(weeks)
    t = t_ppf(0.975, trend.df)
    line = []
    for week in weeks:
        away = week.x - middle
        half = t * trend.se * math.sqrt(spread / len(weeks) + away * away)
        fit = trend.level + trend.slope * away
        line.append(BandPoint(means.first + 7 * week.x, fit, fit - half, fit + half))
    return line
