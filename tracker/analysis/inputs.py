"""Validates the input of the formulas: numbers, with None for missing ratings."""

import math
from collections.abc import Iterable, Sequence

Numbers = Sequence[float | None]


class StatisticsError(ValueError):
    """Invalid input, such as columns of unequal length, infinite numbers or a share above 1."""


def given(values: Iterable[float | None]) -> list[float]:
    """The numbers as floats, without None; nothing is ever imputed.

    >>> given([1, None, 2])
    [1.0, 2.0]
    """
    numbers = [float(value) for value in values if value is not None]
    if not math.isfinite(sum(numbers)):
        raise StatisticsError("A number is infinite or not a number.")
    return numbers


def complete_rows(*columns: Numbers) -> list[list[float]]:
    """The columns without the rows in which any of them has a None.

    >>> complete_rows([1, None, 3], [4, 5, 6])
    [[1.0, 3.0], [4.0, 6.0]]
    """
    if len({len(column) for column in columns}) > 1:
        raise StatisticsError("The columns are not of equal length.")
    rows = [row for row in zip(*columns, strict=True) if None not in row]
    return [given(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]


def checked(value: float, least: float, below: float, name: str) -> float:
    """`value` itself; raises StatisticsError unless least <= value < below."""
    if not least <= value < below:
        raise StatisticsError(f"{name} is {value}, not from {least} to under {below}.")
    return value
