"""Selects the sessions behind an answer, as columns, and estimates the noise of one change."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, islice
from statistics import fmean
from typing import NamedTuple

from tracker.analysis.gain import pooled_r
from tracker.analysis.pairs import History, MeasureInfo, Series, SeriesKey, SessionInfo
from tracker.analysis.planning import own_mdc
from tracker.texts import Name

ROUTINE_KINDS = ("routine", "one_leg")
CONTROL = "test_only"
FAMILIARISATION = 2  # first sessions, in which people learn to rate
OWN_FROM = 10  # test-only sessions before a person's own noise replaces the default
NEWEST_CONTROLS = 60  # test-only sessions, from which the noise is estimated
DEFAULT_MDC = 2.0  # points
ROUNDING_MDC = 1.959964 * math.sqrt(1 / 6)  # rounding to whole points alone causes this much

Where = Callable[[SessionInfo], bool]


class Window(NamedTuple):
    """How far back an answer looks, lest old sessions hide a change; None means no limit."""

    weeks: int | None = 26
    sessions: int | None = 60


RECENT = Window()
EVERYTHING = Window(None, None)


class Column(NamedTuple):
    """Before and gain per session; `share`, 1/K for means of K tests, scales the floor."""

    session: list[int]  # indices into History.sessions
    before: list[float]
    gain: list[float]
    share: float = 1.0


class Noise(NamedTuple):
    """The minimal detectable change of one session, and where that figure comes from.

    `source`: "own" (from `sessions` test-only sessions), "default", or the measure's mdc_kind;
    for "none" it is twice the measure's step, for want of anything better. `max_worthwhile` caps
    the smallest worthwhile change: who rates less steadily must not hear "little change" sooner.
    """

    mdc: float
    source: str
    sessions: int = 0
    max_worthwhile: float = math.inf

    @property
    def worthwhile(self) -> float:
        """The smallest worthwhile change."""
        return min(self.mdc / 2, self.max_worthwhile)


class SampleSize(NamedTuple):
    """How many sessions the answers use, and how many they exclude."""

    used: int
    excluded: Mapping[str, int]  # by reason
    familiarisation: int
    first_day: int | None


@dataclass(frozen=True)
class Dataset:
    """A history with the options of an analysis.

    `familiarisation`: how many of the history's first sessions to exclude; 0 when the history does
    not begin with the person's first session. `proximity`: per routine, that of each region.
    """

    history: History
    today: int
    window: Window = RECENT
    familiarisation: int = FAMILIARISATION
    proximity: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def in_familiarisation(self) -> frozenset[int]:
        """Indices of the first sessions in which something was done."""
        infos = self.history.sessions
        done = (i for i, session in enumerate(infos) if session.worked)
        return frozenset(islice(done, self.familiarisation))

    @property
    def first_day(self) -> int:
        """The first day of the window."""
        weeks = self.window.weeks
        return 0 if weeks is None else self.today - 7 * weeks + 1

    @cached_property
    def counting(self) -> list[int]:
        """Indices of the sessions that count: up to today, after familiarisation, not excluded."""
        return [i for i in self.as_assigned if self.history.sessions[i].counts]

    @cached_property
    def as_assigned(self) -> list[int]:
        """The same plus every randomised session: comparisons analyse as assigned, not as done."""
        return [
            i
            for i, session in enumerate(self.history.sessions)
            if (session.counts or session.is_assigned)
            and session.day <= self.today
            and i not in self.in_familiarisation
        ]

    def sessions(
        self, where: Where, *, capped: bool = True, as_assigned: bool = False
    ) -> list[int]:
        """Indices of the sessions in the window that satisfy `where`, the newest 60 if `capped`.

        With `as_assigned`, randomised sessions are included whatever was done in them.
        """
        most = self.window.sessions
        infos = self.history.sessions
        eligible = self.as_assigned if as_assigned else self.counting
        chosen = [i for i in eligible if infos[i].day >= self.first_day and where(infos[i])]
        return chosen[-most:] if capped and most else chosen

    @cached_property
    def sample_size(self) -> SampleSize:
        sessions, used = self.history.sessions, self.sessions(lambda _: True)
        reasons = (
            s.exclusion_reason
            for i, s in enumerate(sessions)
            if i not in self.in_familiarisation and s.day >= self.first_day
        )
        excluded = Counter(reason for reason in reasons if reason)
        first = sessions[used[0]].day if used else None
        return SampleSize(len(used), dict(excluded), len(self.in_familiarisation), first)

    @cached_property
    def changed(self) -> dict[SeriesKey, Column]:
        """Per test and side, the gains in sessions with a routine."""
        return self.gained(lambda session: session.kind in ROUTINE_KINDS, self.history.series)

    def gained(self, where: Where, series: Mapping[SeriesKey, Series]) -> dict[SeriesKey, Column]:
        """Each rated series in the sessions that count, without sides that were not worked."""
        rated = {key: column for key, column in series.items() if column.is_rated}
        by_key = columns(rated, self.sessions(where))
        return {key: self.worked(column, key[1]) for key, column in by_key.items()}

    def worked(self, column: Column, side: str, *, or_assigned: bool = False) -> Column:
        """The rows of sessions that worked this side."""
        infos = self.history.sessions
        mask = [
            infos[i].has_worked(side) or (or_assigned and infos[i].is_assigned) for i in column[0]
        ]
        if all(mask):
            return column
        return Column(
            list(compress(column.session, mask)),
            list(compress(column.before, mask)),
            list(compress(column.gain, mask)),
            column.share,
        )

    @cached_property
    def r(self) -> float:
        """The person's autocorrelation of gains, pooled over all series."""
        return pooled_r(column.gain for column in self.changed.values())

    @cached_property
    def noise(self) -> dict[str, Noise]:
        """Per test, for ratings: the person's own from ten test-only sessions on, the newest 60."""
        own = self._own(self.history.series)
        by_test: dict[str, list[Noise]] = defaultdict(list)
        for (test, *_), noise in own.items():
            by_test[test].append(noise)
        default = Noise(DEFAULT_MDC, "default")
        return {
            test.slug: _pooled(by_test[test.slug]) if by_test[test.slug] else default
            for test in self.history.tests
        }

    @cached_property
    def measured_noise(self) -> dict[SeriesKey, Noise]:
        """Per (test, side, method), in the unit of the measure."""
        own = self._own(self.history.measured)
        return {key: own.get(key) or published(self.measure(key)) for key in self.history.measured}

    def measure(self, key: SeriesKey) -> MeasureInfo:
        """The measure of a (test, side, method)."""
        matching = (
            measure for measure in self.history.test(key[0]).measures if measure.method == key[2]
        )
        return next(matching, MeasureInfo(key[2], key[2], "", "higher"))

    def name(self, arm: str) -> Name:
        return Name(self.names.get(arm, arm.replace("_", " ")), arm)

    @cached_property
    def controls(self) -> list[int]:
        """Indices of the newest test-only sessions that count; the window is for changes only.

        The newest are cut before those that do not count are left out, as the query does.
        """
        infos = self.history.sessions
        done = [
            i
            for i, session in enumerate(infos)
            if session.kind == CONTROL
            and session.worked
            and session.day <= self.today
            and i not in self.in_familiarisation
        ]
        return [i for i in done[-NEWEST_CONTROLS:] if infos[i].counts]

    def of_controls(self, series: Mapping[SeriesKey, Series]) -> dict[SeriesKey, Column]:
        """Each series in the newest test-only sessions; empty below ten of these."""
        return columns(series, self.controls) if len(self.controls) >= OWN_FROM else {}

    def _own(self, series: Mapping[SeriesKey, Series]) -> dict[SeriesKey, Noise]:
        by_key = self.of_controls(series)
        return {
            key: Noise(mdc, "own", len(column.gain))
            for key, column in by_key.items()
            if len(column.gain) >= OWN_FROM and (mdc := own_mdc(column.gain)) is not None
        }


