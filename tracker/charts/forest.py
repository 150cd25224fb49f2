"""Forest plots: findings below each other on one axis, with thick 80% and thin 95% bars."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tracker.analysis import rounding, words
from tracker.analysis.answers import Finding

SMALLEST_AXIS = (-1, 2)
TICKS = 5


class Group(NamedTuple):
    """The findings of one test or one group of tests, by side."""

    title: str
    findings: Mapping[str, Finding]
    note: str = ""


class Axis(NamedTuple):
    """Maps points from `low` to `high` to a percentage of the width, with room for the marks."""

    low: int
    high: int

    def place(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return 2 + 96 * share

    def at(self, value: float) -> str:
        return f"{self.place(value):.2f}%"

    def ticks(self) -> list[dict[str, str]]:
        step = max(1, math.ceil((self.high - self.low) / (TICKS - 1)))
        # -(-a // b) rounds up, so the first mark is not left of the axis.
        marks = range(-(-self.low // step) * step, self.high + 1, step)
        return [{"at": self.at(mark), "text": words.number(mark)} for mark in marks]


def header() -> tuple[str, ...]:
    """The headings of `rows`."""
    return (_("Where"), _("Side"), *estimate_header(), _("In words"))


def estimate_header() -> tuple[str, ...]:
    return (_("Most likely"), _("80% range"), _("95% range"))


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
    ends: tuple[str, str] | None = None,
    sides: bool = True,
    brief: bool = False,
) -> dict[str, Any]:
    """Data for the template: `groups` in bold on top, `more` inside a collapsed summary.

    `brief`: what the question says, and how many more sessions it takes, is in `rows` alone.
    """
    axis = axis_of([*groups, *more])
    return {
        "groups": [_group(group, axis, brief=brief) for group in groups],
        "more": [_group(group, axis, brief=brief) for group in more],
        "ticks": axis.ticks(),
        "ends": ends or (_("stiffer"), _("freer")),
        "sides": sides,
    }


def _group(group: Group, axis: Axis, *, brief: bool) -> dict[str, Any]:
    rows = [_row(side, finding, axis, brief=brief) for side, finding in group.findings.items()]
    return {"title": group.title, "note": group.note, "rows": rows}


def _row(side: str, finding: Finding, axis: Axis, *, brief: bool) -> dict[str, Any]:
    at = axis.at
    return {
        "side": side,
        "icon": finding.icon,
        "says": finding.brief if brief else finding.sentence,
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
    """The estimate, both ranges and the words."""
    return (_best(finding), span(finding.narrow), span(finding.wide), finding.sentence)


def cells_of_line(finding: Finding) -> tuple[str, ...]:
    """The estimate, its 95% range and the words."""
    return (_best(finding), span(finding.wide), finding.sentence)


def _best(finding: Finding) -> str:
    return words.NOTHING if finding.best is None else rounding.signed(finding.best)


def span(limits: Sequence[float] | None) -> str:
    """
    >>> span((0.38, 1.2)), span(None)
    ('+0.3 to +1.2', '\N{EN DASH}')
    """
    if not limits:
        return words.NOTHING
    return rounding.span(*rounding.signed_limits(limits[0], limits[1]))


def sentence_of(group: Group) -> str:
    """The verdict of each side, without the numbers that the rows hold."""
    answers = {side: finding.word for side, finding in group.findings.items()}
    where = {"where": group.title}
    if answers.keys() == {"left", "right"}:
        if answers["left"] == answers["right"]:
            return _("%(where)s, left and right: %(answer)s.") % (
                where | {"answer": answers["left"]}
            )
        return _("%(where)s, left: %(left)s. Right: %(right)s.") % (where | answers)
    message = {
        "left": _("%(where)s, left: %(answer)s."),
        "right": _("%(where)s, right: %(answer)s."),
        "none": _("%(where)s: %(answer)s."),
    }
    return " ".join(message[side] % (where | {"answer": word}) for side, word in answers.items())


def by_side(findings: Mapping[tuple[str, ...], Finding], name: str) -> dict[str, Finding]:
    """The findings of one name by side, from those keyed by (name, side)."""
    return {key[1]: finding for key, finding in findings.items() if key[0] == name}
