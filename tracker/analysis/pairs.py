"""The shape in which analysis and charts read ratings: columns per test and side."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.analysis import words
from tracker.analysis.counting import EDITED, NOTHING, excluded_words
from tracker.analysis.randomisation import LIGHT_TOUCH
from tracker.texts import SOURCE, Name, translated

SIDES = ("left", "right", "none")
OWN = "own_"  # begins the ids of measures that somebody made
BY_PHONE = "phone_"  # begins those that a phone takes by itself
SHAM = "sham"  # the kind of a session with light touch

SeriesKey = tuple[str, ...]
Row = tuple[Any, ...]
IndexedPair = tuple[int, Any, Any]  # index of the session, before, after


class SessionInfo(NamedTuple):
    """A session as analysis and charts see it; `day` is an ordinal, see `date.toordinal`.

    `assigned`: the arm it was randomised to, "test_only", a routine's slug, or several joined by
    "+". `leg`: the leg that was worked first; `leg_only` means that the other was not to be worked.
    `started`: in hours, from any fixed moment. `worked`: the sides that were worked, or sat still
    for: "both", one of them, or "". `reason_against`: why it should not count, one of `counting`;
    `counts` may be true all the same, at the person's request.
    """

    id: int
    uuid: Any
    day: int
    kind: str
    routine: str
    edited: bool = False
    counts: bool = True
    randomised: bool = False
    assigned: str = ""
    leg: str = ""
    started: float | None = None
    leg_only: bool = False
    worked: str = "both"
    reason_against: str = ""

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Self:
        """From (id, uuid, day as a date, kind, routine slug, edited at, counts).

        Optionally followed by: randomised, assigned, leg, hours at the start, leg only.
        """
        number, uuid, day, kind, routine, edited_at, counts, *randomised = row
        edited = edited_at is not None
        return cls(number, uuid, day.toordinal(), kind, routine, edited, counts, *randomised)

    @property
    def arm(self) -> str:
        """What the session counts as: as assigned if it was randomised, else as done.

        >>> SessionInfo(1, None, 739320, "test_only", "sock_pull").arm
        'test_only'
        """
        if self.randomised and self.assigned:
            return self.assigned
        if self.kind == SHAM:
            return LIGHT_TOUCH
        return self.routine if self.kind == "routine" else self.kind

    @property
    def exclusion_reason(self) -> str:
        """Why it does not count outside a fair test; empty if it does."""
        return "" if self.counts else self.reason_against or EDITED

    @property
    def is_assigned(self) -> bool:
        """Randomised; comparisons count it as assigned, whatever was done and when."""
        return self.randomised and bool(self.assigned)

    def has_worked(self, side: str) -> bool:
        """Whether a test of this side can show the work; a test without sides shows either.

        >>> SessionInfo(1, None, 739320, "routine", "sock_pull", worked="left").has_worked("right")
        False
        """
        return bool(self.worked) and (side not in SIDES[:2] or self.worked in ("both", side))


class MeasureInfo(NamedTuple):
    """One way to measure a test, and which direction is freer.

    `low` and `high` are typical values, `least` and `most` those that can be read at all.
    """

    method: str
    label_in_english: str
    unit: str
    better: str
    step: float = 0.5
    low: float = 0
    high: float = 10
    mdc: float | None = None
    mdc_kind: str = "none"
    least: float = -math.inf
    most: float = math.inf

    @property
    def label(self) -> str:
        """In the language of whoever reads it; what somebody made is in their own words."""
        is_own = self.method.startswith(OWN)
        return self.label_in_english if is_own else translated(self.label_in_english)

    @property
    def is_by_phone(self) -> bool:
        """Whether a phone takes it by itself."""
        return self.method.startswith(BY_PHONE)

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """From a measure of the catalogue; the hard range replaces a missing typical one."""
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
            spec["hard_min"],
            spec["hard_max"],
        )


@dataclass(frozen=True)
class TestInfo:
    """A test as analysis and charts see it; the first measure is the default."""

    __test__ = False  # pytest would collect it by its name

    id: int
    slug: str
    name_in_english: str
    region: str
    sided: bool
    position: int
    measures: tuple[MeasureInfo, ...] = ()
    gloss_in_english: str = ""

    @classmethod
    def of(cls, test: Any) -> Self:
        """From anything with the attributes of a catalogue test."""
        with override(SOURCE):
            measures = tuple(MeasureInfo.from_spec(measure) for measure in test.measures)
            about = test.slug, test.name, test.region, test.sided, test.position
            gloss = test.gloss
        return cls(test.pk, *about, measures, gloss)

    @property
    def name(self) -> str:
        """In the language of whoever reads it: infos are kept for later requests."""
        return str(Name(self.name_in_english, self.slug))

    @property
    def gloss(self) -> str:
        """What the name means, in the same language."""
        return str(Name(self.gloss_in_english, self.slug)) if self.gloss_in_english else ""

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

    def where(self, mask: Iterable[bool]) -> "Series":
        """The rows where `mask` is true."""
        mask = list(mask)
        columns = (self.days, self.before, self.after, self.session)
        return Series(self.test, self.side, *(list(compress(c, mask)) for c in columns))


@dataclass(frozen=True)
class History:
    """All of one person's ratings; `measured` is keyed by (test, side, method).

    `halfway` holds one-leg sessions, with the ratings between the legs as After. `week_starts` is
    the weekday with which the person's week begins, 0 for Monday.
    """

    tests: tuple[TestInfo, ...]
    sessions: tuple[SessionInfo, ...]
    series: dict[SeriesKey, Series]
    measured: dict[SeriesKey, Series] = field(default_factory=dict)
    halfway: dict[SeriesKey, Series] = field(default_factory=dict)
    week_starts: int = 0

    def test(self, slug: str) -> TestInfo:
        return next(test for test in self.tests if test.slug == slug)

    def of_test(self, test: TestInfo) -> list[Series]:
        """The series of one test, left before right, without sides that have no ratings."""
        keys = [(test.slug, side) for side in test.sides]
        return [self.series[key] for key in keys if key in self.series]

    def days(self) -> list[int]:
        return [session.day for session in self.sessions]

    @property
    def summary(self) -> str:
        """How many sessions there are and how many are excluded: the line under a page's title."""
        done = [session.day for session in self.sessions if session.worked]
        excluded = Counter(
            session.exclusion_reason for session in self.sessions if session.exclusion_reason
        )
        nothing = {NOTHING: excluded.pop(NOTHING, 0)}
        others = excluded_words(excluded)
        left_out = _("Left out: %(sessions)s.") % {"sessions": words.listed(others)}
        also = [_("Besides: %(sessions)s.") % {"sessions": s} for s in excluded_words(nothing)]
        return " ".join([words.since(done), *([left_out] if others else []), *also])


