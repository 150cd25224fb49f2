"""Refuses a form that was rendered for somebody else, and shows what was typed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as page_without_token
from django.views.decorators.http import require_safe

from tracker.forms.whose import (
    FIELD,
    HEADER,
    Refusal,
    RefusedForm,
    refusal_if_stale,
    refusal_if_unreadable,
    refusal_of,
    token_of,
)


@require_safe
@login_not_required
def check_person(request: HttpRequest) -> JsonResponse:
    """Tells a page whether it was rendered for the person signed in and, if not, why."""
    why = refusal_of(request, request.headers.get(HEADER))
    return JsonResponse({"why": why.sentence, "way": why.link} if why else {"why": ""})


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The response to a form that was rendered for somebody else, before it is processed."""
    token = request.POST.get(FIELD)
    why = refusal_of(request, token) or refusal_if_unreadable(request, token)
    return _refusal_page(request, why) if why else None


def _refusal_page(request: HttpRequest, why: Refusal) -> HttpResponse:
    form = RefusedForm(request.POST)
    made_for = token_of(request.user) if why.status == 403 else form.token
    page = {"why": why, "form": form, "made_for": made_for, "back": request.get_full_path()}
    return render(request, "kept.html", page, status=why.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """JSON for sync, where the phone fetches a new token; a page with what was typed for people."""
    if request.path == reverse("sync"):
        sentence = _("This page is too old to send. Load it again.")
        return JsonResponse({"error": sentence, "csrf": True}, status=403)
    why = refusal_if_stale(request)
    return _refusal_page(request, why) if why else page_without_token(request, reason)
