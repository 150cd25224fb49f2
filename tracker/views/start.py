"""The page that starts a session."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.forms.start import StartForm
from tracker.sessions.lifecycle import AnotherIsOpen


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
    page = {
        "form": form,
        "routines": [(routine, routine.minutes(45)) for routine in form.offer.routines],
        "full_ratings": sum(len(test.sides) for test in form.offer.tests),
    }
    return render(request, "session/start.html", page, status=422 if form.is_bound else 200)


def _another_is_open(request: SignedInRequest, form: StartForm) -> HttpResponse:
    session = request.user.sessions.open().first()
    if session is None:
        return redirect("start")
    return render(request, "session/open.html", {"session": session, "form": form}, status=409)
