"""Says how many more sessions or weeks an answer takes, as coarsely as the forecast deserves."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

STEPS = (5, 10, 20, 40)  # the only numbers that a forecast names


def coarse(more: int) -> int | None:
    """How many more, as coarsely as the forecast deserves; None for more than the largest step.

    >>> coarse(3), coarse(9), coarse(25), coarse(40), coarse(41)
    (5, 10, 20, 40, None)
    """
    if more > STEPS[-1]:
        return None
    return min(STEPS, key=lambda step: abs(math.log(step / max(more, 1))))


def first_estimate(wait: int, *, weeks: bool) -> str:
    if weeks:
        message = ngettext(
            "%(count)s more week with a session for a first estimate",
            "%(count)s more weeks with a session for a first estimate",
            wait,
        )
    else:
        message = ngettext(
            "%(count)s more session for a first estimate",
            "%(count)s more sessions for a first estimate",
            wait,
        )
    return message % {"count": wait}


def to_be_sure(more: int, *, weeks: bool) -> str:
    step = coarse(more)
    if step is None:
        over = {"count": STEPS[-1]}
        sessions = _("Over %(count)s more sessions to be sure") % over
        return _("Over %(count)s more weeks to be sure") % over if weeks else sessions
    message = (
        ngettext(
            "About %(count)s more week to be sure", "About %(count)s more weeks to be sure", step
        )
        if weeks
        else ngettext(
            "About %(count)s more session to be sure",
            "About %(count)s more sessions to be sure",
            step,
        )
    )
    return message % {"count": step}


def to_be_known(more: int, *, weeks: bool) -> str:
    step = coarse(more)
    if step is None:
        over = {"count": STEPS[-1]}
        sessions = _("Over %(count)s more sessions") % over
        return _("Over %(count)s more weeks") % over if weeks else sessions
    message = (
        ngettext("About %(count)s more week", "About %(count)s more weeks", step)
        if weeks
        else ngettext("About %(count)s more session", "About %(count)s more sessions", step)
    )
    return message % {"count": step}
