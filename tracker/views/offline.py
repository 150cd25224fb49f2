"""Serves what a phone stores for offline use: the worker, the offline page, the bundle."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from tracker.phone import shell as built
from tracker.phone.bundle import as_text, offline_bundle


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its version changes with any precached file."""
    return _revalidated(built.worker_script(), "text/javascript")


@require_safe
@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    """The page that stands for every address offline; in a language the same for everybody.

    A worker asks for it without cookies, and so says in which language.
    """
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else get_language()
    page = _revalidated(built.shell_page(language), "text/html")
    page.headers["Content-Language"] = language
    return page


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    return _revalidated(json.dumps(built.manifest()), "application/manifest+json")


@require_safe
@login_not_required
@ensure_csrf_cookie
def bundle(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Sign in again.")}, status=401)
    return HttpResponse(as_text(offline_bundle(request.user)), content_type="application/json")


def _revalidated(text: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=REVALIDATE)


REVALIDATE = {"Cache-Control": "no-cache"}
