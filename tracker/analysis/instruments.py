"""Ways to measure a movement, in words: with what, and how far its readings have come."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis import words
from tracker.analysis.words import Messages

# By the instrument of a measure, as the catalogue names it.
WITH = Messages(
    {
        "tape": gettext_lazy("With a tape"),
        "level": gettext_lazy("With a level app"),
        "photo": gettext_lazy("With a photo"),
        "count": gettext_lazy("By counting"),
        "feel": gettext_lazy("By feel"),
        "clock": gettext_lazy("With a stopwatch"),
        "scale": gettext_lazy("With a scale"),
        "phone": gettext_lazy("With this phone"),
    }
)
ONLY_RATE = gettext_lazy("I only rate")
# By unit; a count and a score say in their label what is counted.
IN_UNITS = Messages(
    {
        "cm": gettext_lazy("%(label)s, in cm."),
        "in": gettext_lazy("%(label)s, in inches."),
        "deg": gettext_lazy("%(label)s, in degrees."),
        "count": gettext_lazy("%(label)s."),
        "score": gettext_lazy("%(label)s."),
        "s": gettext_lazy("%(label)s, in seconds."),
        "kg": gettext_lazy("%(label)s, in kg."),
    }
)


@dataclass(frozen=True)
class Extent:
    """In how many sessions something was read in one way, and the day of the first of them."""

    sessions: int = 0
    first: datetime.date | None = None

    @property
    def in_words(self) -> str:
        """
        >>> Extent(12, datetime.date(2025, 12, 4)).in_words
        '12 sessions since 4 December 2025.'
        """
        if self.first is None:
            return _("No reading yet.")
        day = words.date(self.first.toordinal())
        message = ngettext(
            "1 session, on %(day)s.", "%(count)s sessions since %(day)s.", self.sessions
        )
        return message % {"count": words.number(self.sessions), "day": day}


def in_unit(label: str, unit: str) -> str:
    """What is read, with the unit of its numbers.

    >>> in_unit("Big toe to wall", "cm")
    'Big toe to wall, in cm.'
    """
    return IN_UNITS[unit] % {"label": label}


def way_in_words(instrument: str, label: str, unit: str) -> str:
    """One way to measure, for a list of them.

    >>> way_in_words("tape", "Big toe to wall", "cm")
    'With a tape: Big toe to wall, in cm.'
    """
    return _("%(way)s: %(measure)s") % {"way": WITH[instrument], "measure": in_unit(label, unit)}
