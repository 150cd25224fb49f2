"""Forest plots: findings below each other on one axis, with thick 80 % and thin 95 % bars."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.analysis import words
from tracker.analysis.answers import Finding
from tracker.analysis.sentences import signed

HEADER = ("Where", "Side", "Best guess", "80 %", "95 %", "In words")
SMALLEST_AXIS = (-1, 2)
TICKS = 5
SIDE_WORDS = {"left": "left", "right": "right", "none": "no side"}


class Group(NamedTuple):
    """The findings of one test or one group of tests, by side."""

    title: str
    findings: Mapping[str, Finding]
    note: str = ""


class Axis(NamedTuple):
    """Maps points from `low` to `high` to a percentage of the width, with room for the marks."""

    low: int
    high: int

    def at(self, value: float) -> str:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return f"{2 + 96 * share:.2f}%"

    def ticks(self) -> list[dict[str, str]]:
        step = max(1, math.ceil((self.high - self.low) / (TICKS - 1)))
        # -(-a // b) rounds up, so the first mark is not left of the axis.
        marks = range(-(-self.low // step) * step, self.high + 1, step)
        return [{"at": self.at(mark), "text": words.number(mark)} for mark in marks]


def axis_of(groups: Iterable[Group]) -> Axis:
    """An axis wide enough for every bar."""
    findings = [finding for group in groups for finding in group.findings.values()]
    ends = [end for finding in findings for end in finding.wide or (finding.best or 0,) * 2]
    low, high = min([*ends, SMALLEST_AXIS[0]]), max([*ends, SMALLEST_AXIS[1]])
    return Axis(math.floor(low), math.ceil(high))


def plot(
    groups: Sequence[Group],
    more: Sequence[Group] = (),
    *,
    ends: tuple[str, str] = ("stiffer", "freer"),
    sides: bool = True,
) -> dict[str, Any]:
    """Data for the template: `groups` in bold on top, `more` inside a collapsed summary."""
    axis = axis_of([*groups, *more])
    return {
        "groups": [_group(group, axis) for group in groups],
        "more": [_group(group, axis) for group in more],
        "ticks": axis.ticks(),
        "ends": ends,
        "sides": sides,
    }


def _group(group: Group, axis: Axis) -> dict[str, Any]:
    rows = [_row(side, finding, axis) for side, finding in group.findings.items()]
    return {"title": group.title, "note": group.note, "rows": rows}


def _row(side: str, finding: Finding, axis: Axis) -> dict[str, Any]:
    at = axis.at
    return {
        "side": side,
        "icon": finding.icon,
        "says": finding.sentence,
        "tags": finding.tag_sentences,
        "best": None if finding.best is None else at(finding.best),
        "wide": finding.wide and [at(end) for end in finding.wide],
        "narrow": finding.narrow and [at(end) for end in finding.narrow],
        "zero": at(0),
        "worth": [
            at(x) for x in (-finding.worthwhile, finding.worthwhile) if axis.low <= x <= axis.high
        ],
    }


def rows(groups: Iterable[Group]) -> tuple[tuple[str, ...], ...]:
    """The same as a table."""
    return tuple(
        (group.title, words.SIDES[side], *cells(finding))
        for group in groups
        for side, finding in group.findings.items()
    )


def cells(finding: Finding) -> tuple[str, ...]:
    """Best guess, both limits and the words."""
    best = words.NOTHING if finding.best is None else signed(finding.best)
    return (best, span(finding.narrow), span(finding.wide), finding.sentence)


def span(limits: Sequence[float] | None) -> str:
    """
    >>> span((0.31, 1.2)), span(None)
    ('+0.3 to +1.2', '\N{EN DASH}')
    """
    return f"{signed(limits[0])} to {signed(limits[1])}" if limits else words.NOTHING


def sentence_of(group: Group) -> str:
    """One sentence per side, with its verdict."""
    parts = []
    for number, (side, finding) in enumerate(group.findings.items()):
        where = SIDE_WORDS[side].title() if number else f"{group.title}, {SIDE_WORDS[side]}"
        parts.append(f"{where}: {clause_of(finding)}.")
    return " ".join(parts)


def clause_of(finding: Finding) -> str:
    """The verdict of a finding as a clause inside a sentence."""
    return words.inside(finding.sentence).replace(": ", ", ", 1)


def by_side(findings: Mapping[tuple[str, ...], Finding], name: str) -> dict[str, Finding]:
    """The findings of one name by side, from those keyed by (name, side)."""
    return {key[1]: finding for key, finding in findings.items() if key[0] == name}
