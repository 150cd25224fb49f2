"""The note of a session as a phone keeps it while it is typed: which of several counts."""

from collections.abc import Iterable

from tracker.models.entry import Entry
from tracker.rules.log import order_of
from tracker.sessions.writer import Taking


def take_note(taking: Taking, known: Iterable[Entry], entry: Entry, was: str) -> bool:
    """Write a note that was typed over `was`. False if another one was written since then."""
    session, text = taking.session, entry.wrote["note"]
    newest = max(map(order_of, _noted([*known, *taking.entries])), default=None)
    is_late = newest is not None and newest > order_of(entry)
    if is_late and session.note not in (was, text):
        return False
    if text != session.note:
        entry.replaced = {"note": session.note}
        session.note = text
        session.save(update_fields=["note"])
    taking.keep(entry)
    return True


def _noted(entries: Iterable[Entry]) -> list[Entry]:
    """Those that wrote a note, whichever way they came."""
    return [e for e in entries if not e.undone and "note" in e.wrote | e.wrote.get("session", {})]
