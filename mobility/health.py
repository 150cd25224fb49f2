"""The health checks /livez and /readyz: the process is alive, and it can serve pages."""

import concurrent.futures

from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mobility.database import schema

READY_TIMEOUT = 1.5
# One check at a time, so that frequent probes do not open a connection each.
CHECKER = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="readyz")


@never_cache
@require_safe
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """Responds whenever the process is alive, whatever the state of the database."""
    return _plain_text("ok", 200)


@never_cache
@require_safe
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Responds with 200 if the database answers and all migrations are applied, else with 503."""
    check = CHECKER.submit(_database_problem)
    try:
        problem = check.result(READY_TIMEOUT)
    except concurrent.futures.TimeoutError:
        check.cancel()
        problem = "The database does not answer."
    return _plain_text(problem, 503) if problem else _plain_text("ok", 200)


def _database_problem() -> str:
    # Runs in its own thread with its own connection, so that a hanging one blocks nothing.
    database = connections[DEFAULT_DB_ALIAS]
    try:
        # Reads a table, because on SQLite a plain SELECT 1 would not even open the file.
        return "The database is not migrated." if schema.missing_migrations(database) else ""
    except Error:
        return "The database is away."
    finally:
        database.close()


def _plain_text(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
