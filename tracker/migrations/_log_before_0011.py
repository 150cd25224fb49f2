"""Reads the log as it was before 0011, as events, and says of each session what it left out.

Entries had no kind of their own. `wrote` held {"ratings": [[phase, test, side, field, value, at?]],
"routines": [[leg, dose, reason, at?]], "session": {…}, "note", "closed"}, and `replaced` what was
there before. The first edits held only what they replaced.
"""

import datetime
import uuid
from collections import defaultdict
from decimal import Decimal

from tracker.rules.events import (
    Counted,
    Finished,
    Kind,
    MarkedEdited,
    Moved,
    NoteWritten,
    Rated,
    RoutineEnded,
    to_json,
)
from tracker.rules.log import EventLog, registers

PHASES = ("pre", "mid", "post")
FIELDS = ("score", "value", "discomfort", "skip")
KINDS = {"late page": Kind.LATE_PAGE, "found": Kind.BACKFILL}
MOMENT = datetime.datetime.fromisoformat


def convert(entry, session):
    """Give an entry its kind and its events."""
    entry.kind = kind_of(entry.payload)
    entry.events = to_json(events_of(entry, session))


def kind_of(payload):
    if named := payload.get("kind"):
        return KINDS.get(named) or Kind(named)
    # Readings and ends of a routine were known by what they hold.
    return Kind.ROUTINE if "dose" in payload else Kind.RATING


def events_of(entry, session):
    wrote = entry.wrote
    for phase, test, side, field, value, *at in wrote.get("ratings", ()):
        plain = Decimal(value) if field == "value" and value is not None else value
        yield Rated(phase, test, side, field, plain, *map(MOMENT, at))
    for leg, dose, reason, *at in wrote.get("routines", ()):
        yield RoutineEnded(leg, dose, reason, *map(MOMENT, at))
    if entry.kind == Kind.FINISH:
        yield Finished()
    if entry.kind == Kind.CLOSED:
        yield Finished(session.finished_at)
    if "note" in wrote:
        yield NoteWritten(wrote["note"])
    if entry.kind == Kind.EDIT:
        yield from facts_of(wrote.get("session", {}), entry.replaced["session"], session)


def facts_of(wrote, replaced, session):
    """What an edit changed besides ratings; that it marks the session follows from these."""
    if "note" in wrote:
        yield NoteWritten(wrote["note"])
    if (anyway := anyway_of(wrote)) is not None:
        yield Counted(anyway)
    if "started_at" in wrote or "day" in wrote:
        was = (MOMENT(replaced["started_at"]), day_of(replaced, session))
        now = replaced | wrote
        yield Moved(MOMENT(now["started_at"]), day_of(now, session), *was)


def anyway_of(about):
    """Once every session that was not edited was said to count."""
    if "anyway" in about:
        return about["anyway"]
    return about["counts"] and bool(about.get("edited_at")) if "counts" in about else None


def day_of(about, session):
    return datetime.date.fromisoformat(about["day"]) if "day" in about else session.day


def restore_first_edits(entries, session, rows):
    """Say what the first edits wrote: what the next one replaced, or what is there now."""
    edits = [each for each in entries if each.kind == Kind.EDIT and not each.undone]
    now, about = dict(rows), about_of(session)
    for entry in reversed(edits):
        old = entry.replaced.get("ratings", ())
        if old and not entry.wrote:
            wrote = {k: v for k, v in about.items() if entry.replaced["session"].get(k, v) != v}
            entry.wrote = {
                "ratings": [
                    [phase, test, side, name, plain(now[test, side, f"{phase}_{name}"])]
                    for phase, test, side, fields in old
                    for name in fields
                ],
                "session": wrote,
            }
        for phase, test, side, fields in old:
            now |= {(test, side, f"{phase}_{name}"): value for name, value in fields.items()}
        about = about | entry.replaced["session"]


def about_of(session):
    return {
        "started_at": session.started_at.isoformat(),
        "day": session.day.isoformat(),
        "note": session.note,
        "anyway": session.count_anyway,
    }


def plain(value):
    return str(value) if isinstance(value, Decimal) else value


def replaced_by_first_edits(entries):
    """What was there before them, as events: nothing else in the log says so."""
    seen = set()
    for entry in entries:
        for phase, test, side, fields in entry.replaced.get("ratings", ()):
            if entry.kind == Kind.EDIT and not entry.undone:
                for name, value in fields.items():
                    if (phase, test, side, name) not in seen:
                        seen.add((phase, test, side, name))
                        worth = Decimal(str(value)) if name == "value" and value else value
                        yield Rated(phase, test, side, name, worth, entry.session.started_at)


