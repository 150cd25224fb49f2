"""The page to try without an account: rate, and see what a result and the weeks look like."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker import charts
from tracker.accounts import signing_up
from tracker.analysis.answers import tryout
from tracker.analysis.pairs import TestInfo
from tracker.charts.figure import Figure
from tracker.forms.tryout import TryForm
from tracker.models import MobilityTest


# It changes nothing, so nobody can be made to change something, and the page needs no cookie. The
# ratings come in a POST because the addresses of pages end up in logs.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def try_out(request: HttpRequest) -> HttpResponse:
    tests = list(MobilityTest.objects.filter(owner=None, retired=False))
    shown = [test for slug in tryout.TESTS for test in tests if test.slug == slug]
    form = TryForm(shown, request.POST if request.method == "POST" else None)
    page: dict[str, object] = {"form": form, "figures": [], "board": []}
    page["signup_open"] = signing_up.anybody_can()
    if form.is_valid():
        page |= _made_up(tests, form)
    return render(request, "tryout/try.html", page)


def _made_up(tests: list[MobilityTest], form: TryForm) -> dict[str, object]:
    today = timezone.now().date().toordinal()
    rated = [TestInfo.of(test) for test in form.tests]
    session = tryout.made_up_session(rated, form.scores(), today)
    proximity = tryout.ROUTINE.proximity
    return {
        "figures": charts.figures("result", session, example=True, proximity=proximity),
        "board": _board([TestInfo.of(test) for test in tests], today),
    }


def _board(tests: list[TestInfo], today: int) -> list[Figure]:
    history, answered = tryout.made_up_weeks(tuple(tests), today)
    figures = charts.figures("progress", history, example=True, answers=answered)
    # Its tests have no page for somebody without an account.
    return [
        replace(figure, sentence=_("Near to far."))
        for figure in figures
        if figure.place == "answers"
    ]
