"""Receives the entries that phones send in the background, as docs/sync.md specifies."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mobility import rate_limit
from tracker.sync.batch import Answer, take
from tracker.sync.entries import heard
from tracker.sync.strict_json import BadBatch, TooLarge, read_batch

buckets = rate_limit.Buckets()


@require_POST
@login_not_required
def sync(request: HttpRequest) -> JsonResponse:
    """Always answers with JSON: a phone would take a redirect to the sign-in page for success."""
    if not request.user.is_authenticated:
        return _error("Sign in again.", 401)
    if seconds := buckets.wait(request.user.email):
        return _error("That is a lot at once. Try again in a moment.", 429, seconds)
    if request.content_type != "application/json":
        return _error("Send JSON, as Content-Type: application/json.", 415)
    try:
        batch = read_batch(_body(request))
    except BadBatch as error:
        return _error(str(error), error.status)
    if batch.user != request.user.pk:
        return _error("These entries belong to somebody else.", 409)
    now = timezone.now()
    results = take(request.user, batch.entries, now, heard(batch.sent))
    rate_limit.shares.spend(
        str(request.user.pk), _began(batch.entries, results) * rate_limit.A_SESSION
    )
    return JsonResponse({"results": results, "now": now.isoformat()})


def _began(entries: list[dict[str, Any]], results: list[Answer]) -> int:
    """The number of sessions that the entries started."""
    pairs = zip(entries, results, strict=True)
    return sum(e.get("kind") == "start" and r["status"] == "stored" for e, r in pairs)


def _error(sentence: str, status: int, seconds: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLarge from error
