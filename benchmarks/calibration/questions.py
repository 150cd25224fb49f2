"""The questions that the pages answer, each computed as the pages do, with what is true."""

from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean
from typing import NamedTuple

from benchmarks.scenario import ARMS, PROXIMITY, ROUTINE
from benchmarks.simulated import Person
from tracker.analysis.answers import EVERYTHING, Dataset, Finding
from tracker.analysis.answers.compare import (
    Comparison,
    against_control,
    against_light_touch,
    routine_against_routine,
)
from tracker.analysis.answers.day import changes, near_minus_further
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.answers.line import levels, side_gaps
from tracker.analysis.answers.plan_answer import QUESTIONS, plan_answer
from tracker.analysis.pairs import SeriesKey

PLAN = ("plan", "plan tests")  # what a plan has for itself

Findings = Mapping[SeriesKey, Finding]


class Question(NamedTuple):
    """A question with its findings by key; `sign` is -1 where up means freer without the effect."""

    name: str
    findings: Findings
    sign: int = 1


def questions(dataset: Dataset, design: str, named: tuple[str, ...]) -> Iterator[Question]:
    """Every question that the pages answer for a person with this design."""
    yield Question("change", changes(dataset))
    yield Question("near", near_minus_further(dataset))
    yield Question("level", {key: level.finding for key, level in levels(dataset).items()})
    gaps = side_gaps(dataset)
    yield Question("gap", {(test,): gap.now for test, gap in gaps.items()})
    yield Question("drift", {(test,): gap.change for test, gap in gaps.items()})
    if design == "one_leg":
        legs = one_leg_first(dataset)
        yield Question("leg", {(test,): leg.finding for test, leg in legs.tests.items()})
        yield Question(
            "leg regions", {(place,): leg.finding for place, leg in legs.regions.items()}
        )
    elif design:
        yield from _compared(dataset, design)
    if design in QUESTIONS:
        yield from _planned(dataset, design, named)


def _compared(dataset: Dataset, design: str) -> Iterator[Question]:
    name = design if design in ("control", "touch") else "versus"
    for comparison in _comparisons(dataset, design):
        sign = 1 if comparison.first == ROUTINE else -1
        yield Question(name, comparison.tests, sign)
        yield Question(f"{name} places", comparison.by_proximity, sign)


def _planned(dataset: Dataset, design: str, named: tuple[str, ...]) -> Iterator[Question]:
    """All sessions after those of practice are of the plan, which is answered however old."""
    own = Dataset(dataset.history, dataset.today, EVERYTHING, proximity=PROXIMITY)
    answer = plan_answer(own, design=design, arms=ARMS[design], tests=named)
    yield Question("plan", {("all",): answer.question})
    yield Question("plan tests", answer.tests)


def _comparisons(dataset: Dataset, design: str) -> list[Comparison]:
    compare = {"control": against_control, "touch": against_light_touch}
    return compare.get(design, routine_against_routine)(dataset)


def truth(subject: Person, question: str, key: SeriesKey) -> float:
    """A size of which only the sign counts; 0 where there is nothing to see."""
    effects = subject.effects()
    match question:
        case "level":
            return subject.scenario.rise
        case "gap" | "drift":
            return 0.0
        case "near":
            worked, further = (_at(subject, (place, *key)) for place in ("worked", "further"))
            return _mean(effects, worked) - _mean(effects, further)
        case "control places" | "touch places" | "versus places":
            return _mean(effects, _at(subject, key))
        case "leg" | "leg regions":
            return _mean(effects, _of_test_or_region(subject, key[0]))
        case "plan":
            named = subject.scenario.named
            return _mean(effects, (series for series in effects if series[0] in named))
    if key in effects:
        return effects[key]
    return _mean(effects, _of_test_or_region(subject, key[0]))


def _mean(effects: Mapping[SeriesKey, float], keys: Iterable[SeriesKey]) -> float:
    return fmean([effects[key] for key in keys] or [0.0])


def _of_test_or_region(subject: Person, name: str) -> list[SeriesKey]:
    tests = subject.history.tests
    slugs = {test.slug for test in tests if name in (test.slug, test.region)}
    return [key for key in subject.scenario.keys if key[0] in slugs]


def _at(subject: Person, key: SeriesKey) -> list[SeriesKey]:
    """The series of a (proximity, side); with two routines that of the one that works closer."""
    place, side = key
    regions = {test.slug: test.region for test in subject.history.tests}
    routines = [arm for arm in subject.scenario.arms if arm in PROXIMITY] or [ROUTINE]
    nearest = {slug: _nearest(routines, region) for slug, region in regions.items()}
    sides = (side,) if side == "none" else (side, "none")
    members = [series for series in subject.scenario.keys if nearest[series[0]] == place]
    return [series for series in members if series[1] in sides]


def _nearest(routines: Iterable[str], region: str) -> str:
    order = ("worked", "next", "further")
    return min((PROXIMITY[routine][region] for routine in routines), key=order.index)
