"""Find out what works: a fair test on oneself, from its plan to its end, and each draw."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tracker.forms.trial import DeclineForm, TrialForm
from tracker.models import MobilityTest, Session, Trial
from tracker.models.trial import DESIGNS
from tracker.views.session import own, to_stage

GUESS_SHOWN_AFTER = 10


def trial(request: HttpRequest) -> HttpResponse:
    running = request.user.trials.filter(ended_at=None).first()
    if running:
        return render(request, "trial/running.html", _running(request, running))
    form = TrialForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid():
        form.start()
        messages.success(request, "Written down. From now on you can let chance pick.")
        return redirect("trial")
    designs = [(value, label, DESIGNS[value]) for value, label in Trial.Design.choices]
    page = {"form": form, "designs": designs, "ended": request.user.trials.exclude(ended_at=None)}
    return render(request, "trial/plan.html", page, status=422 if form.is_bound else 200)


def _running(request: HttpRequest, running: Trial) -> dict[str, object]:
    done = running.sessions.done().count()
    names = dict(MobilityTest.objects.offered_to(request.user).values_list("slug", "name"))
    return {
        "trial": running,
        "done": done,
        "tests": [names.get(slug, slug) for slug in running.tests],
        "guess": names.get(running.guess, "") if done >= GUESS_SHOWN_AFTER else "",
        "guess_in": max(0, GUESS_SHOWN_AFTER - done),
    }


@require_POST
def end(request: HttpRequest) -> HttpResponseRedirect:
    for running in request.user.trials.filter(ended_at=None):
        running.end()
    messages.success(request, "Ended. Its sessions and what you wrote down stay.")
    return redirect("trial")


def draw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What chance picked for this session; it was drawn once, before this page was opened."""
    session = own(request, uuid)
    if session.stage != "draw":
        return to_stage(session)
    if request.method == "POST":
        session.trial.accept(session)
        return to_stage(session)
    page = {"session": session, "trial": session.trial, "form": DeclineForm(request.user)}
    return render(request, "trial/draw.html", page | _drawn(session))


def _drawn(session: Session) -> dict[str, object]:
    trial = session.trial
    return {
        "arm": session.assigned,
        "routine": trial.drawn_routine(session),
        "number": trial.sessions.done().count() + 1,
    }


@require_POST
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    session = get_object_or_404(request.user.sessions.open(), uuid=uuid)
    form = DeclineForm(request.user, request.POST)
    if form.is_valid() and session.stage == "draw":
        session.trial.decline(session, form.cleaned_data["routine"])
    return to_stage(session)
