"""Takes what a phone sent: each UUID is written once, and what it replaced is kept."""

import datetime
import uuid
from typing import Any

from tracker.models.entry import Entry
from tracker.models.rating import PHASES
from tracker.models.session import Session

Payload = dict[str, Any]


class Taking:
    """The entries of one session, written in their order; `close` inside the same transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.entries: list[Entry] = []
        self.now = {
            (slot, phase): rating.reading(phase)
            for slot, rating in session.by_slot().items()
            for phase in PHASES
        }

    def reading(
        self, phase: str, slot: tuple[str, str], clean: dict[str, Any], at: datetime.datetime
    ) -> Payload:
        """Record the clean fields of one slot; returns what they replaced."""
        was = self.now.setdefault((slot, phase), {})
        replaced = {name: str(was[name]) for name in clean if was.get(name) not in (None, "")}
        was |= clean
        self.session.record(phase, {slot: clean}, at=at)
        return replaced

    def routine(self, dose: dict[str, int], stopped_reason: str) -> Payload:
        """The routine is done; a phone without a network says so before its after ratings."""
        self.session.pre_done()
        self.session.routine_done(dose, stopped_reason)
        return {}

    def keep(
        self, made: uuid.UUID, payload: Payload, replaced: Payload, at: datetime.datetime
    ) -> None:
        entry = Entry(uuid=made, payload=payload, replaced=replaced, entered_at=at)
        entry.owner_id, entry.session = self.session.owner_id, self.session
        self.entries.append(entry)

    def close(self) -> None:
        Entry.objects.bulk_create(self.entries)
