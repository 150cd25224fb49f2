"""Sentences about the level of values in a range of days: one whole message for each case."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from tracker.analysis import timeline, words
from tracker.analysis.answers import Answers, Finding
from tracker.charts.lines import SidePlot

CHANGED = 0.5  # points; less between the two ends is no direction
LISTED = 5  # values at most, where there are too few for a level

# By side and whether a direction is named; where sides differ, one message still holds both.
LEVELS = {
    (("none", False),): gettext_lazy("%(when)s your before ratings were about %(none)s."),
    (("none", True),): gettext_lazy(
        "%(when)s your before ratings went from about %(none_start)s to about %(none)s."
    ),
    (("left", False),): gettext_lazy(
        "%(when)s your before ratings were about %(left)s on the left."
    ),
    (("left", True),): gettext_lazy(
        "%(when)s your before ratings on the left went from about %(left_start)s to about %(left)s."
    ),
    (("right", False),): gettext_lazy(
        "%(when)s your before ratings were about %(right)s on the right."
    ),
    (("right", True),): gettext_lazy(
        "%(when)s your before ratings on the right went from about %(right_start)s to about"
        " %(right)s."
    ),
    (("left", False), ("right", False)): gettext_lazy(
        "%(when)s your before ratings were about %(left)s on the left and about %(right)s on the"
        " right."
    ),
    (("left", True), ("right", False)): gettext_lazy(
        "%(when)s your before ratings on the left went from about %(left_start)s to about %(left)s;"
        " on the right they were about %(right)s."
    ),
    (("left", False), ("right", True)): gettext_lazy(
        "%(when)s your before ratings on the left were about %(left)s; on the right they went from"
        " about %(right_start)s to about %(right)s."
    ),
    (("left", True), ("right", True)): gettext_lazy(
        "%(when)s your before ratings went from about %(left_start)s to about %(left)s on the left"
        " and from about %(right_start)s to about %(right)s on the right."
    ),
}
BOTH_ALIKE = gettext_lazy("%(when)s your before ratings were about %(both)s on both sides.")
NOTHING_RATED = {
    ("none",): gettext_lazy("%(when)s you have no rating of this test that counts."),
    ("left",): gettext_lazy("%(when)s you have no rating on the left that counts."),
    ("right",): gettext_lazy("%(when)s you have no rating on the right that counts."),
    ("left", "right"): gettext_lazy("%(when)s you have no rating of this test that counts."),
}
ONE_SESSION = {
    ("none",): gettext_lazy("Before %(none)s, after %(none_after)s."),
    ("left",): gettext_lazy("On the left: before %(left)s, after %(left_after)s."),
    ("right",): gettext_lazy("On the right: before %(right)s, after %(right_after)s."),
    ("left", "right"): gettext_lazy(
        "On the left: before %(left)s, after %(left_after)s. On the right: before %(right)s, after"
        " %(right_after)s."
    ),
}
FEW = {
    ("none",): gettext_lazy("The newest before ratings: %(none)s."),
    ("left",): gettext_lazy("The newest before ratings on the left: %(left)s."),
    ("right",): gettext_lazy("The newest before ratings on the right: %(right)s."),
    ("left", "right"): gettext_lazy("The newest before ratings: left %(left)s; right %(right)s."),
}


class SideLevel(NamedTuple):
    """What may be said of one side, in words; `start` only where a direction may be named."""

    side: str
    level: str
    start: str | None = None


def sentence(when: str, plots: Sequence[SidePlot], answers: Answers | None) -> str:
    """The levels of the sides, each with a direction only if that was tested and is clear."""
    sides = [side_level(plot, answers) for plot in plots]
    if len(sides) == 2 and sides[0][1:] == sides[1][1:] == (sides[0].level, None):
        return BOTH_ALIKE % {"when": when, "both": sides[0].level}
    case = tuple((side.side, side.start is not None) for side in sides)
    values = {side.side: side.level for side in sides}
    starts = {f"{side.side}_start": side.start for side in sides}
    return LEVELS[case] % {"when": when, **values, **starts}


def side_level(plot: SidePlot, answers: Answers | None) -> SideLevel:
    ends = _ends(plot.after_practice, tested(plot, answers))
    if ends is None:
        return SideLevel(plot.side, halves(fmean(plot.before)))
    return SideLevel(plot.side, halves(ends[1]), halves(ends[0]))


def tested(plot: SidePlot, answers: Answers | None) -> Finding | None:
    """The finding about the weeks, if it rests on just the ratings that this range shows.

    Both end today and leave out the same sessions, so that one holds the other; with equally many
    ratings they are the same.
    """
    level = answers.levels.get((plot.series.test, plot.side)) if answers else None
    if level is None or sum(week.ratings for week in level.weeks) != len(plot.after_practice):
        return None
    return level.finding


def _ends(ratings: Sequence[float], finding: Finding | None) -> tuple[float, float] | None:
    """The first and last level, where the finding is clear and these ratings go the same way."""
    if finding is None or finding.best is None or not finding.verdict.startswith("clear"):
        return None
    start, end = timeline.ends(ratings)
    rise = end - start if finding.best > 0 else start - end
    return (start, end) if rise >= CHANGED and halves(start) != halves(end) else None


def nothing(when: str, sides: Iterable[str]) -> str:
    return NOTHING_RATED[tuple(sides)] % {"when": when}


def one_session(plots: Iterable[SidePlot]) -> str:
    """The pairs of a single session."""
    rated = [plot for plot in plots if plot.series.days]
    before = {plot.side: words.number(plot.series.before[-1]) for plot in rated}
    after = {f"{plot.side}_after": words.number(plot.series.after[-1]) for plot in rated}
    case = tuple(plot.side for plot in rated)
    return ONE_SESSION[case] % {**before, **after}


def few(plots: Iterable[SidePlot]) -> str:
    """The newest values, when there are too few for a level; empty without any."""
    values = {plot.side: newest(plot.before) for plot in plots if plot.before}
    return FEW[tuple(values)] % values if values else ""


def newest(values: Sequence[float]) -> str:
    """
    >>> newest([3, 3, 4, 4, 5, 5])
    '3, 4, 4, 5, 5'
    """
    return ", ".join(words.number(value) for value in values[-LISTED:])


def halves(value: float) -> str:
    return words.number(half(value))


def half(value: float) -> float:
    """A mean to the nearest half; more digits would suggest a precision that it does not have.

    >>> half(4.3), half(4.2)
    (4.5, 4.0)
    """
    return round(value * 2) / 2
