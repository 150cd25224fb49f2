"""The long line: every test over weeks, and one test on its own."""

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
    found = get_object_or_404(tests_of(request.user).own_first().filter(slug=slug)[:1])
    return _page(request, "test", "progress/test.html", test=found)


def _page(
    request: SignedInRequest, name: str, template: str, test: MobilityTest | None = None
) -> HttpResponse:
    shown = RANGES.get(request.GET.get("range", ""), DEFAULT_RANGE)
    today = request.user.day_of(timezone.now())
    history, example = _history(request, shown, today, test)
    known = _answers(request, history, today, example=example)
    # Whoever crossed the date line has a session of tomorrow already.
    last = max([today.toordinal(), *(session.day for session in history.sessions)])
    about: dict[str, Any] = {"range_": shown, "today": last, "example": example, "answers": known}
    if test:
        about["test"] = test.slug
    figures = charts.figures(name, history, **about)
    page = {
        "figures": figures,
        "places": charts.by_place(figures),
        "pending": not known.changes,
        "history": history,
        "range": shown,
        "ranges": RANGES.values(),
        "test": test,
        "example": example,
    }
    return render(request, template, page)


def _answers(
    request: SignedInRequest, history: History, today: datetime.date, *, example: bool
) -> Answers:
    """What is known of the person, or of the example while there is none."""
    if not example:
        return answers_of(request.user)
    proximity = {routine.slug: routine.proximity for routine in ROUTINES}
    return answers(history, today=today.toordinal(), proximity=proximity)


def _history(
    request: SignedInRequest, shown: Range, today: datetime.date, test: MobilityTest | None
) -> tuple[History, bool]:
    """What there is to show, or made-up ratings while there is nothing at all."""
    since = today - datetime.timedelta(days=shown.days - 1) if shown.days else None
    history = history_of(request.user, since=since, test=test, measured=test is not None)
    if history.sessions or request.user.sessions.done().exists():
        return history, False
    return example_history(history.tests, today.toordinal()), True
