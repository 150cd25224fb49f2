"""The pages of a self-trial, from its plan to its end, and of what chance picks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis.randomisation import CONTROL, LIGHT_TOUCH
from tracker.forms.trial import DeclineForm, PauseForm, TrialForm
from tracker.models import MobilityTest, Routine, Session, Trial
from tracker.queries.trials import plan_dataset
from tracker.rules.stages import DRAW
from tracker.sessions.trials import accept, continue_trial, end_trial, pause_trial, trial_of
from tracker.sessions.trials import decline as decline_draw
from tracker.views.compare import declined_by
from tracker.views.session import get_own_session, to_stage

GUESS_SHOWN_AFTER = 10
MAX_SHOWN = 20
RUNNING = "A plan is running already, so what you sent now was not taken. End this one first."


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
        messages.warning(request, RUNNING)
    return redirect("trial")


def _plan(request: SignedInRequest, form: TrialForm) -> HttpResponse:
    last, *earlier = request.user.trials.order_by("-ended_at")[:MAX_SHOWN] or [None]
    page = {"form": form, "designs": Trial.Design.choices, "earlier": earlier, "last": last}
    page |= _overview(request, last) if last else {}
    return render(request, "trial/plan.html", page, status=422 if form.is_bound else 200)


def _expected_size(request: SignedInRequest) -> HttpResponse:
    """The expected size of the plan as it is filled in, for the page to show while typing."""
    form = TrialForm(request.user, request.GET)
    form.is_valid()
    return render(request, "trial/_ahead.html", {"form": form})


def _overview(request: SignedInRequest, trial: Trial) -> dict[str, object]:
    """The plan, its sessions so far, and the answer to its question."""
    names = dict(MobilityTest.objects.offered_to(request.user).values_list("slug", "name"))
    dataset, done = plan_dataset(trial), trial.finished_sessions.count()
    return {
        "trial": trial,
        "done": done,
        "paused": _paused(request, trial),
        "tests": [names.get(slug, slug) for slug in trial.tests],
        "guess": names.get(trial.guess, "") if done >= GUESS_SHOWN_AFTER else "",
        "guess_in": max(0, GUESS_SHOWN_AFTER - done),
        "declined": trial.finished_sessions.done().filter(declined=True).count(),
        "undone": trial.finished_sessions.done().filter(worked="").count(),
        "thrown_away": done - trial.finished_sessions.done().count(),
        "figures": charts.figures(
            "trial",
            dataset.history,
            dataset=dataset,
            kinds=trial.arms,
            tests=trial.tests,
            declined=declined_by(request.user),
        ),
    }


@require_POST
def end(request: SignedInRequest) -> HttpResponseRedirect:
    if running := _running_named(request):
        end_trial(running)
        messages.success(request, "Ended. Its sessions and what you wrote down stay.")
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
        messages.warning(request, "That plan had ended already. Nothing was changed.")
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
