"""The one shape in which charts, reports and exports read ratings: columns per test and side."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple, Self

from tracker.analysis import words
from tracker.analysis.counting import EDITED, LEFT_OUT, NOTHING

SIDES = ("left", "right", "none")

Key = tuple[str, ...]
Row = tuple[Any, ...]
Point = tuple[int, Any, Any]  # index of the session, before, after


class SessionInfo(NamedTuple):
    """What a chart knows of a session; `day` is a proleptic ordinal, see `date.toordinal`.

    `assigned` is what was drawn: "test_only", a routine's slug, or several joined by "+". `leg` is
    the leg that was worked first; `leg_only` means that the other one was to be left alone.
    `started` counts hours from any fixed moment. `worked` names the sides that were worked, or sat
    still for: "both", one of them, or none at all. `why`: what speaks against counting it, of
    `counting`; it may count all the same because that was asked for.
    """

    id: int
    uuid: Any
    day: int
    kind: str
    routine: str
    edited: bool = False
    counts: bool = True
    drawn: bool = False
    assigned: str = ""
    leg: str = ""
    started: float | None = None
    leg_only: bool = False
    worked: str = "both"
    why: str = ""

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Self:
        """From (id, uuid, day as a date, kind, routine slug, edited at, counts).

        What may follow: drawn, assigned, leg, hours at the start, leg only.
        """
        number, uuid, day, kind, routine, edited_at, counts, *drawn = row
        edited = edited_at is not None
        return cls(number, uuid, day.toordinal(), kind, routine, edited, counts, *drawn)

    @property
    def arm(self) -> str:
        """What the session counts as: as it was assigned, else as it was done.

        >>> SessionInfo(1, None, 739320, "test_only", "sock_pull").arm
        'test_only'
        """
        if self.drawn and self.assigned:
            return self.assigned
        return self.routine if self.kind == "routine" else self.kind

    @property
    def left_out(self) -> str:
        """Why it does not count outside a plan; empty if it does."""
        return "" if self.counts else self.why or EDITED

    @property
    def is_picked(self) -> bool:
        """By chance. Compared with others it counts as picked, whatever was done, and when."""
        return self.drawn and bool(self.assigned)

    def has_worked(self, side: str) -> bool:
        """Whether a test of this side can show what was done; one without a side shows either.

        >>> SessionInfo(1, None, 739320, "routine", "sock_pull", worked="left").has_worked("right")
        False
        """
        return bool(self.worked) and (side not in SIDES[:2] or self.worked in ("both", side))


class Measure(NamedTuple):
    """One way to put a number on a test, and which of its directions is freer."""

    method: str
    label: str
    unit: str
    better: str
    step: float = 0.5
    low: float = 0
    high: float = 10
    mdc: float | None = None
    mdc_kind: str = "none"

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """From a measure of the catalogue; without a typical range the hard one stands in."""
        low, high = spec.get("typical_min"), spec.get("typical_max")
        return cls(
            spec["id"],
            spec["label"],
            spec["unit"],
            spec["better"],
            spec["step"],
            spec["hard_min"] if low is None else low,
            spec["hard_max"] if high is None else high,
            spec.get("mdc"),
            spec.get("mdc_kind", "none"),
        )


@dataclass(frozen=True)
class TestInfo:
    """What a chart knows of a test; the first measure is the default one."""

    __test__ = False  # pytest would collect it by its name

    id: int
    slug: str
    name: str
    region: str
    sided: bool
    position: int
    measures: tuple[Measure, ...] = ()

    @classmethod
    def of(cls, test: Any) -> Self:
        """From anything with the attributes of a catalogue test."""
        measures = tuple(Measure.from_spec(measure) for measure in test.measures)
        return cls(test.pk, test.slug, test.name, test.region, test.sided, test.position, measures)

    @property
    def sides(self) -> tuple[str, ...]:
        return SIDES[:2] if self.sided else SIDES[2:]


@dataclass(frozen=True)
class Series:
    """One test on one side: columns of equal length, oldest first."""

    test: str
    side: str
    days: list[int]
    before: list[Any]
    after: list[Any]
    session: list[int]  # index into History.sessions

    @property
    def is_rated(self) -> bool:
        return any(value is not None for column in (self.before, self.after) for value in column)

    def between(self, first: int, last: int) -> "Series":
        """The part from day `first` to day `last`, both included."""
        if self.days and first <= self.days[0] and self.days[-1] <= last:
            return self
        return self.where(first <= day <= last for day in self.days)

    def where(self, keep: Iterable[bool]) -> "Series":
        """The rows for which `keep` says so."""
        keep = list(keep)
        columns = (self.days, self.before, self.after, self.session)
        return Series(self.test, self.side, *(list(compress(c, keep)) for c in columns))


@dataclass(frozen=True)
class History:
    """All of one person's ratings; `measured` is keyed by (test, side, method).

    `halfway` holds, of sessions with one leg first, After as it was between the legs.
    """

    tests: tuple[TestInfo, ...]
    sessions: tuple[SessionInfo, ...]
    series: dict[Key, Series]
    measured: dict[Key, Series] = field(default_factory=dict)
    halfway: dict[Key, Series] = field(default_factory=dict)

    def test(self, slug: str) -> TestInfo:
        return next(test for test in self.tests if test.slug == slug)

    def of_test(self, test: TestInfo) -> list[Series]:
        """The series of one test, left before right; a side that was never rated is left out."""
        keys = [(test.slug, side) for side in test.sides]
        return [self.series[key] for key in keys if key in self.series]

    def days(self) -> list[int]:
        return [session.day for session in self.sessions]

    @property
    def is_a_start(self) -> bool:
        """One session counts, and with it no trend can be seen."""
        return sum(session.counts for session in self.sessions) == 1

    @property
    def summary(self) -> str:
        """How much there is, and what of it is left out: the line under a page's title."""
        done = [session.day for session in self.sessions if session.worked]
        out = Counter(session.left_out for session in self.sessions if session.left_out)
        nothing = out.pop(NOTHING, 0)
        edited = [words.counted(out.pop(EDITED), "edited session")] if out[EDITED] else []
        parts = [f"{words.counted(out[why], 'session')} {LEFT_OUT[why]}" for why in sorted(out)]
        left_out = f", {words.listed([*edited, *parts])} left out" if edited or out else ""
        also = f", besides {nothing} {LEFT_OUT[NOTHING]}" if nothing else ""
        return words.since(done) + left_out + also


