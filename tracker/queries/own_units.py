"""Hands measured values to answers and charts in a person's own unit; nothing else scales them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.analysis.units import converted, own_unit, unit_of
from tracker.models.rating import ValueRow

SCALED = ("step", "low", "high", "mdc", "least", "most")


def in_own_units(test: Any, length: str) -> TestInfo:
    """A test of the catalogue; `length` is the person's unit of length."""
    info = TestInfo.of(test)
    return replace(info, measures=tuple(_measure(measure, length) for measure in info.measures))


def values_in_own_units(rows: Iterable[ValueRow], length: str) -> Iterator[tuple[Any, ...]]:
    """The rows of `value_rows`, whose method ends in the unit in which they are stored."""
    for session, test, side, method, before, after, *_holds in rows:
        pair = (in_own_unit(value, method, length) for value in (before, after))
        yield (session, test, side, method, *pair)


def in_own_unit(value: Decimal | None, method: str, length: str) -> Decimal | None:
    """A stored value, or difference, of a method; exact but for the 28th digit."""
    unit = unit_of(method)
    return None if value is None else converted(value, unit, own_unit(unit, length))


def _measure(measure: MeasureInfo, length: str) -> MeasureInfo:
    own = own_unit(measure.unit, length)
    if own == measure.unit:
        return measure
    figures = {name: getattr(measure, name) for name in SCALED}
    scaled: dict[str, Any] = {
        name: float(converted(Decimal(str(figure)), measure.unit, own))
        for name, figure in figures.items()
        if figure is not None
    }
    return measure._replace(unit=own, **scaled)
