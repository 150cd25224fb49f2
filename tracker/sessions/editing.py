"""Corrects a finished session, marks it, and can undo the last edit; and writes its note."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.models.entry import Entry
from tracker.models.session import Session
from tracker.rules.events import ContextGiven, Counted, Event, Kind, Moved, NoteWritten
from tracker.rules.log import EventLog
from tracker.sessions.changes import Ratings, changed_fields, rated
from tracker.sessions.writer import SessionWriter


def edit(
    session: Session,
    ratings: Mapping[str, Ratings],
    *,
    started_at: datetime.datetime | None = None,
    note: str | None = None,
    counts: bool | None = None,
    context: ContextGiven | None = None,
    page: Mapping[str, Any] | None = None,
) -> Entry | None:
    """Write what is different, as one entry that `undo` can retract. None if nothing is.

    What is None was not asked for. A changed rating marks the session, which then counts in the
    analysis only on request. `page` is kept to recognise the same page when it is sent again.
    """
    with session.changing():
        writer = SessionWriter(session)
        events = [
            event
            for phase, slots in ratings.items()
            for event in rated(phase, changed_fields(writer.log, phase, slots))
        ]
        events += _facts(session, started_at, note, counts)
        if context not in (None, session.context):
            events.append(context)
        if not events:
            return None
        entry = writer.append(Kind.EDIT, events, payload=dict(page or {}))
        if any(isinstance(event, Moved) for event in events):
            writer.update_columns(clock_off=None)
        writer.save()
        return entry


def _facts(
    session: Session,
    started_at: datetime.datetime | None,
    note: str | None,
    counts: bool | None,
) -> Iterator[Event]:
    if started_at not in (None, session.started_at):
        day = session.owner.day_of(started_at, session.zone)
        moment = started_at.astimezone(datetime.UTC)
        yield Moved(moment, day, session.started_at, session.day)
    if note not in (None, session.note):
        yield NoteWritten(note)
    if counts not in (None, session.count_anyway):
        yield Counted(counts)


class MethodsWouldMix(Exception):
    """An edit was what kept the values of a test to one method, so it cannot be undone."""


def undo(session: Session, name: uuid.UUID) -> bool:
    """Undo the edit with this UUID; False unless it is the latest in effect.

    Raises MethodsWouldMix.
    """
    with session.changing():
        writer = SessionWriter(session)
        entry = _last_edit(writer)
        if entry is None or entry.uuid != name:
            return False
        mixed = _tests_with_two_methods(writer.log)
        writer.retract(entry)
        if _tests_with_two_methods(writer.log) - mixed:
            raise MethodsWouldMix
        writer.save()
        return True


def _tests_with_two_methods(log: EventLog) -> set[str]:
    measured = {(slot[0], method) for slot in log.slots() if (method := log.method(slot))}
    return {test for test, count in Counter(test for test, _ in measured).items() if count > 1}


def _last_edit(writer: SessionWriter) -> Entry | None:
    edits = (entry for entry in writer.stored if entry.kind == Kind.EDIT and not entry.undone)
    return max(edits, key=lambda entry: entry.pk, default=None)


def start_said(session: Session, moment: datetime.datetime) -> datetime.datetime:
    """A page knows minutes only, and no hour apart from the same one after the clocks went back.

    Where it says what the session's own start is shown as, that one stays.
    """
    there = session.local_start
    is_same = f"{there:%F %R}" == f"{moment.astimezone(there.tzinfo):%F %R}"
    return session.started_at if is_same else moment


def settle_clock(session: Session, started_at: datetime.datetime) -> None:
    """Its owner says when it was: the clock is no question any more."""
    with session.changing():
        edit(session, {}, started_at=start_said(session, started_at))
        session.clock_off = None
        session.save(update_fields=["clock_off"])


def last_sent(session: Session, page: Any) -> dict[str, str]:
    """What a page sent, by field, when an entry was last written from it."""
    if not isinstance(page, str) or not page:
        return {}
    written = session.entries.filter(undone=False, payload__page=page)
    last = written.order_by("-pk").first()
    return dict(last.payload.get("says", {})) if last else {}


def write_note(session: Session, note: str, page: str = "") -> None:
    """Replace the note; the one before stays in the log."""
    with session.changing():
        if note == session.note:
            return
        writer = SessionWriter(session)
        payload = {"page": page, "says": {"note": note}}
        writer.append(Kind.NOTE, [NoteWritten(note)], payload=payload)
        writer.save()
