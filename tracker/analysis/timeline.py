"""Time series as columns: the ranges that a page offers, means per week, and gaps as gaps."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import fmean
from typing import NamedTuple

WEEK = 7
LONGEST_PAUSE = 14  # days; a longer one is a gap in the line
SMOOTHED = 4  # points; a shorter run is drawn as it is
NEIGHBOURS = 3  # sessions each side that a smoothed point takes in


class Range(NamedTuple):
    """A stretch of time that a page can show, up to today; no days means all of them."""

    key: str
    label: str
    words: str
    days: int | None

    @property
    def is_long(self) -> bool:
        """From a year on, single sessions are too close together to be read apart."""
        return self.days is None or self.days > 200

    def first_day(self, today: int, days: Sequence[int] = ()) -> int:
        """The first day to show; of all of them, the first with a session."""
        return min(days, default=today) if self.days is None else today - self.days + 1


RANGES = {
    "4w": Range("4w", "4 wk", "In the last 4 weeks", 28),
    "3m": Range("3m", "3 mo", "In the last 3 months", 91),
    "6m": Range("6m", "6 mo", "In the last 26 weeks", 182),
    "1y": Range("1y", "1 yr", "In the last year", 365),
    "all": Range("all", "All", "Over all your sessions", None),
}
DEFAULT_RANGE = RANGES["6m"]


class Columns(NamedTuple):
    """Points: days and values of equal length."""

    x: list[int]
    y: list[float]


class Line(NamedTuple):
    """Points to be joined: a value of None breaks the line."""

    x: list[int]
    y: list[float | None]


def points(days: Iterable[int], values: Iterable[float | None]) -> Columns:
    """The days that have a value.

    >>> points([1, 2, 3], [4, None, 5])
    Columns(x=[1, 3], y=[4, 5])
    """
    kept = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
    return Columns([day for day, _ in kept], [value for _, value in kept])


def means(columns: Columns, *, weeks: int = 1) -> Columns:
    """Means per week, or per so many weeks, each on the middle day of its stretch.

    >>> means(Columns([1, 2, 8], [4, 5, 6]))
    Columns(x=[4, 11], y=[4.5, 6.0])
    """
    width = weeks * WEEK
    groups: dict[int, list[float]] = {}
    for day, value in zip(columns.x, columns.y, strict=True):
        groups.setdefault((day - 1) // width, []).append(value)
    middle = (width + 1) // 2
    return Columns(
        [number * width + middle for number in groups],
        [sum(group) / len(group) for group in groups.values()],
    )


def broken(columns: Columns, *, pause: int = LONGEST_PAUSE) -> Line:
    """With a None wherever more than `pause` days lie between two points.

    >>> broken(Columns([1, 20, 21], [4, 5, 6]))
    Line(x=[1, 2, 20, 21], y=[4, None, 5, 6])
    """
    x: list[int] = []
    y: list[float | None] = []
    for day, value in zip(columns.x, columns.y, strict=True):
        if x and day - x[-1] > pause:
            x.append(x[-1] + 1)
            y.append(None)
        x.append(day)
        y.append(value)
    return Line(x, y)


def gaps(days: Iterable[int], *, pause: int = LONGEST_PAUSE) -> int:
    """How many pauses longer than `pause` days lie between the first and the last day.

    >>> gaps([1, 2, 30, 31, 60])
    2
    """
    order = sorted(set(days))
    return sum(later - earlier > pause for earlier, later in pairwise(order))


def smooth(line: Line) -> Line:
    """A triangular mean over seven sessions, never across a None, never of fewer than four.

    >>> smooth(Line([1, 2, 3], [4, 6, 4])).y
    [4, 6, 4]
    >>> smooth(Line([1, 2, 3, 4], [4, 4, 4, 4])).y
    [4.0, 4.0, 4.0, 4.0]
    """
    y: list[float | None] = []
    for there, group in groupby(line.y, key=lambda value: value is not None):
        run = [value for value in group if value is not None]
        y += (_triangular(run) if len(run) >= SMOOTHED else run) if there else [None]
    return Line(line.x, y)


def _triangular(run: list[float]) -> list[float]:
    reach = NEIGHBOURS + 1
    smoothed = []
    for i in range(len(run)):
        near = range(max(0, i - NEIGHBOURS), min(len(run), i + reach))
        weights = [reach - abs(i - j) for j in near]
        total = sum(weight * run[j] for weight, j in zip(weights, near, strict=True))
        smoothed.append(total / sum(weights))
    return smoothed


def ends(values: Sequence[float]) -> tuple[float, float]:
    """The level at the start and at the end: means of the first and of the last four values.

    >>> ends([2, 3, 3, 4, 5, 5, 5, 5])
    (3.0, 5.0)
    """
    few = max(1, min(SMOOTHED, len(values) // 2))
    return fmean(values[:few]), fmean(values[-few:])
