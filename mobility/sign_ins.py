"""Sign-in sessions: renewed by visits, and deleted once expired."""

import json
import time
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error

VISITED, SIGNED_IN = "visited_at", "signed_in_at"
A_DAY = 24 * 60 * 60
# However often somebody comes back, a device signs in anew once a year.
LONGEST = 365 * A_DAY


def delete_expired() -> None:
    """Delete sessions after ninety days without a visit, when they can only be stolen."""
    SessionStore.clear_expired()
    alive = SessionStore.get_model_class().objects.values("session_key")
    apps.get_model("usersessions.UserSession").objects.exclude(session_key__in=alive).delete()


def delete_of(user_id: int, email: str) -> None:
    """Sign a person out everywhere, and delete whatever else a browser's session says of them."""
    sessions = SessionStore.get_model_class().objects
    rows, decode = sessions.values_list("session_key", "session_data"), SessionStore().decode
    keys = [key for key, data in rows.iterator() if _is_about(decode(data), user_id, email)]
    sessions.filter(session_key__in=keys).delete()


def _is_about(session: dict[str, Any], user_id: int, email: str) -> bool:
    # A sign-in that waits for its second step names the person before it is one.
    waiting = session.get("account_login") or {}
    people = {session.get(SESSION_KEY), waiting.get("user_pk")}
    return str(user_id) in people or email in json.dumps(session, default=str, ensure_ascii=False)


def on_login(*, request: Any, **kwargs: Any) -> None:
    """Count a sign-in as a visit, and delete expired sessions."""
    request.session[VISITED] = request.session[SIGNED_IN] = int(time.time())
    delete_expired()


class RenewingSessionMiddleware(SessionMiddleware):
    """Keeps a session for ninety days from the last visit, a year at most; writes once a day."""

    def process_response(self, request: Any, response: Any) -> Any:
        session = request.session
        # After a failed page the database may be unavailable, so do not query it again.
        is_fault = response.status_code >= 500
        if is_fault or session.modified or not session.accessed or not _is_due(session):
            return super().process_response(request, response)
        if time.time() - session.setdefault(SIGNED_IN, int(time.time())) > LONGEST:
            session.flush()
        else:
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
