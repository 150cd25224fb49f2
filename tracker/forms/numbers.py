"""Parses numbers as people write them, exactly as static/js/rating/numbers.js does.

Both are tested against tests/numbers.json.
"""

import decimal
import re

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.units import CM, INCHES, converted
from tracker.analysis.words import Messages

# With invisible characters: keyboards of right-to-left languages add direction marks.
BLANKS = re.compile(
    r"[\t-\r \u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)
# Digits of full-width, Arabic, Persian and Indian keyboards, and typographic signs for - and ,.
ZEROS = "０٠۰०"
PLAIN_CHARACTERS: dict[int, str | int] = {
    **{ord(zero) + digit: str(digit) for zero in ZEROS for digit in range(10)},
    **str.maketrans("－﹣−–‒—‐‑＋．٫，⁄’٬", "--------+..,/''"),
}
FRACTIONS = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
HALVED = ("2", "4")  # denominators of a fraction; a tape in inches has more of them
HALVED_AGAIN = (*HALVED, "8", "16")
SIXTEENTH = 625  # ten-thousandths
UNITS = {
    "cm": ("cm", "㎝", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"),
    "deg": ("°", "º", "˚", "deg", "degree", "degrees", "grad"),
    "mm": ("mm",),
    "m": ("m",),
    "in": ("in", "inch", "inches", '"', "″", "”", "“", "zoll"),
    "ft": ("ft", "feet", "foot", "fuß"),
    "%": ("%",),
    "rad": ("rad",),
    "s": ("s", "sec", "second", "seconds", "sek", "sekunde", "sekunden"),
    "min": ("min", "minute", "minutes", "minuten"),
    "kg": ("kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramm"),
    "g": ("g",),
    "lb": ("lb", "lbs", "pound", "pounds", "pfund"),
}
UNIT_BY_WORD = {word: unit for unit, words in UNITS.items() for word in words}
OTHER_UNIT = Messages(
    {
        "cm": gettext_lazy("That is in %(other)s. Here it is cm."),
        "in": gettext_lazy("That is in %(other)s. Here it is inches."),
        "deg": gettext_lazy("That is in %(other)s. Here it is degrees."),
        "s": gettext_lazy("That is in %(other)s. Here it is seconds."),
        "kg": gettext_lazy("That is in %(other)s. Here it is kg."),
        "count": gettext_lazy("That is in %(other)s. Here it is a count without a unit."),
        "score": gettext_lazy("That is in %(other)s. Here it is a plain number."),
    }
)

A_NUMBER = re.compile(r"([+-]?) ?(?:([0-9]+)(?:[.,]([0-9]*))?|[.,]([0-9]+))")
# On a tape in inches 3-3/16 is written for 3 3/16, too.
A_FRACTION = re.compile(
    r"([+-]?) ?(?:([0-9]+)(?: ?(?=[¼½¾⅛⅜⅝⅞])|[ -](?=[0-9]+/)))?([¼½¾⅛⅜⅝⅞]|[0-9]{1,2}/[0-9]{1,2})"
)
WITH_A_UNIT = re.compile(r"(.*[0-9.,¼½¾⅛⅜⅝⅞]) ?([^0-9.,¼½¾⅛⅜⅝⅞ /'+-]+)\.?", re.S)
IN_PARTS = re.compile(r"[+-]? ?[0-9.,]+( [0-9.,]+)+")
MANY_MARKS = re.compile(r"[+-]? ?[0-9]*([.,' ]+[0-9]+){2,}[.,]?|[+-]? ?[0-9]+'[0-9]+")
OTHER_FRACTION = re.compile(r"[+-]? ?[0-9 ]*([⅐-⅞↉]|-?[0-9]*/ ?[0-9]+|[¼½¾])")
MAX_LENGTH = 40


class InvalidNumber(Exception):
    """The text is not a number; the message is empty where there is no specific reason."""


def as_typed(plain: str) -> str:
    """8.5 as people of the language type it; in no groups, since "1,234" could be little over 1."""
    return plain.replace(".", get_format("DECIMAL_SEPARATOR"))


def read_number(text: str, unit: str, own: str = "") -> decimal.Decimal | None:
    """The number in `text` in `unit`, or None if it is blank. Raises InvalidNumber.

    `own`: the unit of a text that names none, by default `unit`. Of lengths, centimetres and
    inches are both read, whichever is named, and inches are converted exactly.
    """
    plain = BLANKS.sub(" ", text.translate(PLAIN_CHARACTERS)).strip(" ")
    if not plain:
        return None
    if len(plain) > MAX_LENGTH:
        raise InvalidNumber("")
    plain, typed = _without_unit(plain, unit, own or unit)
    return converted(_number(plain, typed), typed, unit)


def _without_unit(plain: str, unit: str, own: str) -> tuple[str, str]:
    """The text without its unit, and which that is. Raises InvalidNumber for an unfit one."""
    match = WITH_A_UNIT.fullmatch(plain)
    named = UNIT_BY_WORD.get(match[2].lower()) if match else None
    if match is None or named is None:
        return plain, own
    if named != own and not (unit == CM and named in (CM, INCHES)):
        raise InvalidNumber(OTHER_UNIT[own] % {"other": match[2]})
    return match[1], named


def _number(plain: str, unit: str) -> decimal.Decimal:
    """The number without a unit. Raises InvalidNumber."""
    if (fraction := A_FRACTION.fullmatch(plain)) and (part := _part(fraction[3], unit)):
        whole = decimal.Decimal(fraction[2] or 0)
        return -(whole + part) if fraction[1] == "-" else whole + part
    if not (match := A_NUMBER.fullmatch(plain)):
        raise InvalidNumber(_reason(plain))
    sign, whole_part, after_mark, alone = match.groups()
    decimals = (after_mark or alone or "").rstrip("0")
    if len(decimals) > 2 and not (unit == INCHES and _is_in_sixteenths(decimals)):
        example = as_typed(f"{int(whole_part or 0)}.{decimals[:2]}")
        raise InvalidNumber(_("Two decimals at most, such as %(example)s.") % {"example": example})
    return decimal.Decimal(f"{sign}{whole_part or 0}.{decimals or 0}")


def _is_in_sixteenths(decimals: str) -> bool:
    return len(decimals) <= 4 and int(decimals.ljust(4, "0")) % SIXTEENTH == 0


def _part(fraction: str, unit: str) -> decimal.Decimal | None:
    """A fraction below one that a tape in this unit has a line for; None for others."""
    over, _stroke, under = FRACTIONS.get(fraction, fraction).partition("/")
    is_read = under in (HALVED_AGAIN if unit == INCHES else HALVED) and 0 < int(over) < int(under)
    return decimal.Decimal(over) / decimal.Decimal(under) if is_read else None


def _reason(plain: str) -> str:
    if IN_PARTS.fullmatch(plain):
        return _("Use one number, without a blank in it.")
    if MANY_MARKS.fullmatch(plain):
        return _("Use one comma or point at most, and none for thousands.")
    if OTHER_FRACTION.fullmatch(plain):
        return _("Use decimals in place of that fraction.")
    return ""
