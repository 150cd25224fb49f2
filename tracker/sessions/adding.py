"""Adds finished sessions as a whole: done without the app, or made up for a demonstration."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

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


class Added(NamedTuple):
    """A session that is not stored yet, its one entry, and the log that this makes."""

    session: Session
    entry: Entry
    log: EventLog

    def ratings(self) -> Iterator[Rating]:
        for slot in sorted(self.log.slots()):
            yield rating_row(self.session, self.log, slot)


def added(session: Session, events: Sequence[Event], kind: Kind) -> Added:
    """A finished session with one entry that says all of it.

    It needs its plan and start; the rest follows from its events, which hold its end.
    """
    entry = _entry(session, with_methods(session, events, EventLog()), kind)
    log = EventLog([entry])
    session.stage = DONE
    for name, value in session_columns(session, log).items():
        setattr(session, name, value)
    return Added(session, entry, log)


def add(
    additions: Sequence[tuple[Session, Sequence[Event]]], kind: Kind = Kind.ADDED
) -> list[Session]:
    """Store new sessions of one person; see `added`.

    `kind`: where they come from. Raises WasErased.
    """
    made = [added(session, events, kind) for session, events in additions]
    with changing(owner_id := additions[0][0].owner_id):
        demand_not_erased(owner_id, (new.session.uuid for new in made))
        sessions = Session.objects.bulk_create([new.session for new in made], batch_size=BATCH)
        Entry.objects.bulk_create([new.entry for new in made], batch_size=BATCH)
        rows = (row for new in made for row in new.ratings())
        Rating.objects.bulk_create(rows, batch_size=BATCH)
        choose_methods(owner_id, methods_of(made))
    return sessions


# By what a test was measured: its number, and since when.
Methods = dict[Choice, tuple[int, datetime.datetime]]


def methods_of(made: Iterable[Added]) -> Methods:
    methods: Methods = {}
    for session, entry, _log in made:
        for event in from_json(entry.events):
            choice = Choice.of(event)
            if choice and (test := planned_test(session, choice.test)):
                methods.setdefault(choice, (test.pk, session.started_at))
    return methods


def choose_methods(owner_id: int, methods: Methods) -> None:
    """Remember them for those tests of which nothing was chosen yet, within `changing`."""
    for choice, (test_id, at) in methods.items():
        choose_first(owner_id, test_id, choice.method, at, is_outright=False)


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
