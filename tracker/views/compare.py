"""The page that compares routines."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.example_trial import example_dataset
from tracker.analysis.answers.plan_sentences import sentence
from tracker.analysis.counting import excluded_words
from tracker.charts import arms
from tracker.charts.comparisons import comparisons
from tracker.forms.trial import TrialForm
from tracker.models import User
from tracker.queries.answers import dataset_of
from tracker.queries.trials import asked_by, judgement_of
from tracker.sessions.trials import judge


@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    user = request.user
    dataset = dataset_of(user)
    example = not user.sessions.done().exists()
    if example:
        dataset = example_dataset(dataset.history.tests, dataset.today)
    figures = charts.figures(
        "compare", dataset.history, dataset=dataset, declined=declined_by(user), example=example
    )
    page = {
        "example": example,
        "counted": _counted(dataset),
        "shown": comparisons(figures, request.GET.get("what", "")),
        "alone": [figure for figure in figures if not figure.comparison],
    }
    return render(request, "compare/compare.html", page | _plan(user))


def _plan(user: User) -> dict[str, object]:
    """The newest plan with its answer, and what a new one costs unless one is running."""
    trial = user.trials.select_related("routine", "other_routine").order_by("-started_at").first()
    cost = {} if trial and trial.is_running else _cost(TrialForm(user))
    if trial is None:
        return cost
    judgement = judgement_of(trial) if trial.is_running else judge(trial)
    return cost | {
        "trial": trial,
        "number": judgement.next_number,
        "answer": sentence(asked_by(trial, judgement.shown_names), judgement.answer),
        "grade": arms.grade_of(judgement.answer.question),
        "is_answered": judgement.answer.question.verdict != "too_early",
    }


def _cost(form: TrialForm) -> dict[str, object]:
    """What the plan costs that its page proposes."""
    sessions = form.cost.plan.sessions
    return {"sessions": sessions, "weeks": form.cost.weeks, "sitting": sessions // 2}


def declined_by(user: User) -> frozenset[int]:
    """The primary keys of the sessions in which the person declined what chance picked."""
    return frozenset(user.sessions.done().filter(declined=True).values_list("pk", flat=True))


def _counted(dataset: Dataset) -> str:
    used = dataset.sessions(lambda session: True, as_assigned=True)
    excluded = _excluded(dataset, used)
    if not used:
        return " ".join([_("Nothing to compare yet."), *excluded])
    count, randomised = len(used), sum(dataset.history.sessions[i].is_assigned for i in used)
    return " ".join([_picked(count, randomised), *excluded])


def _picked(count: int, randomised: int) -> str:
    if randomised == count:
        message = ngettext(
            "Your last session, picked by chance.",
            "Your last %(count)s sessions, all picked by chance.",
            count,
        )
    elif randomised:
        message = ngettext(
            "Your last %(count)s sessions, %(randomised)s of them picked by chance.",
            "Your last %(count)s sessions, %(randomised)s of them picked by chance.",
            randomised,
        )
    else:
        message = ngettext(
            "Your last session, not picked by chance.",
            "Your last %(count)s sessions, none picked by chance.",
            count,
        )
    return message % {"count": count, "randomised": randomised}


def _excluded(dataset: Dataset, used: list[int]) -> list[str]:
    """The excluded sessions in up to two sentences: practice, and the others by reason."""
    not_excluded = dataset.in_familiarisation.union(used)
    by_reason = Counter(
        s.exclusion_reason for i, s in enumerate(dataset.history.sessions) if i not in not_excluded
    )
    others = excluded_words(by_reason)
    left_out = _("Left out: %(sessions)s.") % {"sessions": words.listed(others)}
    return [*_practice(dataset, others), *([left_out] if others else [])]


def _practice(dataset: Dataset, others: list[str]) -> list[str]:
    practice = dataset.sample_size.familiarisation
    if not practice:
        return [] if others else [_("Your first two sessions are practice.")]
    message = ngettext(
        "Your first session was practice and does not count.",
        "Your first %(count)s were practice and do not count.",
        practice,
    )
    return [message % {"count": practice}]
