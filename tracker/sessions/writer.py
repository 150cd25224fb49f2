"""Appends new writes to a session's log and updates its rows from the log."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tracker.models.entry import Entry
from tracker.models.rating import Rating
from tracker.models.session import Session
from tracker.rules.events import (
    ContextGiven,
    Counted,
    Event,
    Finished,
    Kind,
    Rated,
    RoutineEnded,
    to_json,
)
from tracker.rules.log import PARTS, EventLog, Register, Slot, State, sort_key
from tracker.rules.stages import DONE, DRAW, RULES
from tracker.sessions.changes import Ratings, changes_from_page, rated
from tracker.sessions.lifecycle import advance
from tracker.sessions.test_settings import Choice, choose_first, planned_test, with_methods
from tracker.sessions.transitions import end_at, following

# Each write reads all of them: many times what one can tap, and still read in a moment.
MAX_ENTRIES = 2000
AFTER_END_BY_ITSELF = (Kind.RATING, Kind.LATE_PAGE, Kind.FINISH)


class SessionIsFull(PermissionDenied):
    """Only a script comes so far; what is there stays as it is."""

    def __init__(self) -> None:
        super().__init__("More was entered in this session than one can hold.")


class SessionWriter:
    """Collects changes to one locked session; `save` in the same transaction."""

    def __init__(
        self,
        session: Session,
        entries: Iterable[Entry] | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        self.session, self.now = session, now or timezone.now()
        self.stored = list(session.entries.all() if entries is None else entries)
        self.log = EventLog(self.stored)
        self.new: list[Entry] = []
        self.dirty: set[Register] = set()
        self.chosen: dict[Choice, datetime.datetime] = {}

    def append(
        self,
        kind: Kind,
        events: Sequence[Event],
        at: datetime.datetime | None = None,
        *,
        name: uuid.UUID | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Append an entry even if it changes nothing; `name` and `payload` are a phone's own.

        Raises SessionIsFull.
        """
        is_end = kind == Kind.CLOSED or (kind == Kind.FINISH and self.session.is_open)
        is_full = len(self.stored) + len(self.new) >= MAX_ENTRIES
        if is_full and not is_end and kind != Kind.CORRECTION:
            raise SessionIsFull
        if any(isinstance(e, Rated) and e.field == "value" and not e.method for e in events):
            events = with_methods(self.session, events, self.log)
        entry = Entry(
            owner_id=self.session.owner_id,
            session=self.session,
            uuid=name or uuid.uuid4(),
            kind=kind,
            payload=payload or {},
            events=to_json(events),
            entered_at=at or self.now,
            received_at=self.now,
        )
        for event in events:
            if isinstance(event, RoutineEnded):
                self._end_leg(entry, event)
            elif isinstance(event, Finished) and self.session.is_open:
                end_at(self.session, sort_key(entry, event.at).at)
            elif getattr(event, "method", "") and (choice := Choice.of(event)):
                self.chosen.setdefault(choice, sort_key(entry).at)
        self.dirty |= self.log.append(entry, events)
        self.new.append(entry)
        return entry

    def retract(self, entry: Entry) -> None:
        """Retract an entry; the value it overrode wins again."""
        entry.undone = True
        entry.save(update_fields=["undone"])
        self.dirty |= self.log.retract(entry.uuid)

    def record_page(
        self, phase: str, ratings: Ratings, base: Mapping[Register, State] | None = None
    ) -> Entry | None:
        """Write only what somebody changed on a page that showed `base`. None if nothing."""
        events = rated(phase, changes_from_page(self.log, phase, ratings, base))
        if not events:
            return None
        # A page opened before the end cannot prove that its values are from before it.
        kind = Kind.LATE_PAGE if self.session.is_done else Kind.PAGE
        return self.append(kind, events)

    def record_context(self, context: ContextGiven | None) -> Entry | None:
        """Write what a page says of what came before, if it says something new."""
        return self.append(Kind.PAGE, [context]) if context else None

    def record_routine_end(self, end: RoutineEnded, ago: datetime.timedelta) -> None:
        """A page reports how long ago the routine ended; its phone may have sent the same."""
        ends = (routine_end.event for routine_end in self.log.routine_ends)
        if (end.leg, end.dose, end.reason) in [(e.leg, e.dose, e.reason) for e in ends]:
            return
        at = max(self.now - ago, min(self.session.started_at, self.now))
        self.append(Kind.PAGE, [end], at)

    def finish(self) -> None:
        """End the session as it is; of one that is over already nothing changes."""
        if self.session.is_open:
            self.append(Kind.FINISH, [Finished()])

    def close(self, at: datetime.datetime) -> None:
        """Record that another session's start closed this one."""
        self.append(Kind.CLOSED, [Finished(at)])

    def clock_was_off(self, off: datetime.timedelta) -> None:
        """How wrong the phone's clock was; the largest error is kept."""
        if abs(off.total_seconds()) > abs(self.session.clock_off or 0):
            self.update_columns(clock_off=round(off.total_seconds()))

    def _end_leg(self, entry: Entry, end: RoutineEnded) -> None:
        session = self.session
        if not session.is_open:
            return
        for phase in RULES.stages[end.leg].concludes:
            if session.stage == phase:
                advance(session, phase)
        if session.stage == DRAW:
            # The draw was never shown, so this cannot end the routine.
            entry.undone = True
        elif session.stage == end.leg:
            advance(session, end.leg)

    def save(self) -> None:
        """Write everything; `save_all` does it for many sessions at once."""
        save_all([self])

    def project(self) -> list[Rating]:
        """Update the session's own columns; returns the ratings that have to be written."""
        columns = session_columns(self.session, self.log)
        is_edited = columns.get("edited_at") and self.session.edited_at is None
        by_itself = any(entry.kind in AFTER_END_BY_ITSELF for entry in self.new)
        if is_edited and by_itself and columns["count_anyway"]:
            # What somebody decided about the session before it was changed holds no more.
            self.append(Kind.CORRECTION, [Counted(anyway=False)])
            columns["count_anyway"] = False
        self.update_columns(**columns)
        slots = {(register.test, register.side) for register in self.dirty}
        return [rating_row(self.session, self.log, slot) for slot in slots]

    def choose_methods(self) -> None:
        """Remember how tests are measured, for those of which nothing was chosen yet."""
        for (slug, method, is_outright), at in self.chosen.items():
            if test := planned_test(self.session, slug):
                owner_id = self.session.owner_id
                choose_first(owner_id, test.pk, method, at, is_outright=is_outright)

    def update_columns(self, **columns: Any) -> None:
        """Write those columns of the session that differ."""
        session = self.session
        changed = {k: v for k, v in columns.items() if getattr(session, k) != v}
        if changed:
            session.stored_row.update(**changed)
        for name, value in changed.items():
            setattr(session, name, value)
        if "day" in changed:
            session.ratings.update(day=session.day)


