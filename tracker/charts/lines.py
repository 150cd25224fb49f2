"""What the charts over time share: the days in view, lines with gaps, tables and sentences."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from statistics import fmean
from typing import Any, NamedTuple

from tracker.analysis import timeline, words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import Level
from tracker.analysis.pairs import History, Series
from tracker.analysis.timeline import Columns, Line, Range

ENOUGH = 6  # sessions; below that nothing is said about a direction
SHORTEST = 27  # days that a picture shows at least
MANY_DAYS = 420
RARE = 42  # days between two readings of a tape, which few take every time
CHANGED = 0.5  # points, or units of a measure
ONE = "One session is a start, not a trend."
TOO_FEW = "Too few to tell a direction."
RATING_AXIS = {"min": 0, "max": 10, "step": 2}
PHASES = {"pre": "before", "post": "after"}


class Pace(NamedTuple):
    """What one point of a line stands for: a session (no weeks), or so many weeks."""

    weeks: int
    smooth: bool = False
    rare: bool = False

    @property
    def pause(self) -> int:
        """The longest time without a point that a line goes on over."""
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
        """The first day of the stretch that `day`, a point of the line, stands for."""
        return day if not self.weeks else day - (self.weeks * timeline.WEEK + 1) // 2 + 1

    def line(self, raw: Columns) -> Line:
        """The line through raw points, broken where there is a gap."""
        means = timeline.means(raw, weeks=self.weeks) if self.weeks else raw
        line = timeline.broken(means, pause=self.pause)
        return timeline.smooth(line) if self.smooth else line


class Drawn(NamedTuple):
    """One side as it is drawn: its rows, its raw points and its lines, per phase."""

    series: Series
    raw: dict[str, Columns]
    line: dict[str, Line]

    @property
    def side(self) -> str:
        return self.series.side

    @property
    def before(self) -> list[Any]:
        return self.raw["pre"].y


class Window(NamedTuple):
    """The days that a page shows, and the sessions that are left out of the answers."""

    range_: Range
    first: int
    today: int
    left_out: frozenset[int]

    @classmethod
    def on(cls, history: History, range_: Range, today: int) -> "Window":
        left_out = (i for i, session in enumerate(history.sessions) if not session.counts)
        days = history.days()
        start = range_.first_day(today, days)
        # A beginner's few sessions would stand at the edge of an empty picture.
        first = min(min((day for day in days if day >= start), default=start), today - SHORTEST)
        return cls(range_, max(first, start), today, frozenset(left_out))

    def draw(self, series: Series, pace: Pace) -> Drawn:
        part = series.between(self.first, self.today)
        if self.left_out:
            part = part.where(index not in self.left_out for index in part.session)
        raw = {
            phase: timeline.points(part.days, getattr(part, column))
            for phase, column in PHASES.items()
        }
        return Drawn(part, raw, {phase: pace.line(columns) for phase, columns in raw.items()})

    def means(self, *, rare: bool = False) -> Pace:
        """Means per week, or where a week would be too narrow to be seen, per four weeks."""
        return Pace(4 if self.today - self.first > MANY_DAYS else 1, rare=rare)

    def data(
        self, drawn: Iterable[Drawn], pace: Pace, *, dots: bool, **more: Any
    ) -> dict[str, Any]:
        """What the script that draws lines reads."""
        drawn = list(drawn)
        days = [day for each in drawn for line in each.line.values() for day in line.x]
        about = {
            "from": min(self.first, *days, self.today),
            "to": max(self.today, *days, self.first),  # the middle of this week may be to come
            "caption": pace.caption,
            "weeks": pace.weeks,
            "y": RATING_AXIS,
            "unit": None,  # ratings have none
            "tag": "Higher is freer ↑",
            "notes": [],
        }
        return about | more | {"panels": [_panel(each, dots) for each in drawn]}


def _panel(drawn: Drawn, dots: bool) -> dict[str, Any]:
    """One drawing area: a side, with a line before and a line after."""
    lines = [_line(phase, line) for phase, line in drawn.line.items()]
    if dots:
        for line in lines:
            line["dots"] = drawn.raw[line["phase"]]._asdict()
    return {"side": drawn.side, "lines": lines, "trend": None}


def _line(phase: str, line: Line) -> dict[str, Any]:
    y = [None if value is None else round(value, 2) for value in line.y]
    return {"phase": phase, "x": line.x, "y": y}


def trend(level: Level | None, window: Window) -> dict[str, list[float]] | None:
    """The line through the weeks with its 95 % band, as far as the picture reaches."""
    band = [p for p in level.line if window.first <= p.day <= window.today + 3] if level else []
    if len(band) < 2:
        return None
    return {
        "x": [round(point.day, 1) for point in band],
        **{name: [round(getattr(p, name), 2) for p in band] for name in ("fit", "lo", "hi")},
    }


def columns(drawn: Iterable[Drawn], unit: str = "") -> list[str]:
    """The heads of a table of lines: before and after of each side."""
    sides = ["" if each.side == "none" else f"{words.SIDES[each.side]} " for each in drawn]
    names = [f"{side}{phase}".capitalize() for side in sides for phase in PHASES.values()]
    return [f"{name}, {unit}" if unit else name for name in names]


def rows_of(drawn: Iterable[Drawn], pace: Pace) -> tuple[tuple[str, ...], ...]:
    """The points of all lines as a table, newest first: when, then before and after per side."""
    lines = [dict(zip(*line, strict=True)) for each in drawn for line in each.line.values()]
    days = sorted({day for line in lines for day, y in line.items() if y is not None}, reverse=True)
    return tuple(
        (words.short_date(pace.start(day)), *(words.number(line.get(day)) for line in lines))
        for day in days
    )


def session_days(drawn: Iterable[Drawn]) -> list[int]:
    """The day of each session in which something was rated."""
    days: dict[int, int] = {}
    for series in (each.series for each in drawn):
        pairs = zip(series.before, series.after, strict=True)
        rated = [pair != (None, None) for pair in pairs]
        days.update(zip(compress(series.session, rated), compress(series.days, rated), strict=True))
    return sorted(days.values())


def tally(days: Sequence[int]) -> str:
    """How much the sentence rests on."""
    return f"{words.counted(len(days), 'session')}, {words.counted(timeline.gaps(days), 'gap')}."


def levels(
    drawn: Iterable[Drawn], unit: str = "", *, moved: Callable[[str], bool] = lambda side: True
) -> str:
    """Where each side went, in words: 'went from about 3 to about 5 on the left and …'.

    Of a side that has not `moved` for certain only where it was.
    """
    parts = [
        (level if moved(each.side) else flat)(each.before, unit) + _on_the(each.side)
        for each in drawn
    ]
    for verb in ("went from", "were about", "stayed at"):
        if all(part.startswith(verb) for part in parts):
            short = verb.partition(" ")[2]
            return words.listed(
                [parts[0], *(short + part.removeprefix(verb) for part in parts[1:])]
            )
    return words.listed(parts)


def flat(values: Sequence[float], unit: str = "") -> str:
    """Where values were, without a direction.

    >>> flat([3, 4, 5])
    'were about 4'
    """
    return f"were about {halves(fmean(values))}{unit}"


def has_moved(answers: Answers | None, test: str, side: str) -> bool:
    """A direction is spoken of where the answers call it clear, or where there are none."""
    level = answers.levels.get((test, side)) if answers else None
    return level is None or level.finding.verdict.startswith("clear")


def level(values: Sequence[float], unit: str = "") -> str:
    """Where values went, from their first and their last few; half a point is no direction.

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
    """A mean to the nearest half: more digits would promise what few sessions cannot keep."""
    return words.number(round(value * 2) / 2)


