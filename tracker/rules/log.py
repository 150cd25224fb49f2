"""Folds the log of a session: of each value the one entered last wins, whatever arrived first."""

import datetime
import uuid
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from tracker.rules.events import (
    AFTER_END,
    ON_TIME,
    ContextGiven,
    Counted,
    Event,
    Finished,
    Kind,
    MarkedEdited,
    Moment,
    Moved,
    NoteWritten,
    Rated,
    RoutineEnded,
    SessionEvent,
    Stored,
    Value,
    from_json,
)
from tracker.rules.holds import Holds
from tracker.rules.stages import RULES

PARTS = {"score": "mark", "skip": "mark", "value": "value", "discomfort": "discomfort"}
CLEARED = (None, "")
E = TypeVar("E")
Slot = tuple[str, str]  # test, side
State = dict[str, Value]


class Entry(Protocol):
    """The attributes of a `tracker.models.Entry` that the log reads."""

    pk: Any
    uuid: uuid.UUID
    kind: str
    events: Stored
    entered_at: datetime.datetime
    received_at: datetime.datetime
    undone: bool


class SortKey(NamedTuple):
    """Creation time, capped at arrival time.

    `entered` keeps the order of entries from a phone whose clock is ahead.
    """

    at: Moment
    entered: Moment
    uuid: uuid.UUID


class Register(NamedTuple):
    """The unit in which the last write wins: a score and a skip share the part `mark`."""

    phase: str
    test: str
    side: str
    part: str

    @property
    def empty(self) -> State:
        return {"score": None, "skip": ""} if self.part == "mark" else {self.part: None}


def registers(phase: str, slot: Slot) -> list[Register]:
    """The registers of one rating."""
    return [Register(phase, *slot, part) for part in dict.fromkeys(PARTS.values())]


class Write(NamedTuple):
    """One field of a rating as an entry set it."""

    key: SortKey
    kind: Kind
    field: str
    value: Value
    method: str = ""
    holds: Holds | None = None

    def is_after(self, finished_at: Moment) -> bool:
        """Whether it was entered after the session ended."""
        return self.kind in AFTER_END or (self.kind not in ON_TIME and self.key.at > finished_at)


class RoutineEnd(NamedTuple):
    """The end of a routine or of one leg."""

    key: SortKey
    event: RoutineEnded


class Fact(NamedTuple):
    """Any other event of a session; the log holds facts in the order in which they were stored."""

    key: SortKey
    kind: Kind
    event: SessionEvent


def sort_key(entry: Entry, at: Moment | None = None) -> SortKey:
    """The key of an entry, or of one of its events that has its own time `at`."""
    entered = at or entry.entered_at
    return SortKey(min(entered, entry.received_at), entered, entry.uuid)


def written_order(entry: Entry) -> tuple[bool, float]:
    """Sorts entries as they were stored: backfills first, those without a key yet last."""
    return entry.kind != Kind.BACKFILL, entry.pk or float("inf")


