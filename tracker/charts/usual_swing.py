"""Says in words which changes of a session are larger than the usual swing, and what that is."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers.swing import Swing

MOST_NAMED = 4  # the table has them all


class NamedChange(NamedTuple):
    """A change, in points, with the name of its test."""

    test: str
    side: str
    points: float


def larger(changes: Sequence[NamedChange], swing: Swing) -> list[NamedChange]:
    return [change for change in changes if abs(change.points) > swing.limit]


def how_many(changes: Sequence[NamedChange], swing: Swing) -> str:
    """How many changes are larger than the usual swing, in a sentence; empty without a change."""
    count = len(larger(changes, swing))
    if not count:
        return _within(len(changes), swing.limit) if changes else ""
    return ngettext(
        "%(count)s change is larger than the usual swing of %(limit)s.",
        "%(count)s changes are larger than the usual swing of %(limit)s.",
        count,
    ) % {"count": count, "limit": swing.limit}


def which(changes: Sequence[NamedChange], swing: Swing) -> str:
    """The changes larger than the usual swing, with their test and direction; empty if none."""
    named = [_named(change) for change in larger(changes, swing)]
    more = len(named) - MOST_NAMED
    if more > 0:
        return ngettext(
            "Larger than the usual swing: %(changes)s; and %(more)s more.",
            "Larger than the usual swing: %(changes)s; and %(more)s more.",
            more,
        ) % {"changes": "; ".join(named[:MOST_NAMED]), "more": more}
    if not named:
        return ""
    return _("Larger than the usual swing: %(changes)s.") % {"changes": "; ".join(named)}


def _within(count: int, limit: int) -> str:
    """
    >>> _within(1, 2), _within(15, 1)
    ('The change is within the usual swing of 2 points.', \
'All changes are within the usual swing of 1 point.')
    """
    if count == 1:
        return ngettext(
            "The change is within the usual swing of %(limit)s point.",
            "The change is within the usual swing of %(limit)s points.",
            limit,
        ) % {"limit": limit}
    return ngettext(
        "All changes are within the usual swing of %(limit)s point.",
        "All changes are within the usual swing of %(limit)s points.",
        limit,
    ) % {"limit": limit}


def _named(change: NamedChange) -> str:
    """
    >>> _named(NamedChange("Ankle dorsiflexion", "left", 3))
    'Ankle dorsiflexion (left) 3 freer'
    >>> _named(NamedChange("Toe touch", "none", -5))
    'Toe touch 5 stiffer'
    """
    message = {
        ("left", True): _("%(test)s (left) %(points)s freer"),
        ("left", False): _("%(test)s (left) %(points)s stiffer"),
        ("right", True): _("%(test)s (right) %(points)s freer"),
        ("right", False): _("%(test)s (right) %(points)s stiffer"),
        ("none", True): _("%(test)s %(points)s freer"),
        ("none", False): _("%(test)s %(points)s stiffer"),
    }[change.side, change.points > 0]
    return message % {"test": change.test, "points": words.number(abs(change.points))}


def cell(swing: Swing) -> str:
    """
    >>> cell(Swing(4, "default")), cell(Swing(3, "own", 20))
    ('4 (assumed)', '3')
    """
    if swing.source == "own":
        return str(swing.limit)
    return _("%(limit)s (assumed)") % {"limit": swing.limit}


def key(swing: Swing) -> str:
    return ngettext(
        "Usual swing, %(limit)s point: may be nothing",
        "Usual swing, %(limit)s points: may be nothing",
        swing.limit,
    ) % {"limit": swing.limit}


def source(swing: Swing) -> str:
    if swing.source == "own":
        return ngettext(
            "The usual swing comes from your own %(count)s test-only session.",
            "The usual swing comes from your own %(count)s test-only sessions.",
            swing.sessions,
        ) % {"count": swing.sessions}
    return _("The usual swing is assumed for now.")
