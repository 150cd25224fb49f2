"""What counts of everything that was ever entered in a session: by order, whatever came when."""

import datetime
import uuid
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, NamedTuple, Protocol


class Entry(Protocol):
    """What the log reads of a row of `tracker.models.Entry`."""

    uuid: uuid.UUID
    payload: dict[str, Any]
    wrote: dict[str, Any]
    entered_at: datetime.datetime
    received_at: datetime.datetime
    undone: bool


Order = tuple[datetime.datetime, datetime.datetime, uuid.UUID]
# Phase, test, side and part; a score and a skip are one part.
Cell = tuple[str, str, str, str]
MARK = {"score": None, "skip": ""}
PART = {"score": "mark", "skip": "mark", "value": "value", "discomfort": "discomfort"}


class Write(NamedTuple):
    """One field, as one entry wrote it; `in_time` if the session was open then for certain."""

    order: Order
    field: str
    value: Any
    in_time: bool

    @property
    def at(self) -> datetime.datetime:
        return self.order[0]


class Done(NamedTuple):
    """A routine, or one leg of it, that was over."""

    order: Order
    leg: str
    dose: dict[str, int]
    reason: str

    @property
    def at(self) -> datetime.datetime:
        return self.order[0]


def order_of(entry: Entry, at: str = "") -> Order:
    """Where an entry stands: by when it was made, and never later than it came.

    The second moment keeps the entries of a phone in order whose clock is ahead.
    """
    entered = datetime.datetime.fromisoformat(at) if at else entry.entered_at
    return min(entered, entry.received_at), entered, entry.uuid


class Ledger:
    """The entries of one session that count, sorted."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.writes: dict[Cell, list[Write]] = defaultdict(list)
        self.routines: list[Done] = []
        for entry in entries:
            if not entry.undone:
                self.add(entry)

    def add(self, entry: Entry) -> None:
        for cell, write in writes_of(entry):
            insort(self.writes[cell], write, key=attrgetter("order"))
        for leg, dose, reason, *at in entry.wrote.get("routines", ()):
            done = Done(order_of(entry, *at), leg, dose, reason)
            insort(self.routines, done, key=attrgetter("order"))

    def state(self, cell: Cell) -> dict[str, Any]:
        """The fields of a cell as they are now."""
        return settled(cell, self.writes.get(cell, ()))

    def states(self, cell: Cell) -> list[dict[str, Any]]:
        """The fields of a cell as they were after each write, first of all with nothing."""
        writes = self.writes.get(cell, [])
        return [settled(cell, writes[:number]) for number in range(len(writes) + 1)]

    def last_at(self, phase: str, test: str, side: str) -> datetime.datetime | None:
        """When anything of a rating was entered last."""
        parts = (self.writes.get((phase, test, side, part), ()) for part in set(PART.values()))
        return max((writes[-1].at for writes in parts if writes), default=None)

    def done(self, leg: str, moves: Collection[str]) -> Done | None:
        """The end of a routine that counts: the first one with any of its moves done."""
        found = [done for done in self.routines if done.leg == leg]
        worked = [one for one in found if any(one.dose.get(move, 0) > 0 for move in moves)]
        # Getting ready is little, and still more than nothing.
        return next(iter(worked or [one for one in found if one.dose] or found), None)

    def was_mended(self, finished_at: datetime.datetime) -> bool:
        """Whether anything else was entered after the end than what was there by then."""
        return any(
            settled(cell, [*before, write]) != settled(cell, before)
            for cell, writes in self.writes.items()
            for before in [[each for each in writes if each.in_time or each.at <= finished_at]]
            for write in writes
            if not write.in_time and write.at > finished_at
        )


def writes_of(entry: Entry) -> Iterator[tuple[Cell, Write]]:
    # A page is in time by the server's own clock; what was found was there before anything else.
    in_time = entry.payload.get("kind") in ("page", "found")
    for phase, test, side, field, value, *at in entry.wrote.get("ratings", ()):
        plain = Decimal(value) if field == "value" and value is not None else value
        yield (phase, test, side, PART[field]), Write(order_of(entry, *at), field, plain, in_time)


def settled(cell: Cell, writes: Iterable[Write]) -> dict[str, Any]:
    """The fields of a cell after `writes`, which are in order."""
    if cell[3] != "mark":
        state: dict[str, Any] = {cell[3]: None}
        for write in writes:
            state = {write.field: write.value}
        return state
    state = MARK
    for write in writes:
        # To take a score back takes no skip back that came in between, and the other way round.
        if write.value not in (None, ""):
            state = MARK | {write.field: write.value}
        elif state[write.field] not in (None, ""):
            state = MARK
    return state


def as_writes(
    phase: str, slot: tuple[str, str], fields: dict[str, Any], *at: str
) -> list[list[Any]]:
    """Fields of one rating, as `Entry.wrote` keeps them."""
    return [[phase, *slot, name, _plain(value), *at] for name, value in fields.items()]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def as_shown(name: str, value: Any) -> Any:
    """A field as a page showed it, as the ledger has it."""
    if name == "value" and value is not None:
        try:
            plain = Decimal(str(value))
        except InvalidOperation:
            return None
        return plain if plain.is_finite() else None
    return "" if name == "skip" and value is None else value
