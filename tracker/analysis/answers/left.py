"""What is left next time: the next session's difference over this one's, from drawn sessions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

from tracker.analysis.answers.legs import between_legs, pair_up
from tracker.analysis.answers.sample import CONTROL, Asked, Column, columns, mean_column
from tracker.analysis.lasting import Retention, retention
from tracker.analysis.pairs import Key
from tracker.analysis.sentences import about
from tracker.analysis.words import MINUS

LEAST_PAIRS = 20
PLANNED = 40  # pairs; about so many it takes
GAPS = {24: 36.0, 48: 66.0, 96: 132.0, 168: float("inf")}  # hours: class, and its upper end
CONTROL_DESIGN, LEG_DESIGN = "control", "leg"


@dataclass(frozen=True)
class GapClass:
    """What is left after about so many hours; `retention` only when bounded, from 20 pairs."""

    hours: int
    pairs: int
    retention: Retention | None


@dataclass(frozen=True)
class Left:
    """How much of the change is left next time, for a region and side ("both" for legs).

    `known` needs 20 pairs and bounded limits; `share` is then (best, lo, hi), 1.0 being all of it.
    """

    region: str
    side: str
    design: str
    pairs: int
    hours: float | None  # median until the next session
    known: bool
    share: tuple[float, float, float] | None
    by_gap: list[GapClass]

    @property
    def more(self) -> int:
        return max(LEAST_PAIRS // 2, PLANNED - self.pairs)

    @property
    def verdict(self) -> str:
        return "known" if self.known else "not_yet_known"

    @property
    def icon(self) -> str:
        return "v_clear" if self.known else "v_unk"

    @property
    def sentence(self) -> str:
        if self.share is None or self.hours is None:
            kind = "one-leg" if self.design == LEG_DESIGN else "drawn"
            return f"Not yet known, {about(self.more)} more {kind} sessions"
        best, lo, hi = (percent(value) for value in self.share)
        days = max(1, round(self.hours / 24))
        when = "a day" if days == 1 else f"{days} days"
        return f"About {best} is left {when} later ({lo} to {hi})"


class _Pair(NamedTuple):
    """This session and the next, for one region."""

    nxt: float
    now: float
    pre: float
    z: float
    hours: float


def percent(share: float) -> str:
    """
    >>> percent(0.374), percent(-0.1)
    ('37 %', '\N{MINUS SIGN}10 %')
    """
    return f"{round(share * 100):d} %".replace("-", MINUS)


def left_next_time(asked: Asked) -> dict[Key, Left]:
    """Per (region, side) against test-only sessions; per (region, "both") from one leg alone.

    Only drawn sessions count. Where both legs are worked in the end, the next Before says
    nothing of one leg, so one-leg sessions count only where the other leg was left alone.
    """
    found = _against_control(asked) | _one_leg(asked)
    return {key: _left(key, pairs) for key, pairs in found.items()}


def _against_control(asked: Asked) -> dict[Key, list[_Pair]]:
    infos = asked.history.sessions
    drawn = asked.sessions(lambda session: session.drawn and session.kind != "one_leg", picked=True)
    if len({infos[i].arm == CONTROL for i in drawn}) < 2:
        drawn = []
    gains, before = columns(asked.history.series, drawn), _befores(asked)
    found = {}
    for key, keys in _members(asked).items():
        column = mean_column(gains[each] for each in keys if each in gains)
        following = _mean([before[each] for each in keys])
        z = [float(infos[i].arm != CONTROL) for i in column.session]
        found[key] = _pairs(asked, column, z, following)
    return found


def _one_leg(asked: Asked) -> dict[Key, list[_Pair]]:
    infos = asked.history.sessions
    drawn = asked.sessions(lambda s: s.kind == "one_leg" and s.leg_only and s.drawn, picked=True)
    halves, before = between_legs(asked, drawn), _befores(asked)
    regions: dict[str, list[str]] = defaultdict(list)
    for test in asked.history.tests:
        if test.slug in halves:
            regions[test.region].append(test.slug)
    found: dict[Key, list[_Pair]] = {}
    for region, slugs in regions.items():
        gap = pair_up((halves[t][0] for t in slugs), (halves[t][1] for t in slugs))
        both = zip(gap.left, gap.right, strict=True)
        apart = [(left[0] - right[0], left[1] - right[1]) for left, right in both]
        column = Column(gap.session, [a[0] for a in apart], [a[1] for a in apart], gap.share)
        z = [1.0 if infos[i].leg == "left" else -1.0 for i in gap.session]
        sides = [_mean([before[t, side] for t in slugs]) for side in ("left", "right")]
        following = {i: sides[0][i] - sides[1][i] for i in sides[0] if i in sides[1]}
        found[region, "both"] = _pairs(asked, column, z, following)
    return found


def _members(asked: Asked) -> dict[Key, list[Key]]:
    grouped: dict[Key, list[Key]] = defaultdict(list)
    for test in asked.history.tests:
        for series in asked.history.of_test(test):
            grouped[test.region, series.side].append((test.slug, series.side))
    return grouped


def _befores(asked: Asked) -> dict[Key, dict[int, float]]:
    """Per series, Before by session, of the sessions that count."""
    counting = frozenset(asked.sessions(lambda _: True, capped=False, picked=True))
    found = {}
    for key, series in asked.history.series.items():
        start = bisect_left(series.session, min(counting, default=len(series.session)))
        rows = zip(series.session[start:], series.before[start:], strict=True)
        found[key] = {i: float(x) for i, x in rows if i in counting and x is not None}
    return found


def _mean(parts: Sequence[Mapping[int, float]]) -> dict[int, float]:
    gathered: dict[int, list[float]] = defaultdict(list)
    for part in parts:
        for i, value in part.items():
            gathered[i].append(value)
    return {i: fmean(values) for i, values in gathered.items()}


def _pairs(
    asked: Asked, column: Column, z: Sequence[float], following: Mapping[int, float]
) -> list[_Pair]:
    """With the very next session; where that one lacks the ratings the pair is dropped."""
    rows = zip(column.session, column.before, column.gain, z, strict=True)
    return [
        _Pair(following[after], gain, pre, drawn, _hours(asked, i, after))
        for i, pre, gain, drawn in rows
        if (after := _next(asked, i)) in following
    ]


def _next(asked: Asked, i: int) -> int:
    """The next session in which anything was done, or was to be."""
    infos = asked.history.sessions
    later = range(i + 1, len(infos))
    return next((j for j in later if infos[j].worked or infos[j].is_picked), len(infos))


def _hours(asked: Asked, i: int, after: int) -> float:
    one, other = asked.history.sessions[i], asked.history.sessions[after]
    if one.started is None or other.started is None:
        return 24.0 * (other.day - one.day)
    return other.started - one.started


def _left(key: Key, pairs: Sequence[_Pair]) -> Left:
    found = _retention(pairs)
    known = len(pairs) >= LEAST_PAIRS and found is not None and found.bounded
    design = LEG_DESIGN if key[1] == "both" else CONTROL_DESIGN
    hours = median(pair.hours for pair in pairs) if pairs else None
    share = _share(found) if known else None
    return Left(key[0], key[1], design, len(pairs), hours, known, share, by_gap(pairs))


def _share(found: Retention | None) -> tuple[float, float, float] | None:
    if found is None or found.ratio is None or found.lo is None or found.hi is None:
        return None
    return found.ratio, found.lo, found.hi


def _retention(pairs: Iterable[_Pair]) -> Retention | None:
    rows = list(pairs)
    columns = [[row[place] for row in rows] for place in range(4)]
    return retention(*columns)


def by_gap(pairs: Sequence[_Pair]) -> list[GapClass]:
    """The classes that have any pairs, shortest first."""
    classes, low = [], float("-inf")
    for hours, high in GAPS.items():
        own = [pair for pair in pairs if low <= pair.hours < high]
        low = high
        if own:
            found = _retention(own) if len(own) >= LEAST_PAIRS else None
            classes.append(GapClass(hours, len(own), found if found and found.bounded else None))
    return classes
