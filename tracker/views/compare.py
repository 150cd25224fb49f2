"""What compares sessions with each other, and what every number and word of an answer means."""

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
    """The sessions in which something else was done than chance had picked."""
    return frozenset(user.sessions.done().filter(declined=True).values_list("pk", flat=True))


def _counted(dataset: Dataset) -> str:
    used = dataset.sessions(lambda session: True, as_assigned=True)
    left_out = f"{words.listed(_left_out(dataset, used))} left out"
    if not used:
        return f"No session counts yet; {left_out}"
    drawn = sum(dataset.history.sessions[i].is_assigned for i in used)
    told = f"{words.counted(len(used), 'session')}, {drawn or 'none'} of them drawn at random"
    return f"{told}; {left_out}"


def _left_out(dataset: Dataset, used: list[int]) -> list[str]:
    """Practice first, then what does not count by its reason; what chance picked counts here."""
    told = dataset.in_familiarisation.union(used)
    out = Counter(
        s.exclusion_reason for i, s in enumerate(dataset.history.sessions) if i not in told
    )
    more = [f"{out[why]} {says}" for why, says in EXCLUSIONS.items() if out[why]]
    familiarisation = dataset.sample_size.familiarisation
    return [words.counted(familiarisation, "practice session")] * bool(
        familiarisation or not more
    ) + more


@require_safe
def sure(request: SignedInRequest) -> HttpResponse:
    """The definitions, with one's own swing and what is published for each measure."""
    tests = list(tests_of(request.user))
    own = noise_of(request.user)
    default = Noise(DEFAULT_MDC, "default")
    page = {
        "example": _example_bars([TestInfo.of(test) for test in tests]),
        "noises": [(test.name, own.get(test.slug, default)) for test in tests],
        "published": [_published(test, each) for test in tests for each in test.measures],
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
