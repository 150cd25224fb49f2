"""Mends a finished session, marks it, and can take the last change back; and writes its note."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from tracker.models.entry import Entry
from tracker.models.rated import Readings
from tracker.models.session import Session
from tracker.rules.log import as_writes
from tracker.sessions.writer import Taking


def edit(
    session: Session,
    readings: Mapping[str, Readings],
    *,
    started_at: datetime.datetime | None = None,
    note: str | None = None,
    counts: bool | None = None,
    page: Mapping[str, Any] | None = None,
) -> Entry | None:
    """Write what is different; what it replaced is kept for `undo`. None if nothing is.

    What is None was not asked for. A changed rating marks the session, which then counts in the
    analysis only on request.
    """
    with session.changing():
        taking = Taking(session)
        new = {
            (phase, slot): fields
            for phase, slots in readings.items()
            for slot, reading in slots.items()
            if (fields := taking.different(phase, slot, reading))
        }
        before = _about(session)
        session.edited_at = timezone.now() if new else session.edited_at
        session.count_anyway = session.count_anyway if counts is None else counts
        session.note = session.note if note is None else note
        _move(session, started_at)
        about = {name: value for name, value in _about(session).items() if value != before[name]}
        if not about and not new:
            return None
        if "started_at" in about:
            session.clock_off = None
        writes = [each for (phase, slot), of in new.items() for each in as_writes(phase, slot, of)]
        payload = {"kind": "edit", **(page or {})}
        entry = taking.entry(payload, {"ratings": writes, "session": about}, taking.now)
        entry.replaced = {"session": before}
        taking.keep(entry)
        _save(session, taking)
        return entry


def _move(session: Session, started_at: datetime.datetime | None) -> None:
    if started_at is not None and started_at != session.started_at:
        session.started_at = started_at.astimezone(datetime.UTC)
        session.day = session.owner.day_of(started_at, session.zone)


def undo(session: Session, name: uuid.UUID) -> bool:
    """Take the edit of this name back. False if it is not the last one that still counts."""
    with session.changing():
        entry = _edits(session).first()
        if entry is None or entry.uuid != name:
            return False
        taking = Taking(session)
        taking.drop(entry)
        # The first version kept with an edit only what it replaced.
        for phase, test, side, fields in entry.replaced.get("ratings", ()):
            taking.put_back(phase, (test, side), fields)
        _put_back(session, entry)
        _save(session, taking)
        entry.undone = True
        entry.save(update_fields=["undone"])
        return True


def _put_back(session: Session, entry: Entry) -> None:
    """What the edit changed and nobody has changed since; the rest is not its own to take back."""
    now = _about(session)
    # The first version kept no day, and not what an edit changed.
    wrote = _as_named_now(entry.wrote.get("session", now), edited=True)
    newer = {name: value for name, value in now.items() if wrote.get(name) != value}
    replaced = entry.replaced["session"]
    was = _as_named_now(replaced, edited=bool(replaced["edited_at"])) | newer
    session.started_at = parse_datetime(was["started_at"])
    day = parse_date(was.get("day", ""))
    session.day = day or session.owner.day_of(session.started_at, session.zone)
    session.edited_at = parse_datetime(was["edited_at"]) if was["edited_at"] else None
    session.note, session.count_anyway = was["note"], was["anyway"]


def _as_named_now(about: dict[str, Any], *, edited: bool) -> dict[str, Any]:
    """Once every session that was not edited was said to count."""
    return {"anyway": about["counts"] and edited} | about if "counts" in about else about


def start_said(session: Session, said: datetime.datetime) -> datetime.datetime:
    """A page knows minutes only, and no hour apart from the same one after the clocks went back.

    Where it says what the session's own start is shown as, that one stays.
    """
    there = session.started_there
    is_same = f"{there:%F %R}" == f"{said.astimezone(there.tzinfo):%F %R}"
    return session.started_at if is_same else said


def settle_clock(session: Session, started_at: datetime.datetime) -> None:
    """Its owner says when it was: the clock is no question any more."""
    with session.changing():
        edit(session, {}, started_at=start_said(session, started_at))
        session.clock_off = None
        session.save(update_fields=["clock_off"])


def said_by(session: Session, page: Any) -> dict[str, str]:
    """What a page said by field when its last edit was written."""
    if not isinstance(page, str):
        return {}
    last = _edits(session).filter(payload__page=page).first()
    return dict(last.payload["says"]) if last else {}


def has_noted(session: Session, page: str) -> bool:
    """Whether this very page wrote a note before."""
    return bool(page) and session.entries.filter(payload__page=page).exists()


def write_note(session: Session, note: str, page: str = "") -> None:
    """Replace the note; the one before stays in the ledger."""
    with session.changing():
        if note == session.note:
            return
        Entry.objects.create(
            owner_id=session.owner_id,
            uuid=uuid.uuid4(),
            session=session,
            payload={"kind": "note", "page": page},
            wrote={"note": note},
            replaced={"note": session.note},
            entered_at=timezone.now(),
        )
        session.note = note
        session.save(update_fields=["note"])


def _about(session: Session) -> dict[str, Any]:
    """What an edit changes besides ratings, as an entry keeps it."""
    edited_at = session.edited_at.isoformat() if session.edited_at else ""
    return {
        "started_at": session.started_at.isoformat(),
        "day": session.day.isoformat(),
        "note": session.note,
        "anyway": session.count_anyway,
        "edited_at": edited_at,
    }


def _edits(session: Session) -> Any:
    edits = session.entries.filter(payload__kind="edit", undone=False)
    return edits.order_by("-received_at", "-pk")


def _save(session: Session, taking: Taking) -> None:
    about = ("day", "started_at", "note", "count_anyway", "edited_at", "clock_off")
    session.save(update_fields=about)
    taking.save()
    session.ratings.update(day=session.day)
