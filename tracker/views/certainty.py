"""The page for everybody that says what the words of the answers promise, and how often not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.analysis import words
from tracker.analysis.answers import budget
from tracker.analysis.answers.compare import against_control
from tracker.analysis.answers.example_trial import example_dataset
from tracker.analysis.answers.sample import DEFAULT_MDC, Noise
from tracker.analysis.error_rates import error_rates
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.analysis.units import CM, places, with_unit
from tracker.catalogue.spec import is_by_phone
from tracker.charts import arms, forest
from tracker.models import MobilityTest, User
from tracker.queries.answers import noise_of
from tracker.queries.history import infos_in_order, tests_of
from tracker.queries.holds import with_recent_swings
from tracker.queries.methods import chosen_methods
from tracker.queries.own_units import in_own_units
from tracker.queries.repeatability import with_own_errors

CROWD = 100
A_ROW = 20  # people
A_PERSON = 10  # wide and high, in units of the picture


@dataclass(frozen=True)
class Crowd:
    """100 people in five rows, of whom `people` are filled; `key` is unique on the page."""

    key: str
    people: int

    @property
    def counted(self) -> str:
        return _area(0, self.people)

    @property
    def others(self) -> str:
        return _area(self.people, CROWD)


def _area(first: int, end: int) -> str:
    """The SVG path around people from `first` to before `end`, row by row.

    >>> _area(18, 25)
    'M180 0h20v10h-20zM0 10h50v10h-50z'
    """
    boxes = []
    for row in range(first // A_ROW, -(-end // A_ROW)):
        start, stop = max(first - row * A_ROW, 0), min(end - row * A_ROW, A_ROW)
        width = (stop - start) * A_PERSON
        boxes.append(f"M{start * A_PERSON} {row * A_PERSON}h{width}v{A_PERSON}h-{width}z")
    return "".join(boxes)


@login_not_required
@require_safe
def certainty(request: HttpRequest) -> HttpResponse:
    """With the person's own noise if there is one; otherwise nothing but what is built in."""
    user = request.user if request.user.is_authenticated else None
    tests = list(tests_of(user) if user else MobilityTest.objects.offered_to(None))
    built_in = [test for test in tests if test.is_built_in]
    own_noise = noise_of(user) if user else {}
    default, rates = Noise(DEFAULT_MDC, "default"), error_rates()
    page = {
        "example": _example_bars(infos_in_order(tests)),
        "noises": [(test.name, own_noise.get(test.slug, default)) for test in tests if user],
        "published": list(_published(built_in, user)),
        "rates": rates,
        "crowds": {
            "before_after": Crowd("alone", rates.warm_up),
            "fair_test": Crowd("fair", rates.warm_up_in_a_plan),
        },
        "budget": budget,
    }
    return render(request, "compare/sure.html", page)


def _example_bars(tests: list[TestInfo]) -> dict[str, Any]:
    dataset = example_dataset(tests, timezone.now().toordinal())
    groups = arms.proximity_groups(dataset, against_control(dataset)[0])
    return forest.plot(groups[:1])


def _published(tests: Sequence[MobilityTest], user: User | None) -> Iterator[dict[str, Any]]:
    """The error of each measure, in the reader's own unit of length, and their own error of it."""
    length = user.length if user else CM
    infos = [in_own_units(test, length) for test in tests]
    own = with_own_errors(user, infos) if user else infos
    methods = chosen_methods(user, tests) if user else {}
    if user and any(map(is_by_phone, methods.values())):
        own = with_recent_swings(user, own)
    for test, info, measured in zip(tests, infos, own, strict=True):
        of_test = zip(test.measures, info.measures, measured.measures, strict=True)
        for measure, plain, mine in of_test:
            if measure not in test.offered_measures:
                continue
            yield {
                "test": test.name,
                "label": words.inside(measure["label"]),
                "size": _size(plain),
                "kind": plain.mdc_kind,
                "source": measure.get("error_source", ""),
                "own": _size(mine) if mine is not plain else "",
                "is_used": methods.get(test.pk) == plain.method,
            }


def _size(measure: MeasureInfo) -> str:
    """An error with its unit; empty where there is none."""
    size = words.number(measure.mdc, places=places(measure.unit))
    return with_unit(size, measure.unit) if measure.mdc else ""
