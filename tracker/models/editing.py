"""Mends a finished session, marks it, and can take the last change back."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tracker.models.entry import Entry
from tracker.models.rated import Readings
from tracker.models.rating import FIELDS
from tracker.models.session import Session

PHASE_WORDS = {"pre": "before", "post": "after"}
Changes = dict[str, dict[tuple[str, str], dict[str, Any]]]


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
    _lock(session)
    new, old = _differences(session, readings)
    before = {"started_at": session.started_at.isoformat(), "note": session.note}
    before |= {"counts": session.counts, "edited_at": _text(session.edited_at)}
    for phase, slots in new.items():
        session.record(phase, slots)
    if any(new.values()):
        session.edited_at = timezone.now()
    session.counts = counts or session.edited_at is None
    session.started_at, session.note = started_at, note
    after = {"started_at": started_at.astimezone(datetime.UTC).isoformat(), "note": note}
    after |= {"counts": session.counts, "edited_at": _text(session.edited_at)}
    if before == after and not any(new.values()):
        return None
    _save(session)
    replaced = {"session": before, "ratings": _flat(old)}
    return Entry.objects.create(
        owner_id=session.owner_id,
        uuid=uuid.uuid4(),
        session=session,
        payload={"kind": "edit"},
        replaced=replaced,
        entered_at=timezone.now(),
    )


@transaction.atomic
def undo(session: Session, name: uuid.UUID) -> bool:
    """Take the edit of this name back. False if it is not the last one that still counts."""
    _lock(session)
    entry = _edits(session).first()
    if entry is None or entry.uuid != name:
        return False
    for phase, test, side, fields in entry.replaced["ratings"]:
        session.record(phase, {(test, side): fields})
    was = entry.replaced["session"]
    session.started_at = parse_datetime(was["started_at"])
    session.edited_at = parse_datetime(was["edited_at"]) if was["edited_at"] else None
    session.note, session.counts = was["note"], was["counts"]
    _save(session)
    entry.undone = True
    entry.save(update_fields=["undone"])
    return True


def earlier_scores(session: Session) -> list[str]:
    """A sentence for each score that an edit replaced, newest edit first."""
    names = {test["test"]: test["name"] for test in session.plan["tests"]}
    return [
        f"{_called(names[test], side)}: {PHASE_WORDS[phase]} was {_score(fields)}"
        for entry in _edits(session)
        for phase, test, side, fields in entry.replaced["ratings"]
        if "score" in fields
    ]


def _called(name: str, side: str) -> str:
    return name if side == "none" else f"{name}, {side}"


def _score(fields: dict[str, Any]) -> str:
    return "not rated" if fields["score"] is None else str(fields["score"])


def _lock(session: Session) -> None:
    # The same change sent twice at once must find the second time that nothing is different.
    session.refresh_from_db(from_queryset=Session.objects.select_for_update())


def _edits(session: Session) -> Any:
    edits = session.entries.filter(payload__kind="edit", undone=False)
    return edits.order_by("-received_at", "-pk")


def _differences(session: Session, readings: Mapping[str, Readings]) -> tuple[Changes, Changes]:
    stored, blank = session.by_slot(), dict.fromkeys(FIELDS) | {"skip": ""}
    new: Changes = {}
    old: Changes = {}
    for phase, slots in readings.items():
        for slot, reading in slots.items():
            was = stored[slot].reading(phase) if slot in stored else blank
            changed = [name for name in reading if reading[name] != was[name]]
            if changed:
                new.setdefault(phase, {})[slot] = {name: reading[name] for name in changed}
                old.setdefault(phase, {})[slot] = {name: was[name] for name in changed}
    return new, old


def _save(session: Session) -> None:
    session.day = session.owner.day_of(session.started_at, session.zone)
    session.save(update_fields=["day", "started_at", "note", "counts", "edited_at"])
    session.ratings.update(day=session.day)


def _flat(changes: Changes) -> list[list[Any]]:
    return [
        [phase, *slot, {name: _plain(value) for name, value in fields.items()}]
        for phase, slots in changes.items()
        for slot, fields in slots.items()
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _text(moment: datetime.datetime | None) -> str:
    return moment.isoformat() if moment else ""
