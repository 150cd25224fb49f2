"""The pages of progress over weeks: of all tests, and of a single one."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import ROUTINES, example_history
from tracker.analysis.pairs import History
from tracker.analysis.timeline import DEFAULT_RANGE, RANGES, Range
from tracker.models import MobilityTest
from tracker.queries.answers import answers_of
from tracker.queries.history import history_of, tests_of


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    return _page(request, "progress", "progress/progress.html")


@require_safe
def test(request: SignedInRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(tests_of(request.user).own_first().filter(slug=slug)[:1])
    return _page(request, "test", "progress/test.html", test=chosen)


def _page(
    request: SignedInRequest, name: str, template: str, test: MobilityTest | None = None
) -> HttpResponse:
    range_ = RANGES.get(request.GET.get("range", ""), DEFAULT_RANGE)
    today = request.user.day_of(timezone.now())
    history, example = _history(request, range_, today, test)
    answered = _answers(request, history, today, example=example)
    # After crossing the date line, the latest session may be dated tomorrow.
    last = max([today.toordinal(), *(session.day for session in history.sessions)])
    about: dict[str, Any] = {
        "range_": range_,
        "today": last,
        "example": example,
        "answers": answered,
    }
    if test:
        about["test"] = test.slug
    figures = charts.figures(name, history, **about)
    page = {
        "figures": figures,
        "places": charts.by_place(figures),
        "pending": not answered.changes,
        "history": history,
        "range": range_,
        "ranges": RANGES.values(),
        "test": test,
        "example": example,
    }
    return render(request, template, page)


def _answers(
    request: SignedInRequest, history: History, today: datetime.date, *, example: bool
) -> Answers:
    """The answers about the person, or about the example while there are no sessions."""
    if not example:
        return answers_of(request.user)
    proximity = {routine.slug: routine.proximity for routine in ROUTINES}
    return answers(history, today=today.toordinal(), proximity=proximity)


def _history(
    request: SignedInRequest, range_: Range, today: datetime.date, test: MobilityTest | None
) -> tuple[History, bool]:
    """The person's history and False, or made-up ratings and True while there are no sessions."""
    since = today - datetime.timedelta(days=range_.days - 1) if range_.days else None
    history = history_of(request.user, since=since, test=test, measured=test is not None)
    if history.sessions or request.user.sessions.done().exists():
        return history, False
    return example_history(history.tests, today.toordinal()), True
