"""Which sessions an answer rests on, as columns: the window, what is left out, one's own noise."""

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
from tracker.analysis.pairs import History, Key, Measure, Series, SessionInfo
from tracker.analysis.planning import own_mdc

ROUTINE_KINDS = ("routine", "one_leg")
CONTROL = "test_only"
PRACTICE = 2  # the first sessions, while one learns to rate
OWN_FROM = 10  # test-only sessions
DEFAULT_MDC = 2.0  # points
ROUNDING_MDC = 1.959964 * math.sqrt(1 / 6)  # nobody's is smaller: rounding alone makes it

Where = Callable[[SessionInfo], bool]


class Window(NamedTuple):
    """How far back an answer looks, so that old sessions do not hide a change; None is all."""

    weeks: int | None = 26
    sessions: int | None = 60


RECENT = Window()
EVERYTHING = Window(None, None)


class Column(NamedTuple):
    """Before and gain per session; `share` is 1/K for means of K tests, and scales the floor."""

    session: list[int]  # indices into History.sessions
    before: list[float]
    gain: list[float]
    share: float = 1.0


class Noise(NamedTuple):
    """How much one before-and-after can be wrong by, and where that figure comes from.

    `source`: "own" (from `sessions` test-only sessions), "default", or the measure's mdc_kind;
    "none" is twice the step of the reading, for want of anything better.
    """

    mdc: float
    source: str
    sessions: int = 0

    @property
    def delta(self) -> float:
        """The smallest change worth having."""
        return self.mdc / 2


class Counted(NamedTuple):
    """What the answers of a page rest on."""

    used: int
    out: Mapping[str, int]  # left out, by reason
    practice: int
    first_day: int | None


