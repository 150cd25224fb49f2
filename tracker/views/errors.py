"""The error pages: what went wrong, and what to do now."""

import contextlib
import sqlite3
import sys
from collections.abc import Callable
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tracker.models import User
from tracker.models.revision import OwnerIsGone
from tracker.sessions.lifecycle import WasErased, erased_among

TOO_MUCH_SENT = _(
    "You sent more than one person can in a day. Nothing was saved. Send it again later."
)
ERASED = _("You erased this session for good. Nothing that comes late brings it back.")
UNAVAILABLE = _(
    "The database cannot be reached. Nothing was saved. Send it again in a few seconds."
)
SIGN_IN = _("Sign in again.")
RETRY_SECONDS = 5
LIMIT_SECONDS = 60
UNAVAILABLE_SQLITE_CODES = frozenset(
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
# Prefixes of SQLSTATE: connections, read-only transactions, deadlocks, full disks and memory,
# timeouts and shutdowns, system errors.
UNAVAILABLE_POSTGRESQL_PREFIXES = ("08", "25006", "40", "53", "55", "57", "58", "XX")


def _page(template: str, status: int) -> Callable[..., HttpResponse]:
    @login_not_required
    def view(request: HttpRequest, *args: object, **about: object) -> HttpResponse:
        return render(request, template, status=status)

    return view


_bad_request = _page("400.html", 400)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 400 page; who was signed out meanwhile, such as on another device, signs in again."""
    if isinstance(exception, SessionInterrupted):
        return _signed_out(request)
    return _bad_request(request)


def _signed_out(request: HttpRequest) -> HttpResponse:
    if _is_json(request):
        return JsonResponse({"error": str(SIGN_IN)}, status=401)
    return redirect(settings.LOGIN_URL)


def account_is_gone(request: HttpRequest) -> HttpResponse:
    """The answer to whoever was deleted at this moment; a phone keeps what it has, and asks."""
    # Without a write: the row of the session is gone as well.
    request.session = SessionStore()
    request.user = AnonymousUser()
    if _is_json(request):
        return JsonResponse({"error": str(SIGN_IN)}, status=401)
    return render(request, "gone.html", status=401)


def is_of_deleted(request: HttpRequest, error: BaseException | None) -> bool:
    """Whether an error comes from the account having been deleted during the request."""
    if isinstance(error, OwnerIsGone):
        return True
    user = getattr(request, "user", None)
    if not isinstance(error, Error | ObjectDoesNotExist) or not (user and user.is_authenticated):
        return False
    return not (is_unavailable(error) or User.objects.filter(pk=user.pk).exists())


_not_found = _page("404.html", 404)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page; what comes late for a session that was erased for good gets a sentence."""
    if isinstance(exception, WasErased) or _is_about_erased(request):
        messages.warning(request, ERASED)
        return redirect("home")
    return _not_found(request)


def _is_about_erased(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = match.kwargs.get("uuid") if match else None
    if name is None or not request.user.is_authenticated:
        return False
    return bool(erased_among(request.user.pk, [name]))


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 403 page, with the message of the exception if it has one."""
    return render(request, "403.html", {"why": str(exception or "")}, status=403)


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """The 429 page of allauth's rate limits, whose windows are minutes."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(LIMIT_SECONDS)
    return response


def too_much_sent(request: HttpRequest, seconds: int) -> HttpResponse:
    """The response when a person has sent more than their share, which only a script does."""
    minutes = ceil(seconds / 60)
    if _is_json(request):
        response: HttpResponse = JsonResponse({"error": str(TOO_MUCH_SENT)}, status=429)
    else:
        response = render(request, "too_much.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """The 500 page, rendered without the request: its context processors may fail again."""
    error = sys.exc_info()[1]
    if is_unavailable(error):
        return unavailable(request)
    with contextlib.suppress(Error):
        if is_of_deleted(request, error):
            return account_is_gone(request)
    return render(None, "500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 response, rendered without the database, which is down, locked, read-only or full."""
    if "text/html" in request.headers.get("Accept", "") and not _is_json(request):
        response = render(None, "503.html", {"sent": request.method == "POST"}, status=503)
    else:
        response = JsonResponse({"error": str(UNAVAILABLE)}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def is_unavailable(error: BaseException | None) -> bool:
    """Whether an error is caused by the state of the database and not by the query."""
    while error is not None:
        if isinstance(error, Error) and _blames_the_database(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _blames_the_database(error: Error) -> bool:
    if isinstance(error, InterfaceError):
        return True
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return int(code) & 0xFF in UNAVAILABLE_SQLITE_CODES
    if (state := getattr(cause, "pgcode", None)) is not None:
        return str(state).startswith(UNAVAILABLE_POSTGRESQL_PREFIXES)
    # Without a code there was no answer: the connection failed or broke.
    return isinstance(error, OperationalError) or type(error) is DatabaseError