def save_all(writers: Iterable[SessionWriter]) -> None:
    """Write what is new in several sessions, with one statement a table."""
    writers = list(writers)
    rows = [row for writer in writers for row in writer.project()]
    for writer in writers:
        writer.choose_methods()
    phases = {register.phase for writer in writers for register in writer.dirty}
    upsert(rows, phases)
    Entry.objects.bulk_create([entry for writer in writers for entry in writer.new])


def upsert(rows: Sequence[Rating], phases: Iterable[str]) -> None:
    """One row per slot; of one that is there only the columns of `phases` are written.

    And the values of all phases, because a new method hides those of another one, and the
    holds behind them.
    """
    if rows:
        entered = {f"{phase}_{name}" for phase in phases for name in (*PARTS, "at")}
        values = {f"{phase}_{name}" for phase in RULES.phases for name in ("value", "holds")}
        Rating.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["owner", "session", "test", "side"],
            update_fields=sorted({"method", "unit"} | values | entered),
        )


def rating_row(session: Session, log: EventLog, slot: Slot) -> Rating:
    """The whole row of a slot, unsaved."""
    test = next(test for test in session.planned_tests if test.slug == slot[0])
    return Rating(
        session=session,
        owner_id=session.owner_id,
        day=session.day,
        test=test,
        side=slot[1],
        **log.rating_columns(slot),
    )


def session_columns(session: Session, log: EventLog) -> dict[str, Any]:
    """The columns of the session that the log decides; of an open one it decides no end."""
    position, plan = session.position, session.plan
    legs = RULES.legs_over(position)
    columns = log.routine_columns(legs, plan.move_keys) | {
        "note": log.note,
        "count_anyway": log.counts_anyway,
        **asdict(log.context),
    }
    if log.start:
        columns["started_at"], columns["day"] = log.start
    if position.stage == DONE and (finished_at := log.finished_at):
        columns["finished_at"] = finished_at
        columns["edited_at"] = log.edited_at(finished_at)
    columns["worked"] = plan.sides_worked(columns["dose"], is_whole=session.entered_later)
    return columns


def conclude(session: Session, phase: str) -> None:
    """Go on to the stage after `phase`; the end of the last one is the end of the session."""
    if following(session, phase) == DONE:
        finish(session)
    else:
        advance(session, phase)


def finish(session: Session) -> None:
    """End a session as it is, at whatever stage."""
    with session.changing():
        writer = SessionWriter(session)
        writer.finish()
        writer.save()
