"""Says how many more sessions or weeks an answer takes: a number of `forecast.STEPS`."""

from django.utils.translation import ngettext


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
    message = (
        ngettext(
            "About %(count)s more week to be sure", "About %(count)s more weeks to be sure", more
        )
        if weeks
        else ngettext(
            "About %(count)s more session to be sure",
            "About %(count)s more sessions to be sure",
            more,
        )
    )
    return message % {"count": more}


def to_be_known(more: int, *, weeks: bool) -> str:
    message = (
        ngettext("About %(count)s more week", "About %(count)s more weeks", more)
        if weeks
        else ngettext("About %(count)s more session", "About %(count)s more sessions", more)
    )
    return message % {"count": more}
