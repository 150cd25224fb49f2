"""The page behind a shared link: a report for somebody without an account, and nothing else."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from mobility import rate_limit
from tracker import charts
from tracker.analysis.pairs import History
from tracker.models import ShareLink
from tracker.models.user import clock_of
from tracker.queries.report import RATED, Report, Scope, report_of
from tracker.sessions.sharing import count_visit, link_of
from tracker.views.report import page_of

View = Callable[..., HttpResponse]
LIMITS = "allauth.account"
# The address holds the secret, so it goes nowhere from here; and nobody stores the page.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def unlisted(view: View) -> View:
    """The view, whose every response names no referrer and is neither indexed nor stored."""

    @functools.wraps(view)
    def with_headers(*args: Any, **about: Any) -> HttpResponse:
        response = view(*args, **about)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return with_headers


@login_not_required
@csrf_exempt  # it changes nothing, whatever is sent
@unlisted
@require_safe
def shared(request: HttpRequest, person: int, token: str) -> HttpResponse:
    """Nothing of the request but its address decides what is shown, not even who is signed in."""
    link = link_of(person, token)
    if not _is_within_limits(request, link):
        return render(request, "shared/too_often.html", status=429)
    if link is None:
        return render(request, "shared/ended.html", status=404)
    is_sheet = "sheet" in request.GET
    if request.method == "GET" and not is_sheet and request.user.pk != link.owner_id:
        count_visit(link)
    return show(request, scope_of(link), {"until": link.ends_at}, is_sheet=is_sheet)


def _is_within_limits(request: HttpRequest, link: ShareLink | None) -> bool:
    """Wrong addresses are limited by whoever asks, visits by what they visit.

    A flood is held off by each process on its own: the limit that they share writes to a database.
    """
    action = "shared_open" if link else "shared_guess"
    key = str(link.pk) if link else ratelimit.get_ip(request)
    if rate_limit.shared.wait(f"{action} {key}"):
        return False
    limits: Any = ratelimit.consume
    return bool(limits(request, app=LIMITS, action=action, key=key, limit_get=True))


def scope_of(link: ShareLink) -> Scope:
    until = None if link.new_sessions else link.made_at
    return Scope(link.owner, frozenset(link.shows), link.shown_name, until)


def show(
    request: HttpRequest, scope: Scope, about: dict[str, Any], *, is_sheet: bool = False
) -> HttpResponse:
    """The page of a scope, in the language of whoever looks and by the clock of its owner."""
    with timezone.override(clock_of(scope.owner.time_zone)):
        shown = report_of(scope)
        page = page_of(shown) | about
        if scope.allows(RATED) and not is_sheet:
            page["figures"] = _board(shown)
        return render(request, "shared/sheet.html" if is_sheet else "shared/shared.html", page)


def _board(shown: Report) -> list[charts.Figure]:
    """The board of Progress, without the tables that speak to its owner."""
    history = History(shown.tests, (), {})
    figures = charts.figures("progress", history, answers=shown.answers)
    return [figure for figure in figures if figure.kind == "board"]
