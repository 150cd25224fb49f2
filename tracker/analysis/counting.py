"""The one rule of whether a session counts in the answers outside a fair test, and if not, why."""

import datetime
import math
from collections.abc import Mapping

from django.utils.translation import ngettext, ngettext_lazy

# Between a rating and the routine; after longer than that, the change may have other causes.
IN_TIME = datetime.timedelta(minutes=60)

NOTHING, LATE, EARLY, EDITED = "nothing", "late", "early", "edited"
# Sessions by the reason for which they do not count.
EXCLUSIONS = {
    EDITED: ngettext_lazy("%(count)s edited", "%(count)s edited", "count"),
    LATE: ngettext_lazy(
        "%(count)s rated again too late", "%(count)s rated again too late", "count"
    ),
    EARLY: ngettext_lazy(
        "%(count)s rated too long before", "%(count)s rated too long before", "count"
    ),
    NOTHING: ngettext_lazy(
        "%(count)s with no routine done", "%(count)s with no routine done", "count"
    ),
}

Moment = datetime.datetime


def exclusion_reason(*, worked: str, edited: bool, gap: str, anyway: bool = False) -> str:
    """Why a session does not count; empty if it does.

    `worked`: the sides that were worked; without any there is nothing to count, even on request.
    `anyway`: the person asked to count it. `gap`: LATE or EARLY, from `gap`.

    >>> exclusion_reason(worked="both", edited=False, gap="late")
    'late'
    >>> exclusion_reason(worked="both", edited=True, gap="late", anyway=True)
    ''
    """
    if not worked:
        return NOTHING
    if anyway:
        return ""
    return EDITED if edited else gap


def excluded_words(by_reason: Mapping[str, int]) -> list[str]:
    """How many sessions do not count for each reason, in a fixed order.

    >>> excluded_words({"late": 2, "edited": 1, "early": 0})
    ['1 edited', '2 rated again too late']
    """
    counted = [(message, by_reason.get(reason, 0)) for reason, message in EXCLUSIONS.items()]
    return [message % {"count": count} for message, count in counted if count]


def gap(*, before: Moment | None, begun: Moment, ended: Moment, after: Moment | None) -> str:
    """LATE if After came too long after the end, EARLY if Before came too long before the start.

    `begun` and `ended` are of the routine, or of sitting still in its place.
    """
    if after is not None and after - ended > IN_TIME:
        return LATE
    return EARLY if before is not None and begun - before > IN_TIME else ""


def apart(first: Moment, second: Moment) -> str:
    """The time from `first` to `second` as people say it; days change at midnight.

    >>> eight = datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.UTC)
    >>> apart(eight, eight.replace(day=23, hour=21)), apart(eight, eight.replace(hour=11))
    ('3 days', '3 hours')
    >>> apart(eight, eight.replace(hour=9, minute=20))
    '80 minutes'
    """
    # Subtracting datetimes of one zone would ignore a change of the clocks in between.
    minutes = math.ceil((second.timestamp() - first.timestamp()) / 60)
    days = (second.date() - first.date()).days
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes < 24 * 60:
        hours = round(minutes / 60)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
