"""Notes on answers whose ratings stand at an end of the scale, where a change cannot show."""

from collections.abc import Iterable, Sequence

from tracker.analysis.answers.sample import Column
from tracker.analysis.pairs import MeasureInfo
from tracker.analysis.planning import ceiling, floor

Tags = tuple[str, ...]


def after_tags(columns: Iterable[Column]) -> Tags:
    """Of what rests on After; for a mean of several tests, of all their ratings."""
    ratings = [rating for column in columns for rating in _after(column)]
    return _tags(ratings, "ceiling", "floor")


def before_tags(before: Sequence[float]) -> Tags:
    """Of what rests on Before: at 10 it cannot rise, at 0 it cannot fall.

    >>> before_tags([10, 10, 9]), before_tags([0, 0, 5, 10]), before_tags([4, 5])
    (('no_rise',), ('no_fall',), ())
    """
    return _tags(before, "no_rise", "no_fall")


def gap_tags(sides: Iterable[Sequence[float]]) -> Tags:
    """Of the gap between the sides, if either of them has no room to move away from the other.

    >>> gap_tags([[10, 10], [5, 6]]), gap_tags([[4, 5], [5, 6]])
    (('side_at_end',), ())
    """
    return ("side_at_end",) if any(before_tags(side) for side in sides) else ()


def measured_tags(measure: MeasureInfo, column: Column) -> Tags:
    """Of measured values at what the measure can show at most or at least."""
    higher, lower = "measured_freest", "measured_stiffest"
    if measure.better == "lower":
        higher, lower = lower, higher
    return _tags(_after(column), higher, lower, top=measure.most, bottom=measure.least)


def _tags(
    values: Sequence[float], at_top: str, at_bottom: str, *, top: float = 10, bottom: float = 0
) -> Tags:
    tops = (at_top,) if ceiling(values, top) else ()
    return tops + ((at_bottom,) if floor(values, bottom) else ())


def _after(column: Column) -> list[float]:
    return [before + gain for before, gain in zip(column.before, column.gain, strict=True)]
