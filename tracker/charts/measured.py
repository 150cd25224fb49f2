"""Measured values of one test over time, left beside right, on their own axis."""

import math
from collections.abc import Iterable, Sequence

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.sample import Noise
from tracker.analysis.pairs import History, MeasureInfo, Series, SeriesKey
from tracker.analysis.timeline import Range
from tracker.charts import lines
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 20

UNITS = {"cm": " cm", "deg": "°"}
ERRORS = {
    "own": "A change can be wrong by {size}: your own, from {sessions} test-only sessions.",
    "steady": "A change can be wrong by {size}: your own, from two readings on ten days or more.",
    "rough": "A change can be wrong by about {size}: your own, from two readings on fewer than ten"
    " days, so it is rough.",
    "published_clinician": "A clinician can be wrong by {size} here, as published. Your own error"
    " may be larger.",
    "derived": "Worked out from published figures, a change can be wrong by {size}. Your own error"
    " may be larger.",
    "none": "No error is published for this home test; until your own is known, two steps of the"
    " reading stand in: {size}.",
}
TAGS = {"higher": "Higher is freer ↑", "lower": "Lower is freer ↓"}


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    """One figure per method; values of two methods never share a line."""
    info = history.test(test)
    visible = lines.VisibleDays.on(history, range_, today)
    pace = visible.means(rare=True) if range_.is_long else lines.Pace(0, rare=True)
    for measure in info.measures:
        keys = [(info.slug, side, measure.method) for side in info.sides]
        all_series = [history.measured[key] for key in keys if key in history.measured]
        plots = [visible.plot(_floats(series), pace) for series in all_series]
        if lines.session_days(plots):
            notes = _notes(answers, measure, keys) if answers else []
            yield _figure(measure, plots, visible, pace, notes)


def _floats(series: Series) -> Series:
    """Convert the decimals of the database, which cannot be averaged with floats."""
    before, after = (
        [None if value is None else float(value) for value in column]
        for column in (series.before, series.after)
    )
    return Series(series.test, series.side, series.days, before, after, series.session)


def _notes(answers: Answers, measure: MeasureInfo, keys: Sequence[SeriesKey]) -> list[str]:
    """The change on the day of each side, and the source of its error."""
    findings = [(key[1], answers.measured[key]) for key in keys if key in answers.measured]
    sentences = [
        f"{_day_of(side)}: {words.inside(finding.sentence)}." for side, finding in findings
    ]
    return [*sentences, *_errors(answers, measure, keys)]


def _day_of(side: str) -> str:
    return f"Change on the day{'' if side == 'none' else f', {side}'}"


def _errors(answers: Answers, measure: MeasureInfo, keys: Sequence[SeriesKey]) -> list[str]:
    """The error of a change; a single sentence if it is the same on both sides."""
    errors = {
        k[1]: error(answers.measured_noise[k], measure) for k in keys if k in answers.measured
    }
    if len(set(errors.values())) == 1:
        return [next(iter(errors.values()))]
    return [f"{words.SIDES[side]}: {words.inside(says)}" for side, says in errors.items()]


def error(noise: Noise, measure: MeasureInfo) -> str:
    """What one change can be wrong by, and the source of that figure."""
    size = f"{words.number(noise.mdc)}{UNITS.get(measure.unit, '')}"
    return ERRORS[noise.source].format(size=size, sessions=noise.sessions)


def _figure(
    measure: MeasureInfo,
    plots: list[lines.SidePlot],
    visible: lines.VisibleDays,
    pace: lines.Pace,
    notes: list[str],
) -> Figure:
    unit = UNITS.get(measure.unit, "")
    options = {
        "y": _axis(plots, measure),
        "unit": unit,
        "tag": TAGS[measure.better],
        "heads": [{"side": plot.side, "words": ""} for plot in plots if plot.side != "none"],
        "short": True,
        "notes": notes,
    }
    return Figure(
        key=f"measured-{measure.method}",
        kind="lines",
        title=f"Measured: {words.inside(measure.label)}",
        sentence=_sentence(measure, unit, plots, visible.range_),
        header=(pace.heading, *lines.columns(plots, unit.strip())),
        rows=lines.rows_of(plots, pace),
        data=visible.data(plots, pace, dots=True, **options),
    )


def _axis(plots: list[lines.SidePlot], measure: MeasureInfo) -> dict[str, float]:
    """A common scale for both sides, in whole steps around the measured values."""
    values = [value for plot in plots for raw in plot.raw.values() for value in raw.y]
    low, high = min(values), max(values)
    step = _step(max(high - low, 4 * measure.step))
    first, last = math.floor(low / step), math.ceil(high / step)
    return {"min": first * step, "max": max(last, first + 1) * step, "step": step}


def _step(span: float) -> float:
    """About four steps of 1, 2 or 5 times a power of ten.

    >>> _step(7), _step(30)
    (2.0, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span / 4)


def _sentence(measure: MeasureInfo, unit: str, plots: list[lines.SidePlot], range_: Range) -> str:
    name, freer = words.inside(measure.label), TAGS[measure.better][:-2]
    sessions = f"Measured in {words.counted(len(lines.session_days(plots)), 'session')}."
    if any(len(plot.before) < lines.ENOUGH for plot in plots):
        return f"{sessions} Before, {name}: {lines.few(plots, unit)}. {freer}."
    went = f"{name} before the session {lines.levels(plots, unit)}"
    return f"{range_.words}, {went}. {freer}. {sessions}"
