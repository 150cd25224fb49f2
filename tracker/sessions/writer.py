"""Takes what was entered in one session: each write goes to the ledger, and the ledger decides."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tracker.models.entry import Entry
from tracker.models.rated import write_rows
from tracker.models.rating import FIELDS, Rating
from tracker.models.session import Session
from tracker.rules.log import MARK, PART, Cell, Ledger, as_shown, as_writes, writes_of
from tracker.rules.stages import DRAW, RULES

Fields = dict[str, Any]
Row = tuple[Rating, Fields]
# Each write reads all of them: many times what one can tap, and still read in a moment.
MOST_ENTRIES = 2000
BLANK = dict.fromkeys(FIELDS) | MARK


class SessionIsFull(PermissionDenied):
    """Only a script comes so far; what is there stays as it is."""

    def __init__(self) -> None:
        super().__init__("More was entered in this session than one can hold.")


class Taking:
    """What is new in one session, whose row is locked; `save` in the same transaction."""

    def __init__(
        self,
        session: Session,
        entries: Iterable[Entry] | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        self.session, self.now = session, now or timezone.now()
        known = list(session.entries.all() if entries is None else entries)
        self.ledger, self.known = Ledger(known), len(known)
        self.rows = session.by_slot()
        self.entries: list[Entry] = []
        self.touched: set[Cell] = set()
        self.found: Fields = {}

    def entry(
        self, payload: Fields, wrote: Fields, at: datetime.datetime, made: uuid.UUID | None = None
    ) -> Entry:
        entry = Entry(uuid=made or uuid.uuid4(), payload=payload, wrote=wrote, entered_at=at)
        entry.owner_id, entry.session, entry.received_at = (
            self.session.owner_id,
            self.session,
            self.now,
        )
        return entry

    def keep(self, entry: Entry) -> None:
        """Into the ledger, whether it changes anything or not. Raises SessionIsFull."""
        if self.known + len(self.entries) >= MOST_ENTRIES:
            raise SessionIsFull
        for leg, _, reason, *_ in entry.wrote.get("routines", ()):
            self._routine_over(entry, leg, reason)
        cells = {cell for cell, _ in writes_of(entry)}
        for cell in cells - self.touched:
            self._find(cell)
        before = {cell: self.ledger.state(cell) for cell in cells}
        if not entry.undone:
            self.ledger.add(entry)
        for cell, was in before.items():
            now = self.ledger.state(cell)
            if entry.payload.get("field") and now != was:
                gone = {name: str(was[name]) for name in was if was[name] not in (None, "")}
                entry.replaced |= gone
        self.entries.append(entry)

    def drop(self, entry: Entry) -> None:
        """As if an entry had never been: what it outvoted counts again."""
        for cell in {cell for cell, _ in writes_of(entry)}:
            self._find(cell)
            kept = [w for w in self.ledger.writes[cell] if w.order[2] != entry.uuid]
            self.ledger.writes[cell] = kept

    def page(
        self,
        phase: str,
        readings: Mapping[tuple[str, str], Fields],
        shown: Mapping[str, Any] | None = None,
    ) -> Entry | None:
        """What a page sent; only what is news is written. None if nothing is."""
        news = self.news(phase, readings, shown)
        writes = [write for slot, of in news.items() for write in as_writes(phase, slot, of)]
        if not writes:
            return None
        # A page that was open before the end says of nothing that it was entered in time.
        kind = "late page" if self.session.is_done else "page"
        entry = self.entry({"kind": kind, "phase": phase}, {"ratings": writes}, self.now)
        self.keep(entry)
        return entry

    def news(
        self,
        phase: str,
        readings: Mapping[tuple[str, str], Fields],
        shown: Mapping[str, Any] | None = None,
    ) -> dict[tuple[str, str], Fields]:
        """Of what a page sent, what is different and no repetition of what it showed."""
        found = {slot: self._news(phase, slot, of, shown) for slot, of in readings.items()}
        return {slot: fields for slot, fields in found.items() if fields}

    def _news(
        self, phase: str, slot: tuple[str, str], reading: Fields, shown: Mapping[str, Any] | None
    ) -> Fields:
        """What is different, without what an old page only repeats.

        It says again what it showed, or what was tapped on it and is in the ledger since.
        """
        different = self.different(phase, slot, reading)
        if shown is None or not different:
            return different
        return {
            name: value
            for name, value in different.items()
            if not self._repeats((phase, *slot, PART[name]), reading, shown)
        }

    def _repeats(self, cell: Cell, reading: Fields, shown: Mapping[str, Any]) -> bool:
        if cell not in self.touched:
            self._find(cell)
        states = self.ledger.states(cell)
        slot = "-".join(cell[1:3])
        old = {name: as_shown(name, shown.get(f"{slot}-{name}")) for name in states[0]}
        new = states[0] | {name: reading[name] for name in states[0] if name in reading}
        since = [n for n, state in enumerate(states) if state == old]
        return new == old or (bool(since) and new in states[since[-1] + 1 :])

    def put_back(self, phase: str, slot: tuple[str, str], fields: Fields) -> None:
        """What an edit of the first version replaced: it was there in time."""
        rows = as_writes(phase, slot, fields, self.now.isoformat())
        self.keep(self.entry({"kind": "found"}, {"ratings": rows}, self.now))

    def different(self, phase: str, slot: tuple[str, str], reading: Fields) -> Fields:
        """The fields of a reading that are not so already."""
        was = self._was(phase, slot)
        return {name: value for name, value in reading.items() if value != was[name]}

    def routine(
        self,
        dose: dict[str, int],
        reason: str,
        leg: str = "routine",
        ago: datetime.timedelta = datetime.timedelta(),
    ) -> None:
        """A page says how long ago the routine ended; the phone may have said the same before."""
        said = [(done.leg, done.dose, done.reason) for done in self.ledger.routines]
        if (leg, dose, reason) in said:
            return
        wrote = {"routines": [[leg, dose, reason]]}
        at = max(self.now - ago, min(self.session.started_at, self.now))
        self.keep(self.entry({"kind": "page", "phase": "routine"}, wrote, at))

    def finish(self, at: datetime.datetime) -> None:
        """Of several ends the first one counts, whatever comes first."""
        session, at = self.session, min(at, self.now)
        if session.is_open:
            session.finish(at)
        elif at < session.finished_at:
            self._set(finished_at=at)

    def clock_was_off(self, off: datetime.timedelta) -> None:
        """The phone's; of several the most wrong one is told."""
        if abs(off.total_seconds()) > abs(self.session.clock_off or 0):
            self._set(clock_off=round(off.total_seconds()))

    def close(self, at: datetime.datetime) -> None:
        """Finish it as it is, because another session began."""
        self.session.finish(at)
        self.mark_closed()

    def mark_closed(self) -> None:
        """Another session, and nobody's tap, was its end."""
        self.entries.append(self.entry({"kind": "closed"}, {"closed": True}, self.now))

    def _was(self, phase: str, slot: tuple[str, str]) -> Fields:
        return self.rows[slot].reading(phase) if slot in self.rows else BLANK

    def _find(self, cell: Cell) -> None:
        """What is there and not in the ledger counts from when it was entered."""
        self.touched.add(cell)
        phase, test, side, part = cell
        was = self._was(phase, (test, side))
        state = self.ledger.state(cell)
        there = {name: was[name] for name in state}
        if there == state:
            return
        row = self.rows[test, side]
        at = (getattr(row, f"{phase}_at") or self.session.started_at).isoformat()
        if part == "mark" and there != MARK:
            there = {name: value for name, value in there.items() if value not in (None, "")}
        self._add_found("ratings", as_writes(phase, (test, side), there, at))

    def _add_found(self, kind: str, rows: list[Any]) -> None:
        self.ledger.add(self.entry({"kind": "found"}, {kind: rows}, self.now, uuid.UUID(int=0)))
        self.found.setdefault(kind, []).extend(rows)

    def _routine_over(self, entry: Entry, leg: str, reason: str) -> None:
        session = self.session
        if session.dose and not self.ledger.routines:
            self._find_dose()
        if not session.is_open:
            return
        for phase in RULES.stages[leg].concludes:
            if session.stage == phase:
                session.conclude(phase)
        if session.stage == DRAW:
            # What chance picked was not seen: this was not the end of it.
            entry.undone = True
        elif session.stage == leg:
            session.routine_done({}, reason, min(entry.entered_at, self.now))

    def _find_dose(self) -> None:
        session = self.session
        at = (session.routine_done_at or session.started_at).isoformat()
        rows = [
            [leg, dose, session.stopped_reason, at]
            for leg in RULES.legs
            if (
                dose := {
                    k: v
                    for k, v in session.dose.items()
                    if session.plan.leg_of({k: v}, session.stage) == leg
                }
            )
        ]
        self._add_found("routines", rows)

    def save(self) -> None:
        """Write everything; `Batch` does it for many sessions at once."""
        write_all([self])

    def settle(self) -> list[Row]:
        """The session's own columns by the ledger; returns the ratings that have to be written."""
        session = self.session
        self._settle_dose()
        unmarked = session.is_done and session.edited_at is None
        if unmarked and self.ledger.was_mended(session.finished_at):
            self._set(edited_at=self.now, count_anyway=False)
        if self.found:
            found = self.entry({"kind": "found"}, self.found, session.started_at)
            self.entries.insert(0, found)
        return self._changed_rows()

    def _settle_dose(self) -> None:
        keys = {step.key for step in self.session.plan.moves}
        done = [
            one
            for leg in RULES.legs_over(self.session.position)
            if (one := self.ledger.done(leg, keys))
        ]
        if not done:
            return
        fields = {"dose": {}, "stopped_reason": "", "routine_done_at": done[-1].at}
        for one in done:
            fields["dose"] |= one.dose
            fields["stopped_reason"] = one.reason or fields["stopped_reason"]
        self._set(**fields, worked=self.session.sides_of(fields["dose"]))

    def _set(self, **fields: Any) -> None:
        changed = {k: v for k, v in fields.items() if getattr(self.session, k) != v}
        if changed:
            self.session.stored_row.update(**changed)
        for name, value in changed.items():
            setattr(self.session, name, value)

    def _changed_rows(self) -> list[Row]:
        slots = {(phase, (test, side)) for phase, test, side, _ in self.touched}
        fields: dict[tuple[str, str], Fields] = {}
        for phase, slot in slots:
            now = self._now(phase, slot)
            was = self._was(phase, slot) | {"at": self._was_at(phase, slot)}
            if any(now[name] != was[name] for name in now):
                fields.setdefault(slot, {}).update({f"{phase}_{k}": v for k, v in now.items()})
        return [(self.session.row(s, of, self.rows.get(s)), of) for s, of in fields.items()]

    def _now(self, phase: str, slot: tuple[str, str]) -> Fields:
        cells = [cell for cell in self.touched if cell[:3] == (phase, *slot)]
        now: Fields = {"at": self.ledger.last_at(phase, *slot) or self._was_at(phase, slot)}
        for cell in cells:
            now |= self.ledger.state(cell)
        return now

    def _was_at(self, phase: str, slot: tuple[str, str]) -> datetime.datetime | None:
        return getattr(self.rows[slot], f"{phase}_at") if slot in self.rows else None


def write_all(takings: Iterable[Taking]) -> None:
    """Write what is new in several sessions, with one statement a table."""
    takings = list(takings)
    rows = [row for taking in takings for row in taking.settle()]
    names = {name for _, fields in rows for name in fields}
    write_rows([row for row, _ in rows], sorted(names))
    Entry.objects.bulk_create([entry for taking in takings for entry in taking.entries])
