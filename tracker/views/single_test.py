"""The page of one test: in short, its ratings over time, and what else is known of it."""

import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis.pairs import History
from tracker.analysis.timeline import DEFAULT_RANGE, RANGES
from tracker.models import MobilityTest
from tracker.queries.examples import answers_to, history_or_example
from tracker.queries.history import tests_of
from tracker.queries.holds import changes_of
from tracker.sessions.pictures import picture_of

SHOWN = {key: range_ for key, range_ in RANGES.items() if key != "4w"}
BOTH = "both"


@require_safe
def single_test(request: SignedInRequest, slug: str) -> HttpResponse:
    user = request.user
    test = get_object_or_404(tests_of(user).own_first().filter(slug=slug)[:1])
    range_ = SHOWN.get(request.GET.get("range", ""), DEFAULT_RANGE)
    today = user.day_of(timezone.now())
    since = today - datetime.timedelta(days=range_.days - 1) if range_.days else None
    history, example = history_or_example(user, today, since=since, test=test)
    figures = charts.figures(
        "test",
        history,
        example=example,
        test=test.slug,
        range_=range_,
        # After crossing the date line, the latest session may be dated tomorrow.
        today=max([today.toordinal(), *history.days()]),
        answers=answers_to(user, history, today, example=example),
        phones={} if example else changes_of(user, test),
    )
    page = {
        "test": test,
        "range": range_,
        "ranges": SHOWN.values(),
        "side": _side(request.GET.get("side", ""), test, history),
        "places": charts.by_place(figures),
        "example": example,
        "is_rated": bool(history.series) or user.ratings.filter(test=test).exists(),
        "picture": picture_of(test) if test.owner_id else None,
        "plan_runs": user.trials.filter(ended_at=None).exists(),
    }
    return render(request, "progress/test.html", page)


def _side(wanted: str, test: MobilityTest, history: History) -> str:
    """What to show first: as asked for, else the first side with a rating."""
    offered = [*test.sides, *([BOTH] if test.sided else [])]
    rated = [side for slug, side in history.series if slug == test.slug]
    return next((side for side in (wanted, *rated) if side in offered), offered[0])
