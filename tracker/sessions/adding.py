"""Adds finished sessions as a whole: done without the app, or made up for a demonstration."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from tracker.models.entry import Entry
from tracker.models.rating import Rating
from tracker.models.revision import changing
from tracker.models.session import Session
from tracker.rules.events import Event, Kind, from_json, to_json
from tracker.rules.log import EventLog
from tracker.rules.stages import DONE
from tracker.sessions.lifecycle import demand_not_erased
from tracker.sessions.test_settings import (
    Choice,
    choose_first,
    planned_test,
    with_methods,
)
from tracker.sessions.writer import rating_row, session_columns

BATCH = 500


def add(
    additions: Sequence[tuple[Session, Sequence[Event]]], kind: Kind = Kind.ADDED
) -> list[Session]:
    """Store new sessions of one person, session with one entry that says all of it.

    `kind`: where they come from. A session needs its plan and start; the rest follows from its
    events, which hold its end. Raises WasErased.
    """
    none = EventLog()
    entries = [_entry(s, with_methods(s, events, none), kind) for s, events in additions]
    folded = [(entry.session, EventLog([entry])) for entry in entries]
    for session, log in folded:
        session.stage = DONE
        for name, value in session_columns(session, log).items():
            setattr(session, name, value)
    with changing(owner_id := additions[0][0].owner_id):
        demand_not_erased(owner_id, (session.uuid for session, _ in folded))
        sessions = Session.objects.bulk_create([session for session, _ in folded], batch_size=BATCH)
        Entry.objects.bulk_create(entries, batch_size=BATCH)
        rows = (
            rating_row(session, log, slot)
            for session, log in folded
            for slot in sorted(log.slots())
        )
        Rating.objects.bulk_create(rows, batch_size=BATCH)
        _choose_methods(sessions, entries)
    return sessions


def _choose_methods(sessions: Sequence[Session], entries: Sequence[Entry]) -> None:
    """Remember how tests were measured, for those of which nothing was chosen yet."""
    chosen: dict[Choice, Session] = {}
    for session, entry in zip(sessions, entries, strict=True):
        for event in from_json(entry.events):
            if choice := Choice.of(event):
                chosen.setdefault(choice, session)
    for choice, session in chosen.items():
        if test := planned_test(session, choice.test):
            at = session.started_at
            choose_first(session.owner_id, test.pk, choice.method, at, is_outright=False)


def _entry(session: Session, events: Sequence[Event], kind: Kind) -> Entry:
    now = timezone.now()
    return Entry(
        owner_id=session.owner_id,
        session=session,
        uuid=uuid.uuid4(),
        kind=kind,
        payload={},
        events=to_json(events),
        entered_at=now,
        received_at=now,
    )
