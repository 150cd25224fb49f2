"""The repeatability check of a measure: two values five minutes apart, on five days or more."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.accounts.requests import SignedInRequest
from tracker.analysis.answers.repeatability import FIRST_DAYS, SURE_DAYS
from tracker.analysis.answers.sample import published
from tracker.charts.measured import error
from tracker.forms.repeatability import RepeatReadingForm
from tracker.queries.history import tests_of
from tracker.queries.repeatability import measure_of
from tracker.sessions.repeatability import read_twice


def repeatability(request: SignedInRequest, slug: str) -> HttpResponse:
    test = get_object_or_404(tests_of(request.user).own_first().filter(slug=slug)[:1])
    if not test.measures:
        raise Http404
    today = request.user.day_of(timezone.now())
    form = RepeatReadingForm(test, request.POST or None)
    if form.is_bound and form.is_valid():
        read_twice(request.user, test, today, form.pairs())
        messages.success(request, _("Saved for today: %(values)s.") % {"values": form.in_words})
        return redirect("steady", slug)
    measure = measure_of(request.user, test)
    page = {
        "test": test,
        "today": today,
        "form": form,
        "readings": request.user.steady_readings.of(test).order_by("-day", "side"),
        "error": error(published(measure), measure),
        "first_days": FIRST_DAYS,
        "sure_days": SURE_DAYS,
    }
    return render(request, "progress/steady.html", page, status=422 if form.is_bound else 200)