class EventLog:
    """The events of one session without those of retracted entries."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.writes: dict[Register, list[Write]] = defaultdict(list)
        self.routine_ends: list[RoutineEnd] = []
        self.facts: list[Fact] = []
        self.first_move: Moved | None = None
        for entry in sorted(entries, key=written_order):
            self.append(entry, from_json(entry.events))

    def append(self, entry: Entry, events: Iterable[Event]) -> set[Register]:
        """Add an entry with its events; returns the registers that it writes."""
        registers = set()
        for event in events:
            if isinstance(event, Moved):
                self.first_move = self.first_move or event
            if not entry.undone:
                registers |= self._add(entry, event)
        return registers

    def _add(self, entry: Entry, event: Event) -> set[Register]:
        kind, key = Kind(entry.kind), sort_key(entry, getattr(event, "at", None))
        if isinstance(event, Rated):
            register = Register(event.phase, event.test, event.side, PARTS[event.field])
            write = Write(key, kind, event.field, event.value, event.method, event.holds)
            insort(self.writes[register], write, key=attrgetter("key"))
            return {register}
        if isinstance(event, RoutineEnded):
            insort(self.routine_ends, RoutineEnd(key, event), key=attrgetter("key"))
        else:
            self.facts.append(Fact(key, kind, event))
        return set()

    def retract(self, name: uuid.UUID) -> set[Register]:
        """Retract an entry; the values that it overrode win again. Returns its registers."""
        wrote = {r: _without(name, writes) for r, writes in self.writes.items()}
        registers = {r for r, writes in wrote.items() if len(writes) < len(self.writes[r])}
        self.writes |= {register: wrote[register] for register in registers}
        ends, facts = _without(name, self.routine_ends), _without(name, self.facts)
        self.routine_ends, self.facts = ends, facts
        return registers

    def state(self, register: Register) -> State:
        """The current fields of a register."""
        return fold(register, self.writes.get(register, ()))

    def states(self, register: Register) -> list[State]:
        """The fields of a register before the first write and after each write."""
        writes = self.writes.get(register, ())
        return list(accumulate(writes, apply_write, initial=register.empty))

    def slots(self) -> set[Slot]:
        """The slots that any event has written to."""
        return {(register.test, register.side) for register in self.writes}

    def rating(self, phase: str, slot: Slot) -> dict[str, Any]:
        """All fields of one rating, and `at`, the time of the latest write."""
        states: State = {}
        last: list[Moment] = []
        for register in registers(phase, slot):
            states |= self.state(register)
            last += [write.key.at for write in self.writes.get(register, ())[-1:]]
        return states | {"at": max(last, default=None)}

    def rating_columns(self, slot: Slot) -> dict[str, Any]:
        """All columns of a rating that are entered: method, unit, pre_score, pre_holds, …"""
        method, values = self.method(slot), self.values(slot)
        columns = {
            f"{phase}_{name}": value
            for phase in RULES.phases
            for name, value in self.rating(phase, slot).items()
        }
        others = [phase for phase, write in values.items() if write.method != method]
        columns |= {f"{phase}_value": None for phase in others}
        holds = {p: w.holds.to_json() for p, w in values.items() if w.holds and p not in others}
        columns |= {f"{phase}_holds": holds.get(phase) for phase in RULES.phases}
        return columns | {"method": method, "unit": method.rpartition("_")[2]}

    def method(self, slot: Slot) -> str:
        """By what the newest value of a slot was read; others stay in the log, not in the row."""
        newest = max(self.values(slot).values(), key=attrgetter("key"), default=None)
        return newest.method if newest else ""

    def values(self, slot: Slot) -> dict[str, Write]:
        """What the phases that have a value have it from."""
        written = {
            phase: self.writes.get(Register(phase, *slot, "value")) for phase in RULES.phases
        }
        return {p: w[-1] for p, w in written.items() if w and w[-1].value is not None}

    def routine_columns(self, legs: Iterable[str], moves: Collection[str]) -> dict[str, Any]:
        """What was done of these legs: dose, stopped_reason, routine_done_at."""
        ends = [end for leg in legs if (end := self.routine_end(leg, moves))]
        return {
            "dose": {key: done for end in ends for key, done in end.event.dose.items()},
            "stopped_reason": next((e.event.reason for e in reversed(ends) if e.event.reason), ""),
            "routine_done_at": ends[-1].key.at if ends else None,
        }

    def routine_end(self, leg: str, moves: Collection[str]) -> RoutineEnd | None:
        """The end of a leg that counts: the first with any of `moves` done, None without ends.

        Where no end has one, the first with any dose, such as a set-up, else the first.
        """
        ends = [end for end in self.routine_ends if end.event.leg == leg]
        worked = [e for e in ends if any(e.event.dose.get(move, 0) > 0 for move in moves)]
        return next(iter(worked or [end for end in ends if end.event.dose] or ends), None)

    @property
    def finished_at(self) -> Moment | None:
        """The earliest end, whatever arrived first."""
        return min((f.key.at for f in self.facts if isinstance(f.event, Finished)), default=None)

    @property
    def note(self) -> str:
        return next((event.text for event in self._latest(NoteWritten)), "")

    @property
    def note_written_at(self) -> SortKey | None:
        """The key of the newest note."""
        return max((f.key for f in self.facts if isinstance(f.event, NoteWritten)), default=None)

    @property
    def context(self) -> ContextGiven:
        """What came before the session, as it was said last."""
        given = {f.key: f.event for f in self.facts if isinstance(f.event, ContextGiven)}
        return given[max(given)] if given else ContextGiven()

    @property
    def counts_anyway(self) -> bool:
        return next((event.anyway for event in self._latest(Counted)), False)

    @property
    def start(self) -> tuple[Moment, datetime.date] | None:
        """The start of the session and its day; None if it was never changed."""
        for event in self._latest(Moved):
            return event.started_at, event.day
        first = self.first_move
        return (first.was_started_at, first.was_day) if first else None

    def edited_at(self, finished_at: Moment) -> Moment | None:
        """The last time at which ratings were changed after the end; None if never."""
        changed = [event.at for event in self._latest(MarkedEdited)]
        for register, writes in self.writes.items():
            late = [write for write in writes if write.is_after(finished_at)]
            if late:
                on_time = fold(register, (w for w in writes if not w.is_after(finished_at)))
                changed += [w.key.at for w in late if apply_write(on_time, w) != on_time]
        return max(changed, default=None)

    def _latest(self, kind: type[E]) -> list[E]:
        """The events of one type, the last stored first."""
        return [f.event for f in reversed(self.facts) if isinstance(f.event, kind)]


def fold(register: Register, writes: Iterable[Write]) -> State:
    """The fields of a register after `writes`, sorted by key."""
    return reduce(apply_write, writes, register.empty)


def apply_write(state: State, write: Write) -> State:
    """The fields of a register after one more write."""
    if write.field not in ("score", "skip"):
        return {write.field: write.value}
    # Clearing a score must not clear a skip set meanwhile, and vice versa.
    if write.value not in CLEARED:
        return {"score": None, "skip": "", write.field: write.value}
    return {"score": None, "skip": ""} if state[write.field] not in CLEARED else state


K = TypeVar("K", Write, RoutineEnd, Fact)


def _without(name: uuid.UUID, items: Sequence[K]) -> list[K]:
    return [item for item in items if item.key.uuid != name]
