"""The events in an entry of the log, and the only code that reads and writes their JSON."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

VERSION = 1
Moment = datetime.datetime
Value = int | str | Decimal | None
Stored = dict[str, Any]  # JSON, checked as it is read


class Kind(StrEnum):
    """How an entry came to be; the first five are what a phone sends."""

    RATING = "reading"
    ROUTINE = "routine"
    START = "start"
    FINISH = "finish"
    NOTE = "note"
    PAGE = "page"
    LATE_PAGE = "late_page"  # a rating page that was opened before the end and sent after it
    EDIT = "edit"
    CLOSED = "closed"  # ended by the start of another session
    ADDED = "added"  # a whole session at once, done without the app
    BACKFILL = "backfill"  # was there before its session had a log
    CORRECTION = "correction"  # what the app itself changed


# What these wrote was there before the session ended, whatever the clocks say, …
ON_TIME = frozenset({Kind.PAGE, Kind.ADDED, Kind.BACKFILL, Kind.CORRECTION})
# … and what these wrote was not. Of the others the clock decides.
AFTER_END = frozenset({Kind.EDIT, Kind.LATE_PAGE})


@dataclass(frozen=True, slots=True)
class Rated:
    """One field of one rating: `score`, `skip`, `value` or `discomfort`; None or "" clears it."""

    phase: str
    test: str
    side: str
    field: str
    value: Value
    at: Moment | None = None  # None: the moment of its entry, as in the other events


@dataclass(frozen=True, slots=True)
class RoutineEnded:
    """A routine, or one leg of it, ended: seconds done by step, and why it was stopped early."""

    leg: str
    dose: Mapping[str, int]
    reason: str = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The session ended; of several ends the earliest counts."""

    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The whole note."""

    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The session was started at another time than it said."""

    started_at: Moment
    day: datetime.date
    was_started_at: Moment
    was_day: datetime.date


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether the session counts although it was edited or late."""

    anyway: bool


@dataclass(frozen=True, slots=True)
class MarkedEdited:
    """Ratings were changed after the end, in a way that the log does not hold."""

    at: Moment


Event = Rated | RoutineEnded | Finished | NoteWritten | Moved | Counted | MarkedEdited
TYPES: dict[str, type[Event]] = {
    "rated": Rated,
    "routine_ended": RoutineEnded,
    "finished": Finished,
    "note_written": NoteWritten,
    "moved": Moved,
    "counted": Counted,
    "marked_edited": MarkedEdited,
}
NAMES = {kind: name for name, kind in TYPES.items()}
# How the fields of an event are read that JSON has no type for.
READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("at", "started_at", "was_started_at"), Moment.fromisoformat),
    **dict.fromkeys(("day", "was_day"), datetime.date.fromisoformat),
}


def to_json(events: Iterable[Event]) -> Stored:
    """Events as `Entry.events` stores them: {"version": 1, "events": [{"type": "rated", …}]}."""
    return {"version": VERSION, "events": [_stored(event) for event in events]}


def from_json(stored: Stored) -> list[Event]:
    """The stored events. Raises ValueError for a version or a type that this code does not know."""
    if stored["version"] != VERSION:
        raise ValueError(f"Events of version {stored['version']} cannot be read.")
    return [_event(item) for item in stored["events"]]


def _stored(event: Event) -> Stored:
    values = {item.name: getattr(event, item.name) for item in fields(event)}
    if values.get("at", "") is None:
        del values["at"]
    return {"type": NAMES[type(event)]} | {name: _plain(item) for name, item in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, Decimal) else value


def _event(stored: Stored) -> Event:
    if stored["type"] not in TYPES:
        raise ValueError(f"An event of type {stored['type']} cannot be read.")
    values = {name: _read(name, item) for name, item in stored.items() if name != "type"}
    if values.get("field") == "value" and values["value"] is not None:
        values["value"] = Decimal(values["value"])
    return TYPES[stored["type"]](**values)


def _read(name: str, value: Any) -> Any:
    return READERS[name](value) if name in READERS else value
