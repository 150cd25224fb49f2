"""Receives the entries that phones send in the background, as docs/sync.md specifies."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mobility import rate_limit
from tracker.sync.batch import apply_batch, count_starts
from tracker.sync.strict_json import BadBatch, TooLarge, read_batch

buckets = rate_limit.Buckets()


@require_POST
@login_not_required
def sync(request: HttpRequest) -> JsonResponse:
    """Always answers with JSON: a phone would take a redirect to the sign-in page for success."""
    if not request.user.is_authenticated:
        return _error(_("Sign in again."), 401)
    if seconds := buckets.wait(str(request.user.pk)):
        return _error(_("That is a lot at once. Try again in a moment."), 429, seconds)
    if request.content_type != "application/json":
        return _error(_("Send JSON, as Content-Type: application/json."), 415)
    try:
        batch = read_batch(request.body)
    except RequestDataTooBig:
        return _error(str(TooLarge()), TooLarge.status)
    except BadBatch as error:
        return _error(str(error), error.status)
    if batch.user != request.user.pk:
        return _error(_("These entries belong to somebody else."), 409)
    now = timezone.now()
    answers = apply_batch(request.user, batch.entries, now, batch.sent)
    starts = count_starts(batch.entries, answers)
    rate_limit.shares.spend(str(request.user.pk), starts * rate_limit.A_SESSION)
    return JsonResponse({"results": answers, "now": now.isoformat()})


def _error(sentence: str, status: int, seconds: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return JsonResponse({"error": sentence}, status=status, headers=headers)
