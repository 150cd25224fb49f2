"""Every session of one test as a table, or averages where there are too many sessions to read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.pairs import History
from tracker.analysis.timeline import Range
from tracker.charts import lines
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 30

KINDS = {
    "routine": gettext_lazy("Routine"),
    "test_only": gettext_lazy("Test-only (sit still)"),
    "one_leg": gettext_lazy("One leg first"),
    "sham": gettext_lazy("Light touch"),
}
COLUMNS = {
    "none": (gettext_lazy("Before"), gettext_lazy("After"), gettext_lazy("Change")),
    "left": (
        gettext_lazy("Left before"),
        gettext_lazy("Left after"),
        gettext_lazy("Left change"),
    ),
    "right": (
        gettext_lazy("Right before"),
        gettext_lazy("Right after"),
        gettext_lazy("Right change"),
    ),
}
NOTHING_RATED = (words.NOTHING,) * 3

Row = tuple[str, ...]


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    **about: Any,
) -> Iterable[Figure]:
    """The numbers of the chart: as in it, over a year or more means of four weeks."""
    visible = lines.VisibleDays.on(history, range_, today, answers)
    pace = visible.means()
    series = history.of_test(history.test(test))
    plots = [plot for plot in (visible.plot(s, pace) for s in series) if plot.is_rated]
    if plots and pace.weeks == lines.MONTH:
        yield _means(plots, pace)
    elif plots:
        yield _sessions(history, plots)


def _means(plots: Sequence[lines.SidePlot], pace: lines.Pace) -> Figure:
    rows = lines.rows_of(plots, pace)
    count = ngettext(
        "%(count)s average, the latest first.", "%(count)s averages, the latest first.", len(rows)
    )
    return _figure(
        _("4-week averages as a table"),
        count % {"count": words.number(len(rows))},
        (pace.heading, *lines.columns(plots)),
        rows,
    )


def _sessions(history: History, plots: Sequence[lines.SidePlot]) -> Figure:
    rows = _rows(history, plots)
    count = ngettext(
        "%(count)s session, the latest first.", "%(count)s sessions, the latest first.", len(rows)
    )
    columns = [str(column) for plot in plots for column in COLUMNS[plot.side]]
    return _figure(
        _("Every session as a table"),
        count % {"count": words.number(len(rows))},
        (_("Date"), _("Session"), *columns),
        rows,
        practice=any(plot.practice & {*plot.series.session} for plot in plots),
    )


def _figure(title: str, sentence: str, header: Row, rows: tuple[Row, ...], **data: Any) -> Figure:
    return Figure(
        key="sessions",
        kind="sessions",
        title=title,
        sentence=sentence,
        header=header,
        rows=rows,
        data=data,
        place="foot",
        is_table=True,
        folded=True,
    )


def _rows(history: History, plots: Sequence[lines.SidePlot]) -> tuple[Row, ...]:
    """One row per session, newest first."""
    sides = [_cells(plot) for plot in plots]
    rated = sorted({index for cells in sides for index in cells}, reverse=True)
    return tuple(
        (
            words.short_date(history.sessions[index].day),
            str(KINDS[history.sessions[index].kind]),
            *(cell for cells in sides for cell in cells.get(index, NOTHING_RATED)),
        )
        for index in rated
    )


def _cells(plot: lines.SidePlot) -> dict[int, Row]:
    """Before, after and change of each session with a rating, by its index."""
    s = plot.series
    return {
        index: (
            words.number(before),
            words.number(after),
            words.change_words(words.difference(before, after)),
        )
        for index, before, after in zip(s.session, s.before, s.after, strict=True)
        if (before, after) != (None, None)
    }
