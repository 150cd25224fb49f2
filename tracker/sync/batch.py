"""Decides on each entry of a batch, in their order, and writes all of them at once."""

import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Entry, Session, User
from tracker.models.revision import changing
from tracker.rules.erased import is_same, note_erased_at, shows_erased
from tracker.rules.events import Kind
from tracker.rules.log import EventLog, SortKey
from tracker.rules.stages import DELETED
from tracker.sessions.lifecycle import AnotherIsOpen, erased_among
from tracker.sessions.writer import SessionIsFull, SessionWriter, save_all
from tracker.sync.checked import Checked, demand_one_method
from tracker.sync.entries import UNREADABLE, IncomingEntry, read_entries

Answer = dict[str, str]
Incoming = IncomingEntry | str
logger = logging.getLogger(__name__)

NOTE_CHANGED = gettext_lazy(
    "The note was changed elsewhere since. Change this one to keep it, or remove it."
)
ATTEMPTS = 3


class UnexpectedEntryError(Exception):
    """Nobody thought of such an entry; the others of its batch must not wait for it for ever."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def apply_batch(
    user: User, entries: Sequence[dict[str, Any]], now: datetime.datetime, sent: Any = None
) -> list[Answer]:
    """Answer each entry; `sent` is what the phone's clock said, as far as it did."""
    incoming = read_entries(entries, now, sent)
    checked = Checked(user, incoming)
    while True:
        try:
            answers = _apply(user, incoming, checked, now)
        except UnexpectedEntryError as error:
            # All of them anew: half of what it does may be done, in the tables and beside them.
            logger.exception("Entry %s was rejected.", entries[error.number].get("uuid"))
            incoming[error.number] = str(UNREADABLE)
        else:
            return [_named(entry, answer) for entry, answer in zip(entries, answers, strict=True)]


def count_starts(entries: Iterable[dict[str, Any]], answers: Iterable[Answer]) -> int:
    """How many sessions there are now that were not there before."""
    pairs = zip(entries, answers, strict=True)
    return sum(e.get("kind") == "start" and a["status"] == "stored" for e, a in pairs)


def _named(entry: dict[str, Any], answer: Answer) -> Answer:
    name = entry.get("uuid")
    return {"uuid": name if isinstance(name, str) else ""} | answer


def _apply(
    user: User, incoming: Sequence[Incoming], checked: Checked, now: datetime.datetime
) -> list[Answer]:
    # So that the same batch sent twice at once is written once, and two starts see each other.
    with changing(user.pk):
        batch = Batch(user, incoming, checked, now)
        answers = [batch.answer(number, entry) for number, entry in enumerate(incoming)]
        save_all(batch.writers.values())
    return answers


