"""Carry-over per side, in a frame that stays empty until it can be estimated."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.carryover import FRAME, Carryover, IntervalClass
from tracker.analysis.pairs import History
from tracker.analysis.rounding import percent, percent_limits, span
from tracker.analysis.timeline import Range
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 24

HOURS_OF_A_WEEK = 168
LEAD = gettext_lazy(
    "How much of a session’s change is still there at the next one, all tests of this part of the"
    " body together."
)
LEADS = {
    "foot": gettext_lazy(
        "How much of a session’s change is still there at the next one, all foot tests together."
    ),
    "ankle": gettext_lazy(
        "How much of a session’s change is still there at the next one, all ankle tests together."
    ),
    "knee": gettext_lazy(
        "How much of a session’s change is still there at the next one, all knee tests together."
    ),
    "hip": gettext_lazy(
        "How much of a session’s change is still there at the next one, all hip tests together."
    ),
    "low_back": gettext_lazy(
        "How much of a session’s change is still there at the next one, all low back tests"
        " together."
    ),
}
ANSWER_OF = {
    "left": gettext_lazy("Left: %(answer)s."),
    "right": gettext_lazy("Right: %(answer)s."),
    "none": gettext_lazy("%(answer)s."),
    "both": gettext_lazy("One leg first: %(answer)s."),
}
AFTER_DAYS = ngettext_lazy("After %(days)s day", "After %(days)s days", "days")


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    **about: Any,
) -> Iterable[Figure]:
    region = history.test(test).region
    carryovers = (
        [carryover for carryover in answers.carryovers.values() if carryover.region == region]
        if answers
        else []
    )
    if carryovers:
        yield Figure(
            key="still-there",
            kind="carryover",
            title=_("Still there next time"),
            sentence=sentence_of(carryovers),
            header=_header(),
            rows=tuple(row for carryover in carryovers for row in _rows(carryover)),
            data={
                "rows": [_bar(carryover) for carryover in carryovers],
                "ends": [at(0), at(1)],
                "lead": str(LEADS.get(region, LEAD)),
            },
            place="foot",
            folded=True,
        )


def sentence_of(carryovers: Iterable[Carryover]) -> str:
    """A sentence per side, or a single one if they all say the same."""
    sentences = {carryover.side: carryover.sentence for carryover in carryovers}
    distinct = set(sentences.values())
    if len(distinct) == 1:
        return _("%(answer)s.") % {"answer": distinct.pop()}
    return " ".join(ANSWER_OF[side] % {"answer": says} for side, says in sentences.items())


def side_words(side: str) -> str:
    return _("One leg first") if side == "both" else words.SIDES[side]


def _header() -> tuple[str, ...]:
    return (_("Side"), _("When"), _("Pairs"), _("Still there"), _("95% range"))


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


def _rows(carryover: Carryover) -> list[tuple[str, ...]]:
    side = side_words(carryover.side)
    best, lo, hi = carryover.share or (None, None, None)
    shares = _shares(best, lo, hi)
    own = [
        (side, _when(interval), str(interval.pairs), *_shares_of(interval))
        for interval in carryover.by_interval
    ]
    return [(side, _("Any gap"), str(carryover.pairs), *shares), *own]


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
