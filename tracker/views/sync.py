"""Where a phone's taps arrive in the background; docs/sync.md says what it promises."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.csrf import csrf_failure as page_without_token
from django.views.decorators.http import require_POST

from tracker.forms.batch import BadBatch, TooLarge, read_batch
from tracker.views.batch import take
from tracker.views.limit import Buckets

buckets = Buckets()


@require_POST
@login_not_required
def sync(request: HttpRequest) -> JsonResponse:
    """Answers as JSON in every case: a page to sign in would look like success to a phone."""
    if not request.user.is_authenticated:
        return _error("Sign in again.", 401)
    if seconds := buckets.wait(request.user.email):
        return _error("That is a lot at once. Try again in a moment.", 429, seconds)
    if request.content_type != "application/json":
        return _error("Send JSON, as Content-Type: application/json.", 415)
    try:
        user, entries = read_batch(_body(request))
    except BadBatch as error:
        return _error(str(error), error.status)
    if user != request.user.pk:
        return _error("These entries belong to somebody else.", 409)
    now = timezone.now()
    return JsonResponse({"results": take(request.user, entries, now), "now": now.isoformat()})


def _error(sentence: str, status: int, seconds: int = 0, **about: Any) -> JsonResponse:
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return JsonResponse({"error": sentence} | about, status=status, headers=headers)


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLarge from error


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A phone is told in JSON that its token is old; a person gets the page."""
    if request.path == reverse("sync"):
        return _error("This page is too old to send. Load it again.", 403, csrf=True)
    return page_without_token(request, reason)