def published(measure: MeasureInfo) -> Noise:
    """The published noise of a measure."""
    if measure.mdc is None:
        return Noise(2 * measure.step, "none")
    return Noise(measure.mdc, measure.mdc_kind)


def _pooled(sides: Collection[Noise]) -> Noise:
    """The root mean square of left and right, which are measured in the same way."""
    mdc = math.sqrt(fmean(noise.mdc**2 for noise in sides))
    fewest = min(noise.sessions for noise in sides)
    return Noise(max(mdc, ROUNDING_MDC), "own", fewest, DEFAULT_MDC / 2)


def columns(series: Mapping[SeriesKey, Series], chosen: Collection[int]) -> dict[SeriesKey, Column]:
    """The complete pairs of each series in the chosen sessions."""
    if not chosen:
        return {}
    included, first = frozenset(chosen), min(chosen)
    return {key: _column(rows, included, first) for key, rows in series.items()}


def _column(series: Series, included: frozenset[int], first: int) -> Column:
    start = bisect_left(series.session, first)
    rows = [
        (i, float(before), float(after) - float(before))
        for i, before, after in zip(
            series.session[start:], series.before[start:], series.after[start:], strict=True
        )
        if i in included and before is not None and after is not None
    ]
    session, before, gain = zip(*rows, strict=True) if rows else ((), (), ())
    return Column(list(session), list(before), list(gain))


def mean_column(parts: Iterable[Column]) -> Column:
    """Means per session over the columns that have it, such as those of a region.

    >>> mean_column([Column([0, 1], [4, 4], [1, 0]), Column([0], [6], [2])])
    Column(session=[0, 1], before=[5.0, 4.0], gain=[1.5, 0.0], share=0.75)
    """
    sums: dict[int, tuple[float, float, int]] = {}
    for part in parts:
        for i, before, gain in zip(part.session, part.before, part.gain, strict=True):
            b, g, k = sums.get(i, (0.0, 0.0, 0))
            sums[i] = b + before, g + gain, k + 1
    order = sorted(sums)
    rows = [sums[i] for i in order]
    share = fmean(1 / k for _, _, k in rows) if rows else 1.0
    return Column(order, [b / k for b, _, k in rows], [g / k for _, g, k in rows], share)
