"""The note of a session as a phone keeps it while it is typed: which of several counts."""

from tracker.models.entry import Entry
from tracker.rules.log import sort_key
from tracker.sessions.writer import SessionWriter


def take_note(writer: SessionWriter, entry: Entry, text: str, was: str) -> bool:
    """Append a note that was typed over `was`. False if another one was written since then."""
    newest, there = writer.log.note_written_at, writer.log.note
    is_late = newest is not None and newest > sort_key(entry)
    if is_late and there not in (was, text):
        return False
    writer.append(entry)
    return True
