"""Carry-over: the share of a session's change still there at the next, from randomised sessions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis.answers.legs import between_legs, pair_up
from tracker.analysis.answers.sample import CONTROL, Column, Dataset, columns, mean_column
from tracker.analysis.lasting import Retention, retention
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.randomisation import LIGHT_TOUCH
from tracker.analysis.rounding import percent, percent_limits

LEAST_PAIRS = 40
# A share of nothing is no share: the effect in the session itself comes first, and strictly,
# because people look after every session at nine places; docs/statistics.md has the figures.
CLEAR_EFFECT = 0.003
FRAME = (-1.0, 2.0)  # shares that the picture shows
WIDEST = 2.0  # and the widest limits that say anything
INTERVALS = {24: 36.0, 48: 66.0, 96: 132.0, 168: float("inf")}  # hours: class, and its upper end
CONTROL_DESIGN, TOUCH_DESIGN, LEG_DESIGN = "control", "touch", "leg"


@dataclass(frozen=True)
class IntervalClass:
    """The carry-over after about `hours`; `retention` only if known by the rule of the whole."""

    hours: int
    pairs: int
    retention: Retention | None


@dataclass(frozen=True)
class Carryover:
    """The carry-over in one region on one side ("both" when estimated from one-leg sessions).

    `is_known` takes 40 pairs, a clear effect in the session itself and limits that fit the picture;
    `share` is then (best, lo, hi), where 1.0 means that the whole change is still there. It never
    says how many more sessions it takes: for most people no number of them is enough.
    """

    region: str
    side: str
    design: str
    pairs: int
    hours: float | None  # median until the next session
    is_known: bool
    share: tuple[float, float, float] | None
    by_interval: list[IntervalClass]

    @property
    def verdict(self) -> str:
        return "known" if self.is_known else "not_yet_known"

    @property
    def icon(self) -> str:
        return "v_clear" if self.is_known else "v_unk"

    @property
    def sentence(self) -> str:
        if self.share is None or self.hours is None:
            return not_yet_known()
        best, low, high = self.share
        lowest, highest = percent_limits(low, high)
        days = max(1, round(self.hours / 24))
        return ngettext(
            "About %(best)s of it is still there a day later (%(low)s to %(high)s)",
            "About %(best)s of it is still there %(days)s days later (%(low)s to %(high)s)",
            days,
        ) % {"best": percent(best), "low": lowest, "high": highest, "days": days}


class _Pair(NamedTuple):
    """One session and the next in one region; the first fields are those of `retention`.

    `rounding`: the variance that it alone adds to a Before.
    """

    nxt: float
    now: float
    pre: float
    z: float
    hours: float
    rounding: float


def not_yet_known() -> str:
    return _("Not known: between nothing and all of it")


def carryovers(dataset: Dataset) -> dict[SeriesKey, Carryover]:
    """Per (region, side) against one other arm; per (region, "both") from one-leg sessions.

    Only randomised sessions count. The other arm is sitting still or light touch, whichever has
    more sessions; the two are never pooled, because they leave out different things. If both legs
    were worked in the end, the next Before says nothing about either one, so a one-leg session
    counts only if the other leg was not worked.
    """
    other = max((CONTROL, LIGHT_TOUCH), key=lambda arm: len(_randomised(dataset, arm)))
    design = TOUCH_DESIGN if other == LIGHT_TOUCH else CONTROL_DESIGN
    against, legs = _against(dataset, other), _one_leg(dataset)
    return {key: _carryover(key, design, pairs) for key, pairs in against.items()} | {
        key: _carryover(key, LEG_DESIGN, pairs) for key, pairs in legs.items()
    }


def _randomised(dataset: Dataset, other: str) -> list[int]:
    """The randomised sessions of plans that compared a routine with the `other` arm.

    A plan is taken to reach from the first to the last session of that arm, so that routines that
    were randomised against anything else do not count.
    """
    infos = dataset.history.sessions
    sessions = dataset.sessions(
        lambda session: session.randomised and session.kind != "one_leg", as_assigned=True
    )
    own = [i for i in sessions if infos[i].arm == other]
    unlike = {CONTROL, LIGHT_TOUCH} - {other}
    within = [i for i in sessions if own and own[0] <= i <= own[-1]]
    compared = [i for i in within if infos[i].arm not in unlike]
    return compared if len(compared) > len(own) else []


def _against(dataset: Dataset, other: str) -> dict[SeriesKey, list[_Pair]]:
    infos, randomised = dataset.history.sessions, _randomised(dataset, other)
    gains, before = columns(dataset.history.series, randomised), _befores(dataset)
    pairs = {}
    for key, keys in _members(dataset).items():
        column = mean_column(gains[member] for member in keys if member in gains)
        next_before = _mean([before[member] for member in keys])
        z = [float(infos[i].arm != other) for i in column.session]
        pairs[key] = _pairs(dataset, column, z, next_before)
    return pairs


def _one_leg(dataset: Dataset) -> dict[SeriesKey, list[_Pair]]:
    infos = dataset.history.sessions
    randomised = dataset.sessions(
        lambda s: s.kind == "one_leg" and s.leg_only and s.randomised, as_assigned=True
    )
    halves, before = between_legs(dataset, randomised), _befores(dataset)
    regions: dict[str, list[str]] = defaultdict(list)
    for test in dataset.history.tests:
        if test.slug in halves:
            regions[test.region].append(test.slug)
    pairs: dict[SeriesKey, list[_Pair]] = {}
    for region, slugs in regions.items():
        legs = pair_up((halves[t][0] for t in slugs), (halves[t][1] for t in slugs))
        both = zip(legs.left, legs.right, strict=True)
        differences = [(left[0] - right[0], left[1] - right[1]) for left, right in both]
        # Left minus right: the rounding of both adds up.
        share = 2 * legs.share
        column = Column(
            legs.session, [a[0] for a in differences], [a[1] for a in differences], share
        )
        z = [1.0 if infos[i].leg == "left" else -1.0 for i in legs.session]
        sides = [_mean([before[t, side] for t in slugs]) for side in ("left", "right")]
        next_before = {i: sides[0][i] - sides[1][i] for i in sides[0] if i in sides[1]}
        pairs[region, "both"] = _pairs(dataset, column, z, next_before)
    return pairs


def _members(dataset: Dataset) -> dict[SeriesKey, list[SeriesKey]]:
    """Per (region, side), the (test, side) keys of its series."""
    grouped: dict[SeriesKey, list[SeriesKey]] = defaultdict(list)
    for test in dataset.history.tests:
        for series in dataset.history.of_test(test):
            grouped[test.region, series.side].append((test.slug, series.side))
    return grouped


def _befores(dataset: Dataset) -> dict[SeriesKey, dict[int, float]]:
    """Per series, the Before ratings of the sessions that count, by session index."""
    counting = frozenset(dataset.sessions(lambda _: True, capped=False, as_assigned=True))
    befores = {}
    for key, series in dataset.history.series.items():
        start = bisect_left(series.session, min(counting, default=len(series.session)))
        rows = zip(series.session[start:], series.before[start:], strict=True)
        befores[key] = {i: float(x) for i, x in rows if i in counting and x is not None}
    return befores


def _mean(parts: Sequence[Mapping[int, float]]) -> dict[int, float]:
    gathered: dict[int, list[float]] = defaultdict(list)
    for part in parts:
        for i, value in part.items():
            gathered[i].append(value)
    return {i: fmean(values) for i, values in gathered.items()}


def _pairs(
    dataset: Dataset, column: Column, z: Sequence[float], next_before: Mapping[int, float]
) -> list[_Pair]:
    """Pair each session with the very next one; drop it if that one lacks the ratings."""
    rows = zip(column.session, column.before, column.gain, z, strict=True)
    return [
        _Pair(next_before[after], gain, pre, arm, _hours(dataset, i, after), column.share / 12)
        for i, pre, gain, arm in rows
        if (after := _next(dataset, i)) in next_before
    ]


def _next(dataset: Dataset, i: int) -> int:
    """Index of the next session in which something was done or assigned."""
    infos = dataset.history.sessions
    later = range(i + 1, len(infos))
    return next((j for j in later if infos[j].worked or infos[j].is_assigned), len(infos))


def _hours(dataset: Dataset, i: int, after: int) -> float:
    first, second = dataset.history.sessions[i], dataset.history.sessions[after]
    if first.started is None or second.started is None:
        return 24.0 * (second.day - first.day)
    return second.started - first.started


def _carryover(key: SeriesKey, design: str, pairs: Sequence[_Pair]) -> Carryover:
    estimate = _shown(pairs)
    hours = median(pair.hours for pair in pairs) if pairs else None
    share = _share(estimate) if estimate else None
    classes = by_interval(pairs)
    return Carryover(key[0], key[1], design, len(pairs), hours, bool(estimate), share, classes)


def _shown(pairs: Sequence[_Pair]) -> Retention | None:
    """The carry-over, if there is a clear effect to carry over and its limits fit the picture."""
    estimate = _retention(pairs) if len(pairs) >= LEAST_PAIRS else None
    if estimate is None or estimate.lo is None or estimate.hi is None:
        return None
    fits = FRAME[0] <= estimate.lo and estimate.hi <= FRAME[1]
    is_narrow = estimate.hi - estimate.lo <= WIDEST
    return estimate if estimate.p <= CLEAR_EFFECT and fits and is_narrow else None


def _share(estimate: Retention) -> tuple[float, float, float] | None:
    if estimate.ratio is None or estimate.lo is None or estimate.hi is None:
        return None
    return estimate.ratio, estimate.lo, estimate.hi


def _retention(pairs: Iterable[_Pair]) -> Retention | None:
    rows = list(pairs)
    nxt, now, pre, z = ([row[field] for row in rows] for field in range(4))
    return retention(nxt, now, pre, z, fmean(row.rounding for row in rows))


def by_interval(pairs: Sequence[_Pair]) -> list[IntervalClass]:
    """The interval classes that have pairs, shortest first."""
    classes, low = [], float("-inf")
    for hours, high in INTERVALS.items():
        own = [pair for pair in pairs if low <= pair.hours < high]
        low = high
        if own:
            classes.append(IntervalClass(hours, len(own), _shown(own)))
    return classes
