"""What the code and the database know of each other: migrations, tables, columns."""

import functools

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

Key = tuple[str, str]
Tables = dict[str, set[str]]


@functools.cache
def known() -> frozenset[Key]:
    """The migrations of this code; read once for each process."""
    return frozenset(MigrationLoader(None).disk_migrations)


@functools.cache
def _replaced() -> frozenset[Key]:
    """Earlier migrations for which one of today stands."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return frozenset(old for each in migrations for old in each.replaces)


def applied(database: BaseDatabaseWrapper = connection) -> set[Key]:
    return set(MigrationRecorder(database).applied_migrations())


def missing(database: BaseDatabaseWrapper = connection) -> list[Key]:
    """What this code still has to do to the database."""
    return sorted(known() - applied(database) - _replaced())


def unknown(database: BaseDatabaseWrapper = connection) -> list[Key]:
    """What a newer version did to the database."""
    return sorted(unknown_among(applied(database)))


def unknown_among(found: set[Key]) -> set[Key]:
    return found - known() - _replaced()


def half_done(database: BaseDatabaseWrapper = connection) -> str:
    """Says which table is not as the applied migrations leave it; empty if all are.

    Each migration is one transaction, so a kill leaves none half done. This finds what a hand, a
    damaged file or a migration without a transaction left.
    """
    loader = MigrationLoader(database)
    try:
        loader.check_consistent_history(database)
    except InconsistentMigrationHistory as error:
        return str(error)
    done = [key for key in loader.graph.nodes if key in loader.applied_migrations]
    now = _tables(loader.graph.make_state(nodes=done), database)
    then = _tables(loader.project_state(), database)
    return _difference(now, {name for name in then if name not in now}, database)


def _tables(state: ProjectState, database: BaseDatabaseWrapper) -> Tables:
    """The columns by the name of their table."""
    models = state.apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: {field.column for field in model._meta.local_concrete_fields}
        for model in models
        if model._meta.can_migrate(database)
    }


def _difference(now: Tables, not_yet: set[str], database: BaseDatabaseWrapper) -> str:
    with database.cursor() as cursor:
        there = set(database.introspection.table_names(cursor))
        for table, columns in sorted(now.items()):
            if table not in there:
                return f"the table {table} is missing."
            described = database.introspection.get_table_description(cursor, table)
            if odd := columns ^ {column.name for column in described}:
                return f"the table {table} differs in {', '.join(sorted(odd))}."
    if early := sorted(not_yet & there):
        return f"the table {early[0]} is there before the migration that makes it."
    return ""
