"""A sheet that somebody wants to bring in: what is in it, what is wrong with it, what is here."""

import codecs
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.analysis.words import figures
from tracker.models import MobilityTest, Routine, User
from tracker.models.revision import data_version_of
from tracker.rules.events import Kind
from tracker.sessions.adding import Methods, added, choose_methods, methods_of
from tracker.transfer.candidate import Line, Problem, Refused
from tracker.transfer.ready import ReadySessions, numbers_of, unchanged
from tracker.transfer.sheets.brought import BroughtSession, Builder
from tracker.transfer.sheets.catalogue import Catalogue
from tracker.transfer.sheets.cells import is_nothing, shortened
from tracker.transfer.sheets.faults import Fault
from tracker.transfer.sheets.meanings import Column, Meanings, columns_of, key_of
from tracker.transfer.sheets.own import OwnSheet, is_own
from tracker.transfer.sheets.rows import OwnRows
from tracker.transfer.sheets.table import Table
from tracker.transfer.sheets.workbook import START, is_workbook

LOOKED_AT = 200  # rows, to tell what the columns mean
MOST_PROBLEMS = 1000
# More than fifteen years of daily sessions; more at once would take longer than a page may.
MOST_SESSIONS = 6000
AT_ONCE = 100  # sessions


def is_sheet(content: bytes) -> bool:
    """Whether a file is neither supple.zip nor supple.json, as far as its start says."""
    if content.startswith(START):
        return is_workbook(content)
    return not content[:64].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


class FirstRow(NamedTuple):
    number: int
    content: BroughtSession | Fault


class Sheet:
    """A file of one person's; raises Refused if it cannot be read as a sheet."""

    def __init__(self, user: User, file_name: str, content: bytes) -> None:
        self.user, self.file_name = user, file_name
        self.table = Table.of(content)
        self.catalogue = Catalogue(user)
        self.now = timezone.now()

    @property
    def heads(self) -> list[str]:
        return self.table.heads

    @property
    def key(self) -> str:
        """The same for all sheets with the same columns."""
        return key_of(self.heads)

    @property
    def is_own(self) -> bool:
        """Whether it is a ratings.csv, so that nobody has to say what its columns mean."""
        return is_own(self.heads)

    @cached_property
    def columns(self) -> list[Column]:
        rows = [row for _number, row in islice(self.table.rows(), LOOKED_AT)]
        return columns_of(self.heads, rows, self.catalogue)

    def has_empty(self, place: int) -> bool:
        """Whether any row says nothing in this column."""
        return any(len(row) <= place or is_nothing(row[place]) for _n, row in self.table.rows())

    def candidate(self, meanings: Meanings, *, makes_ready: bool = False) -> "SheetCandidate":
        """All of it, as these meanings read it. Raises Refused."""
        revision = data_version_of(self.user.pk).revision
        reader = self._reader(meanings)
        problems: list[Problem] = []
        for number, row in self.table.rows():
            try:
                reader.read(row)
            except Fault as fault:
                value = shortened(fault.value)
                problems.append(Problem(number, fault.column, value, fault.sentence))
            rows = 0 if self.is_own else number
            if max(len(reader.sessions), rows - 1) > MOST_SESSIONS:
                message = _("This file has more than %(most)s sessions. Split it into several.")
                raise Refused(message % {"most": figures(str(MOST_SESSIONS))})
            if len(problems) == MOST_PROBLEMS:
                break
        sessions = tuple(sorted(reader.brought(), key=lambda session: session.started_at))
        candidate = SheetCandidate(
            sessions, tuple(problems), self.catalogue, revision, has_columns=not self.is_own
        )
        if makes_ready and not problems:
            candidate.make_ready()
        return candidate

    def first(self, meanings: Meanings) -> "FirstRow | None":
        """What the first row with a rating says, or what is wrong with it; None without one."""
        reader = self._reader(meanings)
        for number, row in islice(self.table.rows(), LOOKED_AT):
            try:
                reader.read(row)
            except Fault as fault:
                return FirstRow(number, fault)
            for session in reader.brought():
                return FirstRow(number, session)
        return None

    def _reader(self, meanings: Meanings) -> OwnSheet | OwnRows:
        if self.is_own:
            return OwnSheet(self.catalogue, self.heads, self.now)
        return OwnRows(self.catalogue, self.heads, meanings, self.now)


@dataclass
class SheetCandidate:
    """The sessions of a sheet, none of them stored yet; `revision` is from before it was read."""

    sessions: tuple[BroughtSession, ...]
    problems: Sequence[Problem]
    catalogue: Catalogue
    revision: int
    has_columns: bool
    takes_settings: bool = False

    @cached_property
    def here(self) -> frozenset[uuid.UUID]:
        """Those that are here already, deleted or erased ones too."""
        user = self.catalogue.user
        names = {session.uuid for session in self.sessions}
        there = set(user.sessions.values_list("uuid", flat=True))
        return frozenset(names & (there | set(user.erased_sessions.values_list("uuid", flat=True))))

    @property
    def counts(self) -> dict[str, int]:
        """What comes in beside sessions, by what the page calls it."""
        new = [session for session in self.sessions if session.uuid not in self.here]
        rated = [fields for session in new for fields in session.ratings.values()]
        counts = {
            _("Ratings"): sum("score" in fields for fields in rated),
            _("Measured readings"): sum("value" in fields for fields in rated),
        }
        return {name: count for name, count in counts.items() if count}

    @property
    def lines(self) -> list[Line]:
        """What its pages show of it, a line a session."""
        return [
            Line(s.day, str(s.routine.name), len(s.ratings), s.uuid in self.here)
            for s in self.sessions
        ]

    def make_ready(self) -> None:
        """Do all that can be done before the owner is locked."""
        self.ready, self.methods = ReadySessions(), Methods()
        missing = (session for session in self.sessions if session.uuid not in self.here)
        builder = Builder(self.catalogue.user, self.catalogue.tests.values())
        while some := [builder.addition(session) for session in islice(missing, AT_ONCE)]:
            made = [added(session, events, Kind.BROUGHT) for session, events in some]
            self.ready.put([(new.session, [new.entry], new.ratings()) for new in made])
            self.methods = methods_of(made) | self.methods

    def bring_in(self, user: User) -> list[uuid.UUID]:
        """Store what is not here, all or nothing; returns what was stored. Raises Outdated."""
        with unchanged(user, self.revision):
            stored = self.ready.store(user, numbers_of(*self._named()))
            choose_methods(user.pk, self.methods)
        return stored

    def _named(self) -> Iterator[MobilityTest | Routine]:
        yield from self.catalogue.tests.values()
        yield from self.catalogue.routines.values()
