"""One test over time, a chart per side: each session as a dot, before and after as lines."""

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
    about = history.test(test)
    window = lines.Window.on(history, range_, today)
    pace = window.means() if range_.is_long else lines.Pace(0, smooth=True)
    for series in history.of_test(about):
        drawn = window.draw(series, pace)
        side = "" if drawn.side == "none" else f", {drawn.side}"
        weeks = (pace.heading, "Before", "After")
        level = answers.levels.get((about.slug, drawn.side)) if answers else None
        data = window.data([drawn], pace, dots=True)
        data["panels"][0]["trend"] = lines.trend(level, window)
        yield Figure(
            key=f"lines-{drawn.side}",
            kind="lines",
            title=f"Ease of movement{side}",
            sentence=f"{_sentence(about, drawn, range_, answers)}{_trend(level)}",
            header=weeks if pace.weeks else HEADER,
            rows=lines.rows_of([drawn], pace) if pace.weeks else _rows(history, drawn),
            data=data,
        )


def _rows(history: History, drawn: lines.Drawn) -> tuple[tuple[str, ...], ...]:
    """A row per session, newest first."""
    s = drawn.series
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


def _sentence(test: TestInfo, drawn: lines.Drawn, range_: Range, answers: Answers | None) -> str:
    days, name = lines.session_days([drawn]), words.inside(test.name)
    name = name if drawn.side == "none" else f"the {drawn.side} {name}"
    if not days:
        return f"{range_.words} you have no rating of {name} that counts."
    if len(days) == 1:
        return f"{lines.ONE} {lines.first_pairs([drawn]).capitalize()}."
    if len(drawn.before) < lines.ENOUGH:
        values = ", ".join(words.number(value) for value in drawn.before)
        return f"{lines.tally(days)} {lines.TOO_FEW} Before ratings for {name}: {values}."
    moved = lines.has_moved(answers, test.slug, drawn.side)
    where = (lines.level if moved else lines.flat)(drawn.before)
    went = f"{range_.words} your before ratings for {name} {where}."
    return f"{went} {_afterwards(drawn)} {lines.tally(days)}"


def _afterwards(drawn: lines.Drawn) -> str:
    pairs = zip(drawn.series.before, drawn.series.after, strict=True)
    changes = [c for pair in pairs if (c := words.difference(*pair)) is not None]
    freer = sum(change > 0 for change in changes)
    sessions = words.counted(len(changes), "session")
    return f"The rating was higher afterwards in {freer:,} of {sessions}."


def _trend(level: Level | None) -> str:
    """What the band around the trend says; it is drawn from six weeks on."""
    if not level or not level.line:
        return ""
    return f" Trend of the last 26 weeks: {words.inside(level.finding.sentence)}."
