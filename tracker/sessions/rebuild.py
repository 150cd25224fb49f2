"""Compares the rows of sessions with their log, and rebuilds them from it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from tracker.models.entry import Entry
from tracker.models.rating import Rating
from tracker.models.session import Session
from tracker.rules.log import EventLog, Slot, registers
from tracker.rules.stages import RULES
from tracker.sessions.writer import SessionWriter, session_columns

Key = tuple[int, int]  # owner, session
AT_ONCE = 100  # sessions, with all their entries and ratings in memory


class Difference(NamedTuple):
    """A column whose value is not what the log says."""

    session: Session
    where: str
    row: Any
    log: Any

    def __str__(self) -> str:
        about = f"person {self.session.owner_id}, session {self.session.uuid}"
        return f"{about}: {self.where} is {self.row!r}, by the log {self.log!r}"


class Stored(NamedTuple):
    """A session as the database has it."""

    session: Session
    entries: list[Entry]
    ratings: dict[Slot, Rating]

    def differences(self) -> list[Difference]:
        log = EventLog(self.entries)
        columns = session_columns(self.session, log)
        if self.session.is_done:
            columns["finished_at"] = log.finished_at
        differences = list(self._differing(columns))
        for slot in sorted(log.slots() | set(self.ratings)):
            differences += self._in_slot(slot, log.rating_columns(slot))
        return differences

    def _differing(self, columns: dict[str, Any]) -> Iterator[Difference]:
        for name, value in columns.items():
            if (stored := getattr(self.session, name)) != value:
                yield Difference(self.session, name, stored, value)

    def _in_slot(self, slot: Slot, columns: dict[str, Any]) -> Iterator[Difference]:
        """A row with nothing in it is as good as none."""
        row = self.ratings.get(slot, Rating(owner_id=self.session.owner_id, day=self.session.day))
        own = {"owner_id": self.session.owner_id, "day": self.session.day}
        for name, value in (columns | own).items():
            if (stored := getattr(row, name)) != value:
                yield Difference(self.session, f"{' '.join(slot)} {name}", stored, value)

    def rebuild(self) -> None:
        """Write all rows anew from the log, in the transaction that holds the owner's lock."""
        writer = SessionWriter(self.session, self.entries)
        slots = writer.log.slots()
        writer.dirty = {r for p in RULES.phases for slot in slots for r in registers(p, slot)}
        writer.save()
        wrong = [self.ratings[slot].pk for slot in set(self.ratings) - slots]
        Rating.objects.filter(owner=self.session.owner_id, pk__in=wrong).delete()
        self.session.ratings.exclude(day=self.session.day).update(day=self.session.day)


def stored_sessions(sessions: Iterable[Session]) -> Iterator[Stored]:
    """Sessions with their entries and ratings, in three statements for each AT_ONCE of them."""
    rows = iter(sessions)
    while some := list(islice(rows, AT_ONCE)):
        names = {"session__in": {session.pk for session in some}}
        names |= {"owner__in": {session.owner_id for session in some}}
        # By owner, too: on several database servers two sessions may have one number.
        entries: dict[Key, list[Entry]] = defaultdict(list)
        ratings: dict[Key, dict[Slot, Rating]] = defaultdict(dict)
        for entry in Entry.objects.filter(**names):
            entries[entry.owner_id, entry.session_id].append(entry)
        for row in Rating.objects.filter(**names).select_related("test"):
            ratings[row.owner_id, row.session_id][row.test.slug, row.side] = row
        for session in some:
            key = (session.owner_id, session.pk)
            yield Stored(session, entries[key], ratings[key])
