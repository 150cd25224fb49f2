"""One test over time: a chart per side with the usual swing, and one of both sides."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.sample import ROUTINE_KINDS, Noise
from tracker.analysis.pairs import History, Series
from tracker.analysis.timeline import Range
from tracker.charts import levels, lines, swing_band
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 10

FEW = 5  # rated sessions; fewer are marks without lines and without a band
BOTH = "both"

LABELS = {
    "none": gettext_lazy("Chart, before and after. The table below holds its numbers."),
    "left": gettext_lazy("Chart of the left, before and after. The table below holds its numbers."),
    "right": gettext_lazy(
        "Chart of the right, before and after. The table below holds its numbers."
    ),
    BOTH: gettext_lazy("Chart of both sides, before only. The table below holds its numbers."),
}
NAMES = {
    "none": "",
    "left": gettext_lazy("Left"),
    "right": gettext_lazy("Right"),
    BOTH: pgettext_lazy("sides", "Both"),
}
CAPTIONS = {
    0: gettext_lazy("Each mark is one session. Lines come from 5 sessions on."),
    1: gettext_lazy("Dots are sessions, lines are weekly averages. A gap is a pause."),
    lines.MONTH: gettext_lazy("Dots are sessions, lines are 4-week averages. A gap is a pause."),
}
# By which of freer, the same and stiffer there are; what there is not is not said.
AFTERWARDS = {
    (True, True, True): ngettext_lazy(
        "Afterwards it was freer in %(freer)s of %(count)s session with a routine, the same in"
        " %(same)s, stiffer in %(stiffer)s.",
        "Afterwards it was freer in %(freer)s of %(count)s sessions with a routine, the same in"
        " %(same)s, stiffer in %(stiffer)s.",
        "number",
    ),
    (True, True, False): ngettext_lazy(
        "Afterwards it was freer in %(freer)s of %(count)s session with a routine, the same in"
        " %(same)s.",
        "Afterwards it was freer in %(freer)s of %(count)s sessions with a routine, the same in"
        " %(same)s.",
        "number",
    ),
    (True, False, True): ngettext_lazy(
        "Afterwards it was freer in %(freer)s of %(count)s session with a routine, stiffer in"
        " %(stiffer)s.",
        "Afterwards it was freer in %(freer)s of %(count)s sessions with a routine, stiffer in"
        " %(stiffer)s.",
        "number",
    ),
    (True, False, False): ngettext_lazy(
        "Afterwards it was freer in %(freer)s of %(count)s session with a routine.",
        "Afterwards it was freer in %(freer)s of %(count)s sessions with a routine.",
        "number",
    ),
    (False, True, True): ngettext_lazy(
        "Afterwards it was the same in %(same)s of %(count)s session with a routine, stiffer in"
        " %(stiffer)s.",
        "Afterwards it was the same in %(same)s of %(count)s sessions with a routine, stiffer in"
        " %(stiffer)s.",
        "number",
    ),
    (False, True, False): ngettext_lazy(
        "Afterwards it was the same in %(same)s of %(count)s session with a routine.",
        "Afterwards it was the same in %(same)s of %(count)s sessions with a routine.",
        "number",
    ),
    (False, False, True): ngettext_lazy(
        "Afterwards it was stiffer in %(stiffer)s of %(count)s session with a routine.",
        "Afterwards it was stiffer in %(stiffer)s of %(count)s sessions with a routine.",
        "number",
    ),
}


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    **about: Any,
) -> Iterable[Figure]:
    info = history.test(test)
    visible = lines.VisibleDays.on(history, range_, today, answers)
    plots, pace = _plots(history.of_test(info), visible)
    noise = answers.noise[test] if answers and pace.weeks else None
    shown = _Shown(history, visible, pace, answers, noise)
    views = [shown.one_side([p for p in plots if p.side == side], side) for side in info.sides]
    yield Figure(
        key="ratings",
        kind="ratings",
        title=_("Your ratings"),
        sentence="",
        header=(),
        rows=(),
        data={
            "views": [*views, shown.both_sides(plots)] if info.sided else views,
            "caption": str(CAPTIONS[pace.weeks]),
            "range": range_.name,
            "swing": noise and swing_band.source(noise),
        },
    )


def _plots(
    series: Iterable[Series], visible: lines.VisibleDays
) -> tuple[list[lines.SidePlot], lines.Pace]:
    """The sides with a rating: means of weeks, or of a few sessions each by itself."""
    series, pace = list(series), visible.means()
    plots = [visible.plot(column, pace) for column in series]
    if len(lines.session_days(plots)) < FEW:
        pace = lines.Pace(0)
        plots = [visible.plot(column, pace) for column in series]
    return [plot for plot in plots if plot.is_rated], pace


class _Shown(NamedTuple):
    """What all views of a chart have in common; `noise` is None where there is no band."""

    history: History
    visible: lines.VisibleDays
    pace: lines.Pace
    answers: Answers | None
    noise: Noise | None

    def one_side(self, plots: Sequence[lines.SidePlot], side: str) -> dict[str, Any]:
        if not plots:
            return self._nothing(side, [side])
        (plot,) = plots
        band = swing_band.band(plot, self.noise) if self.noise else None
        return _view(side, self._sentence(plot), self._chart(plots, swing=band))

    def both_sides(self, plots: Sequence[lines.SidePlot]) -> dict[str, Any]:
        """The ratings before of both sides on one axis, so that two lines stay two lines."""
        if not plots:
            return self._nothing(BOTH, ["left", "right"])
        chart = self._chart(plots, overlay=True)
        for panel in chart["panels"]:
            panel["lines"] = panel["lines"][:1]
        if any(len(plot.before) < lines.ENOUGH for plot in plots):
            return _view(BOTH, _too_few(plots), chart)
        return _view(BOTH, levels.sentence(self._when, plots, self.answers), chart)

    @property
    def _when(self) -> str:
        return self.visible.range_.words

    def _nothing(self, key: str, sides: Sequence[str]) -> dict[str, Any]:
        return _view(key, levels.nothing(self._when, sides), None)

    def _chart(self, plots: Sequence[lines.SidePlot], **more: Any) -> dict[str, Any]:
        is_line = bool(self.pace.weeks)
        return self.visible.data(plots, self.pace, dots=is_line, marks=not is_line, **more)

    def _sentence(self, plot: lines.SidePlot) -> str:
        if len(lines.session_days([plot])) == 1:
            return " ".join([_("One session is a start, not a trend."), levels.one_session([plot])])
        if len(plot.before) < lines.ENOUGH:
            return _too_few([plot])
        level = levels.sentence(self._when, [plot], self.answers)
        return " ".join([level, _afterwards(self.history, plot)])


def _view(key: str, says: str, chart: dict[str, Any] | None) -> dict[str, Any]:
    """What is shown while `key` is chosen; no chart if nothing was rated."""
    about = {"name": str(NAMES[key]), "label": str(LABELS[key])}
    return {"key": key, "data_id": f"ratings-{key}-data", "says": says, "chart": chart, **about}


def _too_few(plots: Sequence[lines.SidePlot]) -> str:
    return " ".join([lines.tally(lines.session_days(plots)), _("Too few to see a direction.")])


def _afterwards(history: History, plot: lines.SidePlot) -> str:
    """In how many sessions it was freer after the routine, the same, and stiffer."""
    changes = _changes(history, plot)
    if not changes:
        return _("No session with a routine was rated both before and after.")
    ways = (
        sum(change > 0 for change in changes),
        sum(change == 0 for change in changes),
        sum(change < 0 for change in changes),
    )
    freer, same, stiffer = (words.number(count) for count in ways)
    message = AFTERWARDS[ways[0] > 0, ways[1] > 0, ways[2] > 0]
    filling = {"freer": freer, "same": same, "stiffer": stiffer, "number": len(changes)}
    return str(message % (filling | {"count": words.number(len(changes))}))


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
