"""Numbers as people write them; static/js/rating/numbers.js reads the very same ones.

Both are held to tests/numbers.json.
"""

import decimal
import re

# What cannot be seen is none, either: keyboards of languages from right to left add such marks.
BLANKS = re.compile(
    r"[\t-\r \u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)
# Of full-width, Arabic, Persian and Indian keyboards; and what typographers put for - and ,.
ZEROS = "０٠۰०"
SAME: dict[int, str | int] = {
    **{ord(zero) + digit: str(digit) for zero in ZEROS for digit in range(10)},
    **str.maketrans("－﹣−–‒—‐‑＋．٫，⁄’٬", "--------+..,/''"),
}
QUARTERS = {"¼": ".25", "½": ".5", "¾": ".75", "1/4": ".25", "1/2": ".5", "3/4": ".75"}
UNITS = {
    "cm": ("cm", "㎝", "centimetre", "centimetres", "centimeter", "centimeters"),
    "deg": ("°", "º", "˚", "deg", "degree", "degrees"),
    "mm": ("mm",),
    "m": ("m",),
    "in": ("in", "inch", "inches", '"', "″", "”"),
    "ft": ("ft", "feet", "foot"),
    "%": ("%",),
    "rad": ("rad",),
    "s": ("s", "sec", "seconds"),
    "kg": ("kg",),
}
WORDS = {word: unit for unit, words in UNITS.items() for word in words}
NAMES = {"cm": "cm", "deg": "degrees", "count": "a count without a unit", "score": "a plain number"}

A_NUMBER = re.compile(r"([+-]?) ?(?:([0-9]+)(?:[.,]([0-9]*))?|[.,]([0-9]+))")
A_FRACTION = re.compile(r"([+-]?) ?(?:([0-9]+)(?: ?(?=[¼½¾])| (?=[13]/)))?([¼½¾]|[13]/[24])")
WITH_A_UNIT = re.compile(r"(.*[0-9.,¼½¾]) ?([^0-9.,¼½¾ /'+-]+)\.?", re.S)
IN_PARTS = re.compile(r"[+-]? ?[0-9.,]+( [0-9.,]+)+")
MANY_MARKS = re.compile(r"[+-]? ?[0-9]*([.,' ]+[0-9]+){2,}[.,]?|[+-]? ?[0-9]+'[0-9]+")
OTHER_FRACTION = re.compile(r"[+-]? ?[0-9 ]*([⅐-⅞↉]|/ ?[0-9]+|[¼½¾])")
LONGEST = 40


class NotRead(Exception):
    """Why it is no number here, in words; without any where there is nothing to say but that."""


def read_number(text: str, unit: str) -> decimal.Decimal | None:
    """None for nothing. Raises NotRead."""
    plain = BLANKS.sub(" ", text.translate(SAME)).strip(" ")
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise NotRead("")
    plain = _without(plain, unit)
    if found := A_FRACTION.fullmatch(plain):
        sign, whole, part = found.groups()
        return decimal.Decimal(f"{sign}{whole or 0}{QUARTERS[part]}")
    if not (found := A_NUMBER.fullmatch(plain)):
        raise NotRead(_why_not(plain))
    sign, whole, part, alone = found.groups()
    decimals = (part or alone or "").rstrip("0")
    if len(decimals) > 2:
        raise NotRead(f"Two decimals at most, such as {int(whole or 0)}.{decimals[:2]}.")
    return decimal.Decimal(f"{sign}{whole or 0}.{decimals or 0}")


def _without(plain: str, unit: str) -> str:
    """The number alone, where the unit is the one that is asked for."""
    found = WITH_A_UNIT.fullmatch(plain)
    other = WORDS.get(found[2].lower()) if found else None
    if found is None or other is None:
        return plain
    if other != unit:
        raise NotRead(f"That is in {found[2]}. Here it is {NAMES.get(unit, unit)}.")
    return found[1]


def _why_not(plain: str) -> str:
    if IN_PARTS.fullmatch(plain):
        return "Use one number, without a blank in it."
    if MANY_MARKS.fullmatch(plain):
        return "Use one comma or point at most, and none for thousands."
    if OTHER_FRACTION.fullmatch(plain):
        return "Use decimals in place of that fraction."
    return ""
