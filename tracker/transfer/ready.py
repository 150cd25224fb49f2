"""Rows made ready for the database before it is locked, so that storing them takes a moment.

To read, check and convert five years of taps takes seconds, in which on SQLite nobody else could
write. What a row refers to may have no number yet: until it has, its name stands in its place.
"""

import pickle
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections
from django.db.models import Model
from django.utils.translation import gettext_lazy

from tracker.models import Entry, MobilityTest, Rating, Routine, Session, Trial, User
from tracker.models.revision import changing, data_version_of
from tracker.transfer.candidate import Outdated

CHANGED_MEANWHILE = gettext_lazy("Something was entered meanwhile. Nothing came in; try again.")
MOST_AT_ONCE = 500  # rows in a statement
Values = list[Any]
Numbers = Mapping[type[Model], Mapping[Any, int]]  # primary keys by name


class ReadySession(NamedTuple):
    """The values of a session, and of the rows that belong to it."""

    uuid: uuid.UUID
    session: Values
    entries: list[Values]
    ratings: list[Values]


def name_of(row: Model) -> Any:
    """What a row that may not be stored yet is called among those of its owner."""
    if isinstance(row, MobilityTest | Routine):
        return row.slug
    return row.started_at if isinstance(row, Trial) else getattr(row, "uuid", row.pk)


def numbers_of(*rows: MobilityTest | Routine | Trial) -> Numbers:
    """The numbers of what sessions and ratings refer to, once that is stored."""
    numbers: dict[type[Model], dict[Any, int]] = {MobilityTest: {}, Routine: {}, Trial: {}}
    for row in rows:
        numbers[type(row)][name_of(row)] = row.pk
    return numbers


@contextmanager
def unchanged(user: User, revision: int) -> Iterator[None]:
    """`changing`, if nothing of this person has changed since that revision. Raises Outdated."""
    try:
        with changing(user.pk):
            # Within another such block, which raised it, a file may have been read as well.
            if data_version_of(user.pk).revision - revision not in (0, 1):
                raise Outdated(str(CHANGED_MEANWHILE))
            yield
    except IntegrityError as error:
        raise Outdated(str(CHANGED_MEANWHILE)) from error


class ReadyTable:
    """A table and what is written to it: all columns but the number that the database gives."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.columns = [field for field in model._meta.concrete_fields if not field.primary_key]
        # Itself: what stands for it looks it up anew for each value.
        self.database = connections[DEFAULT_DB_ALIAS]

    def ready(self, row: Model) -> Values:
        """The values of an unsaved row; the name of what it refers to, but for its owner."""
        return [self._value(column, row) for column in self.columns]

    def _value(self, column: Any, row: Model) -> Any:
        if column.is_relation and column.related_model is not User:
            there = getattr(row, column.name)
            return None if there is None else name_of(there)
        return column.get_db_prep_save(column.pre_save(row, add=True), self.database)

    @cached_property
    def references(self) -> list[tuple[int, type[Model]]]:
        """(place, model) of the columns in which names stand."""
        models = [column.related_model for column in self.columns]
        return [(place, model) for place, model in enumerate(models) if model not in (None, User)]

    def insert(self, rows: Iterable[Values], numbers: Numbers) -> None:
        """Write them, many in a statement."""
        ops = self.database.ops
        rest, most = iter(rows), ops.bulk_batch_size(self.columns, [None] * MOST_AT_ONCE)
        while some := list(islice(rest, most)):
            for values in some:
                for place, model in self.references:
                    if values[place] is not None:
                        values[place] = numbers[model][values[place]]
            with self.database.cursor() as cursor:
                cursor.execute(self._statement(len(some)), [v for values in some for v in values])

    def _statement(self, rows: int) -> str:
        quote = self.database.ops.quote_name
        names = ", ".join(quote(str(column.column)) for column in self.columns)
        row = f"({', '.join(['%s'] * len(self.columns))})"
        table = quote(self.model._meta.db_table)
        # Names of columns are all that is put in by hand.
        return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * rows)}"  # noqa: S608


class ReadySessions:
    """Sessions on their way, some at a time in a file without a name: they can be many."""

    def __init__(self) -> None:
        self.sessions, self.entries, self.ratings = map(ReadyTable, (Session, Entry, Rating))
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the last that knows it
        self.parts = 0

    def put(self, sessions: Sequence[tuple[Session, Iterable[Entry], Iterable[Rating]]]) -> None:
        part = [
            ReadySession(
                session.uuid,
                self.sessions.ready(session),
                [self.entries.ready(entry) for entry in entries],
                [self.ratings.ready(rating) for rating in ratings],
            )
            for session, entries, ratings in sessions
        ]
        pickle.dump(part, self.file)
        self.parts += 1

    def _parts(self) -> Iterator[list[ReadySession]]:
        self.file.seek(0)
        for _ in range(self.parts):
            yield pickle.load(self.file)  # noqa: S301  # nobody else has this file

    def store(self, user: User, numbers: Numbers) -> list[uuid.UUID]:
        """Write all of them, within `changing`; returns which they are."""
        stored: list[uuid.UUID] = []
        for some in self._parts():
            self.sessions.insert((ready.session for ready in some), numbers)
            names = [ready.uuid for ready in some]
            stored += names
            there = user.sessions.filter(uuid__in=names).values_list("uuid", "pk")
            by_name: Numbers = {**numbers, Session: dict(there)}
            self.entries.insert((row for ready in some for row in ready.entries), by_name)
            self.ratings.insert((row for ready in some for row in ready.ratings), by_name)
        return stored
