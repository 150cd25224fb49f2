"""The page that starts a session."""

from typing import NamedTuple, Self

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.forms.offer import Offer
from tracker.forms.sets import set_choices, words_of_sets
from tracker.forms.start import PACES, StartForm
from tracker.models import MobilityTest, Routine, User
from tracker.queries.offered import UsualSet, offered_tests
from tracker.sessions.lifecycle import AnotherIsOpen


class ShownSet(NamedTuple):
    """The tests that are set for a routine, as the form has them and in words."""

    set: str
    tests: list[str]
    words: str

    @classmethod
    def of(cls, usual: UsualSet, offered: list[MobilityTest]) -> Self:
        names = [test.name for test in offered if test.slug in usual.tests]
        labels = {value: str(label) for value, label in set_choices(offered)}
        return cls(*usual, words.listed(names) if usual.set == "own" else labels[usual.set])


class OfferedRoutine(NamedTuple):
    """A routine with its minutes at each pace in seconds a move, and the tests set for it."""

    routine: Routine
    lengths: list[tuple[int, int]]
    usual: ShownSet | None


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
    page = {"form": form, "routines": _on_offer(form), "sets": words_of_sets(form.offer.tests)}
    return render(request, "session/start.html", page, status=422 if form.is_bound else 200)


def usual_in_words(user: User, routine: Routine) -> str:
    """The tests that are set for a routine; empty if none are."""
    offer = Offer(user, offered_tests(user), ())
    usual = offer.usual.get(routine.slug)
    return ShownSet.of(usual, offer.tests).words if usual else ""


def _on_offer(form: StartForm) -> list[OfferedRoutine]:
    usual = form.offer.usual
    return [
        OfferedRoutine(
            routine,
            [(seconds, routine.minutes(seconds)) for seconds in PACES],
            ShownSet.of(usual[routine.slug], form.offer.tests) if routine.slug in usual else None,
        )
        for routine in form.offer.routines
    ]


def _another_is_open(request: SignedInRequest, form: StartForm) -> HttpResponse:
    session = request.user.sessions.open().first()
    if session is None:
        return redirect("start")
    return render(request, "session/open.html", {"session": session, "form": form}, status=409)
