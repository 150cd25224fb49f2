"""Measured values of one test over time, left beside right, on their own axis."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from tracker.analysis import units, words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.sample import Noise
from tracker.analysis.pairs import History, MeasureInfo, Series, SeriesKey
from tracker.analysis.timeline import Range
from tracker.analysis.words import Messages
from tracker.charts import levels, lines, phone_words
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 20

NO_CHANGES: Mapping[str, Sequence[tuple[datetime.date, bool]]] = {}
AS_READ = 2  # decimals of a single reading at most
TAGS = {"higher": gettext_lazy("Up is freer ↑"), "lower": gettext_lazy("Down is freer ↓")}
FREER = {"higher": gettext_lazy("More is freer."), "lower": gettext_lazy("Less is freer.")}
ERROR_OF = {"left": gettext_lazy("Left: %(error)s"), "right": gettext_lazy("Right: %(error)s")}
# By side; no direction over the weeks, which nothing has tested.
LEVELS = {
    ("none",): ngettext_lazy(
        "Before a session: about %(none)s, in %(count)s session.",
        "Before a session: about %(none)s, in %(count)s sessions.",
        "number",
    ),
    ("left",): ngettext_lazy(
        "Before a session: left about %(left)s, in %(count)s session.",
        "Before a session: left about %(left)s, in %(count)s sessions.",
        "number",
    ),
    ("right",): ngettext_lazy(
        "Before a session: right about %(right)s, in %(count)s session.",
        "Before a session: right about %(right)s, in %(count)s sessions.",
        "number",
    ),
    ("left", "right"): ngettext_lazy(
        "Before a session: left about %(left)s, right about %(right)s, in %(count)s session.",
        "Before a session: left about %(left)s, right about %(right)s, in %(count)s sessions.",
        "number",
    ),
}
ONCE = {
    ("none",): gettext_lazy("Measured once. Before the session: %(none)s."),
    ("left",): gettext_lazy("Measured once. Before the session: left %(left)s."),
    ("right",): gettext_lazy("Measured once. Before the session: right %(right)s."),
    ("left", "right"): gettext_lazy(
        "Measured once. Before the session: left %(left)s, right %(right)s."
    ),
}
FEW = {
    ("none",): gettext_lazy("Newest readings before a session: %(none)s."),
    ("left",): gettext_lazy("Newest readings before a session: left %(left)s."),
    ("right",): gettext_lazy("Newest readings before a session: right %(right)s."),
    ("left", "right"): gettext_lazy(
        "Newest readings before a session: left %(left)s; right %(right)s."
    ),
}


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    phones: Mapping[str, Sequence[tuple[datetime.date, bool]]] = NO_CHANGES,
    **about: Any,
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
            about = {
                "label": _("Chart of the readings. The table below holds its numbers."),
                "after": _after_a_session(answers, measure, keys) if answers else [],
                "notes": [
                    str(FREER[measure.better]),
                    *(_errors(answers, measure, keys) if answers else []),
                    *(_of_a_phone(measure, phones)),
                ],
            }
            yield _figure(measure, plots, visible, pace, about)


def _floats(series: Series) -> Series:
    """Convert the decimals of the database, which cannot be averaged with floats."""
    before, after = (
        [None if value is None else float(value) for value in column]
        for column in (series.before, series.after)
    )
    return Series(series.test, series.side, series.days, before, after, series.session)


def _after_a_session(
    answers: Answers, measure: MeasureInfo, keys: Sequence[SeriesKey]
) -> list[dict[str, Any]]:
    """The change on the day of each side."""
    findings = [(key[1], answers.measured[key]) for key in keys if key in answers.measured]
    return [
        {"side": side, "icon": f.icon, "says": f.sentence, "tags": f.tag_sentences}
        | {"more": phone_words.over_sessions(f, measure) if measure.is_by_phone else ""}
        for side, f in findings
    ]


def _of_a_phone(
    measure: MeasureInfo, phones: Mapping[str, Sequence[tuple[datetime.date, bool]]]
) -> list[str]:
    if not measure.is_by_phone:
        return []
    return [phone_words.own_error(), *phone_words.about_changes(phones.get(measure.method, ()))]


def _errors(answers: Answers, measure: MeasureInfo, keys: Sequence[SeriesKey]) -> list[str]:
    """The error of a change; a single sentence if it is the same on both sides."""
    errors = {
        k[1]: error(answers.measured_noise[k], measure) for k in keys if k in answers.measured
    }
    if len(set(errors.values())) == 1:
        return [next(iter(errors.values()))]
    return [ERROR_OF[side] % {"error": says} for side, says in errors.items()]


ERRORS = Messages(
    {
        "steady": gettext_lazy(
            "With nothing changed, your own readings differ by up to %(size)s (checked on 10"
            " days or more)."
        ),
        "rough": gettext_lazy(
            "With nothing changed, your own readings differ by up to %(size)s (checked on fewer"
            " than 10 days, so roughly)."
        ),
        "holds": gettext_lazy(
            "Two readings of yours differ by about %(size)s by themselves, as the two holds of"
            " each show."
        ),
        "published_clinician": gettext_lazy(
            "Two readings by a clinician can differ by %(size)s with nothing changed"
            " (published). Yours may differ by more."
        ),
        "derived": gettext_lazy(
            "Calculated from published figures: readings can differ by %(size)s with nothing"
            " changed. Yours may differ by more."
        ),
        "none": gettext_lazy(
            "Nobody has published how much this home test swings. Until yours is known we use"
            " %(size)s, two steps of the reading."
        ),
    }
)


def error(noise: Noise, measure: MeasureInfo) -> str:
    """What two readings can differ by with nothing changed, and the source of that figure."""
    values = {"size": _with_unit(noise.mdc, measure), "count": noise.sessions}
    message = ERRORS.get(noise.source, ERRORS["none"])
    if noise.source == "own":
        message = ngettext(
            "With nothing changed, your own readings differ by up to %(size)s (%(count)s"
            " session without a routine).",
            "With nothing changed, your own readings differ by up to %(size)s (%(count)s"
            " sessions without a routine).",
            noise.sessions,
        )
    return message % values


def _figure(
    measure: MeasureInfo,
    plots: list[lines.SidePlot],
    visible: lines.VisibleDays,
    pace: lines.Pace,
    about: dict[str, Any],
) -> Figure:
    unit = units.mark(measure.unit)
    # A reading as it was read, an average as far as it is known.
    places = units.places(measure.unit) if pace.weeks else AS_READ
    options = {
        "y": _axis(plots, measure),
        "unit": unit,
        "places": places,
        "tag": str(TAGS[measure.better]),
        "heads": [{"side": plot.side, "words": ""} for plot in plots if plot.side != "none"],
    }
    return Figure(
        key=f"measured-{measure.method}",
        kind="lines",
        title=_("Measured: %(name)s") % {"name": measure.label},
        sentence=_of_whom(_sentence(measure, plots), measure),
        header=(pace.heading, *lines.columns(plots, unit.strip())),
        rows=lines.rows_of(plots, pace, places=places),
        data={"chart": visible.data(plots, pace, dots=True, **options), **about},
        place="foot",
        folded=True,
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


def _sentence(measure: MeasureInfo, plots: list[lines.SidePlot]) -> str:
    read = [plot for plot in plots if plot.before]
    case, count = tuple(plot.side for plot in read), len(lines.session_days(plots))
    if not case:
        measured = ngettext("Measured once.", "Measured in %(count)s sessions.", count)
        return measured % {"count": words.number(count)}
    if any(len(plot.before) < lines.ENOUGH for plot in read):
        message = ONCE[case] if count == 1 else FEW[case]
        return str(message % {plot.side: _newest(plot.before, measure) for plot in read})
    means = {plot.side: _with_unit(_level(plot.before, measure), measure) for plot in read}
    return str(LEVELS[case] % (means | {"count": words.number(count), "number": count}))


def _of_whom(sentence: str, measure: MeasureInfo) -> str:
    """No angle of a phone stands alone."""
    return f"{sentence} {phone_words.own_error()}" if measure.is_by_phone else sentence


def _level(values: Sequence[float], measure: MeasureInfo) -> float:
    """A mean as coarse as it is known: to the half, of the longer inches to the tenth."""
    mean = fmean(values)
    return round(mean, 1) if measure.unit == units.INCHES else levels.half(mean)


def _with_unit(value: float, measure: MeasureInfo) -> str:
    number = words.number(value, places=units.places(measure.unit))
    return units.with_unit(number, measure.unit)


def _newest(values: Sequence[float], measure: MeasureInfo) -> str:
    newest = (words.number(value, places=AS_READ) for value in values[-levels.LISTED :])
    return ", ".join(units.with_unit(number, measure.unit) for number in newest)
