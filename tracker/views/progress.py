"""The page of progress over weeks, of all tests."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis.timeline import DEFAULT_RANGE, RANGES
from tracker.queries.examples import answers_to, history_or_example


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    range_ = RANGES.get(request.GET.get("range", ""), DEFAULT_RANGE)
    today = request.user.day_of(timezone.now())
    since = today - datetime.timedelta(days=range_.days - 1) if range_.days else None
    history, example = history_or_example(request.user, today, since=since)
    answered = answers_to(request.user, history, today, example=example)
    # After crossing the date line, the latest session may be dated tomorrow.
    last = max([today.toordinal(), *(session.day for session in history.sessions)])
    about: dict[str, Any] = {
        "range_": range_,
        "today": last,
        "example": example,
        "answers": answered,
    }
    figures = charts.figures("progress", history, **about)
    page = {
        "figures": figures,
        "places": charts.by_place(figures),
        "pending": not answered.changes,
        "history": history,
        "range": range_,
        "ranges": RANGES.values(),
        "example": example,
    }
    return render(request, "progress/progress.html", page)
