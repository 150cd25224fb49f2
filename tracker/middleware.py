"""What every page of a signed-in person has in common."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mobility import rate_limit
from tracker.accounts.notices import tell
from tracker.forms.whose import FIELD
from tracker.models.user import clock_of
from tracker.views.errors import too_much
from tracker.views.whose import refusal

View = Callable[[HttpRequest], HttpResponse]


def in_the_time_zone_of_the_user(get_response: View) -> View:
    """Times are shown where the person is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(clock_of(zone)):
            return get_response(request)

    return middleware


def changes_are_told(get_response: View) -> View:
    """Who holds an account hears of a new password or address, also where no mail is sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and (user.password_changed_at or user.email_changed_at):
            tell(request, user)
        return get_response(request)

    return middleware


class PostsThatAreRefused:
    """Asked once the token of the form was looked at, so that no other site uses a share up."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """None where the page may have what was sent."""
        if request.method != "POST":
            return None
        answer = _too_much(request)
        return refusal(request) if not answer and request.POST.get(FIELD) else answer


def _too_much(request: HttpRequest) -> HttpResponse | None:
    # Whoever goes takes nothing.
    if request.path == reverse("account_logout") or not request.user.is_authenticated:
        return None
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    seconds = rate_limit.shares.wait(str(request.user.pk), length)
    return too_much(request, seconds) if seconds else None
