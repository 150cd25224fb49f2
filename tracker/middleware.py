"""What every page of a signed-in person has in common."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from mobility import rate_limit
from tracker.accounts import last_seen
from tracker.accounts.deleting import delete_person, is_due
from tracker.accounts.hosts import LastHost
from tracker.accounts.languages import COOKIE, language_of, remember
from tracker.accounts.notices import notify_of_changes
from tracker.forms.whose import FIELD
from tracker.models.revision import OwnerIsGone
from tracker.models.user import clock_of
from tracker.views.errors import account_is_gone, is_of_deleted, too_much_sent
from tracker.views.whose import refusal

View = Callable[[HttpRequest], HttpResponse]


def activate_language(get_response: View) -> View:
    """Speak the language of the person, and let the device remember it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user, cookie = request.user, request.COOKIES.get(COOKIE, "")
        chosen = user.language if user.is_authenticated else cookie
        with translation.override(language_of(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        # A form that was refused may have left another choice on the user.
        if chosen != cookie and COOKIE not in response.cookies:
            remember(response, chosen)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def activate_time_zone(get_response: View) -> View:
    """Show times in the time zone of the person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(clock_of(zone)):
            return get_response(request)

    return middleware


def account_notices(get_response: View) -> View:
    """Notify people of a new password or address on a page, because mail may not be set up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and (user.password_changed_at or user.email_changed_at):
            notify_of_changes(request, user)
        return get_response(request)

    return middleware


def note_last_seen(get_response: View) -> View:
    """Store the day of a visit once; that it cannot be stored is no reason to refuse the visit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            with suppress(DatabaseError):
                last_seen.note(request.user)
        return response

    return middleware


class EndDeletedAccounts:
    """Answers whoever was deleted while their request was under way, or whose last day has come."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and is_due(user):
            with suppress(OwnerIsGone, LastHost):
                delete_person(user)
                return account_is_gone(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None if the error is no consequence of it."""
        return account_is_gone(request) if is_of_deleted(request, exception) else None


class RefusePosts:
    """Refuses posts beyond the rate limit or from another person's page.

    It runs after the CSRF check, so that other sites cannot use up a person's limit.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """None if the view may handle the request."""
        # With a file, the view reads the form, and makes these checks.
        if request.method != "POST" or getattr(view, "reads_its_form", False):
            return None
        answer = _too_much(request)
        return refusal(request) if not answer and request.POST.get(FIELD) else answer


def _too_much(request: HttpRequest) -> HttpResponse | None:
    # Whoever goes takes nothing.
    if request.path == reverse("account_logout") or not request.user.is_authenticated:
        return None
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    seconds = rate_limit.shares.wait(str(request.user.pk), length)
    return too_much_sent(request, seconds) if seconds else None
