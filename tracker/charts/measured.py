"""Measured values of one test over time, left beside right, on an axis of their own."""

import math
from collections.abc import Iterable, Sequence

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.sample import Noise
from tracker.analysis.pairs import History, Key, Measure, Series
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
    """A figure for each method: readings of two methods are never put on one line."""
    about = history.test(test)
    window = lines.Window.on(history, range_, today)
    pace = window.means(rare=True) if range_.is_long else lines.Pace(0, rare=True)
    for measure in about.measures:
        keys = [(about.slug, side, measure.method) for side in about.sides]
        every = [history.measured[key] for key in keys if key in history.measured]
        drawn = [window.draw(_floats(series), pace) for series in every]
        if lines.session_days(drawn):
            notes = _notes(answers, measure, keys) if answers else []
            yield _figure(measure, drawn, window, pace, notes)


def _floats(series: Series) -> Series:
    """The database stores tape readings as decimals, which do not mix with means."""
    before, after = (
        [None if value is None else float(value) for value in column]
        for column in (series.before, series.after)
    )
    return Series(series.test, series.side, series.days, before, after, series.session)


def _notes(answers: Answers, measure: Measure, keys: Sequence[Key]) -> list[str]:
    """The change on the day of each side, and whose error it is held against."""
    found = [(key[1], answers.measured[key]) for key in keys if key in answers.measured]
    said = [
        f"Change on the day{'' if side == 'none' else f', {side}'}: {words.inside(each.sentence)}."
        for side, each in found
    ]
    return [*said, *_errors(answers, measure, keys)]


def _errors(answers: Answers, measure: Measure, keys: Sequence[Key]) -> list[str]:
    """Whose error it is; once for both sides unless each has its own."""
    found = {k[1]: error(answers.measured_noise[k], measure) for k in keys if k in answers.measured}
    if len(set(found.values())) == 1:
        return [next(iter(found.values()))]
    return [f"{words.SIDES[side]}: {words.inside(says)}" for side, says in found.items()]


def error(noise: Noise, measure: Measure) -> str:
    """What one change can be wrong by, and who found that out."""
    size = f"{words.number(noise.mdc)}{UNITS.get(measure.unit, '')}"
    return ERRORS[noise.source].format(size=size, sessions=noise.sessions)


def _figure(
    measure: Measure,
    drawn: list[lines.Drawn],
    window: lines.Window,
    pace: lines.Pace,
    notes: list[str],
) -> Figure:
    unit = UNITS.get(measure.unit, "")
    about = {
        "y": _axis(drawn, measure),
        "unit": unit,
        "tag": TAGS[measure.better],
        "heads": [{"side": each.side, "words": ""} for each in drawn if each.side != "none"],
        "short": True,
        "notes": notes,
    }
    return Figure(
        key=f"measured-{measure.method}",
        kind="lines",
        title=f"Measured: {words.inside(measure.label)}",
        sentence=_sentence(measure, unit, drawn, window.range_),
        header=(pace.heading, *lines.columns(drawn, unit.strip())),
        rows=lines.rows_of(drawn, pace),
        data=window.data(drawn, pace, dots=True, **about),
    )


def _axis(drawn: list[lines.Drawn], measure: Measure) -> dict[str, float]:
    """Both sides on one scale, in whole steps around what was measured."""
    values = [value for each in drawn for raw in each.raw.values() for value in raw.y]
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


def _sentence(measure: Measure, unit: str, drawn: list[lines.Drawn], range_: Range) -> str:
    name, freer = words.inside(measure.label), TAGS[measure.better][:-2]
    sessions = f"Measured in {words.counted(len(lines.session_days(drawn)), 'session')}."
    if any(len(each.before) < lines.ENOUGH for each in drawn):
        return f"{sessions} Before, {name}: {lines.few(drawn, unit)}. {freer}."
    went = f"{name} before the session {lines.levels(drawn, unit)}"
    return f"{range_.words}, {went}. {freer}. {sessions}"
