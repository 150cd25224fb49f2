"""All tests at a glance: a small chart per test, left beside right, before and after over time."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.analysis.answers import Answers
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.charts import levels, lines
from tracker.charts.figure import Figure

PAGE = "progress"
ORDER = 10


def build(
    history: History, *, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    visible = lines.VisibleDays.on(history, range_, today, answers)
    pace = lines.Pace(0) if range_.key == "4w" else visible.means()
    parts = tuple(
        _part(test, [visible.plot(series, pace) for series in rated], visible, pace, answers)
        for test in history.tests
        if (rated := history.of_test(test))
    )
    if parts:
        yield Figure(
            key="small",
            kind="multiples",
            title=_("Test by test"),
            sentence=_("How freely each test moved, 0 to 10. Up is freer ↑"),
            header=(),
            rows=(),
            data={"caption": pace.caption, "note": _start(history)},
            parts=parts,
        )


def _start(history: History) -> str:
    return _("One session is a start, not a trend.") if history.is_a_start else ""


def _part(
    test: TestInfo,
    plots: list[lines.SidePlot],
    visible: lines.VisibleDays,
    pace: lines.Pace,
    answers: Answers | None,
) -> Figure:
    heads = [{"side": plot.side, "words": levels.short(plot, answers)} for plot in plots]
    axis = lines.RATING_AXIS | {"step": 5}
    return Figure(
        key=f"small-{test.slug}",
        kind="small",
        title=test.name,
        sentence=_sentence(plots, visible.range_, answers),
        header=(pace.heading, *lines.columns(plots)),
        rows=lines.rows_of(plots, pace),
        data=visible.data(plots, pace, dots=False, y=axis, small=True, heads=heads)
        | {"test": test.slug, "range": visible.range_.key},
    )


def _sentence(plots: list[lines.SidePlot], range_: Range, answers: Answers | None) -> str:
    days = lines.session_days(plots)
    if not days:
        return levels.nothing(range_.words, [plot.side for plot in plots])
    if len(days) == 1:
        return " ".join([_("One session is a start, not a trend."), levels.one_session(plots)])
    if any(len(plot.before) < lines.ENOUGH for plot in plots):
        few = [lines.tally(days), _("Too few to see a direction."), levels.few(plots)]
        return " ".join(part for part in few if part)
    return " ".join([levels.sentence(range_.words, plots, answers), lines.tally(days)])
