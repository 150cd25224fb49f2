"""Who is signed in, and who tried too often: in no backup, renewed by visits, gone once over."""

import sqlite3
import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

# Whoever finds a key in a lost backup would be signed in as its owner.
TABLES = ("django_session", "mobility_cache")
VISITED = "visited_at"
A_DAY = 24 * 60 * 60
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


def begun(*, request: Any, **about: Any) -> None:
    """A sign-in counts as a visit; others that are over by then go."""
    request.session[VISITED] = int(time.time())
    sweep()


class RenewedByVisits(SessionMiddleware):
    """Ninety days from the last visit; written once a day, not with every page."""

    def process_response(self, request: Any, response: Any) -> Any:
        session = request.session
        # A database that was away for the page need not be asked for the sign-in once more.
        is_fault = response.status_code >= 500
        if is_fault or session.modified or not session.accessed or not _is_due(session):
            return super().process_response(request, response)
        session[VISITED] = int(time.time())
        try:
            return super().process_response(request, response)
        except (Error, SessionInterrupted):
            # A full disk stops no page that only reads, and who signs out elsewhere is out.
            return response


def _is_due(session: SessionBase) -> bool:
    return SESSION_KEY in session and time.time() - session.get(VISITED, 0) > A_DAY
