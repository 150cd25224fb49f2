"""Who is signed in, and who tried too often: in no backup, and gone once it is over."""

import sqlite3

from django.contrib.sessions.backends.db import SessionStore
from django.db.backends.base.base import BaseDatabaseWrapper

# Whoever finds a key in a lost backup would be signed in as its owner.
TABLES = ("django_session", "mobility_cache")
NAMED = f"SELECT name FROM sqlite_master WHERE name IN {TABLES}"


def wipe_from_sqlite(copy: sqlite3.Connection) -> None:
    """Overwrites the rows, so that the bytes of the file do not hold them either."""
    copy.execute("PRAGMA secure_delete=ON")
    for (table,) in copy.execute(NAMED).fetchall():
        copy.execute(f"DELETE FROM {table}")
    copy.commit()


def wipe_from(database: BaseDatabaseWrapper) -> None:
    """Of a backup that was made when they were still in it."""
    with database.cursor() as cursor:
        for table in {*TABLES} & {*database.introspection.table_names(cursor)}:
            cursor.execute(f"DELETE FROM {table}")


def sweep() -> None:
    """Ninety days without a visit, and the row is only there to be stolen."""
    SessionStore.clear_expired()
