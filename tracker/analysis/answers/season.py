"""The newest weeks of Before beside the same weeks one year before, which tells season apart."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal, NamedTuple, get_args

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from tracker.analysis.answers.sample import Dataset
from tracker.analysis.distribution import Limits, t_ppf
from tracker.analysis.gain import effective, pooled_r
from tracker.analysis.pairs import Series, SeriesKey
from tracker.analysis.words import number

WEEK = 7
YEAR = 52 * WEEK  # days; whole weeks, so that each weekday meets itself
WEEKS = 6  # the newest ones that are compared
FEWEST = 4  # of them with ratings in both years
ALIKE = 1.0  # points
LEVEL = 0.95
# Higher or lower needs the 95% range of 15 tests and sides together: people look every week.
STRICT = 1 - (1 - LEVEL) / 15

Way = Literal["higher", "lower", "alike", "unknown"]
# Only those that there are, as in the counts of the answers beside it.
WAYS: dict[Way, Any] = {
    "higher": ngettext_lazy("%(count)s higher", "%(count)s higher", "count"),
    "lower": ngettext_lazy("%(count)s lower", "%(count)s lower", "count"),
    "alike": ngettext_lazy("%(count)s about the same", "%(count)s about the same", "count"),
    "unknown": ngettext_lazy("%(count)s not clear", "%(count)s not clear", "count"),
}


class PairedWeek(NamedTuple):
    """Means of Before in one week, and in the same week one year before."""

    now: float
    then: float
    floor2: float  # variance that rounding alone adds to their difference

    @property
    def difference(self) -> float:
        return self.now - self.then


@dataclass(frozen=True)
class Season:
    """Before now and one year before, in points; `wide` holds their difference at 95%."""

    now: float
    then: float
    weeks: int
    wide: Limits
    way: Way

    @property
    def sentence(self) -> str:
        levels = {"now": _half(self.now), "then": _half(self.then)}
        size = {"size": _half(max(abs(self.now - self.then), 0.5))}
        match self.way:
            case "higher":
                return _("Higher than at this time last year, by about %(size)s.") % size
            case "lower":
                return _("Lower than at this time last year, by about %(size)s.") % size
            case "alike":
                return _("About as at this time last year.")
            case "unknown":
                return _("About %(now)s now, about %(then)s at this time last year.") % levels


def seasons(dataset: Dataset) -> dict[SeriesKey, Season]:
    """Per (test, side) with ratings in four or more of the newest six weeks and a year before.

    The mean difference of the weeks, with t limits. Its spread is that of the series or of all of
    them, whichever is larger, and its weeks resemble each other as those of all series do: six
    weeks alone tell neither.
    """
    chosen = frozenset(dataset.counting)
    paired = {
        key: paired_weeks(_before(series, chosen), dataset.today)
        for key, series in dataset.history.series.items()
    }
    return season_of({key: weeks for key, weeks in paired.items() if len(weeks) >= FEWEST})


def half_a_year() -> str:
    return _("Half a year can’t tell training from season.")


def beside_the_lines(compared: Mapping[SeriesKey, Season]) -> str:
    """What belongs to the weeks of all tests and sides."""
    if not compared:
        return half_a_year()
    ways = Counter(season.way for season in compared.values())
    counts = [str(WAYS[way] % {"count": ways[way]}) for way in get_args(Way) if ways[way]]
    message = ngettext(
        "Against the same weeks last year, of %(count)s test or side: %(ways)s.",
        "Against the same weeks last year, of %(count)s tests and sides: %(ways)s.",
        len(compared),
    )
    return message % {"count": len(compared), "ways": ", ".join(counts)}


def paired_weeks(before: Iterable[tuple[int, float]], today: int) -> list[PairedWeek]:
    """The weeks up to `today` with ratings in both years, newest first.

    `before`: (ordinal day, rating), in any order.

    >>> paired_weeks([(800, 6), (798, 5), (436, 4), (420, 3)], today=800)
    [PairedWeek(now=5.5, then=4.0, floor2=0.125)]
    """
    rows = list(before)
    now, then = _by_week(rows, today), _by_week(rows, today - YEAR)
    return [
        PairedWeek(fmean(now[week]), fmean(then[week]), _floor2(len(now[week]), len(then[week])))
        for week in sorted(now)
        if week in then
    ]


def _by_week(rows: Iterable[tuple[int, float]], last: int) -> dict[int, list[float]]:
    """The ratings of the six weeks up to the day `last`, by weeks before it."""
    weeks: dict[int, list[float]] = defaultdict(list)
    for day, rating in rows:
        if 0 <= last - day < WEEKS * WEEK:
            weeks[(last - day) // WEEK].append(rating)
    return weeks


def _floor2(now: int, then: int) -> float:
    return (1 / now + 1 / then) / 12


def season_of(paired: Mapping[SeriesKey, Sequence[PairedWeek]]) -> dict[SeriesKey, Season]:
    """The seasons of series that have enough weeks."""
    if not paired:
        return {}
    differences = {key: [week.difference for week in weeks] for key, weeks in paired.items()}
    r = pooled_r(differences.values())
    pooled = fmean(_variance(values) for values in differences.values())
    return {
        key: _season(
            weeks, max(pooled, _variance(differences[key]), fmean(w.floor2 for w in weeks)), r
        )
        for key, weeks in paired.items()
    }


def _variance(values: Sequence[float]) -> float:
    mean = fmean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _season(weeks: Sequence[PairedWeek], variance: float, r: float) -> Season:
    neff = effective(len(weeks), r, 2)
    se = math.sqrt(variance / neff)
    now, then = fmean(week.now for week in weeks), fmean(week.then for week in weeks)
    wide, strict = (_limits(now - then, se, neff - 1, level) for level in (LEVEL, STRICT))
    return Season(now, then, len(weeks), wide, _way(wide, strict))


def _limits(best: float, se: float, df: float, level: float) -> Limits:
    half = t_ppf((1 + level) / 2, df) * se
    return Limits(best - half, best + half)


def _way(wide: Limits, strict: Limits) -> Way:
    if strict.lo > 0:
        return "higher"
    if strict.hi < 0:
        return "lower"
    return "alike" if wide.lo > -ALIKE and wide.hi < ALIKE else "unknown"


def _before(series: Series, chosen: Collection[int]) -> Iterable[tuple[int, float]]:
    rows = zip(series.session, series.days, series.before, strict=True)
    return [(day, float(x)) for index, day, x in rows if x is not None and index in chosen]


def _half(value: float) -> str:
    return number(round(value * 2) / 2)
