"""A download of Supple that somebody brings back: what is in it, and how it is stored."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from tracker.models import Entry, Rating, Session, User
from tracker.models.revision import changing
from tracker.sessions.writer import rating_row
from tracker.transfer.arriving import ArrivingSession, Names
from tracker.transfer.candidate import Line, Problem, Refused
from tracker.transfer.checking import Wrong
from tracker.transfer.head import NEVER_WRITTEN, Head
from tracker.transfer.opening import SuppleFile

AT_ONCE = 100  # sessions, with all their entries
MOST_PROBLEMS = 500
TWICE = gettext_lazy("This is in the file twice, or in another session here. Leave one of them.")
TWO_OPEN = gettext_lazy("This session is open, and so is one here. Finish one of them first.")
CHANGED_MEANWHILE = gettext_lazy("Something was entered meanwhile. Nothing came in; try again.")


LABELS = {
    "ratings": gettext_lazy("Ratings"),
    "readings": gettext_lazy("Measured readings"),
    "tests": gettext_lazy("Own tests"),
    "routines": gettext_lazy("Own routines"),
    "trials": gettext_lazy("Fair tests"),
}


class SuppleCandidate:
    """A file for one person. Raises Refused if it cannot be read at all.

    `lines`, `problems` and `counts` say what is in it; nothing is stored before `bring_in`.
    """

    has_columns = False

    def __init__(self, user: User, content: bytes) -> None:
        self.file = SuppleFile(content)
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.numbers: Counter[str] = Counter()
        head = Head(Names(user), self.file.head)
        self.problems += head.read()
        self.numbers |= head.counts
        self.takes_settings = head.is_fresh
        if not self.problems:
            self._look(Sessions(user, head.names, self.file))

    def _look(self, sessions: "Sessions") -> None:
        for arriving in sessions:
            if isinstance(arriving, Problem):
                self.problems.append(arriving)
            else:
                self.lines.append(_line(arriving))
                self.numbers += Counter() if arriving.is_here else _counts(arriving)
            if len(self.problems) >= MOST_PROBLEMS:
                break
        self.lines.sort(key=lambda line: line.day)

    @property
    def counts(self) -> dict[str, int]:
        return {str(LABELS[name]): self.numbers[name] for name in LABELS if self.numbers[name]}

    def bring_in(self, user: User) -> list[uuid.UUID]:
        """Store all of it, or nothing; returns the sessions that are new. Raises Refused."""
        try:
            with changing(user.pk):
                return self._stored(user)
        except IntegrityError as error:
            raise Refused(str(CHANGED_MEANWHILE)) from error

    def _stored(self, user: User) -> list[uuid.UUID]:
        head = Head(Names(user), self.file.head)
        if head.read():
            raise Refused(str(CHANGED_MEANWHILE))
        head.save()
        new: list[uuid.UUID] = []
        some: list[ArrivingSession] = []
        for arriving in Sessions(user, head.names, self.file):
            if isinstance(arriving, Problem):
                raise Refused(str(CHANGED_MEANWHILE))
            if not arriving.is_here:
                some.append(arriving)
                new.append(arriving.session.uuid)
            if len(some) >= AT_ONCE:
                store(some)
                some = []
        store(some)
        return new


class Sessions:
    """Goes through the sessions of a file.

    One that is here, or was erased here, stays as it is (`is_here`); a wrong one is a Problem.
    """

    def __init__(self, user: User, names: Names, file: SuppleFile) -> None:
        self.names, self.file = names, file
        self.here = names.here | names.erased
        self.entries = set(user.entries.values_list("uuid", flat=True))
        self.has_open = user.sessions.open().exists()

    def __iter__(self) -> Iterator[ArrivingSession | Problem]:
        for number, row in enumerate(self.file.sessions(), start=1):
            try:
                yield self._arriving(row)
            except Wrong as wrong:
                yield self._problem(number, row, str(wrong))

    def _arriving(self, row: Mapping[str, Any]) -> ArrivingSession:
        arriving = ArrivingSession.of(row, self.names)
        session = arriving.session
        if session.uuid in self.here:
            return replace(arriving, is_here=True)
        names = [entry.uuid for entry in arriving.entries]
        if len(set(names)) < len(names) or self.entries & set(names):
            raise Wrong("entries, uuid")
        if session.is_open:
            if self.has_open:
                raise Wrong("stage, open")
            self.has_open = True
        self.here.add(session.uuid)
        self.entries |= set(names)
        return arriving

    def _problem(self, number: int, row: Mapping[str, Any], place: str) -> Problem:
        field, _colon, value = place.partition(": ")
        sentences = {"stage, open": TWO_OPEN, "entries, uuid": TWICE}
        day = row.get("day")
        column = f"{day:.10}, {field}" if isinstance(day, str) else field
        return Problem(number, column, value, str(sentences.get(field, NEVER_WRITTEN)))


def _line(arriving: ArrivingSession) -> Line:
    session, ratings = arriving.session, _counts(arriving)["ratings"]
    return Line(session.day, session.title, ratings, is_here=arriving.is_here)


def _counts(arriving: ArrivingSession) -> Counter[str]:
    log = arriving.log
    states = [log.state(register) for register in log.writes]
    scores = sum(state.get("score") is not None for state in states)
    readings = sum(state.get("value") is not None for state in states)
    return Counter(sessions=1, ratings=scores, readings=readings)


def store(some: list[ArrivingSession]) -> None:
    """Write sessions with their logs, and what follows from these, within `changing`."""
    Session.objects.bulk_create(arriving.session for arriving in some)
    Entry.objects.bulk_create(entry for arriving in some for entry in arriving.entries)
    Rating.objects.bulk_create(
        rating_row(arriving.session, arriving.log, slot)
        for arriving in some
        for slot in sorted(arriving.log.slots())
    )
