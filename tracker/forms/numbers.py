"""Parses numbers as people write them, exactly as static/js/rating/numbers.js does.

Both are tested against tests/numbers.json.
"""

import decimal
import re

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
QUARTERS = {"¼": ".25", "½": ".5", "¾": ".75", "1/4": ".25", "1/2": ".5", "3/4": ".75"}
UNITS = {
    "cm": ("cm", "㎝", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"),
    "deg": ("°", "º", "˚", "deg", "degree", "degrees", "grad"),
    "mm": ("mm",),
    "m": ("m",),
    "in": ("in", "inch", "inches", '"', "″", "”", "zoll"),
    "ft": ("ft", "feet", "foot", "fuß"),
    "%": ("%",),
    "rad": ("rad",),
    "s": ("s", "sec", "seconds", "sek", "sekunden"),
    "kg": ("kg",),
}
UNIT_BY_WORD = {word: unit for unit, words in UNITS.items() for word in words}
OTHER_UNIT = Messages(
    {
        "cm": gettext_lazy("That is in %(other)s. Here it is cm."),
        "deg": gettext_lazy("That is in %(other)s. Here it is degrees."),
        "count": gettext_lazy("That is in %(other)s. Here it is a count without a unit."),
        "score": gettext_lazy("That is in %(other)s. Here it is a plain number."),
    }
)

A_NUMBER = re.compile(r"([+-]?) ?(?:([0-9]+)(?:[.,]([0-9]*))?|[.,]([0-9]+))")
A_FRACTION = re.compile(r"([+-]?) ?(?:([0-9]+)(?: ?(?=[¼½¾])| (?=[13]/)))?([¼½¾]|[13]/[24])")
WITH_A_UNIT = re.compile(r"(.*[0-9.,¼½¾]) ?([^0-9.,¼½¾ /'+-]+)\.?", re.S)
IN_PARTS = re.compile(r"[+-]? ?[0-9.,]+( [0-9.,]+)+")
MANY_MARKS = re.compile(r"[+-]? ?[0-9]*([.,' ]+[0-9]+){2,}[.,]?|[+-]? ?[0-9]+'[0-9]+")
OTHER_FRACTION = re.compile(r"[+-]? ?[0-9 ]*([⅐-⅞↉]|/ ?[0-9]+|[¼½¾])")
MAX_LENGTH = 40


class InvalidNumber(Exception):
    """The text is not a number; the message is empty where there is no specific reason."""


def as_typed(plain: str) -> str:
    """8.5 as people of the language type it; in no groups, since "1,234" could be little over 1."""
    return plain.replace(".", get_format("DECIMAL_SEPARATOR"))


def read_number(text: str, unit: str) -> decimal.Decimal | None:
    """The number in `text`, or None if it is blank. Raises InvalidNumber."""
    plain = BLANKS.sub(" ", text.translate(PLAIN_CHARACTERS)).strip(" ")
    if not plain:
        return None
    if len(plain) > MAX_LENGTH:
        raise InvalidNumber("")
    plain = _without_unit(plain, unit)
    if match := A_FRACTION.fullmatch(plain):
        sign, whole, part = match.groups()
        return decimal.Decimal(f"{sign}{whole or 0}{QUARTERS[part]}")
    if not (match := A_NUMBER.fullmatch(plain)):
        raise InvalidNumber(_reason(plain))
    sign, whole, part, alone = match.groups()
    decimals = (part or alone or "").rstrip("0")
    if len(decimals) > 2:
        example = as_typed(f"{int(whole or 0)}.{decimals[:2]}")
        raise InvalidNumber(_("Two decimals at most, such as %(example)s.") % {"example": example})
    return decimal.Decimal(f"{sign}{whole or 0}.{decimals or 0}")


def _without_unit(plain: str, unit: str) -> str:
    """The text without its unit. Raises InvalidNumber if that is a unit other than `unit`."""
    match = WITH_A_UNIT.fullmatch(plain)
    other = UNIT_BY_WORD.get(match[2].lower()) if match else None
    if match is None or other is None:
        return plain
    if other != unit:
        raise InvalidNumber(OTHER_UNIT[unit] % {"other": match[2]})
    return match[1]


def _reason(plain: str) -> str:
    if IN_PARTS.fullmatch(plain):
        return _("Use one number, without a blank in it.")
    if MANY_MARKS.fullmatch(plain):
        return _("Use one comma or point at most, and none for thousands.")
    if OTHER_FRACTION.fullmatch(plain):
        return _("Use decimals in place of that fraction.")
    return ""
