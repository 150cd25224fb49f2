"""Question 7: a person's own noise, and the ends of the scale."""

import math

from tracker.analysis.inputs import Numbers, given

Z95 = 1.959964
TOP, BOTTOM = 10, 0  # the highest and the lowest rating
AT_AN_END = (2, 5)  # two in five


def own_mdc(gains: Numbers) -> float | None:
    """The minimal detectable change of one session, from the gains of sessions without a routine.

    1.96 times their standard deviation: a gain has √2 times the error of one rating, so this is
    the MDC95. None below two gains; not reliable below ten. Source: Weir 2005.

    >>> round(own_mdc([0, 1, 0, -1, 0, 1, 0, 0, 1, -1]), 3)
    1.446
    """
    values = given(gains)
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    return Z95 * math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def ceiling(values: Numbers, top: float = TOP) -> bool:
    """Whether 40% or more of the values are at the top, so that no rise can show.

    >>> ceiling([10, 10, 8, 9, 7]), ceiling([9, 9]), ceiling([])
    (True, False, False)
    """
    numbers = given(values)
    return _many(sum(x >= top for x in numbers), len(numbers))


def floor(values: Numbers, bottom: float = BOTTOM) -> bool:
    """Whether 40% or more of the values are at the bottom, so that no fall can show.

    >>> floor([0, 0, 2, 1, 3]), floor([1, 1]), floor([])
    (True, False, False)
    """
    numbers = given(values)
    return _many(sum(x <= bottom for x in numbers), len(numbers))


def _many(count: int, of: int) -> bool:
    part, whole = AT_AN_END
    return of > 0 and whole * count >= part * of