@dataclass(frozen=True)
class Asked:
    """A history with what is asked of it; `places` says per routine which region it is near to.

    `practice`: how many of the first sessions of the history stay outside; 0 when the history
    does not begin with the person's first session.
    """

    history: History
    today: int
    window: Window = RECENT
    practice: int = PRACTICE
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def practised(self) -> frozenset[int]:
        """Indices of the first sessions in which anything was done."""
        infos = self.history.sessions
        done = (i for i, session in enumerate(infos) if session.worked)
        return frozenset(islice(done, self.practice))

    @cached_property
    def counting(self) -> list[int]:
        """Indices of the sessions that count at all: up to today, not practice, not left out."""
        return [i for i in self.compared if self.history.sessions[i].counts]

    @cached_property
    def compared(self) -> list[int]:
        """The same with all that chance picked: against other kinds these count as picked."""
        return [
            i
            for i, session in enumerate(self.history.sessions)
            if (session.counts or session.is_picked)
            and session.day <= self.today
            and i not in self.practised
        ]

    def sessions(self, where: Where, *, capped: bool = True, picked: bool = False) -> list[int]:
        """Of the sessions in the window those for which `where` says so, the newest at most 60.

        With `picked` those that chance picked are among them whatever became of them.
        """
        weeks, most = self.window
        first = 0 if weeks is None else self.today - 7 * weeks + 1
        infos = self.history.sessions
        every = self.compared if picked else self.counting
        chosen = [i for i in every if infos[i].day >= first and where(infos[i])]
        return chosen[-most:] if capped and most else chosen

    @cached_property
    def summary(self) -> Counted:
        sessions, used = self.history.sessions, self.sessions(lambda _: True)
        left = (s.left_out for i, s in enumerate(sessions) if i not in self.practised)
        out = Counter(why for why in left if why)
        first = sessions[used[0]].day if used else None
        return Counted(len(used), dict(out), len(self.practised), first)

    @cached_property
    def changed(self) -> dict[Key, Column]:
        """Per test and side the gains of the sessions with a routine."""
        return self.gained(lambda session: session.kind in ROUTINE_KINDS, self.history.series)

    def gained(self, where: Where, series: Mapping[Key, Series]) -> dict[Key, Column]:
        """Each series in the sessions that count, without the side that nothing was done on.

        What was never rated is no question: a skip alone makes no series.
        """
        rated = {key: one for key, one in series.items() if one.is_rated}
        found = columns(rated, self.sessions(where))
        return {key: self.worked(column, key[1]) for key, column in found.items()}

    def worked(self, column: Column, side: str, *, or_picked: bool = False) -> Column:
        """The rows of the sessions in which this side was worked."""
        infos = self.history.sessions
        keep = [infos[i].has_worked(side) or (or_picked and infos[i].is_picked) for i in column[0]]
        if all(keep):
            return column
        return Column(
            list(compress(column.session, keep)),
            list(compress(column.before, keep)),
            list(compress(column.gain, keep)),
            column.share,
        )

    @cached_property
    def r(self) -> float:
        """The person's autocorrelation of gains."""
        return pooled_r(column.gain for column in self.changed.values())

    @cached_property
    def noise(self) -> dict[str, Noise]:
        """Per test, for ratings: one's own from ten test-only sessions on, of all times."""
        own = self._own(self.history.series)
        found: dict[str, list[Noise]] = defaultdict(list)
        for (test, *_), noise in own.items():
            found[test].append(noise)
        default = Noise(DEFAULT_MDC, "default")
        return {
            test.slug: _together(found[test.slug]) if found[test.slug] else default
            for test in self.history.tests
        }

    @cached_property
    def measured_noise(self) -> dict[Key, Noise]:
        """Per test, side and method, in the unit of the measure."""
        own = self._own(self.history.measured)
        return {key: own.get(key) or published(self.measure(key)) for key in self.history.measured}

    def measure(self, key: Key) -> Measure:
        """The measure of a (test, side, method)."""
        found = (each for each in self.history.test(key[0]).measures if each.method == key[2])
        return next(found, Measure(key[2], key[2], "", "higher"))

    def name(self, arm: str) -> str:
        return self.names.get(arm, arm.replace("_", " "))

    def _own(self, series: Mapping[Key, Series]) -> dict[Key, Noise]:
        infos = self.history.sessions
        controls = [i for i in self.counting if infos[i].kind == CONTROL]
        if len(controls) < OWN_FROM:
            return {}
        found = columns(series, controls)
        return {
            key: Noise(mdc, "own", len(column.gain))
            for key, column in found.items()
            if len(column.gain) >= OWN_FROM and (mdc := own_mdc(column.gain)) is not None
        }


def published(measure: Measure) -> Noise:
    """What is printed for a measure, labelled as what it is."""
    if measure.mdc is None:
        return Noise(2 * measure.step, "none")
    return Noise(measure.mdc, measure.mdc_kind)


def _together(sides: Collection[Noise]) -> Noise:
    """Left and right of one test are one instrument: the root mean square of both."""
    mdc = math.sqrt(fmean(noise.mdc**2 for noise in sides))
    return Noise(max(mdc, ROUNDING_MDC), "own", min(noise.sessions for noise in sides))


def columns(series: Mapping[Key, Series], chosen: Collection[int]) -> dict[Key, Column]:
    """Each series in the chosen sessions, pair by pair; what lacks one of two is left out."""
    if not chosen:
        return {}
    keep, first = frozenset(chosen), min(chosen)
    return {key: _column(one, keep, first) for key, one in series.items()}


def _column(series: Series, keep: frozenset[int], first: int) -> Column:
    start = bisect_left(series.session, first)
    rows = [
        (i, float(before), float(after) - float(before))
        for i, before, after in zip(
            series.session[start:], series.before[start:], series.after[start:], strict=True
        )
        if i in keep and before is not None and after is not None
    ]
    session, before, gain = zip(*rows, strict=True) if rows else ((), (), ())
    return Column(list(session), list(before), list(gain))


def mean_column(parts: Iterable[Column]) -> Column:
    """Means per session over the columns that have it: a region, say.

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
