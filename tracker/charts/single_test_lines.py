"""One test over time, a chart per side: sessions as dots, before and after as lines."""

from collections.abc import Iterable

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import Level
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.charts import lines
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 10

KINDS = {"routine": "Routine", "test_only": "Test-only", "one_leg": "One leg first"}
HEADER = ("Date", "Session", "Before", "After", "Change")


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    info = history.test(test)
    visible = lines.VisibleDays.on(history, range_, today)
    pace = visible.means() if range_.is_long else lines.Pace(0, smooth=True)
    for series in history.of_test(info):
        plot = visible.plot(series, pace)
        side = "" if plot.side == "none" else f", {plot.side}"
        weeks = (pace.heading, "Before", "After")
        level = answers.levels.get((info.slug, plot.side)) if answers else None
        data = visible.data([plot], pace, dots=True)
        data["panels"][0]["trend"] = lines.trend(level, visible)
        yield Figure(
            key=f"lines-{plot.side}",
            kind="lines",
            title=f"Ease of movement{side}",
            sentence=f"{_sentence(info, plot, range_, answers)}{_trend(level)}",
            header=weeks if pace.weeks else HEADER,
            rows=lines.rows_of([plot], pace) if pace.weeks else _rows(history, plot),
            data=data,
        )


def _rows(history: History, plot: lines.SidePlot) -> tuple[tuple[str, ...], ...]:
    """One row per session, newest first."""
    s = plot.series
    columns = zip(s.session, s.days, s.before, s.after, strict=True)
    rows = [
        (
            words.short_date(day),
            KINDS[history.sessions[index].kind],
            words.number(before),
            words.number(after),
            words.change_words(words.difference(before, after)),
        )
        for index, day, before, after in columns
    ]
    return tuple(reversed(rows))


def _sentence(test: TestInfo, plot: lines.SidePlot, range_: Range, answers: Answers | None) -> str:
    days, name = lines.session_days([plot]), words.inside(test.name)
    name = name if plot.side == "none" else f"the {plot.side} {name}"
    if not days:
        return f"{range_.words} you have no rating of {name} that counts."
    if len(days) == 1:
        return f"{lines.ONE_SESSION} {lines.first_pairs([plot]).capitalize()}."
    if len(plot.before) < lines.ENOUGH:
        values = ", ".join(words.number(value) for value in plot.before)
        return f"{lines.tally(days)} {lines.TOO_FEW} Before ratings for {name}: {values}."
    moved = lines.has_moved(answers, test.slug, plot.side)
    where = (lines.level if moved else lines.flat)(plot.before)
    went = f"{range_.words} your before ratings for {name} {where}."
    return f"{went} {_afterwards(plot)} {lines.tally(days)}"


def _afterwards(plot: lines.SidePlot) -> str:
    pairs = zip(plot.series.before, plot.series.after, strict=True)
    changes = [c for pair in pairs if (c := words.difference(*pair)) is not None]
    freer = sum(change > 0 for change in changes)
    sessions = words.counted(len(changes), "session")
    return f"The rating was higher afterwards in {freer:,} of {sessions}."


def _trend(level: Level | None) -> str:
    """The trend in words; empty below six weeks, when there is no band."""
    if not level or not level.line:
        return ""
    return f" Trend of the last 26 weeks: {words.inside(level.finding.sentence)}."
