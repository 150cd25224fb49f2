"""What of some ratings is new: the fields that differ from the log, as events."""

import datetime
from collections.abc import Mapping
from typing import Any

from tracker.rules.events import Event, Rated
from tracker.rules.log import PARTS, EventLog, Register, Slot, State
from tracker.rules.merge import merge

Fields = Mapping[str, Any]
Ratings = Mapping[Slot, Fields]
Changes = dict[Slot, dict[str, Any]]
OF_A_VALUE = ("method", "holds")


def rated(phase: str, ratings: Ratings, at: datetime.datetime | None = None) -> list[Event]:
    """One event for each field; `at` where it is not the moment of the entry.

    The fields of a slot can hold `method` and `holds`: by what its value was read, and how.
    """
    return [
        Rated(phase, *slot, name, value, at, **about_value(fields, name))
        for slot, fields in ratings.items()
        for name, value in fields.items()
        if name not in OF_A_VALUE
    ]


def about_value(fields: Fields, name: str) -> dict[str, Any]:
    """What comes with a measured value, and with no other field."""
    return {part: fields[part] for part in OF_A_VALUE if name == "value" and part in fields}


def changed_fields(log: EventLog, phase: str, ratings: Ratings) -> Changes:
    """Fields that differ from those of the log."""
    changes = {}
    for slot, fields in ratings.items():
        now = log.rating(phase, slot)
        changed = {n: value for n, value in fields.items() if n in PARTS and value != now[n]}
        if "value" in changed and "method" in fields:
            changed["method"] = fields["method"]
        if changed:
            changes[slot] = changed
    return changes


def changes_from_page(
    log: EventLog, phase: str, ratings: Ratings, base: Mapping[Register, State] | None
) -> Changes:
    """Fields that differ and were not just echoed by a stale page, which showed `base`."""
    changes = changed_fields(log, phase, ratings)
    mine = {
        register: _state(register, ratings[slot])
        for slot, fields in changes.items()
        for register in {Register(phase, *slot, PARTS[name]) for name in fields if name in PARTS}
    }
    entered = merge(base, mine, log.states)
    entered_fields = {
        slot: {
            name: value
            for name, value in fields.items()
            if Register(phase, *slot, PARTS.get(name, "value")) in entered
        }
        for slot, fields in changes.items()
    }
    return {slot: fields for slot, fields in entered_fields.items() if fields}


def _state(register: Register, fields: Fields) -> State:
    empty = register.empty
    return empty | {name: fields[name] for name in empty if name in fields}
