"""Everything that is a person's as rows of JSON, a few sessions at a time."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from tracker.models import Entry, MobilityTest, Picture, Routine, Session, Trial, User
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
        at = Trial._meta.get_field("started_at")
        self.names[Trial] = {pk: written(at, moment) for pk, moment in started}

    def settings(self) -> Row:
        return {f.name: written(f, f.value_from_object(self.user)) for f in settings_columns()}

    def rows(self) -> Iterator[tuple[str, list[Row]]]:
        """(name, rows) of each table but that of the sessions."""
        user = self.user
        for table in (PICTURES, TEST_SETTINGS, ROUTINE_SETTINGS, STEADY, TRIALS, ERASED, MAPPINGS):
            of_owner = table.model._default_manager.filter(owner=user).order_by(*table.order)
            yield table.name, [self._row(table, row) for row in of_owner]
        tests = user.own_mobilitytests.order_by(*OWN_TESTS.order)
        yield OWN_TESTS.name, [self._row(OWN_TESTS, test) for test in tests]
        yield OWN_ROUTINES.name, list(self._routines())

    def _routines(self) -> Iterator[Row]:
        for routine in self.user.own_routines.order_by(*OWN_ROUTINES.order):
            steps = [self._row(STEPS, step) for step in routine.steps.order_by("position")]
            yield self._row(OWN_ROUTINES, routine) | {STEPS.name: steps}

    def sessions(self) -> Iterator[Row]:
        """The sessions with their logs, the oldest first."""
        mine = self.user.sessions.all()
        pks = list(mine.order_by(*SESSIONS.order).values_list("pk", flat=True))
        for first in range(0, len(pks), AT_ONCE):
            yield from self._some(mine.filter(pk__in=pks[first : first + AT_ONCE]))

    def _some(self, some: QuerySet[Session]) -> Iterator[Row]:
        entries = self._entries(some)
        for session in some.order_by(*SESSIONS.order):
            yield self._row(SESSIONS, session) | {ENTRIES.name: entries[session.pk]}

    def _entries(self, some: QuerySet[Session]) -> dict[int, list[Row]]:
        """As they were stored, which decides between two at one moment."""
        by_session: dict[int, list[Row]] = defaultdict(list)
        pks = list(some.values_list("pk", flat=True))
        rows = Entry.objects.filter(owner=self.user, session__in=pks).order_by(*ENTRIES.order)
        columns = ENTRIES.columns
        names = [column.attname for column in columns]
        for session, *values in rows.values_list("session_id", *names):
            pairs = zip(columns, values, strict=True)
            by_session[session].append({c.name: written(c, value) for c, value in pairs})
        return by_session

    def _row(self, table: Table, row: Any) -> Row:
        return {
            column.name: self.names[column.related_model].get(row.__dict__[column.attname])
            if column.related_model
            else written(column, column.value_from_object(row))
            for column in table.columns
        }


def has_data(user: User) -> bool:
    """Whether there is anything of this person but an account."""
    own = (user.sessions, user.trials, user.own_mobilitytests, user.own_routines)
    more = (user.steady_readings, user.test_settings, user.routine_settings, user.erased_sessions)
    return (
        any(rows.exists() for rows in (*own, *more)) or Picture.objects.filter(owner=user).exists()
    )
