"""Every test at a glance: a small chart each, left beside right, before and after over time."""

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
    window = lines.Window.on(history, range_, today)
    pace = lines.Pace(0) if range_.key == "4w" else window.means()
    parts = tuple(
        _part(test, [window.draw(series, pace) for series in rated], window, pace, answers)
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
    drawn: list[lines.Drawn],
    window: lines.Window,
    pace: lines.Pace,
    answers: Answers | None,
) -> Figure:
    heads = [{"side": each.side, "words": _head(test, each, answers)} for each in drawn]
    axis = lines.RATING_AXIS | {"step": 5}
    return Figure(
        key=f"small-{test.slug}",
        kind="small",
        title=test.name,
        sentence=_sentence(test, drawn, window.range_, answers),
        header=(pace.heading, *lines.columns(drawn)),
        rows=lines.rows_of(drawn, pace),
        data=window.data(drawn, pace, dots=False, y=axis, small=True, heads=heads)
        | {"test": test.slug, "range": window.range_.key},
    )


def _head(test: TestInfo, drawn: lines.Drawn, answers: Answers | None) -> str:
    """A direction only where the answers call it clear; else the level alone."""
    few = len(drawn.before) < lines.ENOUGH
    if few or lines.has_moved(answers, test.slug, drawn.side):
        return lines.short_level(drawn)
    return lines.flat(drawn.before).removeprefix("were ")


def _sentence(
    test: TestInfo, drawn: list[lines.Drawn], range_: Range, answers: Answers | None
) -> str:
    days, name = lines.session_days(drawn), words.inside(test.name)
    if not days:
        return f"{range_.words} you have no rating of {name} that counts."
    if len(days) == 1:
        return f"{lines.ONE} {test.name}: {lines.first_pairs(drawn)}."
    if any(len(each.before) < lines.ENOUGH for each in drawn):
        return f"{lines.tally(days)} {lines.TOO_FEW} Before ratings for {name}: {lines.few(drawn)}."
    went = lines.levels(drawn, moved=lambda side: lines.has_moved(answers, test.slug, side))
    return f"{range_.words} your before ratings for {name} {went}. {lines.tally(days)}"