def short_level(drawn: Drawn) -> str:
    """The same in a few words, for the head of a small chart."""
    if not drawn.before:
        return "no rating that counts"
    if len(drawn.series.days) == 1:
        return first_pairs([drawn]).removeprefix(_name(drawn.series))
    if len(drawn.before) < ENOUGH:
        return f"before {', '.join(words.number(value) for value in drawn.before)}"
    return (
        level(drawn.before)
        .removeprefix("went ")
        .replace("about ", "")
        .replace("stayed at", "about")
    )


def first_pairs(drawn: Iterable[Drawn]) -> str:
    """The pairs of a single session: 'left before 3, after 5; right before 4, after 6'."""
    return "; ".join(
        f"{_name(s)}before {words.number(s.before[-1])}, after {words.number(s.after[-1])}"
        for s in (each.series for each in drawn)
        if s.days
    )


def few(drawn: Iterable[Drawn], unit: str = "") -> str:
    """Single values in order, too few to tell a direction: 'left 3, 4, 4; right 5, 5, 6'."""
    sides = ((each.series, [words.number(v) for v in each.before]) for each in drawn)
    return "; ".join(f"{_name(s)}{', '.join(values)}{unit}" for s, values in sides if values)


def _name(series: Series) -> str:
    return "" if series.side == "none" else f"{series.side} "


def _on_the(side: str) -> str:
    return "" if side == "none" else f" on the {side}"
