"""Left minus right of one test: which side is freer, by how much, and how much is noise."""

import math
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tracker.analysis import rounding, words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import SideGap
from tracker.analysis.answers.sample import Noise
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.charts import forest
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 22

SMALLEST_TOP = 3  # points; the axis reaches at least so far up and down


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    **about: Any,
) -> Iterable[Figure]:
    gap = answers.gaps.get(test) if answers else None
    if answers and gap and gap.weeks:
        yield _figure(history.test(test), gap, answers.noise[test])


def _figure(test: TestInfo, gap: SideGap, noise: Noise) -> Figure:
    return Figure(
        key="side-gap",
        kind="gap",
        title=_("Left and right"),
        sentence=_("Before a session: %(finding)s.") % {"finding": gap.now.sentence},
        header=(_("Week around"), _("Left minus right"), _("Sessions")),
        rows=tuple(
            (words.short_date(math.floor(p.day)), rounding.signed(p.mean), str(p.ratings))
            for p in reversed(gap.weeks)
        ),
        data=_data(gap, noise) | {"notes": notes_of(gap)},
        place="foot",
        folded=True,
    )


def notes_of(gap: SideGap) -> list[str]:
    """The range of the gap, then its change, both of the last 26 weeks."""
    if not gap.now.wide:
        return gap.now.tag_sentences
    span = _("Left minus right, 95%% range: %(range)s.") % {"range": forest.span(gap.now.wide)}
    change = _("Over the weeks: %(finding)s.") % {"finding": gap.change.sentence}
    return [span, change, _("A difference between sides is common."), *gap.now.tag_sentences]


def _data(gap: SideGap, noise: Noise) -> dict[str, Any]:
    own = _("Usual swing: ± %(size)s (your own)")
    assumed = _("Usual swing: ± %(size)s (assumed)")
    swing = own if noise.source == "own" else assumed
    top = max(SMALLEST_TOP, math.ceil(noise.mdc), *(math.ceil(abs(p.mean)) for p in gap.weeks))
    first, last = gap.weeks[0].day, gap.weeks[-1].day
    return {
        "top": top,
        "dots": [{"x": _across(p.day, first, last), "y": height(p.mean, top)} for p in gap.weeks],
        "band": {
            "y": height(noise.mdc, top),
            "height": f"{2 * 46 * noise.mdc / top:.4g}%",
            "says": swing % {"size": words.number(noise.mdc)},
        },
        "first": words.short_date(math.floor(first)),
        "last": words.short_date(math.floor(last)) if last > first else "",
    }


def _across(day: float, first: float, last: float) -> str:
    share = (day - first) / (last - first) if last > first else 0.5
    return f"{3 + 94 * share:.4g}%"


def height(value: float, top: float) -> str:
    """Distance from the top, with room for the marks; above the middle, the left is freer.

    >>> height(0, 3), height(3, 3)
    ('50%', '4%')
    """
    return f"{50 - 46 * value / top:.4g}%"