def backfill(session, entries, rows):
    """The events that have to come before all others: what is there and in no entry."""
    log = EventLog(entries)
    yield from replaced_by_first_edits(entries)
    for phase in PHASES:
        for (slot, at), fields in ratings_of(phase, rows).items():
            for register in registers(phase, slot):
                if not log.writes.get(register):
                    there = {name: fields[name] for name in register.empty}
                    for name, value in there.items():
                        if value not in (None, ""):
                            yield Rated(phase, *slot, name, value, at or session.started_at)
    yield from routine_ends(session, log)
    if session.stage == "done" and (log.finished_at or session.finished_at) >= session.finished_at:
        if log.finished_at != session.finished_at:
            yield Finished(session.finished_at)
    yield from first_facts(session, entries)
    if session.edited_at and not log.edited_at(session.finished_at):
        yield MarkedEdited(session.edited_at)


def ratings_of(phase, rows):
    """(slot, at) → field → value."""
    found = defaultdict(dict)
    for (test, side, column), value in rows.items():
        if column.startswith(f"{phase}_") and not column.endswith("_at"):
            at = rows[test, side, f"{phase}_at"]
            found[(test, side), at][column.removeprefix(f"{phase}_")] = value
    return found


def routine_ends(session, log):
    if not (session.routine_done_at or session.dose or session.stopped_reason):
        return
    over = legs_over(session)
    there = {end.event.leg for end in log.routine_ends}
    keys = {leg: {step["key"] for step in session.plan[leg]["steps"]} for leg in over}
    is_known = any(session.dose.keys() & keys[leg] for leg in over)
    for leg in over:
        dose = {key: done for key, done in session.dose.items() if key in keys[leg]}
        is_only_sign = not is_known and not there and leg == over[-1]
        if leg not in there and (dose or is_only_sign):
            at = session.routine_done_at or session.started_at
            yield RoutineEnded(leg, dose, session.stopped_reason, at)


def legs_over(session):
    over = ("routine", "second") if "second" in session.plan else ("routine",)
    if session.stage in ("mid", "second"):
        return over[:1]
    return over if session.stage in ("post", "done") else ()


def first_facts(session, entries):
    """The note and whether it counts as they were before any entry changed them."""
    note, anyway = session.note, session.count_anyway
    for entry in reversed(entries):
        if entry.kind == Kind.NOTE:
            note = entry.replaced.get("note", note)
        if entry.kind == Kind.EDIT:
            written = entry.wrote.get("session", {})
            note = entry.replaced["session"]["note"] if "note" in written else note
            if anyway_of(written) is not None:
                anyway = anyway_of(entry.replaced["session"])
    if note:
        yield NoteWritten(note)
    if anyway:
        yield Counted(anyway=True)


def corrections(session, log, rows):
    """Where rows say otherwise than the log, what somebody entered stays as they see it."""
    for phase in PHASES:
        for (slot, _), fields in ratings_of(phase, rows).items():
            now = log.rating(phase, slot)
            for name in sorted(FIELDS, key=lambda name: fields[name] not in (None, "")):
                if fields[name] != now[name]:
                    yield Rated(phase, *slot, name, fields[name], now["at"])
    if log.note != session.note:
        yield NoteWritten(session.note)
    if log.counts_anyway != session.count_anyway:
        yield Counted(session.count_anyway)
    if log.start and log.start != (session.started_at, session.day):
        yield Moved(session.started_at, session.day, *log.start)


def new_entry(model, session, kind, events):
    """Before all other entries of its moment, or after them; the same whenever this is run."""
    first = 0 if kind == Kind.BACKFILL else 2**32 - 1
    name = uuid.uuid5(session.uuid, str(kind)).int % 2**96
    moments = [at for event in events if (at := getattr(event, "at", None))]
    return model(
        owner_id=session.owner_id,
        session_id=session.pk,
        uuid=uuid.UUID(int=(first << 96) | name),
        kind=kind,
        payload={},
        events=to_json(events),
        entered_at=session.started_at,
        received_at=max([session.started_at, *moments]),
    )


def moves_of(session):
    legs = [session.plan[leg]["steps"] for leg in ("routine", "second") if leg in session.plan]
    return [step for leg in legs for step in leg if step["kind"] == "work"]


def together(sides):
    return sides.pop() if len(sides) == 1 and "none" not in sides else "both" if sides else ""


def columns(session, log):
    """The columns of a session that follow its log."""
    moves = moves_of(session)
    keys = {step["key"] for step in moves}
    ends = [end for leg in legs_over(session) if (end := log.routine_end(leg, keys))]
    dose = {key: done for end in ends for key, done in end.event.dose.items()}
    worked = [step for step in moves if session.entered_later or dose.get(step["key"], 0) > 0]
    found = {
        "dose": dose,
        "stopped_reason": next((e.event.reason for e in reversed(ends) if e.event.reason), ""),
        "routine_done_at": ends[-1].key.at if ends else None,
        "worked": together({step["side"] for step in worked}),
    }
    if session.stage == "done" and log.finished_at:
        found["finished_at"] = log.finished_at
        found["edited_at"] = log.edited_at(log.finished_at)
    return found
