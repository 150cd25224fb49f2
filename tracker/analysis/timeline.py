"""Time series as columns: the ranges of a page, weekly means, and lines broken at gaps."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import fmean
from typing import NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

WEEK = 7
LONGEST_PAUSE = 14  # days; a longer one is a gap in the line
SMOOTHED = 4  # points; a shorter run is not smoothed
NEIGHBOURS = 3  # sessions on either side in the mean of a smoothed point


_LABELS = {
    "4w": gettext_lazy("4 weeks"),
    "3m": gettext_lazy("3 months"),
    "6m": gettext_lazy("6 months"),
    "1y": gettext_lazy("12 months"),
    "all": pgettext_lazy("sessions of any time", "All"),
}
_NAMES = {
    "4w": gettext_lazy("Last 4 weeks"),
    "3m": gettext_lazy("Last 3 months"),
    "6m": gettext_lazy("Last 6 months"),
    "1y": gettext_lazy("Last 12 months"),
    "all": gettext_lazy("All your sessions"),
}
_WORDS = {
    "4w": gettext_lazy("In the last 4 weeks"),
    "3m": gettext_lazy("In the last 3 months"),
    "6m": gettext_lazy("In the last 6 months"),
    "1y": gettext_lazy("In the last 12 months"),
    "all": gettext_lazy("In all your sessions"),
}


class Range(NamedTuple):
    """A period up to today that a page can show; None for `days` means everything."""

    key: str
    days: int | None

    @property
    def label(self) -> str:
        """In a switch that says by itself that it is about the last weeks, months or years."""
        return str(_LABELS[self.key])

    @property
    def name(self) -> str:
        return str(_NAMES[self.key])

    @property
    def words(self) -> str:
        """The beginning of a sentence about these days."""
        return str(_WORDS[self.key])

    @property
    def is_long(self) -> bool:
        """True if single sessions would be too close together to tell apart."""
        return self.days is None or self.days > 200

    def first_day(self, today: int, days: Sequence[int] = ()) -> int:
        """The first day to show; for an unlimited range, the first with a session."""
        return min(days, default=today) if self.days is None else today - self.days + 1


LENGTHS = {"4w": 28, "3m": 91, "6m": 182, "1y": 365, "all": None}
RANGES = {key: Range(key, days) for key, days in LENGTHS.items()}
DEFAULT_RANGE = RANGES["6m"]


class Columns(NamedTuple):
    """Points: days and values of equal length."""

    x: list[int]
    y: list[float]


class Line(NamedTuple):
    """Points to be connected; None breaks the line."""

    x: list[int]
    y: list[float | None]


def points(days: Iterable[int], values: Iterable[float | None]) -> Columns:
    """The points whose value is not None.

    >>> points([1, 2, 3], [4, None, 5])
    Columns(x=[1, 3], y=[4, 5])
    """
    present = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
    return Columns([day for day, _ in present], [value for _, value in present])


def means(columns: Columns, *, weeks: int = 1, week_starts: int = 0) -> Columns:
    """Means per `weeks` weeks, each on its middle day; a week starts on this weekday, 0 is Monday.

    >>> means(Columns([1, 2, 8], [4, 5, 6]))
    Columns(x=[4, 11], y=[4.5, 6.0])
    >>> means(Columns([1, 2, 7, 8], [4, 5, 6, 7]), week_starts=6)
    Columns(x=[3, 10], y=[4.5, 6.5])
    """
    width, first = weeks * WEEK, week_starts + 1  # day 1 is a Monday
    groups: dict[int, list[float]] = {}
    for day, value in zip(columns.x, columns.y, strict=True):
        groups.setdefault((day - first) // width, []).append(value)
    middle = (width + 1) // 2
    return Columns(
        [number * width + middle + week_starts for number in groups],
        [sum(group) / len(group) for group in groups.values()],
    )


def broken(columns: Columns, *, pause: int = LONGEST_PAUSE) -> Line:
    """Insert a None between points that are more than `pause` days apart.

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
    """The number of pauses longer than `pause` days.

    >>> gaps([1, 2, 30, 31, 60])
    2
    """
    order = sorted(set(days))
    return sum(later - earlier > pause for earlier, later in pairwise(order))


def smooth(line: Line) -> Line:
    """A triangular moving average over seven points; never across a None or of runs below four.

    >>> smooth(Line([1, 2, 3], [4, 6, 4])).y
    [4, 6, 4]
    >>> smooth(Line([1, 2, 3, 4], [4, 4, 4, 4])).y
    [4.0, 4.0, 4.0, 4.0]
    """
    y: list[float | None] = []
    for has_values, group in groupby(line.y, key=lambda value: value is not None):
        run = [value for value in group if value is not None]
        y += (_triangular(run) if len(run) >= SMOOTHED else run) if has_values else [None]
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