def history_from_rows(
    tests: Iterable[TestInfo],
    sessions: Iterable[SessionInfo],
    rows: Iterable[Row],
    measured: Iterable[Row] = (),
    halfway: Iterable[Row] = (),
) -> History:
    """Columns from rows in any order; rows of sessions or tests that are not given are dropped.

    `rows` are (session id, test id, side, before, after); `measured` are the same with the
    method after the side, and `halfway` like `rows` with the ratings between two legs as after.
    Sessions are put in order of day.

    >>> ankle = TestInfo(7, "ankle", "Ankle", "ankle", True, 4)
    >>> session = SessionInfo(1, None, 739320, "routine", "sock_pull")
    >>> history_from_rows([ankle], [session], [(1, 7, "left", 4, 6)]).series["ankle", "left"].after
    [6]
    """
    tests = tuple(sorted(tests, key=lambda test: (test.position, test.slug)))
    sessions = tuple(sorted(sessions, key=lambda session: session.day))  # stable within a day
    columns = (_columns(tests, sessions, each) for each in (rows, measured, halfway))
    return History(tests, sessions, *columns)


def _columns(
    tests: tuple[TestInfo, ...], sessions: tuple[SessionInfo, ...], rows: Iterable[Row]
) -> dict[Key, Series]:
    place = {session.id: index for index, session in enumerate(sessions)}
    gathered: dict[Row, list[Point]] = defaultdict(list)
    for row in rows:
        index = place.get(row[0])
        if index is not None:
            gathered[row[1:-2]].append((index, row[-2], row[-1]))
    days = [session.day for session in sessions]
    found: dict[Any, TestInfo] = {test.id: test for test in tests}
    series = (
        _series(found[test], rest, days, sorted(points, key=lambda point: point[0]))
        for (test, *rest), points in gathered.items()
        if test in found
    )
    return dict(series)


def _series(
    test: TestInfo, rest: list[str], days: list[int], points: list[Point]
) -> tuple[Key, Series]:
    order, before, after = (list(column) for column in zip(*points, strict=True))
    columns = Series(test.slug, rest[0], [days[i] for i in order], before, after, order)
    return (test.slug, *rest), columns
