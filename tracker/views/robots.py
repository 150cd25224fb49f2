"""What a search engine may read: the pages for everybody; all others ask it to sign in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Addresses that are for a program, or that hold a secret of one person.
NOT_FOR_SEARCH = (
    "/sync/",
    "/offline/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/",
)
TEXT = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_SEARCH), ""])


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT, content_type="text/plain; charset=utf-8")
