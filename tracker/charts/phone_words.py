"""What is said of angles that a phone measured: a session's change, that of many, another phone."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import units, words
from tracker.analysis.answers import Finding
from tracker.analysis.answers.holds import Swing
from tracker.analysis.pairs import MeasureInfo

PLACES = 1  # decimals that a phone knows


class Words(NamedTuple):
    """One sentence about a change, and one about how far to trust it."""

    says: str
    besides: str


def degrees(value: float) -> str:
    return units.with_unit(words.number(value, places=PLACES), "deg")


def of_session(change: float | None, swing: Swing, *, is_before: bool) -> Words:
    """The change of one side in one session; `is_before`: what is there, where that is None.

    >>> of_session(2.3, Swing(1.6, 9), is_before=True).says
    'Your phone read 2.3° more afterwards.'
    >>> of_session(-0.8, Swing(1.6, 9), is_before=True).says
    'About the same: 0.8° less.'
    """
    if change is None:
        says = _("Measured before only.") if is_before else _("Measured after only.")
        return Words(says, _("Nothing to compare with."))
    if swing.size is None:
        return Words(_read(change), _known_after(swing.wait))
    size = {"swing": degrees(swing.size)}
    if abs(change) > swing.size:
        return Words(_read(change), _("Two readings of yours differ by about %(swing)s.") % size)
    anyway = _("Two readings of yours differ by about %(swing)s anyway.") % size
    return Words(_about_the_same(change), anyway)


def not_comparable(*, is_other_phone: bool) -> Words:
    """Where before and after are not by the same phone in the same state."""
    if is_other_phone:
        return Words(_("Measured by two phones."), _("Two phones cannot be compared."))
    return Words(
        _("The zero of your phone was set in between."),
        _("Before and after cannot be compared."),
    )


def _read(change: float) -> str:
    size = {"size": degrees(abs(change))}
    if not round(change, PLACES):
        return _("Your phone read the same afterwards.")
    if change > 0:
        return _("Your phone read %(size)s more afterwards.") % size
    return _("Your phone read %(size)s less afterwards.") % size


def _about_the_same(change: float) -> str:
    size = {"size": degrees(abs(change))}
    if not round(change, PLACES):
        return _("The same as before.")
    if change > 0:
        return _("About the same: %(size)s more.") % size
    return _("About the same: %(size)s less.") % size


def _known_after(wait: int) -> str:
    message = ngettext(
        "How much two readings of yours differ is known after %(count)s more session.",
        "How much two readings of yours differ is known after %(count)s more sessions.",
        wait,
    )
    return message % {"count": words.number(wait)}


def over_sessions(finding: Finding, measure: MeasureInfo) -> str:
    """The mean change over sessions with its 95% range; empty while there is no estimate."""
    if finding.wide is None or finding.best is None:
        return ""
    sign = 1 if measure.better == "higher" else -1
    best, low, high = (sign * value for value in (finding.best, *finding.wide))
    message = _range_message(best, min(low, high), max(low, high), finding.n)
    near, far = sorted((abs(low), abs(high)))
    return message % {
        "count": words.number(finding.n),
        "size": degrees(abs(best)),
        "near": degrees(near),
        "far": degrees(far),
        "low": degrees(abs(min(low, high))),
        "high": degrees(abs(max(low, high))),
    }


def _range_message(best: float, low: float, high: float, count: int) -> str:
    if low >= 0:
        return ngettext(
            "Over %(count)s session your phone read %(size)s more afterwards, somewhere between"
            " %(near)s and %(far)s.",
            "Over %(count)s sessions your phone read %(size)s more afterwards, somewhere between"
            " %(near)s and %(far)s.",
            count,
        )
    if high <= 0:
        return ngettext(
            "Over %(count)s session your phone read %(size)s less afterwards, somewhere between"
            " %(near)s and %(far)s.",
            "Over %(count)s sessions your phone read %(size)s less afterwards, somewhere between"
            " %(near)s and %(far)s.",
            count,
        )
    if best >= 0:
        return ngettext(
            "Over %(count)s session your phone read %(size)s more afterwards, somewhere between"
            " %(low)s less and %(high)s more.",
            "Over %(count)s sessions your phone read %(size)s more afterwards, somewhere between"
            " %(low)s less and %(high)s more.",
            count,
        )
    return ngettext(
        "Over %(count)s session your phone read %(size)s less afterwards, somewhere between"
        " %(low)s less and %(high)s more.",
        "Over %(count)s sessions your phone read %(size)s less afterwards, somewhere between"
        " %(low)s less and %(high)s more.",
        count,
    )


def own_error() -> str:
    """What comes with every angle that stands alone."""
    return _("Give or take your phone’s own error, up to 2° and more.")


def of_a_new_series(*, is_new_phone: bool) -> str:
    """Said in the first session by another phone, or after its zero was set."""
    if is_new_phone:
        return _("This is another phone than before: don’t compare its degrees with earlier ones.")
    return _("The zero was set since last time: don’t compare these degrees with earlier ones.")


def with_own_error(measure: MeasureInfo) -> str:
    """What is read, where its numbers stand in a table."""
    if not measure.is_by_phone:
        return measure.label
    return _("%(label)s (phone, its own error up to 2° and more)") % {"label": measure.label}


def about_changes(changes: Iterable[tuple[datetime.date, bool]]) -> list[str]:
    """From which days on a series cannot be compared with what was before, oldest first."""
    return [_about_change(day, is_new_phone=is_new) for day, is_new in changes]


def _about_change(day: datetime.date, *, is_new_phone: bool) -> str:
    date = {"day": words.date(day.toordinal())}
    if is_new_phone:
        return (
            _("Another phone from %(day)s on: don’t compare its degrees with earlier ones.") % date
        )
    return _("The phone’s zero was set on %(day)s: don’t compare with degrees from before.") % date
