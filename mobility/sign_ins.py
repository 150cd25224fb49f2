"""Sign-in sessions: renewed by visits, and deleted once expired."""

import time
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error

VISITED = "visited_at"
A_DAY = 24 * 60 * 60


def delete_expired() -> None:
    """Delete sessions after ninety days without a visit, when they can only be stolen."""
    SessionStore.clear_expired()
    alive = SessionStore.get_model_class().objects.values("session_key")
    apps.get_model("usersessions.UserSession").objects.exclude(session_key__in=alive).delete()


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
            response = super().process_response(request, response)
            apps.get_model("usersessions.UserSession").objects.create_from_request(request)
            return response
        except (Error, SessionInterrupted):
            # A full disk must not break pages that only read; after a sign-out elsewhere it stays.
            return response


def _is_due(session: SessionBase) -> bool:
    return SESSION_KEY in session and time.time() - session.get(VISITED, 0) > A_DAY
