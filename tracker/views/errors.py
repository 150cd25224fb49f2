"""What went wrong, and what to do now."""

import sqlite3
import sys
from collections.abc import Callable
from math import ceil

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

TOO_MUCH = "You sent more than one person can in a day. Nothing was taken; send it again later."
AWAY = "The database cannot be reached. Nothing was taken; send it again in a few seconds."
SECONDS_TO_WAIT = 5
SECONDS_OF_A_LIMIT = 60
AWAY_ON_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_PERM,
    }
)
# Connections, read-only transactions, deadlocks, full disks and memory, timeouts and stops,
# faults of the system: the first letters of PostgreSQL's codes.
AWAY_ON_POSTGRESQL = ("08", "25006", "40", "53", "55", "57", "58", "XX")


def _page(template: str, status: int) -> Callable[..., HttpResponse]:
    @login_not_required
    def view(request: HttpRequest, *args: object, **about: object) -> HttpResponse:
        return render(request, template, status=status)

    return view


bad_request = _page("400.html", 400)
not_found = _page("404.html", 404)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever forbids it may say why."""
    return render(request, "403.html", {"why": str(exception or "")}, status=403)


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """Of the pages around the account: their limits are all counted by the minute."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(SECONDS_OF_A_LIMIT)
    return response


def too_much(request: HttpRequest, seconds: int) -> HttpResponse:
    """Of what one person may send, which is kept; only a script comes so far."""
    minutes = ceil(seconds / 60)
    if _is_json(request):
        response: HttpResponse = JsonResponse({"error": TOO_MUCH}, status=429)
    else:
        response = render(request, "too_much.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Without the request's context: whatever broke may break there again."""
    if is_away(sys.exc_info()[1]):
        return away(request)
    return render(None, "500.html", status=500)


def away(request: HttpRequest) -> HttpResponse:
    """The database is away, locked, read-only or full: said without asking it anything."""
    if "text/html" in request.headers.get("Accept", "") and not _is_json(request):
        response = render(None, "503.html", {"sent": request.method == "POST"}, status=503)
    else:
        response = JsonResponse({"error": AWAY}, status=503)
    response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def is_away(error: BaseException | None) -> bool:
    """Whether the database is to blame, and not the question that it was asked."""
    while error is not None:
        if isinstance(error, Error) and _blames_the_database(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _blames_the_database(error: Error) -> bool:
    if isinstance(error, InterfaceError):
        return True
    says = error.__cause__
    if (code := getattr(says, "sqlite_errorcode", None)) is not None:
        return int(code) & 0xFF in AWAY_ON_SQLITE
    if (state := getattr(says, "pgcode", None)) is not None:
        return str(state).startswith(AWAY_ON_POSTGRESQL)
    # Without a code nobody answered: the connection could not be made, or broke.
    return isinstance(error, OperationalError) or type(error) is DatabaseError
