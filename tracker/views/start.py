"""The page that starts a session."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.forms.start import PACES, StartForm
from tracker.models import Routine
from tracker.sessions.lifecycle import AnotherIsOpen

SECONDS_A_RATING = 20  # to stand as the test asks, to move and to tap


def start(request: SignedInRequest) -> HttpResponse:
    if not request.user.safety_read_at:
        return redirect("safety")
    form = StartForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            session = form.start()
        except AnotherIsOpen:
            return _another_is_open(request, form)
        rate_limit.shares.spend(str(request.user.pk), rate_limit.A_SESSION)
        return redirect("session", session.uuid)
    page = {"form": form, "routines": _lengths(form), "ratings": form.ratings}
    page["full_minutes"] = max(1, round(form.ratings["full"] * SECONDS_A_RATING / 60))
    return render(request, "session/start.html", page, status=422 if form.is_bound else 200)


def _lengths(form: StartForm) -> list[tuple[Routine, list[tuple[int, int]]]]:
    """The routines on offer, with their minutes at each pace in seconds a move."""
    return [
        (routine, [(seconds, routine.minutes(seconds)) for seconds in PACES])
        for routine in form.offer.routines
    ]


def _another_is_open(request: SignedInRequest, form: StartForm) -> HttpResponse:
    session = request.user.sessions.open().first()
    if session is None:
        return redirect("start")
    return render(request, "session/open.html", {"session": session, "form": form}, status=409)
