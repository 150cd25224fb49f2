"""Erases a session or a note for good, from the log as well."""

from collections.abc import Iterable
from typing import Any

from tracker.models.entry import Entry
from tracker.models.erased import ErasedSession
from tracker.models.revision import changing
from tracker.models.session import Session
from tracker.queries.trials import place_of
from tracker.rules.erased import note_erased_at, payload_without_note, shows_erased, without_note
from tracker.rules.events import Kind, NoteErased, NoteWritten, from_json, to_json
from tracker.rules.log import EventLog
from tracker.sessions.trials import judge
from tracker.sessions.writer import SessionWriter


def erase(session: Session) -> None:
    """Of a session nothing stays but its UUID, and in its plan what chance had picked.

    Of two at once one does it.
    """
    with changing(session.owner_id):
        mine = session.stored_row.select_related("trial")
        if (stored := mine.first()) is None:
            return
        erased = ErasedSession(owner_id=stored.owner_id, uuid=stored.uuid, **_of_its_plan(stored))
        stored.ratings.all().delete()
        stored.entries.all().delete()
        stored.delete()
        erased.save()


def _of_its_plan(session: Session) -> dict[str, Any]:
    if session.trial is None or not session.drawn:
        return {}
    if not session.trial.is_running:
        # From before there were judgements: what it says must not depend on what is erased now.
        judge(session.trial)
    place = place_of(session)
    return {"trial": session.trial, "assigned": session.assigned, "place": place}


def has_note(entries: Iterable[Entry]) -> bool:
    """Whether the log of a session has a note, or an earlier one."""
    events = (event for entry in entries for event in from_json(entry.events))
    return any(isinstance(event, NoteWritten) and event.text for event in events)


def erase_note(session: Session) -> None:
    """Take the note out of every entry of the log, whatever brought it.

    The entries stay without it, so that one that comes again is known. What stays of the note is
    when it was erased: no older one is taken after that.
    """
    with session.changing():
        for entry in session.entries.all():
            _take_out_note(entry)
        writer = SessionWriter(session)
        writer.append(Kind.CORRECTION, [NoteErased(writer.now)])
        writer.save()


def _take_out_note(entry: Entry) -> None:
    before, payload = from_json(entry.events), payload_without_note(entry.kind, entry.payload)
    events = without_note(before)
    if any(isinstance(event, NoteErased) for event in before):
        # Another one follows, which is newer.
        entry.delete()
    elif events != before or payload != entry.payload:
        entry.events, entry.payload = to_json(events), payload
        entry.save(update_fields=["events", "payload"])


def is_from_before(session: Session, shown: str, page: str) -> bool:
    """Whether a page with a note was opened before that was erased: by its text or its own ID."""
    log = EventLog(session.entries.all())
    if note_erased_at(log) is None:
        return False
    sent = session.entries.filter(payload__page=page).values_list("payload", flat=True)
    lost = any("note" not in payload.get("says", {}) for payload in sent) if page else False
    return lost or shows_erased(log, shown)
