"""The one number format of sentences, tables and pictures; limits never claim more than they do."""

import math

from django.utils.translation import gettext as _

from tracker.analysis.words import MINUS, figures


def signed(value: float) -> str:
    """An estimate, to the nearest tenth; zero has no sign.

    >>> signed(0.62), signed(-2), signed(-0.04)
    ('+0.6', '\N{MINUS SIGN}2.0', '0')
    """
    return _written(_nearest(value), plus="+")


def size(value: float, *, places: int = 1) -> str:
    """An estimate whose direction is in the words.

    >>> size(-1), size(0.04), size(0.04, places=2)
    ('1.0', '0', '0.04')
    """
    return _written(abs(_nearest(value, places=places)), places=places)


def signed_limits(low: float, high: float, *, places: int = 1) -> tuple[str, str]:
    """Limits rounded outward, to a tenth: the lower one down, the upper one up.

    >>> signed_limits(0.38, 1.41), signed_limits(-1.2, -0.04)
    (('+0.3', '+1.5'), ('\N{MINUS SIGN}1.2', 'just below 0'))
    """
    return _outward(low, high, places=places, plus="+")


def _nearest(value: float, *, places: int = 1) -> float:
    """Halves go one way on every machine: the last bits of a least squares fit differ."""
    return round(round(value, 6), places)


def size_limits(low: float, high: float, *, places: int = 1) -> tuple[str, str]:
    """The same without signs, the limit nearer to zero first; both are on one side of zero.

    >>> size_limits(0.38, 1.41), size_limits(-1.2, -0.04)
    (('0.3', '1.5'), ('just above 0', '1.2'))
    """
    near, far = (low, high) if low >= 0 else (-high, -low)
    return _outward(near, far, places=places)


def span(low: str, high: str) -> str:
    """
    >>> span("+0.3", "+1.5")
    '+0.3 to +1.5'
    """
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def percent(share: float) -> str:
    """
    >>> percent(0.374), percent(-0.1)
    ('37%', '\N{MINUS SIGN}10%')
    """
    return _percent(_written(_nearest(share * 100, places=0), places=0))


def percent_limits(low: float, high: float) -> tuple[str, str]:
    """
    >>> percent_limits(-0.101, 0.711), percent_limits(0.004, 1)
    (('\N{MINUS SIGN}11%', '72%'), ('just above 0%', '100%'))
    """
    lowest, highest = _outward(low * 100, high * 100, places=0)
    return _percent(lowest), _percent(highest)


def _percent(number: str) -> str:
    return _("%(number)s%%") % {"number": number}


def _outward(low: float, high: float, *, places: int, plus: str = "") -> tuple[str, str]:
    power = 10**places
    # A limit of 0.7 is 7.000000000000001 tenths, which is no reason to write 0.8.
    lowest = math.floor(round(low * power, 6)) / power
    highest = math.ceil(round(high * power, 6)) / power
    return (
        _("just above 0") if low > 0 == lowest else _written(lowest, places=places, plus=plus),
        _("just below 0") if high < 0 == highest else _written(highest, places=places, plus=plus),
    )


def _written(value: float, *, places: int = 1, plus: str = "") -> str:
    if not value:
        return "0"
    return (MINUS if value < 0 else plus) + figures(f"{abs(value):.{places}f}")
