"""All tests at a glance: a small chart per test, left beside right, before and after over time."""

from collections.abc import Iterable

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.charts import lines
from tracker.charts.figure import Figure

PAGE = "progress"
ORDER = 10

START = "One session is a start, not a trend."


def build(
    history: History, *, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    visible = lines.VisibleDays.on(history, range_, today)
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
            title="Test by test",
            sentence="How freely each test moved, 0 to 10. Higher is freer ↑",
            header=(),
            rows=(),
            data={"caption": pace.caption, "note": START if history.is_a_start else ""},
            parts=parts,
        )


def _part(
    test: TestInfo,
    plots: list[lines.SidePlot],
    visible: lines.VisibleDays,
    pace: lines.Pace,
    answers: Answers | None,
) -> Figure:
    heads = [{"side": plot.side, "words": _head(test, plot, answers)} for plot in plots]
    axis = lines.RATING_AXIS | {"step": 5}
    return Figure(
        key=f"small-{test.slug}",
        kind="small",
        title=test.name,
        sentence=_sentence(test, plots, visible.range_, answers),
        header=(pace.heading, *lines.columns(plots)),
        rows=lines.rows_of(plots, pace),
        data=visible.data(plots, pace, dots=False, y=axis, small=True, heads=heads)
        | {"test": test.slug, "range": visible.range_.key},
    )


def _head(test: TestInfo, plot: lines.SidePlot, answers: Answers | None) -> str:
    """The direction if the answers call it clear, otherwise the level."""
    few = len(plot.before) < lines.ENOUGH
    if few or lines.has_moved(answers, test.slug, plot.side):
        return lines.short_level(plot)
    return lines.flat(plot.before).removeprefix("were ")


def _sentence(
    test: TestInfo, plots: list[lines.SidePlot], range_: Range, answers: Answers | None
) -> str:
    days, name = lines.session_days(plots), words.inside(test.name)
    if not days:
        return f"{range_.words} you have no rating of {name} that counts."
    if len(days) == 1:
        return f"{lines.ONE_SESSION} {test.name}: {lines.first_pairs(plots)}."
    if any(len(plot.before) < lines.ENOUGH for plot in plots):
        return f"{lines.tally(days)} {lines.TOO_FEW} Before ratings for {name}: {lines.few(plots)}."
    went = lines.levels(plots, moved=lambda side: lines.has_moved(answers, test.slug, side))
    return f"{range_.words} your before ratings for {name} {went}. {lines.tally(days)}"
