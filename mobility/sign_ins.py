"""Sign-in sessions: renewed by visits, deleted once expired, and never part of a backup."""

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

# A session key in a lost backup would sign in its finder.
TABLES = ("django_session", "mobility_cache")
VISITED = "visited_at"
A_DAY = 24 * 60 * 60
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


def delete_expired() -> None:
    """Delete sessions after ninety days without a visit, when they can only be stolen."""
    SessionStore.clear_expired()


def on_login(*, request: Any, **kwargs: Any) -> None:
    """Count a sign-in as a visit, and delete expired sessions."""
    request.session[VISITED] = int(time.time())
    delete_expired()


class RenewingSessionMiddleware(SessionMiddleware):
    """Keeps a session for ninety days from the last visit, and writes at most once a day."""

    def process_response(self, request: Any, response: Any) -> Any:
        session = request.session
        # After a failed page the database may be unavailable, so do not query it again.
        is_fault = response.status_code >= 500
        if is_fault or session.modified or not session.accessed or not _is_due(session):
            return super().process_response(request, response)
        session[VISITED] = int(time.time())
        try:
            return super().process_response(request, response)
        except (Error, SessionInterrupted):
            # A full disk must not break pages that only read; after a sign-out elsewhere it stays.
            return response


def _is_due(session: SessionBase) -> bool:
    return SESSION_KEY in session and time.time() - session.get(VISITED, 0) > A_DAY
