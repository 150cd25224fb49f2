"""The cells of the board: a verdict as a bar, solid as far as it is sure, striped beyond."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from tracker.analysis import words
from tracker.analysis.answers import Finding
from tracker.analysis.words import Messages
from tracker.charts.forest import Axis

SMALLEST = (-1, 2)  # points
MARGIN = 0.05  # an estimate this near to the edge is still inside
RAW = Axis(-4, 4)  # of single changes
STACKED = 3  # dots above each other, before they overlap
DOT, LOWEST = 6.0, 17.0  # heights in pixels

SHORT = {
    "change": Messages(
        {
            "clear_gain": gettext_lazy("Clearly freer"),
            "clear_small_gain": gettext_lazy("A little freer"),
            "probably_gain": gettext_lazy("Probably freer"),
            "little_or_none": gettext_lazy("Little change"),
            "not_yet_known": gettext_lazy("Not clear yet"),
            "clear_loss": gettext_lazy("Clearly stiffer"),
            "clear_small_loss": gettext_lazy("A little stiffer"),
            "probably_loss": gettext_lazy("Probably stiffer"),
            "too_early": gettext_lazy("Too early"),
        }
    ),
    "level": Messages(
        {
            "clear_gain": gettext_lazy("Clearly rising"),
            "clear_small_gain": gettext_lazy("Rising a little"),
            "probably_gain": gettext_lazy("Probably rising"),
            "little_or_none": gettext_lazy("Steady"),
            "not_yet_known": gettext_lazy("Not clear yet"),
            "clear_loss": gettext_lazy("Clearly falling"),
            "clear_small_loss": gettext_lazy("Falling a little"),
            "probably_loss": gettext_lazy("Probably falling"),
            "too_early": gettext_lazy("Too early"),
        }
    ),
}
AT_ITS_SUREST = Messages({"not_yet_known": gettext_lazy("Not clear")})


class Span(NamedTuple):
    """A piece of a bar: where it begins and how long it is, in percent of the width."""

    x: str
    width: str


class Dot(NamedTuple):
    """One session; `y` in pixels from the top."""

    x: str
    y: float


@dataclass(frozen=True)
class Cell:
    """One test and side: `solid` is at least this much, `striped` goes on to the most likely.

    `dotted`: a range that holds zero. `mark`: "full", "hollow", "flat" or "". `spoken`: what the
    cell is to those who hear it. `dots`: single sessions, while there is no verdict.
    """

    side: str
    icon: str
    word: str
    spoken: str
    mark: str = ""
    x: str = ""
    solid: Span | None = None
    striped: Span | None = None
    whole: Span | None = None
    dotted: tuple[str, str] | None = None
    level: str = ""
    dots: Sequence[Dot] = ()

    @property
    def is_quiet(self) -> bool:
        return self.mark in ("", "flat") or self.dotted is not None


def axis_of(findings: Iterable[Finding]) -> Axis:
    """Wide enough for every estimate, and the same for both halves of the board."""
    best = [finding.best for finding in findings if finding.wide and finding.best is not None]
    low, high = SMALLEST
    while min(best, default=0) < low + MARGIN:
        low -= 1
    while max(best, default=0) > high - MARGIN:
        high += 1
    return Axis(low, high)


def short(finding: Finding) -> str:
    """The verdict in two words, for a narrow column."""
    if finding.is_at_its_surest and finding.verdict in AT_ITS_SUREST:
        return AT_ITS_SUREST[finding.verdict]
    return SHORT[finding.question][finding.verdict]


def cell_of(finding: Finding, side: str, axis: Axis, spoken: str, level: str = "") -> Cell:
    about = (side, finding.icon, short(finding), spoken)
    if finding.wide is None or finding.best is None:
        return Cell(*about, level=level)
    best, (low, high) = finding.best, finding.wide
    x = axis.at(best)
    if finding.verdict in ("little_or_none", "not_yet_known"):
        mark = "flat" if finding.verdict == "little_or_none" else "hollow"
        return Cell(*about, mark, x, dotted=(axis.at(low), axis.at(high)), level=level)
    whole = _span(axis, 0, best)
    if finding.verdict.startswith("probably"):
        return Cell(*about, "hollow", x, striped=whole, whole=whole, level=level)
    near = low if best > 0 else high
    solid, striped = _span(axis, 0, near), _span(axis, near, best)
    return Cell(*about, "full", x, solid, striped, whole, level=level)


def _span(axis: Axis, start: float, end: float) -> Span:
    first, last = sorted((axis.place(start), axis.place(end)))
    return Span(f"{first:.2f}%", f"{last - first:.2f}%")


def raw_cell(changes: Sequence[float], side: str, word: str, spoken: str) -> Cell:
    """A dot a session, those of the same change above each other."""
    return Cell(side, "", word, spoken, dots=tuple(_dots(changes)))


def _dots(changes: Sequence[float]) -> Iterable[Dot]:
    for change, same in groupby(sorted(changes)):
        number = len(list(same))
        step = DOT * min(1, STACKED / number)
        for place in range(number):
            yield Dot(RAW.at(change), round(LOWEST - place * step, 1))


def raw_word(changes: Sequence[float]) -> str:
    if not changes:
        return words.NOTHING
    freer = sum(change > 0 for change in changes)
    return str(FREER) % {"freer": freer, "total": len(changes)}


FREER = gettext_lazy("freer %(freer)s of %(total)s")
