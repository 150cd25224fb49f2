"""Lets search engines read the public pages; all others need a sign-in anyway."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Addresses for programs, and those that contain a person's secret.
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
