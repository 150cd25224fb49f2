"""The board in one line of small shapes: left over right, near to far, one verdict each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.analysis.answers import Finding
from tracker.analysis.pairs import SeriesKey, TestInfo

FIRST, STEP, GAP = 16.0, 14.5, 4.0  # pixels
ROWS = {"left": 2.0, "right": 21.0, "none": 11.5}


class Shape(NamedTuple):
    """The verdict of one test and side; x and y in pixels."""

    x: float
    y: float
    icon: str
    way: str


class Strip(NamedTuple):
    """The shapes, and the width that they need in pixels."""

    width: float
    shapes: list[Shape]


def strip_of(findings: Mapping[SeriesKey, Finding], groups: Iterable[Sequence[TestInfo]]) -> Strip:
    """`groups`: the tests near to far, with a gap between those that are not equally near."""
    x, shapes = FIRST, []
    for tests in groups:
        for test in tests:
            shapes += [
                Shape(x, ROWS[side], findings[key].icon, _way(findings[key]))
                for side in test.sides
                if (key := (test.slug, side)) in findings
            ]
            x += STEP
        x += GAP
    return Strip(x - GAP, shapes)


def _way(finding: Finding) -> str:
    verdict = finding.verdict
    return "up" if verdict.endswith("gain") else "down" if verdict.endswith("loss") else "none"
