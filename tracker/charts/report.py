"""The tables of the one-page report: a row a test and side, its weeks, and what was measured."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.analysis import rounding, units, words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.entered import AllEntered, Entered
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.analysis.timeline import WEEK
from tracker.analysis.words import Messages
from tracker.charts import board_cells, forest, lines, phone_words
from tracker.charts.board import rated_tests

HEAD = 4  # weeks under one date
ONE_PAGE = 16  # rows; more of them go on to a second page
NOTHING_THAT_WEEK = "·"
SIDES = Messages(
    {
        "left": gettext_lazy("Left"),
        "right": gettext_lazy("Right"),
        "none": pgettext_lazy("sides, in a narrow column", "Both"),
    }
)
# How much two readings can differ with nothing changed, and where that figure comes from.
SWINGS = Messages(
    {
        "own": pgettext_lazy("how far readings differ", "%(size)s, own"),
        "steady": pgettext_lazy("how far readings differ", "%(size)s, own"),
        "rough": pgettext_lazy("how far readings differ", "about %(size)s, own"),
        "holds": pgettext_lazy("how far readings differ", "about %(size)s, own"),
        "published_clinician": pgettext_lazy("how far readings differ", "%(size)s, published"),
        "derived": pgettext_lazy("how far readings differ", "%(size)s, derived"),
        "none": pgettext_lazy("how far readings differ", "%(size)s, assumed"),
    }
)
FREER = Messages(
    {
        "higher": pgettext_lazy("which reading is freer", "More"),
        "lower": pgettext_lazy("which reading is freer", "Less"),
    }
)
# A direction over the weeks is given with its size.
WITH_SIZE = ("clear_gain", "clear_loss", "probably_gain", "probably_loss")


@dataclass(frozen=True)
class Verdict:
    """The words of a finding for a narrow column, with their icon."""

    icon: str
    word: str


@dataclass(frozen=True)
class Row:
    """One test on one side. `weeks`: what stands in each column of the weeks."""

    test: TestInfo
    side: str
    is_first: bool
    is_last: bool
    first: str
    last: str
    range: str
    best: str
    wide: str
    day: Verdict
    over_weeks: Verdict
    weeks: tuple[str, ...]

    @property
    def side_in_words(self) -> str:
        return SIDES[self.side]


@dataclass(frozen=True)
class MeasuredRow:
    """What was measured of one test in one way: by side the means of the first and last four.

    `freer`: which of two readings is. `swing`: how much two can differ with nothing changed.
    """

    test: TestInfo
    label: str
    sides: tuple[tuple[str, str], ...]
    count: int
    freer: str
    swing: str


@dataclass(frozen=True)
class WeekHead:
    """The date over some columns of weeks."""

    day: str
    columns: int

    @property
    def is_narrow(self) -> bool:
        return self.columns < HEAD


@dataclass(frozen=True)
class Sheet:
    """The tables, near to far."""

    rows: tuple[Row, ...]
    heads: tuple[WeekHead, ...]
    measured: tuple[MeasuredRow, ...]

    @property
    def tests(self) -> int:
        return sum(row.is_first for row in self.rows)

    @property
    def weeks(self) -> int:
        return sum(head.columns for head in self.heads)

    @property
    def is_long(self) -> bool:
        return len(self.rows) > ONE_PAGE


def sheet(answers: Answers, tests: Sequence[TestInfo], entered: AllEntered) -> Sheet:
    """`tests`: all that there are; those without a rating have no row."""
    first_days = _weeks(entered)
    rows = [
        _row(answers, test, side, entered, first_days)
        for test in rated_tests(answers, tests)
        for side in test.sides
    ]
    return Sheet(tuple(rows), _heads(first_days), tuple(_measured(answers, tests, entered)))


def _weeks(entered: AllEntered) -> list[int]:
    """The first day of every week of the window, as ordinals; day 1 is a Monday."""
    offset = entered.week_starts + 1
    first = entered.first_day - (entered.first_day - offset) % WEEK
    return list(range(first, entered.today + 1, WEEK))


def _heads(first_days: Sequence[int]) -> tuple[WeekHead, ...]:
    starts = range(0, len(first_days), HEAD)
    return tuple(
        WeekHead(_day(first_days[start]), min(HEAD, len(first_days) - start)) for start in starts
    )


def _day(day: int) -> str:
    return date_format(datetime.date.fromordinal(day), "MONTH_DAY_FORMAT")


def _row(
    answers: Answers, test: TestInfo, side: str, entered: AllEntered, first_days: Sequence[int]
) -> Row:
    key = (test.slug, side)
    own, change, level = entered.ratings.get(key), answers.changes.get(key), answers.levels.get(key)
    return Row(
        test,
        side,
        side == test.sides[0],
        side == test.sides[-1],
        _mean(own and own.first),
        _mean(own and own.last),
        _range(own),
        words.NOTHING if change is None or change.best is None else rounding.signed(change.best),
        forest.span(change.wide) if change and change.wide else "",
        _verdict(change),
        _over_the_weeks(level.finding if level else None),
        _digits(own, entered.week_starts, first_days),
    )


def _mean(value: float | None) -> str:
    return words.NOTHING if value is None else words.number(value)


def _range(own: Entered | None) -> str:
    if own is None:
        return words.NOTHING
    low, high = words.number(own.low), words.number(own.high)
    return low if low == high else rounding.span(low, high)


def _verdict(finding: Finding | None) -> Verdict:
    if finding is None:
        return Verdict("v_early", _("Not rated"))
    return Verdict(finding.icon, board_cells.short(finding))


def _over_the_weeks(finding: Finding | None) -> Verdict:
    short = _verdict(finding)
    if finding is None or finding.best is None or finding.verdict not in WITH_SIZE:
        return short
    size = {"verdict": short.word, "change": rounding.signed(finding.best)}
    return Verdict(short.icon, _("%(verdict)s, %(change)s in 12 weeks") % size)


def _digits(own: Entered | None, week_starts: int, first_days: Sequence[int]) -> tuple[str, ...]:
    """The mean of each week in whole points; a dot for a week without a rating."""
    if own is None:
        return (NOTHING_THAT_WEEK,) * len(first_days)
    pace = lines.Pace(1, week_starts=week_starts)
    by_week = {pace.start(day): mean for day, mean in zip(*own.weeks, strict=True)}
    return tuple(
        words.number(by_week[day], places=0) if day in by_week else NOTHING_THAT_WEEK
        for day in first_days
    )


def _measured(
    answers: Answers, tests: Sequence[TestInfo], entered: AllEntered
) -> Iterable[MeasuredRow]:
    for test in tests:
        for measure in test.measures:
            keys = [(test.slug, side, measure.method) for side in test.sides]
            if any(key in entered.measured for key in keys):
                yield _measured_row(answers, test, measure, [entered.measured.get(k) for k in keys])


def _measured_row(
    answers: Answers, test: TestInfo, measure: MeasureInfo, sides: Sequence[Entered | None]
) -> MeasuredRow:
    keys = [(test.slug, side, measure.method) for side in test.sides]
    noise = next(answers.measured_noise[key] for key in keys if key in answers.measured_noise)
    return MeasuredRow(
        test,
        phone_words.with_own_error(measure),
        tuple(_ends(own, measure) for own in sides),
        sum(own.values for own in sides if own),
        FREER[measure.better],
        SWINGS.get(noise.source, SWINGS["none"]) % {"size": _with_unit(noise.mdc, measure)},
    )


def _ends(own: Entered | None, measure: MeasureInfo) -> tuple[str, str]:
    if own is None:
        return words.NOTHING, ""
    return _with_unit(own.first, measure), _with_unit(own.last, measure)


def _with_unit(value: float, measure: MeasureInfo) -> str:
    return units.with_unit(words.number(value, places=units.places(measure.unit)), measure.unit)
