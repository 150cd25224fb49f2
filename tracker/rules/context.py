"""What came before a session, such as a hard run: the stored answers, and the words for them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.rules.events import ContextGiven
from tracker.rules.log import EventLog, SortKey

Choices = list[tuple[str, str]]

# A stored value is never removed or renamed once sessions hold it.
RUNS = {
    "none": pgettext_lazy("run in the last 24 hours", "No"),
    "easy": pgettext_lazy("run in the last 24 hours", "Easy"),
    "hard": pgettext_lazy("run in the last 24 hours", "Hard"),
    "long": pgettext_lazy("run in the last 24 hours", "Long"),
}
RAN = {
    "none": _("No run in the last 24 hours"),
    "easy": _("Ran in the last 24 hours: easy"),
    "hard": _("Ran in the last 24 hours: hard"),
    "long": _("Ran in the last 24 hours: long"),
}
RAN_IN_SHORT = {
    "none": _("no run in 24 hours"),
    "easy": _("after an easy run"),
    "hard": _("after a hard run"),
    "long": _("after a long run"),
}
TICKS = {"slept_badly": _("Slept badly"), "just_woke": _("Just woke up")}
TICKS_IN_SHORT = {"slept_badly": _("slept badly"), "just_woke": _("just woke up")}


def run_choices() -> Choices:
    return [(run, str(words)) for run, words in RUNS.items()]


def in_words(context: ContextGiven) -> list[str]:
    """ "Ran in the last 24 hours: hard", "Slept badly"; nothing of what is not so, or not said."""
    return _words(context, RAN, TICKS)


def in_short(context: ContextGiven) -> list[str]:
    """ "after a hard run", "slept badly": the same for one row of a list."""
    return _words(context, RAN_IN_SHORT, TICKS_IN_SHORT)


def contexts_of(log: EventLog) -> list[tuple[SortKey, ContextGiven]]:
    """All that was said of it in one session, the newest last."""
    return sorted((f.key, f.event) for f in log.facts if isinstance(f.event, ContextGiven))


def of_card(ran: str, *, slept_badly: bool, just_woke: bool) -> ContextGiven:
    """What a card says whose ticks are only set or not set.

    A tick that is not set means "no" beside any answer, and nothing at all where all is empty.
    """
    if not (ran or slept_badly or just_woke):
        return ContextGiven()
    return ContextGiven(ran, slept_badly, just_woke)


def _words(
    context: ContextGiven, runs: Mapping[str, object], ticks: Mapping[str, object]
) -> list[str]:
    ran = [str(runs[context.ran])] if context.ran else []
    return ran + [str(words) for name, words in ticks.items() if getattr(context, name)]
