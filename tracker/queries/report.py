"""Reads what a report shows of a person: no more than a scope allows, and nothing is written."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from django.db.models import Count, Max, Q

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.entered import AllEntered, entered
from tracker.analysis.pairs import SIDES, TestInfo
from tracker.analysis.timeline import LONGEST_PAUSE
from tracker.models.session import Session, SessionQuerySet
from tracker.models.user import User
from tracker.queries.answers import answers_of, cached, dataset_of
from tracker.queries.history import Moment, done_until, infos_in_order, tests_of
from tracker.rules.reasons import SKIP_REASONS
from tracker.texts import Name

RATED, MEASURED, DONE, DISCOMFORT, NOTES = "rated", "measured", "done", "discomfort", "notes"
PARTS = (RATED, MEASURED, DONE, DISCOMFORT, NOTES)
PHASES = ("pre", "post")
MOST_PAUSES = 3  # the longest ones
# What was done in a session that is no routine of the catalogue.
STILL, LIGHT_TOUCH = Session.Kind.TEST_ONLY, Session.Kind.SHAM


@dataclass(frozen=True)
class Scope:
    """What of `owner` somebody may read: some of PARTS, of sessions that began `until` then.

    `name`: what the owner calls themselves there; empty if they do not say.
    """

    owner: User
    shows: frozenset[str]
    name: str = ""
    until: Moment = None

    def allows(self, part: str) -> bool:
        return part in self.shows


@dataclass(frozen=True)
class RoutineDone:
    """`name` is empty for sitting still and for light touch, of which `kind` says which."""

    kind: str
    name: str
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Done:
    """What was done in the window, and what was not.

    `skipped`: by reason, of `requested` ratings. `pauses`: the days without a session, first and
    last.
    """

    routines: tuple[RoutineDone, ...]
    practice: int
    picked: int
    swapped: int
    deleted: int
    stopped: int
    requested: int
    skipped: Mapping[str, int]
    pauses: tuple[tuple[datetime.date, datetime.date], ...]

    @property
    def skips(self) -> int:
        return sum(self.skipped.values())


@dataclass(frozen=True)
class Discomfort:
    """Of one test and side: how many were entered, how many above 0, and the highest."""

    test: TestInfo
    side: str
    entered: int
    above: int
    highest: int

    @property
    def side_in_words(self) -> str:
        return words.SIDES[self.side]


@dataclass(frozen=True)
class Note:
    day: datetime.date
    text: str


@dataclass(frozen=True)
class Report:
    """What may be shown; a part that the scope does not allow is empty."""

    scope: Scope
    answers: Answers
    entered: AllEntered
    tests: tuple[TestInfo, ...]
    days: tuple[datetime.date, ...]
    done: Done | None
    discomfort: tuple[Discomfort, ...]
    notes: tuple[Note, ...]

    @property
    def first_day(self) -> datetime.date:
        return datetime.date.fromordinal(self.entered.first_day)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date.fromordinal(self.entered.today)


def report_of(scope: Scope) -> Report:
    """The report of the 26 weeks until now, or until the moment of the scope."""
    user, until = scope.owner, scope.until
    answers = answers_of(user, until)
    values = cached("entered", user, _entered, until)
    tests = tuple(infos_in_order(tests_of(user), user.length))
    sessions = _sessions(user, until, values)
    return Report(
        scope,
        answers,
        values if scope.allows(MEASURED) else _without_measured(values),
        tests,
        tuple(sessions.exclude(worked="").order_by("day").values_list("day", flat=True)),
        _done(user, sessions, answers, values) if scope.allows(DONE) else None,
        tuple(_discomfort(user, sessions, tests)) if scope.allows(DISCOMFORT) else (),
        tuple(_notes(sessions)) if scope.allows(NOTES) else (),
    )


def _entered(user: User, until: Moment) -> AllEntered:
    return entered(dataset_of(user, until), user.week_starts)


def _without_measured(values: AllEntered) -> AllEntered:
    return AllEntered(values.first_day, values.today, values.week_starts, values.ratings, {})


def _sessions(user: User, until: Moment, values: AllEntered) -> SessionQuerySet:
    days = (values.first_day, values.today)
    first, last = (datetime.date.fromordinal(day) for day in days)
    return done_until(user, until).filter(day__range=(first, last))


def _done(user: User, sessions: SessionQuerySet, answers: Answers, values: AllEntered) -> Done:
    about = ("day", "kind", "worked", "routine__slug", "routine__name", "dose", "entered_later")
    rows = list(sessions.order_by("day").values(*about, "drawn", "declined", "stopped_reason"))
    deleted = user.sessions.exclude(deleted_at=None).filter(
        day__gte=datetime.date.fromordinal(values.first_day),
        day__lte=datetime.date.fromordinal(values.today),
    )
    return Done(
        routines=tuple(_routines(row for row in rows if row["worked"])),
        practice=answers.sample_size.familiarisation,
        picked=sum(row["drawn"] for row in rows),
        swapped=sum(row["declined"] for row in rows),
        deleted=deleted.count(),
        stopped=sum(bool(row["stopped_reason"]) for row in rows),
        pauses=tuple(_pauses(row["day"] for row in rows)),
        **_skips(user, sessions),
    )


def _routines(rows: Iterable[Mapping[str, Any]]) -> Iterable[RoutineDone]:
    """The most frequent first; minutes are of sessions with a timer."""
    doses: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        name = str(Name(row["routine__name"], row["routine__slug"]))
        key = (row["kind"], "") if row["kind"] in (STILL, LIGHT_TOUCH) else ("", name)
        timed = 0.0 if row["entered_later"] else sum(row["dose"].values()) / 60
        doses.setdefault(key, []).append(timed)
    for (kind, name), minutes in sorted(doses.items(), key=lambda item: -len(item[1])):
        timed_ones = [value for value in minutes if value]
        yield RoutineDone(kind, name, len(minutes), round(fmean(timed_ones or [0])))


def _pauses(days: Iterable[datetime.date]) -> Iterable[tuple[datetime.date, datetime.date]]:
    """The longest of them, in order."""
    a_day = datetime.timedelta(days=1)
    long = [pair for pair in pairwise(days) if (pair[1] - pair[0]).days > LONGEST_PAUSE]
    longest = sorted(long, key=lambda pair: pair[0] - pair[1])[:MOST_PAUSES]
    return [(before + a_day, after - a_day) for before, after in sorted(longest)]


def _skips(user: User, sessions: SessionQuerySet) -> dict[str, Any]:
    ratings = user.ratings.filter(session__in=sessions.values("pk"))
    requested = {
        f"{phase}_requested": Count(
            "pk", filter=Q(**{f"{phase}_score__isnull": False}) | _skipped(phase)
        )
        for phase in PHASES
    }
    skipped = {
        f"{phase}_{reason}": Count("pk", filter=Q(**{f"{phase}_skip": reason}))
        for phase in PHASES
        for reason in SKIP_REASONS
    }
    counted = ratings.aggregate(**requested, **skipped)
    by_reason = {
        reason: sum(counted[f"{phase}_{reason}"] for phase in PHASES) for reason in SKIP_REASONS
    }
    return {
        "requested": sum(counted[f"{phase}_requested"] for phase in PHASES),
        "skipped": {reason: count for reason, count in by_reason.items() if count},
    }


def _skipped(phase: str) -> Q:
    return ~Q(**{f"{phase}_skip": ""})


def _discomfort(
    user: User, sessions: SessionQuerySet, tests: Iterable[TestInfo]
) -> Iterable[Discomfort]:
    rows: dict[tuple[int, str], Any] = {
        (row["test_id"], row["side"]): row
        for row in user.ratings.filter(session__in=sessions.values("pk"))
        .order_by("test_id", "side")
        .values("test_id", "side")
        .annotate(
            **{f"{phase}_all": Count(f"{phase}_discomfort") for phase in PHASES},
            **{
                f"{phase}_above": Count("pk", filter=Q(**{f"{phase}_discomfort__gt": 0}))
                for phase in PHASES
            },
            **{f"{phase}_most": Max(f"{phase}_discomfort") for phase in PHASES},
        )
    }
    for test in tests:
        for side in SIDES:
            row = rows.get((test.id, side))
            if row and (count := row["pre_all"] + row["post_all"]):
                above = row["pre_above"] + row["post_above"]
                most = max(row["pre_most"] or 0, row["post_most"] or 0)
                yield Discomfort(test, side, count, above, most)


def _notes(sessions: SessionQuerySet) -> Iterable[Note]:
    rows = sessions.exclude(note="").order_by("-day", "-started_at").values_list("day", "note")
    return (Note(*row) for row in rows)