def history_from_rows(
    tests: Iterable[TestInfo],
    sessions: Iterable[SessionInfo],
    rows: Iterable[Row],
    measured: Iterable[Row] = (),
    halfway: Iterable[Row] = (),
    *,
    week_starts: int = 0,
) -> History:
    """Columns from rows in any order; rows of unknown sessions or tests are dropped.

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
    rated, values, between = (_columns(tests, sessions, part) for part in (rows, measured, halfway))
    return History(tests, sessions, rated, values, between, week_starts)


def _columns(
    tests: tuple[TestInfo, ...], sessions: tuple[SessionInfo, ...], rows: Iterable[Row]
) -> dict[SeriesKey, Series]:
    place = {session.id: index for index, session in enumerate(sessions)}
    gathered: dict[Row, list[IndexedPair]] = defaultdict(list)
    for row in rows:
        index = place.get(row[0])
        if index is not None:
            gathered[row[1:-2]].append((index, row[-2], row[-1]))
    days = [session.day for session in sessions]
    by_id: dict[Any, TestInfo] = {test.id: test for test in tests}
    series = (
        _series(by_id[test], rest, days, sorted(points, key=lambda point: point[0]))
        for (test, *rest), points in gathered.items()
        if test in by_id
    )
    return dict(series)


def _series(
    test: TestInfo, rest: list[str], days: list[int], points: list[IndexedPair]
) -> tuple[SeriesKey, Series]:
    order, before, after = (list(column) for column in zip(*points, strict=True))
    columns = Series(test.slug, rest[0], [days[i] for i in order], before, after, order)
    return (test.slug, *rest), columns
