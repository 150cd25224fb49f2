"""What the log of a session still knows of a note that was erased for good: when that was."""

from collections.abc import Mapping
from typing import Any

from tracker.rules.events import Event, Kind, Moment, NoteErased, NoteWritten
from tracker.rules.log import EventLog

Payload = Mapping[str, Any]


def note_erased_at(log: EventLog) -> Moment | None:
    """When the note was erased last; None if it never was."""
    events = (fact.event for fact in log.facts)
    return max((e.at for e in events if isinstance(e, NoteErased)), default=None)


def shows_erased(log: EventLog, shown: str) -> bool:
    """Whether whoever types over this note does not know yet that it was erased."""
    if not shown or note_erased_at(log) is None:
        return False
    events = (fact.event for fact in log.facts)
    return not any(isinstance(e, NoteWritten) and e.text == shown for e in events)


def without_note(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, NoteWritten)]


def payload_without_note(kind: str, payload: Payload) -> dict[str, Any]:
    """What a phone or a page sent, without the note: enough to know it when it comes again."""
    rest = {k: v for k, v in payload.items() if not (kind == Kind.NOTE and k == "value")}
    if isinstance(says := rest.get("says"), Mapping):
        rest["says"] = {name: value for name, value in says.items() if name != "note"}
    return rest


def is_same(stored: Payload, sent: Payload) -> bool:
    """Whether an entry comes again; of an erased note only what is left of it is compared."""
    if sent.get("kind") == Kind.NOTE and "value" not in stored:
        sent = payload_without_note(Kind.NOTE, sent)
    return stored == sent
