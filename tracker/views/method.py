"""The pages of one test of a person: how it is measured, whether sessions offer it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.accounts.requests import SignedInRequest
from tracker.analysis.answers.sample import published
from tracker.analysis.verdicts import FIRST
from tracker.charts.measured import error
from tracker.forms.methods import MethodForm
from tracker.models import MobilityTest, User
from tracker.models.test_setting import ONLY_RATE
from tracker.queries.history import tests_of
from tracker.queries.methods import Way, trial_that_holds, ways_of
from tracker.queries.repeatability import measure_of
from tracker.sessions.test_settings import change_method
from tracker.views.test_order import Hiding


def test_page(request: SignedInRequest, slug: str) -> HttpResponse:
    test = _own_or_built_in(request.user, slug)
    ways = ways_of(request.user, test)
    now = _now(ways)
    page = {
        "test": test,
        "ways": ways,
        "now": now,
        "error": _error(request.user, test, now),
        "held_by": _held_by(request.user, test, now),
        "hiding": None if test.retired else Hiding.of(request.user, test),
    }
    return render(request, "tests/test.html", page)


def test_method(request: SignedInRequest, slug: str) -> HttpResponse:
    """Asks how a test is measured; a change begins a series, and can be taken back."""
    test = _own_or_built_in(request.user, slug)
    ways = ways_of(request.user, test)
    now, back = _now(ways), _back(request, slug)
    form = MethodForm(test, now.method if now else "", request.POST or None)
    if form.is_bound and form.is_valid():
        if change_method(request.user, test, form.cleaned_data["method"]):
            messages.success(request, _("Saved."))
        return redirect(back)
    page: dict[str, Any] = {"test": test, "ways": ways, "now": now, "form": form, "needed": FIRST}
    page |= {"held_by": _held_by(request.user, test, now), "back": back}
    title = _("Change how you measure?") if now else _("How do you measure this?")
    status = 422 if form.is_bound else 200
    return render(request, "tests/method.html", page | {"title": title}, status=status)


def _back(request: SignedInRequest, slug: str) -> str:
    """The session that asked for a method, while it is open; else the page of the test."""
    session = request.user.sessions.open().first()
    if session is not None and request.GET.get("session") == str(session.uuid):
        return reverse("session", args=[session.uuid])
    return reverse("test_page", args=[slug])


def _own_or_built_in(user: User, slug: str) -> MobilityTest:
    return get_object_or_404(tests_of(user).own_first().filter(slug=slug)[:1])


def _now(ways: list[Way]) -> Way | None:
    return next((way for way in ways if way.is_now), None)


def _held_by(user: User, test: MobilityTest, now: Way | None) -> Any:
    """The fair test that holds the method, if there is one to hold."""
    return trial_that_holds(user, test) if now else None


def _error(user: User, test: MobilityTest, now: Way | None) -> str:
    """How far two readings can differ, by what is used now; empty while nothing is measured."""
    if now is None or now.method == ONLY_RATE:
        return ""
    measure = measure_of(user, test, now.method)
    return error(published(measure), measure)
