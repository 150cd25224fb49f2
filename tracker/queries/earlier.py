"""What was entered before what counts now, or beside it, for a person to see."""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.models.entry import Entry
from tracker.models.session import Session
from tracker.rules.log import Cell, Ledger, Write, settled
from tracker.rules.reasons import SKIP_REASONS
from tracker.rules.vocabulary import PHASES


class Earlier(NamedTuple):
    """A sentence, and when it was entered; that is not known of what the first version replaced."""

    sentence: str
    at: datetime.datetime | None


def earlier_values(session: Session) -> list[Earlier]:
    """What was replaced, or came too late to count; the newest first."""
    entries = [entry for entry in session.entries.all() if not entry.undone]
    names = {test.test: test.name for test in session.plan.tests}
    found = [*_of_ledger(Ledger(entries), session, names), *_of_first_version(entries, names)]
    found += _of_notes(entries)
    return sorted(found, key=lambda each: each.at or session.started_at, reverse=True)


def _of_ledger(ledger: Ledger, session: Session, names: dict[str, str]) -> Iterator[Earlier]:
    for cell, writes in ledger.writes.items():
        states = [(settled(cell, writes[: n + 1]), write) for n, write in enumerate(writes)]
        if _began_late(session, writes[0]):
            yield Earlier(_sentence(cell, settled(cell, ()), names), None)
        for (state, write), (following, after) in pairwise(states):
            # One edit can take a score away and write a skip: that is one step.
            if state != following and write.order != after.order:
                yield Earlier(_sentence(cell, state, names), write.at)


def _began_late(session: Session, first: Write) -> bool:
    """Nothing was there at the end of the session, which is a value that was replaced, too."""
    ended = session.finished_at
    return ended is not None and not first.in_time and first.at > ended


def _of_first_version(entries: list[Entry], names: dict[str, str]) -> Iterator[Earlier]:
    for entry in entries:
        for phase, test, side, fields in entry.replaced.get("ratings", ()):
            if "score" in fields:
                cell = (phase, test, side, "mark")
                yield Earlier(_sentence(cell, {"skip": ""} | fields, names), None)


def _of_notes(entries: list[Entry]) -> Iterator[Earlier]:
    written: dict[str, datetime.datetime] = {}
    for entry in sorted(entries, key=lambda each: (each.received_at, each.pk)):
        wrote, replaced = entry.wrote, entry.replaced
        if entry.payload.get("kind") == "edit":
            wrote, replaced = wrote.get("session", {}), replaced["session"]
        if "note" not in wrote:
            continue
        if was := replaced["note"]:
            yield Earlier(f"The note was “{was}”", written.get(was))
        written[wrote["note"]] = entry.entered_at


def _sentence(cell: Cell, state: dict[str, Any], names: dict[str, str]) -> str:
    phase, test, side, part = cell
    name = names.get(test, test)
    where = name if side == "none" else f"{name}, {side}"
    what = {"mark": "", "value": "the measured value ", "discomfort": "the discomfort "}[part]
    return f"{where}: {what}{PHASES[phase].lower()} was {_said(part, state)}"


def _said(part: str, state: dict[str, Any]) -> str:
    if part == "mark":
        if state["skip"]:
            return f"skipped ({SKIP_REASONS[state['skip']].lower()})"
        return "not rated" if state["score"] is None else str(state["score"])
    return "not entered" if state[part] is None else f"{state[part]}".replace("-", "−")
