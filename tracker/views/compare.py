"""The page that compares routines, and the page that defines the words and numbers of answers."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import against_control
from tracker.analysis.answers.example_trial import example_dataset
from tracker.analysis.answers.sample import DEFAULT_MDC, Noise
from tracker.analysis.counting import EXCLUSIONS
from tracker.analysis.pairs import TestInfo
from tracker.charts import arms, forest
from tracker.models import MobilityTest, User
from tracker.queries.answers import dataset_of, noise_of
from tracker.queries.history import tests_of


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
    trial = user.trials.order_by("-started_at").first()
    page = {
        "example": example,
        "counted": _counted(dataset),
        "trial": trial,
        "trial_done": trial.finished_sessions.count() if trial else 0,
        "figures": figures,
        "places": charts.by_place(figures),
    }
    return render(request, "compare/compare.html", page)


def declined_by(user: User) -> frozenset[int]:
    """The primary keys of the sessions in which the person declined what chance picked."""
    return frozenset(user.sessions.done().filter(declined=True).values_list("pk", flat=True))


def _counted(dataset: Dataset) -> str:
    used = dataset.sessions(lambda session: True, as_assigned=True)
    excluded = f"{words.listed(_exclusions(dataset, used))} left out"
    if not used:
        return f"No session counts yet; {excluded}"
    randomised = sum(dataset.history.sessions[i].is_assigned for i in used)
    counts = (
        f"{words.counted(len(used), 'session')}, {randomised or 'none'} of them drawn at random"
    )
    return f"{counts}; {excluded}"


def _exclusions(dataset: Dataset, used: list[int]) -> list[str]:
    """The numbers of excluded sessions in words: familiarisation first, then by reason."""
    not_excluded = dataset.in_familiarisation.union(used)
    by_reason = Counter(
        s.exclusion_reason for i, s in enumerate(dataset.history.sessions) if i not in not_excluded
    )
    reasons = [
        f"{by_reason[reason]} {text}" for reason, text in EXCLUSIONS.items() if by_reason[reason]
    ]
    familiarisation = dataset.sample_size.familiarisation
    return [words.counted(familiarisation, "practice session")] * bool(
        familiarisation or not reasons
    ) + reasons


@require_safe
def certainty(request: SignedInRequest) -> HttpResponse:
    """The definitions, with the person's own noise and the published errors of every measure."""
    tests = list(tests_of(request.user))
    own_noise = noise_of(request.user)
    default = Noise(DEFAULT_MDC, "default")
    page = {
        "example": _example_bars([TestInfo.of(test) for test in tests]),
        "noises": [(test.name, own_noise.get(test.slug, default)) for test in tests],
        "published": [_published(test, measure) for test in tests for measure in test.measures],
    }
    return render(request, "compare/sure.html", page)


def _example_bars(tests: list[TestInfo]) -> dict[str, Any]:
    dataset = example_dataset(tests, timezone.now().toordinal())
    groups = arms.proximity_groups(dataset, against_control(dataset)[0])
    return forest.plot(groups[:1])


def _published(test: MobilityTest, measure: dict[str, Any]) -> dict[str, Any]:
    return {
        "test": test.name,
        "label": words.inside(measure["label"]),
        "mdc": measure.get("mdc"),
        "unit": measure["unit"],
        "kind": measure.get("mdc_kind", "none"),
        "source": measure.get("error_source", ""),
    }
