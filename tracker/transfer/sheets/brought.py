"""A session that a sheet brings, and the row and events that it becomes."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tracker.models import MobilityTest, Routine, Session, User
from tracker.rules.events import ContextGiven, Event, Finished, MarkedEdited, NoteWritten, Rated
from tracker.rules.freezing import frozen_plan, frozen_routine, frozen_sham
from tracker.rules.plan import SIDES, Plan
from tracker.sessions.changes import OF_A_VALUE, about_value

SECONDS = 45  # of a move, which no sheet says; that of the start page
NOT_SAID = ContextGiven()
OTHER = {"left": "right", "right": "left"}


class RatedOf(NamedTuple):
    """What one rating is of: a phase, the slug of a test and a side."""

    phase: str
    test: str
    side: str


@dataclass(frozen=True, kw_only=True)
class BroughtSession:
    """What a sheet says of one session, checked; `ratings` holds fields as the log names them."""

    uuid: uuid.UUID
    started_at: datetime.datetime
    zone: str
    day: datetime.date
    routine: Routine
    ratings: Mapping[RatedOf, Mapping[str, Any]]
    rated_at: Mapping[RatedOf, datetime.datetime] = field(default_factory=dict)
    kind: str = Session.Kind.ROUTINE
    leg: str = ""
    worked: str = "both"
    note: str = ""
    context: ContextGiven = NOT_SAID
    is_left_out: bool = False

    def events(self) -> list[Event]:
        """All that was said of it; its end is when it comes in, as of one entered by hand."""
        rated: list[Event] = [
            Rated(*of, name, value, self.rated_at.get(of), **about_value(fields, name))
            for of, fields in self.ratings.items()
            for name, value in fields.items()
            if name not in OF_A_VALUE
        ]
        about: list[Event] = [self.context] if self.context != NOT_SAID else []
        # What did not count where it comes from does not begin to count here.
        about += [MarkedEdited(self.started_at)] if self.is_left_out else []
        return [*rated, *about, NoteWritten(self.note), Finished()]


class Builder:
    """Makes rows of the sessions of one person; plans that are the same are made once."""

    def __init__(self, owner: User, tests: Iterable[MobilityTest]) -> None:
        self.owner = owner
        self.tests = list(tests)
        self.plans: dict[Any, Plan] = {}

    def addition(self, brought: BroughtSession) -> tuple[Session, list[Event]]:
        """What `sessions.adding` stores."""
        rated = {of.test for of in brought.ratings}
        tests = [test for test in self.tests if test.slug in rated]
        key = (brought.routine.pk, brought.kind, brought.leg, brought.worked, frozenset(rated))
        if key not in self.plans:
            self.plans[key] = _plan(brought, tests)
        session = Session(
            owner=self.owner,
            uuid=brought.uuid,
            kind=brought.kind,
            leg=brought.leg,
            routine=brought.routine,
            plan=self.plans[key],
            day=brought.day,
            zone=brought.zone,
            started_at=brought.started_at,
            # Of one in which nothing was done, nothing counts: see `writer.session_columns`.
            entered_later=bool(brought.worked),
        )
        session.planned_tests = tests
        return session, brought.events()


def _plan(brought: BroughtSession, tests: Iterable[MobilityTest]) -> Plan:
    order = f"only {brought.worked}" if brought.worked in SIDES else "left"
    plan = frozen_plan(brought.routine, tests, SECONDS, order)
    if brought.kind == Session.Kind.TEST_ONLY:
        return replace(plan, routine=plan.routine.sitting())
    if brought.kind == Session.Kind.SHAM:
        return replace(plan, routine=frozen_sham(Routine.objects.light_touch(), plan.routine))
    if brought.kind == Session.Kind.ONE_LEG and brought.worked == "both":
        legs = (brought.leg, OTHER[brought.leg])
        first, second = (_leg(brought.routine, side) for side in legs)
        return replace(plan, routine=first, second=second)
    return plan


def _leg(routine: Routine, side: str) -> Any:
    return frozen_routine(routine, SECONDS, f"only {side}")
