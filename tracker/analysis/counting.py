"""Whether a session counts in the answers outside a plan, and why not: one rule for every page."""

import datetime
import math

# Between the ratings and what was done between them; longer, and the change is of something else.
IN_TIME = datetime.timedelta(minutes=60)

NOTHING, LATE, EARLY, EDITED = "nothing", "late", "early", "edited"
# How a count of sessions goes on, as in "2 rated again too late".
LEFT_OUT = {
    EDITED: "edited",
    LATE: "rated again too late",
    EARLY: "rated too long before",
    NOTHING: "with no routine done",
}

Moment = datetime.datetime


def why_left_out(*, worked: str, edited: bool, gap: str, anyway: bool = False) -> str:
    """Why a session is left out, or empty if it counts.

    `worked`: the sides that were; without any there is nothing to count, whoever asks for it.
    `anyway`: the person asked to count it. `gap`: LATE or EARLY, from `gap`.

    >>> why_left_out(worked="both", edited=False, gap="late")
    'late'
    >>> why_left_out(worked="both", edited=True, gap="late", anyway=True)
    ''
    """
    if not worked:
        return NOTHING
    if anyway:
        return ""
    return EDITED if edited else gap


def gap(*, before: Moment | None, begun: Moment, ended: Moment, after: Moment | None) -> str:
    """LATE if the last rating came too long after the end, EARLY if the first one too long before.

    `begun` and `ended` are of the routine, or of the sitting still that stands for one.
    """
    if after is not None and after - ended > IN_TIME:
        return LATE
    return EARLY if before is not None and begun - before > IN_TIME else ""


def apart(one: Moment, other: Moment) -> str:
    """How long after `one` the other moment is, as people say it; days are those of the clock.

    >>> eight = datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.UTC)
    >>> apart(eight, eight.replace(day=23, hour=21)), apart(eight, eight.replace(hour=11))
    ('3 days', '3 hours')
    >>> apart(eight, eight.replace(hour=9, minute=20))
    '80 minutes'
    """
    # Moments of one clock are subtracted as it shows them, also in the night when it is changed.
    minutes = math.ceil((other.timestamp() - one.timestamp()) / 60)
    days = (other.date() - one.date()).days
    if minutes < 120:
        return f"{minutes} minutes"
    if minutes < 24 * 60:
        return f"{round(minutes / 60)} hours"
    return f"{days} day{'' if days == 1 else 's'}"
