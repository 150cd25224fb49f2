"""The values behind the answers as they were entered: their ends, range and weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tracker.analysis.answers.sample import Dataset
from tracker.analysis.pairs import Series, SeriesKey
from tracker.analysis.timeline import Columns, ends, means, points


class Entered(NamedTuple):
    """How many `values` a series has before a session; `first` and `last` are means of four.

    `weeks`: means of calendar weeks, each at its middle day.
    """

    values: int
    first: float
    last: float
    low: float
    high: float
    weeks: Columns


@dataclass(frozen=True)
class AllEntered:
    """Every series with a value in the window, from `first_day` to `today`, both ordinals."""

    first_day: int
    today: int
    week_starts: int
    ratings: dict[SeriesKey, Entered]
    measured: dict[SeriesKey, Entered]


def entered(dataset: Dataset, week_starts: int) -> AllEntered:
    """Of the sessions on which the answers rest; while there are none, those of practice as well.

    `week_starts`: a weekday; 0 is Monday.
    """
    is_all_practice = not dataset.sessions(lambda _: True)
    used = replace(dataset, familiarisation=0) if is_all_practice else dataset
    chosen = frozenset(used.sessions(lambda _: True, capped=False))
    return AllEntered(
        dataset.first_day,
        dataset.today,
        week_starts,
        _of(dataset.history.series, chosen, week_starts),
        _of(dataset.history.measured, chosen, week_starts),
    )


def _of(
    series: Mapping[SeriesKey, Series], chosen: frozenset[int], week_starts: int
) -> dict[SeriesKey, Entered]:
    columns = {key: _before(rows, chosen) for key, rows in series.items()}
    return {key: _summed_up(own, week_starts) for key, own in columns.items() if own.x}


def _before(series: Series, chosen: frozenset[int]) -> Columns:
    part = series.where(index in chosen for index in series.session)
    values = [None if value is None else float(value) for value in part.before]
    return points(part.days, values)


def _summed_up(own: Columns, week_starts: int) -> Entered:
    values: Sequence[float] = own.y
    weeks = means(own, week_starts=week_starts)
    return Entered(len(values), *ends(values), min(values), max(values), weeks)
