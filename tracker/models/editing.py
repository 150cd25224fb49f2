"""Mends a finished session, marks it, and can take the last change back."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from tracker.models.entry import Entry
from tracker.models.ledger import as_writes
from tracker.models.rated import Readings
from tracker.models.session import Session
from tracker.models.taking import Taking


@transaction.atomic
def edit(
    session: Session,
    readings: Mapping[str, Readings],
    *,
    started_at: datetime.datetime,
    note: str,
    counts: bool,
) -> Entry | None:
    """Write what is different; what it replaced is kept for `undo`. None if nothing is.

    A changed rating marks the session, which then counts in the analysis only on request.
    """
    session.lock()
    taking = Taking(session)
    new = {
        (phase, slot): fields
        for phase, slots in readings.items()
        for slot, reading in slots.items()
        if (fields := taking.different(phase, slot, reading))
    }
    before = _about(session)
    if new:
        session.edited_at = timezone.now()
    session.counts = counts or session.edited_at is None
    session.note = note
    if started_at != session.started_at:
        session.started_at = started_at.astimezone(datetime.UTC)
        session.day = session.owner.day_of(started_at, session.zone)
    if before == _about(session) and not new:
        return None
    writes = [write for (phase, slot), of in new.items() for write in as_writes(phase, slot, of)]
    entry = taking.entry({"kind": "edit"}, {"ratings": writes}, taking.now)
    entry.replaced = {"session": before}
    taking.keep(entry)
    _save(session, taking)
    return entry


@transaction.atomic
def undo(session: Session, name: uuid.UUID) -> bool:
    """Take the edit of this name back. False if it is not the last one that still counts."""
    session.lock()
    entry = _edits(session).first()
    if entry is None or entry.uuid != name:
        return False
    taking = Taking(session)
    taking.drop(entry)
    # The first version kept with an edit only what it replaced.
    for phase, test, side, fields in entry.replaced.get("ratings", ()):
        taking.put_back(phase, (test, side), fields)
    was = entry.replaced["session"]
    session.started_at = parse_datetime(was["started_at"])
    # The first version kept no day.
    day = parse_date(was.get("day", ""))
    session.day = day or session.owner.day_of(session.started_at, session.zone)
    session.edited_at = parse_datetime(was["edited_at"]) if was["edited_at"] else None
    session.note, session.counts = was["note"], was["counts"]
    _save(session, taking)
    entry.undone = True
    entry.save(update_fields=["undone"])
    return True


def _about(session: Session) -> dict[str, Any]:
    """What an edit changes besides ratings, as an entry keeps it."""
    edited_at = session.edited_at.isoformat() if session.edited_at else ""
    return {
        "started_at": session.started_at.isoformat(),
        "day": session.day.isoformat(),
        "note": session.note,
        "counts": session.counts,
        "edited_at": edited_at,
    }


def _edits(session: Session) -> Any:
    edits = session.entries.filter(payload__kind="edit", undone=False)
    return edits.order_by("-received_at", "-pk")


def _save(session: Session, taking: Taking) -> None:
    session.save(update_fields=["day", "started_at", "note", "counts", "edited_at"])
    taking.save()
    session.ratings.update(day=session.day)
