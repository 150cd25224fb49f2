"""The repeatability check of a measure: two values five minutes apart, on five days or more."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.accounts.requests import SignedInRequest
from tracker.analysis.answers.holds import FIRST_SESSIONS
from tracker.analysis.answers.repeatability import FIRST_DAYS, SURE_DAYS
from tracker.analysis.answers.sample import published
from tracker.analysis.instruments import in_unit
from tracker.catalogue.spec import is_by_phone
from tracker.charts.measured import error
from tracker.forms.repeatability import PairForm, RepeatReadingForm
from tracker.models import MobilityTest, SteadyReading, User
from tracker.queries.history import tests_of
from tracker.queries.methods import methods_for
from tracker.queries.repeatability import measure_of
from tracker.sessions.repeatability import correct, read_twice, strike


def repeatability(request: SignedInRequest, slug: str) -> HttpResponse:
    test = _measured_test(request.user, slug)
    methods = methods_for(request.user, [test])
    form = RepeatReadingForm(test, methods, request.POST or None)
    today = request.user.day_of(timezone.now())
    if form.is_bound and form.is_valid():
        read_twice(request.user, test, form.measure["id"], today, form.pairs())
        messages.success(request, _("Saved for today: %(values)s.") % {"values": form.in_words})
        return redirect("steady", slug)
    about = _about(request.user, test, methods.fixed(slug))
    page = {"test": test, "today": today, "form": form} | about
    return render(request, "progress/steady.html", page, status=422 if form.is_bound else 200)


def edit(request: SignedInRequest, slug: str, pair: int) -> HttpResponse:
    """Corrects one pair of readings, leaves it out, or counts it again."""
    test = _measured_test(request.user, slug)
    row = get_object_or_404(request.user.steady_readings.filter(test=test), pk=pair)
    row.test = test
    if "struck" in request.POST:
        strike(request.user, row, struck=request.POST["struck"] == "yes")
        return redirect("steady", slug)
    form = PairForm(row, request.user.length, request.POST or None)
    if form.is_bound and form.is_valid():
        correct(request.user, row, form.pair())
        messages.success(request, _("Changed."))
        return redirect("steady", slug)
    page = {"test": test, "pair": row, "form": form}
    return render(request, "progress/steady_edit.html", page, status=422 if form.is_bound else 200)


def _measured_test(user: User, slug: str) -> MobilityTest:
    test = get_object_or_404(tests_of(user).own_first().filter(slug=slug)[:1])
    if not test.measures:
        raise Http404
    return test


def _about(user: User, test: MobilityTest, method: str) -> dict[str, Any]:
    """What is known of the measure that was chosen; of none nothing is."""
    about: dict[str, Any] = {"first_days": FIRST_DAYS, "sure_days": SURE_DAYS, "label": ""}
    about |= {"takes_itself": is_by_phone(method), "first_sessions": FIRST_SESSIONS}
    if not test.measure_by(method):
        return about | {"readings": SteadyReading.objects.none(), "error": ""}
    measure = measure_of(user, test, method)
    return about | {
        "label": in_unit(measure.label, measure.unit),
        "readings": user.steady_readings.of(test, method).order_by("-day", "side"),
        "error": error(published(measure), measure),
    }
