"""What works without a network: the worker, the page that it shows, and what a phone keeps."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from tracker.phone import shell as built
from tracker.phone.bundle import as_text, offline_bundle


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it is another one as soon as anything that it keeps is another."""
    return _kept(built.worker_script(), "text/javascript")


@require_safe
@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    """The page for everybody and every address without a network; nobody's data is in it."""
    return _kept(built.shell_page(), "text/html")


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    return _kept(json.dumps(built.manifest()), "application/manifest+json")


@require_safe
@login_not_required
@ensure_csrf_cookie
def kit(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"error": "Sign in again."}, status=401)
    return HttpResponse(as_text(offline_bundle(request.user)), content_type="application/json")


def _kept(text: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=ALWAYS_ASKED)


ALWAYS_ASKED = {"Cache-Control": "no-cache"}
