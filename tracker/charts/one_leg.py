"""One leg first: a line per leg from before to between, and the difference of their slopes."""

from collections.abc import Collection, Iterable
from typing import Any

from tracker.analysis import words
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.legs import FIRST_SESSIONS, LegFirst, Legs, Slope, one_leg_first
from tracker.analysis.pairs import History
from tracker.analysis.randomisation import LEGS
from tracker.charts import arms, forest
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 30

HEADER = ("Where", "Worked leg", "Other leg", *forest.HEADER[2:])
TITLE = "The leg you worked, and the other one"
ENDS = ("more on the other leg", "more on the leg you worked")
FLOOR, POINT = 186, 16.5  # y of 0, and the height of one point, in the SVG


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    legs = one_leg_first(dataset)
    if not legs.sessions:
        return
    regions = {region: leg for region, leg in legs.regions.items() if leg.finding.wide}
    if not regions:
        yield too_early(legs)
        return
    tests = [group_of(dataset, test, leg) for test, leg in legs.tests.items()]
    first = next(iter(regions.values()))
    yield Figure(
        key="one-leg",
        kind="slopes",
        title=TITLE,
        sentence=" ".join(_sentence(region, leg) for region, leg in regions.items()),
        header=HEADER,
        rows=tuple(
            [cells(_name(r), leg) for r, leg in regions.items()]
            + [cells(dataset.history.test(t).name, leg) for t, leg in legs.tests.items()]
        ),
        data=forest.plot([], tests, ends=ENDS, sides=False)
        | {"slopes": [_slope(region, leg) for region, leg in regions.items()]}
        | about(dataset, legs, first, declined),
    )


def about(
    dataset: Dataset, legs: Legs, first: LegFirst, declined: Collection[int]
) -> dict[str, Any]:
    """The grade, the counts and the caveat of the figure."""
    infos = dataset.history.sessions
    refused = sum(s.is_assigned and s.id in declined and s.assigned in LEGS for s in infos)
    return {
        "grade": arms.grade_of(first.finding),
        "counts": f"{words.counted(legs.sessions, 'session')}: left leg first in"
        f" {first.left_first}, right leg first in {first.right_first}; {refused} declined.",
        "lead": "Only the part that the worked leg shows and the other does not. Working one leg"
        " often loosens both, so the whole may be larger.",
    }


def group_of(dataset: Dataset, test: str, leg: LegFirst) -> forest.Group:
    return forest.Group(dataset.history.test(test).name, {"none": leg.finding})


def too_early(legs: Legs) -> Figure:
    """A placeholder, until there are enough sessions to compare the legs."""
    wait = max((leg.finding.wait for leg in legs.regions.values()), default=0)
    more = max(1, wait or FIRST_SESSIONS - legs.sessions)
    sentence = (
        f"Too early: {words.counted(more, 'more session')} with one leg first, drawn at random,"
        " before a first interval."
    )
    bars = [("One leg first", legs.sessions, legs.sessions + more)]
    return arms.pending("one-leg", TITLE, sentence, bars)


def _name(region: str) -> str:
    return words.REGIONS.get(region, region).capitalize()


def _sentence(region: str, leg: LegFirst) -> str:
    return f"{_name(region)}: {forest.clause_of(leg.finding)}."


def cells(name: str, leg: LegFirst) -> tuple[str, ...]:
    """A row of the table."""
    return (name, _path(leg.worked), _path(leg.other), *forest.cells(leg.finding))


def _path(slope: Slope | None) -> str:
    if slope is None:
        return words.NOTHING
    return f"{words.number(slope.before)} to {words.number(slope.after)}"


def _slope(region: str, leg: LegFirst) -> dict[str, Any]:
    """Coordinates in the SVG; `zero` is where the worked leg would end with the other's change."""
    assert leg.worked and leg.other and leg.finding.wide and leg.finding.narrow
    same = leg.worked.before + leg.other.after - leg.other.before
    wide, narrow = leg.finding.wide, leg.finding.narrow
    return {
        "name": _name(region),
        "icon": leg.finding.icon,
        "says": leg.finding.sentence,
        "tags": leg.finding.tag_sentences,
        "worked": [_y(leg.worked.before), _y(leg.worked.after)],
        "other": [_y(leg.other.before), _y(leg.other.after)],
        "zero": _y(same),
        "best": _y(same + (leg.finding.best or 0)),
        "wide": [_y(same + wide.lo), _y(same + wide.hi)],
        "narrow": [_y(same + narrow.lo), _y(same + narrow.hi)],
        "numbers": f"{_path(leg.worked)}, other leg {_path(leg.other)}",
    }


def _y(value: float) -> str:
    return f"{FLOOR - POINT * min(max(value, 0), 10):.1f}"
