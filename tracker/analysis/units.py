"""Units of measures: lengths are stored in centimetres, and read and shown in a person's own."""

import decimal
from decimal import Decimal

from django.utils.translation import gettext_lazy

from tracker.analysis.words import Messages

CM, INCHES = "cm", "in"
CM_PER_INCH = Decimal("2.54")
EXACT, ROUNDED, OF_LIMITS = Decimal("0.0001"), Decimal("0.01"), Decimal("0.1")
# What a number with its unit looks like; the others have none.
WITH_UNIT = Messages(
    {
        CM: gettext_lazy("%(size)s cm"),
        INCHES: gettext_lazy("%(size)s in"),
        "deg": gettext_lazy("%(size)s°"),
        "s": gettext_lazy("%(size)s s"),
        "kg": gettext_lazy("%(size)s kg"),
    }
)


def unit_of(method: str) -> str:
    """The unit in which the id of a measure ends.

    >>> unit_of("knee_to_wall_cm")
    'cm'
    """
    return method.rpartition("_")[2]


def own_unit(unit: str, length: str) -> str:
    """The unit in which a person reads a measure; `length` is their unit of length.

    >>> own_unit("cm", "in"), own_unit("deg", "in"), own_unit("cm", "cm")
    ('in', 'deg', 'cm')
    """
    return length if unit == CM else unit


def converted(value: Decimal, unit: str, to: str) -> Decimal:
    """A length in another unit, exact into centimetres; any other measure as it is."""
    if unit == to:
        return value
    return value * CM_PER_INCH if to == CM else value / CM_PER_INCH


def shown(value: Decimal, unit: str, own: str) -> Decimal:
    """A stored value in a person's unit: exact with up to 4 decimals, else rounded to 2.

    >>> shown(Decimal("8.255"), "cm", "in"), shown(Decimal("8.25"), "cm", "in")
    (Decimal('3.25'), Decimal('3.25'))
    """
    exact = converted(value, unit, own)
    plain = exact.quantize(EXACT)
    is_exact = converted(plain, own, unit) == value
    return (plain if is_exact else exact.quantize(ROUNDED)).normalize() + 0


def limit(value: Decimal, unit: str, own: str, *, low: bool) -> Decimal:
    """A limit in a person's unit, rounded inward so that its own figure is still within.

    >>> limit(Decimal(70), "cm", "in", low=False), limit(Decimal(4), "cm", "in", low=True)
    (Decimal('27.5'), Decimal('1.6'))
    """
    if unit == own:
        return value
    inward = decimal.ROUND_CEILING if low else decimal.ROUND_FLOOR
    return converted(value, unit, own).quantize(OF_LIMITS, inward).normalize() + 0


def places(unit: str) -> int:
    """The decimals of a figure that was worked out: an inch is long, so it needs one more."""
    return 2 if unit == INCHES else 1


def with_unit(written: str, unit: str) -> str:
    """A number with its unit; ratings, counts and scores have none.

    >>> with_unit("0.5", "point"), with_unit("0.5", "cm"), with_unit("41", "deg")
    ('0.5', '0.5 cm', '41°')
    """
    return WITH_UNIT[unit] % {"size": written} if unit in WITH_UNIT else written


def mark(unit: str) -> str:
    """The unit alone, as it follows a number.

    >>> mark("in"), mark("deg"), mark("count")
    (' in', '°', '')
    """
    return with_unit("", unit)