class Batch:
    """The locked sessions that the entries are about, with their logs."""

    def __init__(
        self, user: User, incoming: Iterable[Incoming], checked: Checked, now: datetime.datetime
    ) -> None:
        self.user, self.checked, self.now = user, checked, now
        readable = [entry for entry in incoming if isinstance(entry, IncomingEntry)]
        self.later: set[uuid.UUID] = set()
        self.writers: dict[int, SessionWriter] = {}
        self.sessions = self._stored_sessions({entry.session for entry in readable})
        self.erased = self._erased({entry.session for entry in readable} - self.sessions.keys())
        self.payloads: dict[uuid.UUID, dict[str, Any]] = {}
        self.stored: dict[int, list[Entry]] = defaultdict(list)
        self._read_logs({entry.uuid for entry in readable})

    def _stored_sessions(self, names: set[uuid.UUID]) -> dict[uuid.UUID, Session]:
        sessions = list(self.user.sessions.filter(uuid__in=names).select_related("trial"))
        for session in sessions:
            session.owner = self.user
        return {session.uuid: session for session in sessions}

    def _erased(self, missing: set[uuid.UUID]) -> set[uuid.UUID]:
        return erased_among(self.user.pk, missing) if missing else set()

    def _read_logs(self, names: set[uuid.UUID]) -> None:
        about = Q(uuid__in=names) | Q(session__in=list(self.sessions.values()))
        for entry in self.user.entries.filter(about):
            self.payloads[entry.uuid] = entry.payload
            self.stored[entry.session_id].append(entry)

    def answer(self, number: int, entry: Incoming) -> Answer:
        if isinstance(entry, str):
            return {"status": "rejected", "reason": entry}
        try:
            return {"status": self._status(number, entry)}
        except ValidationError as error:
            return {"status": "rejected", "reason": error.messages[0]}
        except SessionIsFull as full:
            return {"status": "rejected", "reason": str(full)}
        except (ValueError, ArithmeticError) as error:
            raise UnexpectedEntryError(number) from error

    def _status(self, number: int, entry: IncomingEntry) -> str:
        if entry.session in self.erased:
            return "duplicate"
        if entry.uuid in self.payloads:
            if not is_same(self.payloads[entry.uuid], entry.payload):
                raise ValidationError(_("This UUID was used for another entry."))
            return "duplicate"
        session = self.sessions.get(entry.session)
        if session is not None and self._is_of_erased_note(entry, session):
            return "duplicate"
        if session is not None and session.deleted_at:
            raise ValidationError(DELETED)
        if self._waits(number, entry):
            return "later"
        self._append(number, entry, session)
        self.payloads[entry.uuid] = entry.payload
        return "stored"

    def _waits(self, number: int, entry: IncomingEntry) -> bool:
        """Whether it comes again: one start too many, and what belongs to it."""
        if entry.kind == Kind.START and number not in self.checked.starts:
            self.later.add(entry.session)
            return True
        return entry.session in self.later and entry.session not in self.sessions

    def _append(self, number: int, entry: IncomingEntry, session: Session | None) -> None:
        if session is None:
            if entry.kind != Kind.START:
                raise ValidationError(_("There is no such session."))
            session = self.sessions[entry.session] = self._started(number, entry)
        writer = self._writer(session)
        events = self.checked.events(number, entry, session)
        if entry.kind == Kind.NOTE:
            self._demand_newest(entry, writer.log)
        if entry.body.get("field") == "value":
            demand_one_method(events, writer.log)
        at, name = entry.entered_at, entry.uuid
        writer.append(entry.kind, events, at, name=name, payload=entry.payload)
        if entry.clock_off is not None and entry.kind != Kind.NOTE:
            writer.clock_was_off(entry.clock_off)

    def _writer(self, session: Session) -> SessionWriter:
        if session.pk not in self.writers:
            self.writers[session.pk] = SessionWriter(session, self.stored[session.pk], self.now)
        return self.writers[session.pk]

    def _is_of_erased_note(self, entry: IncomingEntry, session: Session) -> bool:
        """Whether it is a note from before the note of its session was erased for good."""
        if entry.kind != Kind.NOTE:
            return False
        erased_at = note_erased_at(self._writer(session).log)
        return erased_at is not None and entry.entered_at <= erased_at

    def _demand_newest(self, entry: IncomingEntry, log: EventLog) -> None:
        """Of several notes the newest counts; a phone sends its own while it is typed."""
        was, text = entry.body["was"], entry.body["value"]
        at, newest = entry.entered_at, log.note_written_at
        is_late = newest is not None and newest > SortKey(min(at, self.now), at, entry.uuid)
        if (is_late and log.note not in (was, text)) or shows_erased(log, was):
            raise ValidationError(NOTE_CHANGED)

    def _started(self, number: int, entry: IncomingEntry) -> Session:
        """Of two sessions the one that started later is open, whichever comes first."""
        form, at = self.checked.start(number), min(entry.entered_at, self.now)
        for _attempt in range(ATTEMPTS):
            other = self._open_session()
            is_late = other and (other.started_at, other.uuid) > (at, entry.session)
            later = other if is_late else None
            if other and not later:
                self._writer(other).close(at)
            try:
                session = form.start(at, later.started_at if later else None)
            except AnotherIsOpen:
                continue
            if later:
                self._writer(session).close(later.started_at)
            return session
        raise ValidationError(_("Another session was started at this moment. Send it again."))

    def _open_session(self) -> Session | None:
        other: Session | None = self.user.sessions.open().first()
        if other is None:
            return None
        if other.uuid not in self.sessions:
            self.sessions[other.uuid] = other
            self.stored[other.pk] = list(other.entries.all())
        return self.sessions[other.uuid]
