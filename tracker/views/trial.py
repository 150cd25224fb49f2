"""The pages of a self-trial, from its plan to its end, and of what chance picks."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.analysis.answers.judgement import Judgement
from tracker.analysis.answers.plan_sentences import sentence
from tracker.analysis.pairs import History
from tracker.analysis.randomisation import CONTROL, LIGHT_TOUCH
from tracker.forms.trial import DeclineForm, PauseForm, TrialForm
from tracker.models import Routine, Session, Trial
from tracker.queries.trials import (
    asked_by,
    first_ever,
    judgement_of,
    kinds_of,
    picked_sessions,
    picks_of,
)
from tracker.rules.stages import DRAW
from tracker.sessions.trials import accept, continue_trial, end_trial, judge, pause_trial, trial_of
from tracker.sessions.trials import decline as decline_draw
from tracker.views.session import get_own_session, to_stage

GUESS_SHOWN_AFTER = 10
MAX_SHOWN = 20
# The figures of a plan are drawn from its judgement alone.
NO_HISTORY = History((), (), {})


def trial(request: SignedInRequest) -> HttpResponse:
    running = request.user.trials.filter(ended_at=None).first()
    if running and request.method == "POST":
        return _running_already(request, running)
    if running:
        page = _overview(request, running) | {"pause_form": PauseForm()}
        return render(request, "trial/running.html", page)
    if "design" in request.GET:
        return _expected_size(request)
    form = TrialForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid():
        form.start()
        messages.success(request, _("Your fair test has started. Chance picks your next session."))
        return redirect("trial")
    return _plan(request, form)


def _running_already(request: SignedInRequest, running: Trial) -> HttpResponseRedirect:
    """Ignores a plan that is sent twice, but says so if the second one differs."""
    form = TrialForm(request.user, request.POST)
    if not form.is_valid() or not form.is_about(running):
        messages.warning(
            request,
            _("A plan is running already, so the new one was not saved. End this one first."),
        )
    return redirect("trial")


def _plan(request: SignedInRequest, form: TrialForm) -> HttpResponse:
    page = {
        "form": form,
        "designs": Trial.Design.choices,
        "ended": [(trial, _answer(trial)) for trial in _ended(request)[:MAX_SHOWN]],
    }
    return render(request, "trial/plan.html", page, status=422 if form.is_bound else 200)


def _ended(request: SignedInRequest) -> QuerySet[Trial]:
    trials = request.user.trials.exclude(ended_at=None).order_by("-ended_at")
    return trials.select_related("routine", "other_routine")


@require_safe
def ended_plan(request: SignedInRequest, trial: int) -> HttpResponse:
    """A plan that has ended, with its answer."""
    of_owner = get_object_or_404(_ended(request), pk=trial)
    return render(request, "trial/ended.html", _overview(request, of_owner))


def _answer(trial: Trial) -> str:
    """The answer of an ended plan, in its one sentence."""
    judgement = judge(trial)
    return sentence(asked_by(trial, judgement.shown_names), judgement.answer)


def _expected_size(request: SignedInRequest) -> HttpResponse:
    """The expected size of the plan as it is filled in, for the page to show while typing."""
    form = TrialForm(request.user, request.GET)
    form.is_valid()
    return render(request, "trial/_ahead.html", {"form": form})


def _overview(request: SignedInRequest, trial: Trial) -> dict[str, object]:
    """What was written down, its sessions, and the answer: of a running plan the one of now."""
    judgement = judgement_of(trial) if trial.is_running else judge(trial)
    counts, names = judgement.counts, judgement.shown_names
    has_guess = counts.finished >= GUESS_SHOWN_AFTER or not trial.is_running
    return {
        "trial": trial,
        "judgement": judgement,
        "counts": counts,
        "number": judgement.next_number,
        "is_planned_reached": counts.finished >= trial.planned,
        "picks": picks_of(trial, judgement),
        "cells_ahead": range(trial.planned - judgement.next_number),
        "kinds": kinds_of(trial, judgement),
        "changes": None if trial.is_running else judgement.changes(picked_sessions(trial)),
        "paused": _paused(request, trial),
        "decided_by": words.listed([names.get(slug, slug) for slug in trial.tests]),
        "guess": names.get(trial.guess, "") if has_guess else "",
        "guess_in": max(0, GUESS_SHOWN_AFTER - counts.finished),
        **_figures(trial, judgement),
    }


def _figures(trial: Trial, judgement: Judgement) -> dict[str, object]:
    """The figure of the one answer, and those of other charts of the page."""
    figures = charts.figures(
        "trial",
        NO_HISTORY,
        plan=asked_by(trial, judgement.shown_names),
        answer=judgement.answer,
        names=judgement.shown_names,
        guess=trial.guess,
        first_ever=first_ever(trial) if trial.is_running else [],
    )
    (answer,) = (figure for figure in figures if figure.kind == "plan")
    return {"figure": answer, "others": [figure for figure in figures if figure != answer]}


@require_POST
def end(request: SignedInRequest) -> HttpResponseRedirect:
    if running := _running_named(request):
        end_trial(running)
        messages.success(request, _("Ended. Its sessions and what you wrote down stay."))
        return redirect("trial_ended", running.pk)
    return redirect("trial")


@require_POST
def pause(request: SignedInRequest) -> HttpResponseRedirect:
    form = PauseForm(request.POST)
    if form.is_valid() and (running := _running_named(request)):
        pause_trial(running, form.cleaned_data["reason"])
        messages.success(request, _("Paused. Nothing is picked until you continue."))
    return redirect("trial")


@require_POST
def resume(request: SignedInRequest) -> HttpResponseRedirect:
    if running := _running_named(request):
        continue_trial(running)
        messages.success(request, _("Your plan goes on. You can let chance pick again."))
    return redirect("trial")


def _paused(request: SignedInRequest, trial: Trial) -> dict[str, int]:
    """How often and how many days the trial paused; a pause that lasts is not counted yet."""
    over = len(trial.pauses.log) - bool(trial.pause)
    return {"times": over, "days": trial.pauses.days(request.user.day_of)}


def _running_named(request: SignedInRequest) -> Trial | None:
    """The running trial; None, and a message, if the page that was sent is about another one."""
    running = request.user.trials.filter(ended_at=None).first()
    if running is None or request.POST.get("trial", "") not in ("", str(running.pk)):
        messages.warning(request, _("That plan had ended already. Nothing was changed."))
        return None
    return running


def draw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Shows what chance picked for this session, once, when it was started."""
    session = get_own_session(request, uuid)
    if session.stage != DRAW:
        return to_stage(session)
    if request.method == "POST":
        accept(session)
        return to_stage(session)
    page = {"session": session, "trial": trial_of(session), "form": DeclineForm(session)}
    return render(request, "trial/draw.html", page | _assigned_arm(session))


def _assigned_arm(session: Session) -> dict[str, object]:
    trial = trial_of(session)
    routine = trial.assigned_routine(session)
    return {
        "arm": session.assigned,
        "routine": routine,
        "number": trial.randomised_count,
        "minutes": routine.minutes(session.plan.routine.seconds),
        "illustration": _illustration(session.assigned, routine),
    }


def _illustration(arm: str, routine: Routine) -> str:
    if arm == CONTROL:
        return "sit"
    done = Routine.objects.light_touch() if arm == LIGHT_TOUCH else routine
    move = done.steps.filter(kind="work").exclude(illustration="").first()
    return move.illustration if move else "sp_posterior"


@require_POST
def decline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    session = get_object_or_404(request.user.sessions.open(), uuid=uuid)
    if session.stage != DRAW:
        return to_stage(session)
    form = DeclineForm(session, request.POST)
    if form.is_valid():
        decline_draw(session, form.chosen)
    return to_stage(session)
