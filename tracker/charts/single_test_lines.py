"""One test over time, a chart per side: sessions as dots, before and after as lines."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import Level
from tracker.analysis.answers.sample import ROUTINE_KINDS
from tracker.analysis.answers.season import beside_the_line
from tracker.analysis.pairs import History
from tracker.analysis.timeline import Range
from tracker.charts import levels, lines
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 10

KINDS = {
    "routine": gettext_lazy("Routine"),
    "test_only": gettext_lazy("Test-only (sit still)"),
    "one_leg": gettext_lazy("One leg first"),
    "sham": gettext_lazy("Light touch"),
}
TITLES = {
    "none": gettext_lazy("Ease of movement"),
    "left": gettext_lazy("Ease of movement, left"),
    "right": gettext_lazy("Ease of movement, right"),
}


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    info = history.test(test)
    visible = lines.VisibleDays.on(history, range_, today, answers)
    pace = visible.means() if range_.is_long else lines.Pace(0, smooth=True)
    for series in history.of_test(info):
        plot = visible.plot(series, pace)
        weeks = (pace.heading, _("Before"), _("After"))
        level = answers.levels.get((info.slug, plot.side)) if answers else None
        data = visible.data([plot], pace, dots=True)
        data["panels"][0]["trend"] = lines.trend(level, visible)
        yield Figure(
            key=f"lines-{plot.side}",
            kind="lines",
            title=str(TITLES[plot.side]),
            sentence=" ".join([_sentence(history, plot, range_, answers), *_trend(level, answers)]),
            header=weeks if pace.weeks else _header(),
            rows=lines.rows_of([plot], pace) if pace.weeks else _rows(history, plot),
            data=data,
        )


def _header() -> tuple[str, ...]:
    return (_("Date"), _("Session"), _("Before"), _("After"), _("Change"))


def _rows(history: History, plot: lines.SidePlot) -> tuple[tuple[str, ...], ...]:
    """One row per session, newest first."""
    s = plot.series
    columns = zip(s.session, s.days, s.before, s.after, strict=True)
    rows = [
        (
            words.short_date(day),
            str(KINDS[history.sessions[index].kind]),
            words.number(before),
            words.number(after),
            words.change_words(words.difference(before, after)),
        )
        for index, day, before, after in columns
    ]
    return tuple(reversed(rows))


def _sentence(
    history: History, plot: lines.SidePlot, range_: Range, answers: Answers | None
) -> str:
    days = lines.session_days([plot])
    if not days:
        return levels.nothing(range_.words, [plot.side])
    if len(days) == 1:
        return " ".join([_("One session is a start, not a trend."), levels.one_session([plot])])
    if len(plot.before) < lines.ENOUGH:
        few = [lines.tally(days), _("Too few to see a direction."), levels.few([plot])]
        return " ".join(part for part in few if part)
    level = levels.sentence(range_.words, [plot], answers)
    return " ".join([level, _afterwards(history, plot), lines.tally(days)])


def _afterwards(history: History, plot: lines.SidePlot) -> str:
    """In how many sessions it was freer after the routine, the same, and stiffer."""
    changes = _changes(history, plot)
    if not changes:
        return _("No session with a routine was rated both before and after.")
    message = ngettext(
        "Afterwards it was freer in %(freer)s of %(count)s session with a routine, the same in"
        " %(same)s, stiffer in %(stiffer)s.",
        "Afterwards it was freer in %(freer)s of %(count)s sessions with a routine, the same in"
        " %(same)s, stiffer in %(stiffer)s.",
        len(changes),
    )
    return message % {
        "freer": words.number(sum(change > 0 for change in changes)),
        "same": words.number(sum(change == 0 for change in changes)),
        "stiffer": words.number(sum(change < 0 for change in changes)),
        "count": words.number(len(changes)),
    }


def _changes(history: History, plot: lines.SidePlot) -> list[float]:
    """After minus before in the sessions that worked this side and were not for practice."""
    s = plot.series
    rows = zip(s.session, s.before, s.after, strict=True)
    return [
        after - before
        for index, before, after in rows
        if before is not None
        and after is not None
        and index not in plot.practice
        and history.sessions[index].kind in ROUTINE_KINDS
        and history.sessions[index].has_worked(plot.side)
    ]


def _trend(level: Level | None, answers: Answers | None) -> list[str]:
    """The trend in words; empty below six weeks, when there is no band."""
    if not answers or not level or not level.line:
        return []
    finding = level.finding
    trend = _("Before ratings over the last 6 months: %(finding)s.")
    beside = beside_the_line(answers.seasons, (level.test, level.side))
    return [trend % {"finding": finding.sentence}, *finding.tag_sentences, beside]
