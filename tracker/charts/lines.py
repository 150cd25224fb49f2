"""Shared by the charts over time: visible days, lines with gaps, and tables."""

from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import timeline, words
from tracker.analysis.answers import Answers
from tracker.analysis.pairs import History, Series
from tracker.analysis.timeline import Columns, Line, Range

ENOUGH = 6  # sessions before a sentence gives a direction
SHORTEST = 27  # days; a chart shows at least as many
MANY_DAYS = 420
RARE = 42  # days; few people measure in every session, so a line may span longer pauses
MONTH = 4  # weeks
RATING_AXIS = {"min": 0, "max": 10, "step": 2}
PHASES = {"pre": "before", "post": "after"}


class Pace(NamedTuple):
    """What one point of a line stands for: a session (`weeks` is 0) or a number of weeks."""

    weeks: int
    smooth: bool = False
    rare: bool = False
    week_starts: int = 0  # a weekday; 0 is Monday

    @property
    def pause(self) -> int:
        """The longest time, in days, that a line may span without a point."""
        if self.rare:
            return RARE
        return max(self.weeks * timeline.WEEK, timeline.LONGEST_PAUSE)

    @property
    def heading(self) -> str:
        return {0: _("Date"), 1: _("Week of"), MONTH: _("4 weeks from")}[self.weeks]

    @property
    def caption(self) -> str:
        return {
            0: _("Each session. A break in the line is a pause."),
            1: _("Weekly averages. A break in the line is a pause."),
            MONTH: _("4-week averages. A break in the line is a pause."),
        }[self.weeks]

    def start(self, day: int) -> int:
        """The first day of the weeks whose mean is plotted at `day`."""
        return day if not self.weeks else day - (self.weeks * timeline.WEEK + 1) // 2 + 1

    def line(self, raw: Columns) -> Line:
        """A line through raw points, broken at each gap."""
        means = self._means(raw) if self.weeks else raw
        line = timeline.broken(means, pause=self.pause)
        return timeline.smooth(line) if self.smooth else line

    def _means(self, raw: Columns) -> Columns:
        return timeline.means(raw, weeks=self.weeks, week_starts=self.week_starts)


class SidePlot(NamedTuple):
    """One side as plotted: its series, and its raw points and lines by phase."""

    series: Series
    raw: dict[str, Columns]
    line: dict[str, Line]
    practice: frozenset[int] = frozenset()  # indices of sessions, as in `series`

    @property
    def side(self) -> str:
        return self.series.side

    @property
    def is_rated(self) -> bool:
        return any(columns.x for columns in self.raw.values())

    @property
    def before(self) -> list[Any]:
        return self.raw["pre"].y

    @property
    def after_practice(self) -> list[Any]:
        """Before without the sessions of practice, on which no answer rests."""
        rows = zip(self.series.session, self.series.before, strict=True)
        return [x for index, x in rows if x is not None and index not in self.practice]


