"""Compares the database with the code: migrations, tables and columns."""

import functools

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

MigrationKey = tuple[str, str]
Tables = dict[str, set[str]]


@functools.cache
def code_migrations() -> frozenset[MigrationKey]:
    """The migrations of this code, read once per process."""
    return frozenset(MigrationLoader(None).disk_migrations)


@functools.cache
def _replaced() -> frozenset[MigrationKey]:
    """Migrations replaced by squashed ones."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return frozenset(old for migration in migrations for old in migration.replaces)


def applied(database: BaseDatabaseWrapper = connection) -> set[MigrationKey]:
    return set(MigrationRecorder(database).applied_migrations())


def missing_migrations(database: BaseDatabaseWrapper = connection) -> list[MigrationKey]:
    """Migrations of this code that are not applied."""
    return sorted(code_migrations() - applied(database) - _replaced())


def unknown_migrations(database: BaseDatabaseWrapper = connection) -> list[MigrationKey]:
    """Applied migrations of a newer version."""
    return sorted(unknown_among(applied(database)))


def unknown_among(migrations: set[MigrationKey]) -> set[MigrationKey]:
    return migrations - code_migrations() - _replaced()


def half_done(database: BaseDatabaseWrapper = connection) -> str:
    """The first difference between the tables and the applied migrations; empty if there is none.

    Migrations are transactions, so a kill leaves none half done. Differences come from manual
    changes, file damage or a failed non-atomic migration.
    """
    loader = MigrationLoader(database)
    try:
        loader.check_consistent_history(database)
    except InconsistentMigrationHistory as error:
        return str(error)
    applied_keys = [key for key in loader.graph.nodes if key in loader.applied_migrations]
    expected = _tables(loader.graph.make_state(nodes=applied_keys), database)
    final = _tables(loader.project_state(), database)
    return _difference(expected, {name for name in final if name not in expected}, database)


def _tables(state: ProjectState, database: BaseDatabaseWrapper) -> Tables:
    """The columns of each table."""
    models = state.apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: {str(field.column) for field in model._meta.local_concrete_fields}
        for model in models
        if model._meta.can_migrate(database)
    }


def _difference(expected: Tables, not_yet: set[str], database: BaseDatabaseWrapper) -> str:
    with database.cursor() as cursor:
        existing = set(database.introspection.table_names(cursor))
        for table, columns in sorted(expected.items()):
            if table not in existing:
                return f"the table {table} is missing."
            described = database.introspection.get_table_description(cursor, table)
            if odd := columns ^ {column.name for column in described}:
                return f"the table {table} differs in {', '.join(sorted(odd))}."
    if early := sorted(not_yet & existing):
        return f"the table {early[0]} is there before the migration that makes it."
    return ""
