"""Shared by the charts over time: visible days, lines with gaps, tables and sentences."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from statistics import fmean
from typing import Any, NamedTuple

from tracker.analysis import timeline, words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import Level
from tracker.analysis.pairs import History, Series
from tracker.analysis.timeline import Columns, Line, Range

ENOUGH = 6  # sessions before a sentence gives a direction
SHORTEST = 27  # days; a chart shows at least as many
MANY_DAYS = 420
RARE = 42  # days; few people measure in every session, so a line may span longer pauses
CHANGED = 0.5  # points, or units of a measure; less counts as no change
ONE_SESSION = "One session is a start, not a trend."
TOO_FEW = "Too few to tell a direction."
RATING_AXIS = {"min": 0, "max": 10, "step": 2}
PHASES = {"pre": "before", "post": "after"}


class Pace(NamedTuple):
    """What one point of a line stands for: a session (`weeks` is 0) or a number of weeks."""

    weeks: int
    smooth: bool = False
    rare: bool = False

    @property
    def pause(self) -> int:
        """The longest time, in days, that a line may span without a point."""
        if self.rare:
            return RARE
        return self.weeks * timeline.WEEK or timeline.LONGEST_PAUSE

    @property
    def heading(self) -> str:
        return {0: "Date", 1: "Week of"}.get(self.weeks, f"{self.weeks} weeks from")

    @property
    def caption(self) -> str:
        return {0: "Each session", 1: "Means per week"}.get(
            self.weeks, f"Means per {self.weeks} weeks"
        )

    def start(self, day: int) -> int:
        """The first day of the weeks whose mean is plotted at `day`."""
        return day if not self.weeks else day - (self.weeks * timeline.WEEK + 1) // 2 + 1

    def line(self, raw: Columns) -> Line:
        """A line through raw points, broken at each gap."""
        means = timeline.means(raw, weeks=self.weeks) if self.weeks else raw
        line = timeline.broken(means, pause=self.pause)
        return timeline.smooth(line) if self.smooth else line


class SidePlot(NamedTuple):
    """One side as plotted: its series, and its raw points and lines by phase."""

    series: Series
    raw: dict[str, Columns]
    line: dict[str, Line]

    @property
    def side(self) -> str:
        return self.series.side

    @property
    def before(self) -> list[Any]:
        return self.raw["pre"].y


class VisibleDays(NamedTuple):
    """The days that a page shows, and the indices of sessions excluded from the answers."""

    range_: Range
    first: int
    today: int
    exclusion_reason: frozenset[int]

    @classmethod
    def on(cls, history: History, range_: Range, today: int) -> "VisibleDays":
        excluded = (i for i, session in enumerate(history.sessions) if not session.counts)
        days = history.days()
        start = range_.first_day(today, days)
        # Otherwise a beginner's few sessions would sit at the edge of an empty chart.
        first = min(min((day for day in days if day >= start), default=start), today - SHORTEST)
        return cls(range_, max(first, start), today, frozenset(excluded))

    def plot(self, series: Series, pace: Pace) -> SidePlot:
        part = series.between(self.first, self.today)
        if self.exclusion_reason:
            part = part.where(index not in self.exclusion_reason for index in part.session)
        raw = {
            phase: timeline.points(part.days, getattr(part, column))
            for phase, column in PHASES.items()
        }
        return SidePlot(part, raw, {phase: pace.line(columns) for phase, columns in raw.items()})

    def means(self, *, rare: bool = False) -> Pace:
        """Weekly means, or four-weekly ones where a week would be too narrow to see."""
        return Pace(4 if self.today - self.first > MANY_DAYS else 1, rare=rare)

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
            "y": RATING_AXIS,
            "unit": None,  # ratings have none
            "tag": "Higher is freer ↑",
            "notes": [],
        }
        return data | more | {"panels": [_panel(plot, dots) for plot in plots]}


def _panel(plot: SidePlot, dots: bool) -> dict[str, Any]:
    """One drawing area: a side with its before line and its after line."""
    lines = [_line(phase, line) for phase, line in plot.line.items()]
    if dots:
        for line in lines:
            line["dots"] = plot.raw[line["phase"]]._asdict()
    return {"side": plot.side, "lines": lines, "trend": None}


def _line(phase: str, line: Line) -> dict[str, Any]:
    y = [None if value is None else round(value, 2) for value in line.y]
    return {"phase": phase, "x": line.x, "y": y}


def trend(level: Level | None, visible: VisibleDays) -> dict[str, list[float]] | None:
    """The visible part of the trend line with its 95 % band."""
    band = [p for p in level.line if visible.first <= p.day <= visible.today + 3] if level else []
    if len(band) < 2:
        return None
    return {
        "x": [round(point.day, 1) for point in band],
        **{name: [round(getattr(p, name), 2) for p in band] for name in ("fit", "lo", "hi")},
    }


def columns(plots: Iterable[SidePlot], unit: str = "") -> list[str]:
    """Column headings of the table: before and after of each side."""
    sides = ["" if plot.side == "none" else f"{words.SIDES[plot.side]} " for plot in plots]
    names = [f"{side}{phase}".capitalize() for side in sides for phase in PHASES.values()]
    return [f"{name}, {unit}" if unit else name for name in names]


def rows_of(plots: Iterable[SidePlot], pace: Pace) -> tuple[tuple[str, ...], ...]:
    """The points of all lines as a table, newest first: date, then before and after per side."""
    lines = [dict(zip(*line, strict=True)) for plot in plots for line in plot.line.values()]
    days = sorted({day for line in lines for day, y in line.items() if y is not None}, reverse=True)
    return tuple(
        (words.short_date(pace.start(day)), *(words.number(line.get(day)) for line in lines))
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
    """The number of sessions and gaps behind a sentence."""
    return f"{words.counted(len(days), 'session')}, {words.counted(timeline.gaps(days), 'gap')}."


def levels(
    plots: Iterable[SidePlot], unit: str = "", *, moved: Callable[[str], bool] = lambda side: True
) -> str:
    """How each side changed: 'went from about 3 to about 5 on the left and …'.

    For a side that has not clearly `moved`, only its level.
    """
    parts = [
        (level if moved(plot.side) else flat)(plot.before, unit) + _on_the(plot.side)
        for plot in plots
    ]
    # Sides that changed alike share a verb: "went from 3 to 5 on the left and from 4 to 6 on …".
    for verb in ("went from", "were about", "stayed at"):
        if all(part.startswith(verb) for part in parts):
            short = verb.partition(" ")[2]
            return words.listed(
                [parts[0], *(short + part.removeprefix(verb) for part in parts[1:])]
            )
    return words.listed(parts)


def flat(values: Sequence[float], unit: str = "") -> str:
    """The level of values, without a direction.

    >>> flat([3, 4, 5])
    'were about 4'
    """
    return f"were about {halves(fmean(values))}{unit}"


def has_moved(answers: Answers | None, test: str, side: str) -> bool:
    """Whether to give a direction: the answers call it clear, or there are no answers."""
    level = answers.levels.get((test, side)) if answers else None
    return level is None or level.finding.verdict.startswith("clear")


def level(values: Sequence[float], unit: str = "") -> str:
    """How values changed, from the means of the first and last few; half a point is no change.

    >>> level([3, 3, 3, 3, 5, 5, 5, 5]), level([4, 5, 4, 5, 4, 5])
    ('went from about 3 to about 5', 'stayed at about 4.5')
    >>> level([4, 4.6, 5, 5.4, 5.8, 5.2])
    'went from about 4.5 to about 5.5'
    """
    start, end = timeline.ends(values)
    if abs(end - start) < CHANGED or halves(start) == halves(end):
        return f"stayed at about {halves((start + end) / 2)}{unit}"
    return f"went from about {halves(start)}{unit} to about {halves(end)}{unit}"


def halves(value: float) -> str:
    """A mean to the nearest half; more digits would suggest a precision that it does not have."""
    return words.number(round(value * 2) / 2)


def short_level(plot: SidePlot) -> str:
    """The level of a side in a few words, for the heading of a small chart."""
    if not plot.before:
        return "no rating that counts"
    if len(plot.series.days) == 1:
        return first_pairs([plot]).removeprefix(_name(plot.series))
    if len(plot.before) < ENOUGH:
        return f"before {', '.join(words.number(value) for value in plot.before)}"
    return (
        level(plot.before).removeprefix("went ").replace("about ", "").replace("stayed at", "about")
    )


def first_pairs(plots: Iterable[SidePlot]) -> str:
    """The pairs of a single session: 'left before 3, after 5; right before 4, after 6'."""
    return "; ".join(
        f"{_name(s)}before {words.number(s.before[-1])}, after {words.number(s.after[-1])}"
        for s in (plot.series for plot in plots)
        if s.days
    )


def few(plots: Iterable[SidePlot], unit: str = "") -> str:
    """Values in order, when there are too few for a direction: 'left 3, 4, 4; right 5, 5, 6'."""
    sides = ((plot.series, [words.number(v) for v in plot.before]) for plot in plots)
    return "; ".join(f"{_name(s)}{', '.join(values)}{unit}" for s, values in sides if values)


def _name(series: Series) -> str:
    return "" if series.side == "none" else f"{series.side} "


def _on_the(side: str) -> str:
    return "" if side == "none" else f" on the {side}"
