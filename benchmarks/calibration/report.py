"""Prints what was counted beside its goals, as tables of Markdown."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.calibration.measures import NEVER, SURE, Measure, Median, Seen, ever
from benchmarks.calibration.questions import PLAN
from benchmarks.calibration.rows import Row

PARTS = {
    "anywhere": ever("anywhere"),
    "outside a plan": ever("outside a plan", but=PLAN),
    "plan": ever("plan", *PLAN),
    "change": ever("change", "change"),
    "near − further": ever("near", "near"),
    "level": ever("level", "level"),
    "side gap": ever("gap", "gap"),
    "drift": ever("drift", "drift"),
    "tests compared": ever("tests", "control", "touch", "versus", "leg"),
    "places compared": ever(
        "places", "control places", "touch places", "versus places", "leg regions"
    ),
    "“probably”, change": ever("probably", "change", word="probably"),
}
OVERVIEW = (
    f"| A false “clear”, ever, in % of people | {' | '.join(PARTS)} |",
    f"|---{'|---' * len(PARTS)}|",
)
MISSED, WITHIN_CHANCE, MET = "| missed |", "| within chance |", "| met |"

NOTHING = "-"  # nobody had it


class Line(NamedTuple):
    """A measure with its goal and its result, in words, and whether the goal is met."""

    label: str
    goal: str
    result: str
    sign: str = "| |"


def parts(row: Row, people: Sequence[Seen]) -> str:
    """How the false "clear" of one kind of person divides over the questions."""
    shares = (part.share(people) for part in PARTS.values())
    cells = (f"{share.value:.1f}" if share else NOTHING for share in shares)
    return f"| {row.name} | {' | '.join(cells)} |"


def lines(row: Row, people: Sequence[Seen]) -> Iterator[Line]:
    for measure in row.measures:
        if isinstance(measure, Median):
            yield _median(measure, people)
        else:
            yield _share(measure, people)


def _share(measure: Measure, people: Sequence[Seen]) -> Line:
    share, goal = measure.share(people), _goal(measure.least, measure.most, "%")
    if share is None:
        return Line(measure.label, goal, NOTHING)
    result = f"{share.value:.1f}% ± {SURE * share.error:.1f}"
    return Line(measure.label, goal, result, _sign(measure, share.value, measure.is_missed(share)))


def _median(measure: Median, people: Sequence[Seen]) -> Line:
    value, goal = measure.of(people), _goal(measure.least, measure.most)
    if value is None:
        return Line(measure.label, goal, NOTHING)
    result = "not in this time" if value == NEVER else f"{value:.3g}"
    return Line(measure.label, goal, result, _sign(measure, value, measure.is_missed(people)))


def _sign(measure: Measure | Median, value: float, is_missed: bool) -> str:
    least, most = measure.least, measure.most
    if least is None and most is None:
        return "| |"
    if is_missed:
        return MISSED
    is_met = (least is None or value >= least) and (most is None or value <= most)
    return MET if is_met else WITHIN_CHANCE


def _goal(least: float | None, most: float | None, unit: str = "") -> str:
    match least, most:
        case None, None:
            return ""
        case _, None:
            return f"≥ {least}{unit}"
        case None, _:
            return f"≤ {most}{unit}"
    return f"{least} to {most}{unit}"


def table(row: Row, people: Sequence[Seen]) -> Iterator[str]:
    """All measures of one kind of person."""
    yield f"| {row.name} ({len(people)} people) | Goal | Result | |"
    yield "|---|---|---|---|"
    for line in lines(row, people):
        yield f"| {line.label} | {line.goal} | {line.result} {line.sign}"
