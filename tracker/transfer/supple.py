"""A download of Supple that somebody brings back: what is in it, and how it is stored.

All that takes time is done before the owner is locked; then only rows are written, and only if
nothing of that person has changed since.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from tracker.models import User
from tracker.models.revision import data_version_of
from tracker.transfer.arriving import ArrivingSession, Names
from tracker.transfer.candidate import Line, Problem
from tracker.transfer.checking import Wrong
from tracker.transfer.head import NEVER_WRITTEN, Head
from tracker.transfer.opening import SuppleFile
from tracker.transfer.ready import ReadySessions, numbers_of, unchanged

AT_ONCE = 100  # sessions, with all their entries
MOST_PROBLEMS = 500
TWICE = gettext_lazy("This is in the file twice, or in another session here. Leave one of them.")
TWO_OPEN = gettext_lazy("This session is open, and so is one here. Finish one of them first.")

LABELS = {
    "ratings": gettext_lazy("Ratings"),
    "readings": gettext_lazy("Measured readings"),
    "tests": gettext_lazy("Own tests"),
    "routines": gettext_lazy("Own routines"),
    "trials": gettext_lazy("Fair tests"),
}


class SuppleCandidate:
    """A file for one person. Raises Refused if it cannot be read at all.

    `lines`, `problems` and `counts` say what is in it; nothing is stored before `bring_in`, and
    that needs `makes_ready`.
    """

    has_columns = False

    def __init__(self, user: User, content: bytes, *, makes_ready: bool = False) -> None:
        # Before all that is compared with the file.
        self.revision = data_version_of(user.pk).revision
        self.file = SuppleFile(content)
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.numbers: Counter[str] = Counter()
        self.ready = ReadySessions() if makes_ready else None
        self.head = Head(Names(user), self.file.head)
        self.problems += self.head.read()
        self.numbers |= self.head.counts
        self.takes_settings = self.head.is_fresh
        if not self.problems:
            self._look(Sessions(user, self.head.names, self.file))

    def _look(self, sessions: "Sessions") -> None:
        some: list[ArrivingSession] = []
        for arriving in sessions:
            if isinstance(arriving, Problem):
                self.problems.append(arriving)
                if len(self.problems) >= MOST_PROBLEMS:
                    break
                continue
            self.lines.append(_line(arriving))
            if not arriving.is_here:
                self.numbers += _counts(arriving)
                some.append(arriving)
            if len(some) >= AT_ONCE:
                self._make_ready(some)
                some = []
        self._make_ready(some)
        self.lines.sort(key=lambda line: line.day)

    def _make_ready(self, some: list[ArrivingSession]) -> None:
        if self.ready:
            self.ready.put([(new.session, new.entries, new.ratings()) for new in some])

    @property
    def counts(self) -> dict[str, int]:
        return {str(LABELS[name]): self.numbers[name] for name in LABELS if self.numbers[name]}

    def bring_in(self, user: User) -> list[uuid.UUID]:
        """Store all of it, or nothing; returns the sessions that are new. Raises Outdated."""
        if self.ready is None or self.problems:
            raise ValueError("This was only looked at.")
        names = self.head.names
        with unchanged(user, self.revision):
            self.head.save()
            named = (names.tests, names.routines, names.trials)
            numbers = numbers_of(*(row for rows in named for row in rows.values()))
            return self.ready.store(user, numbers)


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
