"""Decides on each entry of a batch, in their order, and writes all of them at once."""

import datetime
import logging
import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from tracker.models import Entry, Session, User
from tracker.models.revision import changing
from tracker.rules.clock import Clock
from tracker.rules.events import Event, Finished, Kind, NoteWritten, Rated, RoutineEnded
from tracker.rules.stages import DELETED, RULES
from tracker.sessions.lifecycle import AnotherIsOpen
from tracker.sessions.noting import take_note
from tracker.sessions.writer import SessionIsFull, SessionWriter, save_all
from tracker.sync.checked import Checked
from tracker.sync.entries import Sent, of_leg, read_entry

Answer = dict[str, str]
logger = logging.getLogger(__name__)

NOTE_CHANGED = "The note was changed elsewhere since. Change this one to keep it, or remove it."
BROKEN = "The server cannot read this entry."
TRIES = 3
# A phone makes one a session: whoever sends more has been away for long, and waits a little longer.
MOST_STARTS = 10


class Broken(Exception):
    """Nobody thought of such an entry; the others of its batch must not wait for it for ever."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def take(
    user: User,
    entries: list[dict[str, Any]],
    now: datetime.datetime,
    sent: datetime.datetime | None = None,
) -> list[Answer]:
    """One answer for each entry: what is read is decided on, and the rest has a reason already."""
    clock = Clock(now, sent)
    known = {number: _read(entry, clock, number) for number, entry in enumerate(entries)}
    checked = Checked(user, _now(known))
    while True:
        try:
            answers = _take(user, known, checked, now)
        except Broken as broken:
            # All of them anew: half of what it does may be done, in the tables and beside them.
            logger.exception("Entry %s was rejected.", entries[broken.number].get("uuid"))
            known[broken.number] = BROKEN
        else:
            return [_named(entry, answer) for entry, answer in zip(entries, answers, strict=True)]


def _read(entry: dict[str, Any], clock: Clock, number: int) -> Sent | str:
    """The entry, or why it cannot be taken."""
    try:
        return read_entry(entry).by(clock, number)
    except ValidationError as error:
        return str(error.messages[0])
    except (ValueError, ArithmeticError):
        logger.exception("Entry %s was rejected.", entry.get("uuid"))
        return BROKEN


def _now(known: dict[int, Sent | str]) -> dict[int, Sent]:
    """The entries to decide on: of the starts the first ones, and the others come again."""
    read = {number: each for number, each in known.items() if isinstance(each, Sent)}
    starts = [number for number, sent in read.items() if sent.kind == "start"]
    return {number: read[number] for number in read if number not in starts[MOST_STARTS:]}


def _named(entry: dict[str, Any], answer: Answer) -> Answer:
    made = entry.get("uuid")
    return {"uuid": made if isinstance(made, str) else ""} | answer


def _take(
    user: User, known: dict[int, Sent | str], checked: Checked, now: datetime.datetime
) -> list[Answer]:
    sent = [each for each in known.values() if isinstance(each, Sent)]
    # So that the same batch sent twice at once is written once, and two starts see each other.
    with changing(user.pk):
        batch = Batch(user, sent, checked, now)
        answers = [batch.answer(number, each) for number, each in known.items()]
        save_all(batch.writers.values())
    return answers


class Batch:
    """The sessions that the entries are about, and what is known of them."""

    def __init__(
        self, user: User, entries: list[Sent], checked: Checked, now: datetime.datetime
    ) -> None:
        self.user, self.checked, self.now = user, checked, now
        self.later: set[uuid.UUID] = set()
        wanted = {sent.session for sent in entries}
        found = user.sessions.filter(uuid__in=wanted).select_related("trial")
        self.sessions: dict[uuid.UUID, Session] = {session.uuid: session for session in found}
        for session in self.sessions.values():
            session.owner = user
        self.writers: dict[int, SessionWriter] = {}
        self.payloads: dict[uuid.UUID, dict[str, Any]] = {}
        self.entries: dict[int, list[Entry]] = defaultdict(list)
        self._know({sent.uuid for sent in entries})

    def _know(self, sent: set[uuid.UUID]) -> None:
        about = Q(uuid__in=sent) | Q(session__in=list(self.sessions.values()))
        for entry in self.user.entries.filter(about):
            self.payloads[entry.uuid] = entry.payload
            self.entries[entry.session_id].append(entry)

    def answer(self, number: int, known: Sent | str) -> Answer:
        if isinstance(known, str):
            return {"status": "rejected", "reason": known}
        try:
            return {"status": self._decide(number, known)}
        except ValidationError as error:
            return {"status": "rejected", "reason": error.messages[0]}
        except SessionIsFull as full:
            return {"status": "rejected", "reason": str(full)}
        except (ValueError, ArithmeticError) as error:
            raise Broken(number) from error

    def _decide(self, number: int, sent: Sent) -> str:
        payload = sent.payload()
        if sent.uuid in self.payloads:
            if self.payloads[sent.uuid] != payload:
                raise ValidationError("This UUID was used for another entry.")
            return "duplicate"
        session = self.sessions.get(sent.session)
        if session is not None and session.deleted_at:
            raise ValidationError(DELETED)
        if self._waits(number, sent):
            return "later"
        {
            "start": self._start,
            "reading": self._reading,
            "routine": self._routine,
            "finish": self._finish,
            "note": self._note,
        }[sent.kind](number, sent)
        self.payloads[sent.uuid] = payload
        return "stored"

    def _waits(self, number: int, sent: Sent) -> bool:
        """Whether it comes again: one start too many, and what belongs to it."""
        if sent.kind == "start" and number not in self.checked.starts:
            self.later.add(sent.session)
            return True
        return sent.session in self.later and sent.session not in self.sessions

    def _writer(self, session: Session) -> SessionWriter:
        if session.pk not in self.writers:
            known = self.entries[session.pk]
            self.writers[session.pk] = SessionWriter(session, known, self.now)
        return self.writers[session.pk]

    def _writer_for(self, sent: Sent) -> SessionWriter:
        if sent.session not in self.sessions:
            raise ValidationError("There is no such session.")
        return self._writer(self.sessions[sent.session])

    def _append(self, writer: SessionWriter, sent: Sent, *events: Event) -> None:
        writer.append(_entry(writer, sent, *events))
        if sent.off is not None:
            writer.clock_was_off(sent.off)

    def _reading(self, number: int, sent: Sent) -> None:
        writer, says = self._writer_for(sent), sent.says
        if why := RULES.refusal(writer.session.position, says["phase"]):
            raise ValidationError(why)
        value = self.checked.of(number, sent, writer.session)
        rated = Rated(says["phase"], says["test"], says["side"], says["field"], value)
        self._append(writer, sent, rated)

    def _routine(self, number: int, sent: Sent) -> None:
        writer = self._writer_for(sent)
        dose, stopped = self.checked.of(number, sent, writer.session)
        leg, done = of_leg(writer.session, sent.says, dose)
        self._append(writer, sent, RoutineEnded(leg, done, stopped))

    def _note(self, _number: int, sent: Sent) -> None:
        writer, text = self._writer_for(sent), sent.says["value"]
        entry = _entry(writer, sent, NoteWritten(text))
        if not take_note(writer, entry, text, sent.says["was"]):
            raise ValidationError(NOTE_CHANGED)

    def _finish(self, _number: int, sent: Sent) -> None:
        self._append(self._writer_for(sent), sent, Finished())

    def _start(self, number: int, sent: Sent) -> None:
        if sent.session not in self.sessions:
            self.sessions[sent.session] = self._started(number, sent)
        self._append(self._writer_for(sent), sent)

    def _started(self, number: int, sent: Sent) -> Session:
        """Of two sessions the one that started later is open, whichever comes first."""
        form, at = self.checked.start(number), min(sent.moment, self.now)
        for _ in range(TRIES):
            other = self._open_one()
            is_late = other and (other.started_at, other.uuid) > (at, sent.session)
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
        raise ValidationError("Another session was started at this moment. Send it again.")

    def _open_one(self) -> Session | None:
        other: Session | None = self.user.sessions.open().first()
        if other is None:
            return None
        if known := self.sessions.get(other.uuid):
            return known
        self.sessions[other.uuid] = other
        self.entries[other.pk] = list(other.entries.all())
        return other


def _entry(writer: SessionWriter, sent: Sent, *events: Event) -> Entry:
    kind, payload = Kind(sent.kind), sent.payload()
    return writer.new_entry(kind, events, sent.moment, name=sent.uuid, payload=payload)
