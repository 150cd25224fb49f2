"""What a cell can hold: a rating, a measured value, a moment; each says what is wrong with it."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tracker.analysis.units import CM, limit, own_unit
from tracker.analysis.words import figures
from tracker.forms.numbers import InvalidNumber, read_number
from tracker.rules.clock import EARLIEST
from tracker.transfer.sheets.catalogue import near

# What people write where there is nothing to say.
NOTHING = frozenset({"", "-", "–", "—", "/", "x", "n/a", "na", "nan", "null", "none", "?"})
MOST = 10  # of the scale
LONGEST_NOTE = 2000
LONGEST_VALUE = 60  # characters of a cell that a page shows


class Unreadable(Exception):
    """A cell that cannot be stored; the sentence says why, and what to do."""

    def __init__(self, sentence: str, words: Mapping[str, str] | None = None) -> None:
        self.sentence = sentence % words if words else sentence
        super().__init__(self.sentence)


def is_nothing(text: str) -> bool:
    return text.strip().casefold() in NOTHING


def score_in(text: str) -> int | None:
    """A rating from 0 to 10; None for an empty cell. Raises Unreadable."""
    if is_nothing(text):
        return None
    try:
        number = read_number(text, "score")
    except InvalidNumber:
        number = None
    if number is None:
        raise Unreadable(_("This is no number. Use one from 0 to 10, or leave it empty."))
    if number > MOST:
        raise Unreadable(_("This is over 10. Use a number from 0 to 10, or leave it empty."))
    if number < 0:
        raise Unreadable(_("This is under 0. Use a number from 0 to 10, or leave it empty."))
    if number != int(number):
        raise Unreadable(_("This is no whole number. Use one from 0 to 10, or leave it empty."))
    return int(number)


def value_in(text: str, measure: Mapping[str, Any], length: str = CM) -> Decimal | None:
    """A measured value in the unit of its measure; None for an empty cell. Raises Unreadable.

    `length`: the unit of a length that names none.
    """
    if is_nothing(text):
        return None
    unit, own = measure["unit"], own_unit(measure["unit"], length)
    try:
        value = read_number(text, unit, own)
    except InvalidNumber as error:
        message = _("This is no number that fits here. Correct it, or leave it empty.")
        raise Unreadable(message) from error
    low, high = (Decimal(str(measure[f"hard_{end}"])) for end in ("min", "max"))
    if value is not None and not low <= value <= high:
        message = _("This cannot be right. Use a number from %(low)s to %(high)s.")
        ends = {"low": limit(low, unit, own, low=True), "high": limit(high, unit, own, low=False)}
        raise Unreadable(message, {name: _plain(end) for name, end in ends.items()})
    return value


def _plain(number: Decimal) -> str:
    return figures(f"{number.normalize():f}")


def note_in(text: str) -> str:
    """A note as forms store it: with plain newlines, and no longer than one can be."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST_NOTE]


def past(moment: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """A moment at which a session can have begun. Raises Unreadable."""
    if moment < EARLIEST:
        raise Unreadable(_("This is before the year 2000. Check the year."))
    if moment > now:
        raise Unreadable(_("This is in the future. Use the day when you did it."))
    return moment


def choice_in(text: str, choices: Mapping[str, Any], unknown: str) -> str:
    """A stored value; empty for an empty cell. Raises Unreadable."""
    text = text.strip()
    if text and text not in choices:
        if guess := near(text, choices):
            raise Unreadable(_("This is not known. Did you mean %(guess)s?"), {"guess": guess})
        raise Unreadable(unknown)
    return text


def shortened(text: str) -> str:
    """What a page shows of a cell."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
