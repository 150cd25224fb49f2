"""Rows of a file as rows of tables, checked; nothing is stored here."""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model, Q
from django.utils import timezone

from tracker.models import Entry, MobilityTest, Rating, Routine, Session, Trial, User
from tracker.rules.clock import EARLIEST, MAX_AHEAD
from tracker.rules.events import Rated
from tracker.rules.log import EventLog
from tracker.rules.plan import SIDES
from tracker.rules.stages import DONE, RULES
from tracker.sessions.writer import MAX_ENTRIES, rating_row, session_columns
from tracker.transfer.checking import (
    Wrong,
    at,
    check_drawing,
    check_measure,
    check_payload,
    check_plan,
    check_protocol,
    check_value,
    demand,
    events_of,
    kind_of,
)
from tracker.transfer.columns import Unreadable, read
from tracker.transfer.tables import ENTRIES, SESSIONS, Table

# With the last few, which a full session takes as well.
MOST_ENTRIES = 2 * MAX_ENTRIES
TWO_DAYS = datetime.timedelta(days=2)
Row = Mapping[str, Any]


@dataclass
class Names:
    """What rows refer to: tests and routines by slug, fair tests by their start as written.

    `here` and `erased` are the UUIDs of sessions.
    """

    owner: User
    tests: dict[str, MobilityTest] = field(default_factory=dict)
    routines: dict[str, Routine] = field(default_factory=dict)
    trials: dict[str, Trial] = field(default_factory=dict)
    here: set[uuid.UUID] = field(default_factory=set)
    erased: set[uuid.UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        mine = Q(owner=None) | Q(owner=self.owner)
        self.tests |= {test.slug: test for test in MobilityTest.objects.filter(mine)}
        self.routines |= {routine.slug: routine for routine in Routine.objects.filter(mine)}
        for trial in self.owner.trials.all():
            self.trials[trial.started_at.isoformat()] = trial
        self.here |= set(self.owner.sessions.values_list("uuid", flat=True))
        self.erased |= set(self.owner.erased_sessions.values_list("uuid", flat=True))

    def of(self, model: type[Model]) -> Mapping[str, Model]:
        by_model: dict[type[Model], Mapping[str, Model]] = {
            MobilityTest: self.tests,
            Routine: self.routines,
            Trial: self.trials,
        }
        return by_model[model]

    @property
    def sided(self) -> dict[str, bool]:
        return {slug: test.sided for slug, test in self.tests.items()}

    @cached_property
    def latest(self) -> datetime.datetime:
        """Nothing was entered after this; the clock of another server may be ahead a little."""
        return timezone.now() + MAX_AHEAD


def row_of(table: Table, row: Row, names: Names) -> Any:
    """An unsaved row of a table. Raises Wrong."""
    demand(isinstance(row, Mapping), table.name)
    values = {}
    for column in table.columns:
        demand(column.name in row, column.name)
        values[column.name] = _value(column, row[column.name], names)
    if any(column.name == "owner" for column in table.model._meta.concrete_fields):
        values["owner"] = names.owner
    made = table.model(**values)
    # What a session lacks is in its log, which is read later.
    if table != SESSIONS:
        _check_constraints(made)
    return made


def _check_constraints(row: Model) -> None:
    for constraint in row._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                raise Wrong(constraint.name) from error


def _value(column: Any, value: Any, names: Names) -> Any:
    try:
        if column.related_model is None:
            return read(column, value)
        if value is None and column.null:
            return None
        return names.of(column.related_model)[value]
    except (Unreadable, KeyError, TypeError) as error:
        raise Wrong(f"{column.name}: {value!s:.60}") from error


def settings_of(stored: Any, columns: list[Any], names: Names) -> dict[str, Any]:
    """The values of a person's settings. Raises Wrong."""
    demand(isinstance(stored, Mapping), "settings")
    demand(all(column.name in stored for column in columns), "settings")
    values = {column.name: _value(column, stored[column.name], names) for column in columns}
    _check_constraints(User(**values))
    return values


def test_of(table: Table, row: Row, names: Names) -> MobilityTest:
    """An own test. Raises Wrong."""
    test: MobilityTest = row_of(table, row, names)
    demand(isinstance(test.measures, list) and len(test.measures) <= 6, "measures")
    for measure in test.measures:
        check_measure(measure)
    check_protocol(test.protocol)
    check_drawing(test.illustration)
    return test


@dataclass
class ArrivingSession:
    """A session of a file with its entries, and the log that they make; its columns follow that.

    `is_here`: it is in the database already, or was erased.
    """

    session: Session
    entries: list[Entry]
    log: EventLog
    is_here: bool = False

    def ratings(self) -> Iterator[Rating]:
        """What follows from the log, by the same code as of every session."""
        for slot in sorted(self.log.slots()):
            yield rating_row(self.session, self.log, slot)

    @classmethod
    def of(cls, row: Row, names: Names) -> "ArrivingSession":
        """Raises Wrong."""
        with at("plan"):
            session: Session = row_of(SESSIONS, row, names)
            check_plan(session.plan, names.sided)
        session.planned_tests = [names.tests[test.test] for test in session.plan.tests]
        _check_session(session, names.latest)
        rows = row.get(ENTRIES.name)
        demand(isinstance(rows, list) and len(rows) <= MOST_ENTRIES, "entries")
        entries = [_entry(entry, session, names) for entry in rows or ()]
        log = EventLog(entries)
        demand(session.stage != DONE or log.finished_at is not None, "stage")
        if log.start:
            demand((session.started_at, session.day) == log.start, "started_at")
        with at("entries"):
            _follow(session, log)
        return cls(session, entries, log)


def _follow(session: Session, log: EventLog) -> None:
    if session.stage == DONE:
        session.finished_at = log.finished_at
    for name, value in session_columns(session, log).items():
        setattr(session, name, value)


def _entry(row: Row, session: Session, names: Names) -> Entry:
    entry: Entry = row_of(ENTRIES, row, names)
    kind_of(entry.kind)
    check_payload(entry.payload)
    demand(max(entry.entered_at, entry.received_at) <= names.latest, "entered_at")
    for event in events_of(entry.events, session.plan):
        if isinstance(event, Rated) and isinstance(event.value, Decimal):
            check_value(event, names.tests[event.test].measure_by(event.method))
    entry.session = session
    return entry


def _check_session(session: Session, latest: datetime.datetime) -> None:
    demand(session.stage in RULES.course(session.position), "stage")
    demand(EARLIEST <= session.started_at <= latest, "started_at")
    demand(abs(session.day - session.started_at.date()) <= TWO_DAYS, "day")
    is_of_legs = session.kind == Session.Kind.ONE_LEG
    demand(is_of_legs == bool(session.leg), "leg")
    demand(is_of_legs or session.plan.second is None, "kind")
    demand(session.leg in ("", *SIDES), "leg")
    arms = session.trial.arms if session.trial else []
    demand(not session.drawn or session.assigned in arms, "assigned")
    try:
        session.clean_fields(exclude=["owner", "routine", "trial", "plan", "dose", "uuid"])
    except ValidationError as error:
        raise Wrong(next(iter(error.message_dict))) from error
