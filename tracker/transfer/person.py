"""Everything that is a person's as rows of JSON, a few sessions at a time."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Length

from tracker.models import Entry, MobilityTest, Picture, Routine, Session, Trial, User
from tracker.transfer.candidate import Amount
from tracker.transfer.columns import Json, written
from tracker.transfer.tables import (
    ENTRIES,
    ERASED,
    MAPPINGS,
    OWN_ROUTINES,
    OWN_TESTS,
    PICTURES,
    ROUTINE_SETTINGS,
    SESSIONS,
    STEADY,
    STEPS,
    TEST_SETTINGS,
    TRIALS,
    Table,
    settings_columns,
)

AT_ONCE = 50  # sessions, with all their entries
IN_JSON = ("payload", "events")  # columns of an entry
PLAIN = [column.name for column in ENTRIES.columns if column.name not in IN_JSON]
Row = dict[str, Json]


class Person:
    """Reads the rows of one person; `names` are what other rows refer to them by."""

    def __init__(self, user: User) -> None:
        self.user = user
        mine = Q(owner=None) | Q(owner=user)
        self.names: dict[type, dict[int, Json]] = {
            model: dict(model._default_manager.filter(mine).values_list("pk", "slug"))
            for model in (MobilityTest, Routine)
        }
        started = Trial.objects.filter(owner=user).values_list("pk", "started_at")
        self.names[Trial] = {pk: written(moment) for pk, moment in started}
        # Before all else is read: what begins meanwhile may belong to a plan that is not in it yet.
        self.pks = list(user.sessions.order_by(*SESSIONS.order).values_list("pk", flat=True))

    def settings(self) -> Row:
        return {f.name: written(f.value_from_object(self.user)) for f in settings_columns()}

    def rows(self) -> Iterator[tuple[str, list[Row]]]:
        """(name, rows) of each table but that of the sessions."""
        user = self.user
        for table in (PICTURES, TEST_SETTINGS, ROUTINE_SETTINGS, STEADY, TRIALS, ERASED, MAPPINGS):
            of_owner = table.model._default_manager.filter(owner=user)
            yield table.name, in_order(table, (self._row(table, row) for row in of_owner))
        tests = (self._row(OWN_TESTS, test) for test in user.own_mobilitytests.all())
        yield OWN_TESTS.name, in_order(OWN_TESTS, tests)
        yield OWN_ROUTINES.name, in_order(OWN_ROUTINES, self._routines())

    def _routines(self) -> Iterator[Row]:
        for routine in self.user.own_routines.all():
            steps = in_order(STEPS, (self._row(STEPS, step) for step in routine.steps.all()))
            yield self._row(OWN_ROUTINES, routine) | {STEPS.name: steps}

    def sessions(self) -> Iterator[Row]:
        """The sessions with their logs, the oldest first."""
        mine = self.user.sessions.all()
        for first in range(0, len(self.pks), AT_ONCE):
            yield from self._some(mine.filter(pk__in=self.pks[first : first + AT_ONCE]))

    def _some(self, some: QuerySet[Session]) -> Iterator[Row]:
        sessions = list(some.order_by(*SESSIONS.order))
        entries = self._entries([session.pk for session in sessions])
        for session in sessions:
            yield self._row(SESSIONS, session) | {ENTRIES.name: entries[session.pk]}

    def _entries(self, pks: list[int]) -> dict[int, list[Row]]:
        """As they were stored, which decides between two at one moment."""
        by_session: dict[int, list[Row]] = defaultdict(list)
        theirs = Entry.objects.filter(owner=self.user, session__in=pks).order_by(*ENTRIES.order)
        as_text = {f"{name}_text": Cast(name, TextField()) for name in IN_JSON}
        rows = list(theirs.annotate(**as_text).values_list("session_id", *as_text, *PLAIN))
        # All of them at once is twice as fast as one at a time.
        stored = json.loads(f"[{','.join(text for row in rows for text in row[1:3])}]")
        for number, (session, _payload, _events, *values) in enumerate(rows):
            entry = dict(zip(PLAIN, map(written, values), strict=True))
            entry |= dict(zip(IN_JSON, stored[2 * number : 2 * number + 2], strict=True))
            by_session[session].append(entry)
        return by_session

    def _row(self, table: Table, row: Any) -> Row:
        return {
            column.name: self.names[column.related_model].get(row.__dict__[column.attname])
            if column.related_model
            else written(column.value_from_object(row))
            for column in table.columns
        }


def in_order(table: Table, rows: Iterable[Row]) -> list[Row]:
    """Sorted here, because databases differ on the order of letters."""
    columns = [name.partition("__")[0] for name in table.order]
    return sorted(rows, key=lambda row: [row[column] for column in columns])


def amount_of(user: User) -> Amount:
    """How much there is of a person."""
    pictures = Picture.objects.filter(owner=user).aggregate(sum=Sum(Length("content")))
    return Amount(
        sessions=user.sessions.count(),
        entries=user.entries.count(),
        ratings=user.ratings.count(),
        pictures=pictures["sum"] or 0,
    )


def has_data(user: User) -> bool:
    """Whether there is anything of this person but an account."""
    own = (user.sessions, user.trials, user.own_mobilitytests, user.own_routines)
    more = (user.steady_readings, user.test_settings, user.routine_settings, user.erased_sessions)
    return (
        any(rows.exists() for rows in (*own, *more)) or Picture.objects.filter(owner=user).exists()
    )
