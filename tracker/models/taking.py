"""Takes a batch of entries: each UUID is written once, and what it replaced is kept."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from tracker.models.entry import Entry
from tracker.models.rating import PHASES
from tracker.models.session import Session


class Reading(NamedTuple):
    """One clean field of one rating, as it was entered."""

    uuid: uuid.UUID
    phase: str
    slot: tuple[str, str]
    field: str
    clean: dict[str, Any]
    payload: dict[str, Any]
    at: datetime.datetime


def take(session: Session, readings: Iterable[Reading]) -> None:
    """Record `readings` of one session in their order; call inside a transaction."""
    stored = session.by_slot()
    now = {
        (slot, phase): rating.reading(phase) for slot, rating in stored.items() for phase in PHASES
    }
    entries = []
    for reading in readings:
        was = now.setdefault((reading.slot, reading.phase), {})
        entries.append(_entry(session, reading, was.get(reading.field)))
        was |= reading.clean
        session.record(reading.phase, {reading.slot: reading.clean}, at=reading.at)
    Entry.objects.bulk_create(entries)


def _entry(session: Session, reading: Reading, was: Any) -> Entry:
    replaced = {} if was in (None, "") else {reading.field: str(was)}
    return Entry(
        owner_id=session.owner_id,
        uuid=reading.uuid,
        session=session,
        payload=reading.payload,
        replaced=replaced,
        entered_at=reading.at,
    )
