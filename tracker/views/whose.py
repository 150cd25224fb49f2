"""Whose form is it: a page before it sends asks here, and what is refused is given back."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
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
def who(request: HttpRequest) -> JsonResponse:
    """Whether who is signed in is the one for whom a page was made; if not, in words."""
    why = refusal_of(request, request.headers.get(HEADER))
    return JsonResponse({"why": why.sentence, "way": why.link} if why else {"why": ""})


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that was made for somebody else, before anything of it is read."""
    token = request.POST.get(FIELD)
    why = refusal_of(request, token) or refusal_if_unreadable(request, token)
    return _kept(request, why) if why else None


def _kept(request: HttpRequest, why: Refusal) -> HttpResponse:
    kept = RefusedForm(request.POST)
    made_for = token_of(request.user) if why.status == 403 else kept.token
    page = {"why": why, "kept": kept, "made_for": made_for, "back": request.get_full_path()}
    return render(request, "kept.html", page, status=why.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A phone is told in JSON that its token is old; a person gets what was typed back."""
    if request.path == reverse("sync"):
        sentence = "This page is too old to send. Load it again."
        return JsonResponse({"error": sentence, "csrf": True}, status=403)
    why = refusal_if_stale(request)
    return _kept(request, why) if why else page_without_token(request, reason)
