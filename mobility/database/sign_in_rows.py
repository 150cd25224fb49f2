"""Keeps the sessions of who is signed in out of backups and of what they restore."""

import sqlite3

from django.db.backends.base.base import BaseDatabaseWrapper

# A session key in a lost backup would sign in its finder.
TABLES = ("django_session", "usersessions_usersession", "mobility_cache")
SELECT_TABLES = f"SELECT name FROM sqlite_master WHERE name IN {TABLES}"


def wipe_from_sqlite(copy: sqlite3.Connection) -> None:
    """Delete the rows and overwrite their bytes in the file."""
    copy.execute("PRAGMA secure_delete=ON")
    for (table,) in copy.execute(SELECT_TABLES).fetchall():
        copy.execute(f"DELETE FROM {table}")
    copy.commit()


def wipe_from(database: BaseDatabaseWrapper) -> None:
    """Delete them from a restored backup, which may be from a version that included them."""
    with database.cursor() as cursor:
        for table in {*TABLES} & {*database.introspection.table_names(cursor)}:
            cursor.execute(f"DELETE FROM {table}")
