"""Carry-over per side, in a frame that stays empty until it can be estimated."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.carryover import FRAME, Carryover, IntervalClass
from tracker.analysis.pairs import History
from tracker.analysis.rounding import percent, percent_limits, span
from tracker.analysis.timeline import Range
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 18

HOURS_OF_A_WEEK = 168
AFTER_DAYS = ngettext_lazy("After %(days)s day", "After %(days)s days", "days")


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    region = history.test(test).region
    carryovers = (
        [carryover for carryover in answers.carryovers.values() if carryover.region == region]
        if answers
        else []
    )
    if carryovers:
        name = words.REGIONS.get(region, region)
        yield Figure(
            key="left-next-time",
            kind="carryover",
            title=_("Still there next time"),
            sentence=sentence_of(carryovers),
            header=_header(),
            rows=tuple(row for carryover in carryovers for row in _rows(name, carryover)),
            data={
                "rows": [_bar(carryover) for carryover in carryovers],
                "ends": [at(0), at(1)],
                "name": name,
            },
            place="answers",
        )


def sentence_of(carryovers: Iterable[Carryover]) -> str:
    """A sentence per side, or a single one if they all say the same."""
    sentences = {carryover.side: carryover.sentence for carryover in carryovers}
    distinct = set(sentences.values())
    if len(distinct) == 1:
        return _("%(answer)s.") % {"answer": distinct.pop()}
    return " ".join(
        _("%(side)s: %(answer)s.") % {"side": side_words(side), "answer": says}
        for side, says in sentences.items()
    )


def side_words(side: str) -> str:
    return _("One leg first") if side == "both" else words.SIDES[side]


def _header() -> tuple[str, ...]:
    where = (_("Where"), _("Side"), _("When"), _("Pairs"))
    return (*where, _("Still there"), _("95% range"))


def _bar(carryover: Carryover) -> dict[str, Any]:
    """The share with its limits; empty while it is unknown."""
    side = "none" if carryover.side == "both" else carryover.side
    bar = {
        "side": side,
        "name": side_words(carryover.side),
        "icon": carryover.icon,
        "says": carryover.sentence,
    }
    best, lo, hi = carryover.share or (None, None, None)
    is_known = best is not None and lo is not None and hi is not None
    return bar | {
        "change": None,  # the mark template reads it; None gives a mark of the usual size
        "best": at(best) if is_known else "",
        "wide": [at(lo), at(hi)] if is_known else [],
    }


def at(share: float | None) -> str:
    """
    >>> at(0), at(1), at(2)
    ('34%', '66%', '98%')
    """
    low, high = FRAME
    return f"{2 + 96 * ((share or 0.0) - low) / (high - low):.4g}%"


def _rows(name: str, carryover: Carryover) -> list[tuple[str, ...]]:
    where = (name.capitalize(), side_words(carryover.side))
    best, lo, hi = carryover.share or (None, None, None)
    shares = _shares(best, lo, hi)
    own = [
        (*where, _when(interval), str(interval.pairs), *_shares_of(interval))
        for interval in carryover.by_interval
    ]
    return [(*where, _("Any gap"), str(carryover.pairs), *shares), *own]


def _when(interval: IntervalClass) -> str:
    if interval.hours == HOURS_OF_A_WEEK:
        return _("After a week")
    return AFTER_DAYS % {"days": interval.hours // 24}


def _shares_of(interval: IntervalClass) -> tuple[str, str]:
    estimate = interval.retention
    return (
        _shares(estimate.ratio, estimate.lo, estimate.hi) if estimate else _shares(None, None, None)
    )


def _shares(best: float | None, lo: float | None, hi: float | None) -> tuple[str, str]:
    if best is None or lo is None or hi is None:
        return _("Not known"), words.NOTHING
    return percent(best), span(*percent_limits(lo, hi))
