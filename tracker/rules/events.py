"""The events of a log entry, and the only code that reads and writes their JSON."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tracker.rules.holds import Holds

VERSION = 1
Moment = datetime.datetime
Value = int | str | Decimal | None
Stored = dict[str, Any]  # JSON, checked as it is read


class Kind(StrEnum):
    """Where an entry comes from; the first seven are sent by phones."""

    RATING = "reading"
    ROUTINE = "routine"
    START = "start"
    FINISH = "finish"
    NOTE = "note"
    METHOD = "method"
    CONTEXT = "context"
    PAGE = "page"
    LATE_PAGE = "late_page"  # a rating page opened before the end of the session, sent after it
    EDIT = "edit"
    CLOSED = "closed"  # ended by the start of another session
    ADDED = "added"  # a whole session at once, done without the app
    BROUGHT = "brought"  # the same, from a sheet
    BACKFILL = "backfill"  # values older than the log of their session
    CORRECTION = "correction"  # changed by the app itself


# These count as written before the session ended, whatever their times say, …
ON_TIME = frozenset({Kind.PAGE, Kind.ADDED, Kind.BROUGHT, Kind.BACKFILL, Kind.CORRECTION})
# … and these as written after it. For all others the time decides.
AFTER_END = frozenset({Kind.EDIT, Kind.LATE_PAGE})


@dataclass(frozen=True, slots=True)
class Rated:
    """One field of one rating: `score`, `skip`, `value` or `discomfort`; None or "" clears it.

    `method` is the measure that a value was read by; empty for the other fields. `holds` come with
    a value that a phone took by itself.
    """

    phase: str
    test: str
    side: str
    field: str
    value: Value
    at: Moment | None = None  # None: when its entry was entered; so in all events
    method: str = ""
    holds: Holds | None = None


@dataclass(frozen=True, slots=True)
class RoutineEnded:
    """A routine or one leg ended: `dose` is seconds by step key, `reason` why it was stopped."""

    leg: str
    dose: Mapping[str, int]
    reason: str = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The session ended; if it was finished more than once, the earliest time counts."""

    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The whole note."""

    text: str


@dataclass(frozen=True, slots=True)
class NoteErased:
    """The note was erased for good at `at`, with all that it ever was: no event has it any more."""

    at: Moment


@dataclass(frozen=True, slots=True)
class MethodChosen:
    """How a test is measured from now on; it says nothing about the session itself."""

    test: str
    method: str


@dataclass(frozen=True, slots=True)
class ContextGiven:
    """What came before the session: the last run (one of `context.RUNS`), the night, the hour.

    An empty `ran` and None mean that it was not answered.
    """

    ran: str = ""
    slept_badly: bool | None = None
    just_woke: bool | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The start of the session was changed."""

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
    """Ratings were changed after the end, before the log recorded such changes."""

    at: Moment


SessionEvent = (
    Finished
    | NoteWritten
    | NoteErased
    | MethodChosen
    | ContextGiven
    | Moved
    | Counted
    | MarkedEdited
)
Event = Rated | RoutineEnded | SessionEvent
TYPES: dict[str, type[Event]] = {
    "rated": Rated,
    "routine_ended": RoutineEnded,
    "finished": Finished,
    "note_written": NoteWritten,
    "note_erased": NoteErased,
    "method_chosen": MethodChosen,
    "context_given": ContextGiven,
    "moved": Moved,
    "counted": Counted,
    "marked_edited": MarkedEdited,
}
NAMES = {event_type: name for name, event_type in TYPES.items()}
# Parsers of the fields that JSON has no type for.
PARSERS: dict[str, Callable[[Any], Any]] = {
    "holds": Holds.from_json,
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
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    for name, empty in (("at", None), ("method", ""), ("holds", None)):
        if values.get(name, ...) == empty:
            del values[name]
    return {"type": NAMES[type(event)]} | {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Holds):
        return value.to_json()
    return str(value) if isinstance(value, Decimal) else value


def _event(stored: Stored) -> Event:
    if stored["type"] not in TYPES:
        raise ValueError(f"An event of type {stored['type']} cannot be read.")
    values = {name: _parsed(name, item) for name, item in stored.items() if name != "type"}
    # A measured value is a decimal: as a JSON number 8.5 would come back as a float.
    if values.get("field") == "value" and values["value"] is not None:
        values["value"] = Decimal(values["value"])
    return TYPES[stored["type"]](**values)


def _parsed(name: str, value: Any) -> Any:
    return PARSERS[name](value) if name in PARSERS else value