class VisibleDays(NamedTuple):
    """The days that a page shows, and the indices of sessions excluded, or done for practice."""

    range_: Range
    first: int
    today: int
    excluded: frozenset[int]
    practice: frozenset[int]
    week_starts: int = 0

    @classmethod
    def on(
        cls, history: History, range_: Range, today: int, answers: Answers | None = None
    ) -> "VisibleDays":
        excluded = (i for i, session in enumerate(history.sessions) if not session.counts)
        ids = answers.practice if answers else frozenset()
        practice = (i for i, session in enumerate(history.sessions) if session.id in ids)
        days = history.days()
        start = range_.first_day(today, days)
        # Otherwise a beginner's few sessions would sit at the edge of an empty chart.
        first = min(min((day for day in days if day >= start), default=start), today - SHORTEST)
        indices = frozenset(excluded), frozenset(practice)
        return cls(range_, max(first, start), today, *indices, history.week_starts)

    def plot(self, series: Series, pace: Pace) -> SidePlot:
        part = series.between(self.first, self.today)
        if self.excluded:
            part = part.where(index not in self.excluded for index in part.session)
        raw = {
            phase: timeline.points(part.days, getattr(part, column))
            for phase, column in PHASES.items()
        }
        line = {phase: pace.line(columns) for phase, columns in raw.items()}
        return SidePlot(part, raw, line, self.practice)

    def means(self, *, rare: bool = False) -> Pace:
        """Weekly means, or four-weekly ones where a week would be too narrow to see."""
        weeks = MONTH if self.today - self.first > MANY_DAYS else 1
        return Pace(weeks, rare=rare, week_starts=self.week_starts)

    def data(
        self, plots: Iterable[SidePlot], pace: Pace, *, dots: bool, **more: Any
    ) -> dict[str, Any]:
        """Data for the script that plots the lines."""
        plots = list(plots)
        days = [day for plot in plots for line in plot.line.values() for day in line.x]
        data = {
            "from": min(self.first, *days, self.today),
            "to": max(
                self.today, *days, self.first
            ),  # the middle of this week may be in the future
            "caption": pace.caption,
            "weeks": pace.weeks,
            "week_starts": self.week_starts,
            "y": RATING_AXIS,
            "unit": None,  # ratings have none
            "places": 1,
            "tag": _("Up is freer ↑"),
        }
        return data | more | {"panels": [_panel(plot, dots) for plot in plots]}


def _panel(plot: SidePlot, dots: bool) -> dict[str, Any]:
    """One drawing area: a side with its before line and its after line."""
    lines = [_line(phase, line) for phase, line in plot.line.items()]
    if dots:
        for line in lines:
            line["dots"] = plot.raw[line["phase"]]._asdict()
    return {"side": plot.side, "lines": lines}


def _line(phase: str, line: Line) -> dict[str, Any]:
    y = [None if value is None else round(value, 2) for value in line.y]
    return {"phase": phase, "x": line.x, "y": y}


def columns(plots: Iterable[SidePlot], unit: str = "") -> list[str]:
    """Column headings of the table: before and after of each side."""
    headings = {
        "none": (_("Before"), _("After")),
        "left": (_("Left before"), _("Left after")),
        "right": (_("Right before"), _("Right after")),
    }
    names = [name for plot in plots for name in headings[plot.side]]
    if not unit:
        return names
    return [_("%(heading)s (%(unit)s)") % {"heading": name, "unit": unit} for name in names]


def rows_of(
    plots: Iterable[SidePlot], pace: Pace, *, places: int = 1
) -> tuple[tuple[str, ...], ...]:
    """The points of all lines as a table, newest first: date, then before and after per side."""
    lines = [dict(zip(*line, strict=True)) for plot in plots for line in plot.line.values()]
    days = sorted({day for line in lines for day, y in line.items() if y is not None}, reverse=True)
    return tuple(
        (
            words.short_date(pace.start(day)),
            *(words.number(line.get(day), places=places) for line in lines),
        )
        for day in days
    )


def session_days(plots: Iterable[SidePlot]) -> list[int]:
    """The days of sessions with a rating."""
    days: dict[int, int] = {}
    for series in (plot.series for plot in plots):
        pairs = zip(series.before, series.after, strict=True)
        rated = [pair != (None, None) for pair in pairs]
        days.update(zip(compress(series.session, rated), compress(series.days, rated), strict=True))
    return sorted(days.values())


def tally(days: Sequence[int]) -> str:
    """The number of sessions behind a picture, and of the pauses in them, if any."""
    sessions = ngettext("%(count)s rated session.", "%(count)s rated sessions.", len(days))
    parts = [sessions % {"count": words.number(len(days))}]
    if pauses := timeline.gaps(days):
        breaks = ngettext(
            "%(count)s break of more than 2 weeks.",
            "%(count)s breaks of more than 2 weeks.",
            pauses,
        )
        parts.append(breaks % {"count": pauses})
    return " ".join(parts)
