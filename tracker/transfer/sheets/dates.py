"""Reads dates and times as people write them; where the day stands in one is never guessed."""

import datetime
import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
ORDERS = {
    DAY_FIRST: gettext_lazy("Date (day.month.year)"),
    MONTH_FIRST: gettext_lazy("Date (month/day/year)"),
    YEAR_FIRST: gettext_lazy("Date (year-month-day)"),
}
PARTS = {
    DAY_FIRST: re.compile(r"(?P<d>\d{1,2})[./ -]+(?P<m>\d{1,2})[./ -]+(?P<y>\d{4}|\d{2})", re.A),
    MONTH_FIRST: re.compile(r"(?P<m>\d{1,2})[./ -]+(?P<d>\d{1,2})[./ -]+(?P<y>\d{4}|\d{2})", re.A),
    YEAR_FIRST: re.compile(r"(?P<y>\d{4})[./ -]+(?P<m>\d{1,2})[./ -]+(?P<d>\d{1,2})", re.A),
}
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?h?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*(?:Uhr|Z|[+-]\d\d:?\d\d))?",
    re.A | re.I,
)
# A date can have a time behind it, and some sheets put the day of the week before it.
WITH_TIME = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s+)?(?P<date>[\d./ -]*\d)(?:(?:T|,?\s+)(?P<time>.*))?", re.A
)
THIS_CENTURY = 2000


def day_in(text: str, order: str) -> datetime.date | None:
    """The day that a text names in this order; None if it names none.

    >>> day_in("12.1.25", "dmy"), day_in("1/12/2025", "mdy"), day_in("2025-02-30", "ymd")
    (datetime.date(2025, 1, 12), datetime.date(2025, 1, 12), None)
    """
    match = PARTS[order].fullmatch(_split(text)[0])
    if match is None:
        return None
    year = int(match["y"]) + (THIS_CENTURY if len(match["y"]) == 2 else 0)
    try:
        return datetime.date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def time_in(text: str) -> datetime.time | None:
    """The time of day that a text names; None if it names none.

    >>> time_in("6:30 pm"), time_in("18.30"), time_in("25:00")
    (datetime.time(18, 30), datetime.time(18, 30), None)
    """
    match = TIME.fullmatch(text.strip())
    if match is None or not (match["minute"] or match["half"] or "h" in text.lower()):
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        return datetime.time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None


def time_beside(text: str) -> str:
    """What stands behind the date in the same cell.

    >>> time_beside("2025-01-12T18:30"), time_beside("12.01.2025")
    ('18:30', '')
    """
    return _split(text)[1]


def orders_that_fit(texts: Iterable[str]) -> list[str]:
    """The orders in which most of these are days; several if the texts do not say which.

    >>> orders_that_fit(["12.01.2025", "14.01.2025"]), orders_that_fit(["1/2/2025", ""])
    (['dmy'], ['dmy', 'mdy'])
    """
    written = [text for text in texts if text.strip()]
    fitting = {order: sum(day_in(text, order) is not None for text in written) for order in PARTS}
    most = max(fitting.values())
    return [order for order in PARTS if 2 * most > len(written) and fitting[order] == most]


def _split(text: str) -> tuple[str, str]:
    text = text.strip()
    # The longest date that leaves a time or nothing behind it.
    match = WITH_TIME.fullmatch(text)
    if match is None:
        return text, ""
    date, time = match["date"].strip(), match["time"] or ""
    if not time and " " in date and not any(p.fullmatch(date) for p in PARTS.values()):
        date, _blank, time = date.rpartition(" ")
    return date, time
