"""/livez and /readyz: is this process alive, and can it do its work?"""

import concurrent.futures
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mobility.database import schema

View = Callable[[HttpRequest], HttpResponse]

ADDRESSES = ("/livez", "/readyz")
SECONDS_TO_ANSWER = 1.5
# One at a time: whoever asks often does not open a connection for each question.
LOOKING = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="readyz")


def asked_by_nobody(get_response: View) -> View:
    """Without its cookies: nothing then looks for who is signed in, in a database that is away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in ADDRESSES:
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


@never_cache
@require_safe
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of the database."""
    return _said("ok", 200)


@never_cache
@require_safe
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, and every migration of this code was applied."""
    looking = LOOKING.submit(_why_not)
    try:
        why_not = looking.result(SECONDS_TO_ANSWER)
    except concurrent.futures.TimeoutError:
        looking.cancel()
        why_not = "The database does not answer."
    return _said(why_not, 503) if why_not else _said("ok", 200)


def _why_not() -> str:
    # In a thread of its own, and so on a connection of its own: one that hangs holds nothing up.
    database = connections[DEFAULT_DB_ALIAS]
    try:
        # On SQLite a plain SELECT 1 would not even open the file; this reads a table.
        return "The database is not migrated." if schema.missing(database) else ""
    except Error:
        return "The database is away."
    finally:
        database.close()


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
