"""Why a test was skipped, a routine stopped or a plan paused: stored values and words for them.

A new reason is one line here. Forms and pages offer the reasons in this order, and phones get
them from the pages. A value fits into its column in `models`, and is never removed or renamed
once sessions hold it.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, str]]

SKIP_REASONS = {
    "pain": _("Pain"),
    "equipment": _("No equipment"),
    "time": _("No time"),
    "other": _("Other"),
}
# After "pain" the player stops for good and says what to do instead.
STOP_REASONS = {
    "enough": _("Done enough"),
    "sore": _("Too sore"),
    "interrupted": _("Interrupted"),
    "pain": _("Sharp pain"),
}
# The page of a plan has a sentence for each of them, as a whole: templates/trial/_pause.html.
PAUSE_REASONS = {
    "injury": _("Injury"),
    "holiday": _("Holiday"),
    "other": _("Other"),
}


def skip_choices() -> Choices:
    return _choices(SKIP_REASONS)


def stop_choices() -> Choices:
    return _choices(STOP_REASONS)


def pause_choices() -> Choices:
    return _choices(PAUSE_REASONS)


def _choices(reasons: Mapping[str, object]) -> Choices:
    return [(reason, str(words)) for reason, words in reasons.items()]
