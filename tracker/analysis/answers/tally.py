"""Counts the answers of many tests and sides: how many are clear, likely, small or unknown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext_lazy

from tracker.analysis.answers.finding import Finding

Message = object  # chosen by "count" and translated once it is filled in

# In the order in which they are always counted: freer, little, not clear, stiffer, too early.
CHANGES: Mapping[str, Message] = {
    "clear_gain": ngettext_lazy("%(count)s clearly freer", "%(count)s clearly freer", "count"),
    "clear_small_gain": ngettext_lazy(
        "%(count)s a little freer", "%(count)s a little freer", "count"
    ),
    "probably_gain": ngettext_lazy("%(count)s probably freer", "%(count)s probably freer", "count"),
    "little_or_none": ngettext_lazy("%(count)s little change", "%(count)s little change", "count"),
    "not_yet_known": ngettext_lazy("%(count)s not clear", "%(count)s not clear", "count"),
    "clear_loss": ngettext_lazy("%(count)s clearly stiffer", "%(count)s clearly stiffer", "count"),
    "clear_small_loss": ngettext_lazy(
        "%(count)s a little stiffer", "%(count)s a little stiffer", "count"
    ),
    "probably_loss": ngettext_lazy(
        "%(count)s probably stiffer", "%(count)s probably stiffer", "count"
    ),
    "too_early": ngettext_lazy("%(count)s too early", "%(count)s too early", "count"),
}
LEVELS: Mapping[str, Message] = {
    "clear_gain": ngettext_lazy("%(count)s clearly rising", "%(count)s clearly rising", "count"),
    "clear_small_gain": ngettext_lazy(
        "%(count)s rising a little", "%(count)s rising a little", "count"
    ),
    "probably_gain": ngettext_lazy(
        "%(count)s probably rising", "%(count)s probably rising", "count"
    ),
    "little_or_none": ngettext_lazy("%(count)s steady", "%(count)s steady", "count"),
    "not_yet_known": ngettext_lazy("%(count)s not clear", "%(count)s not clear", "count"),
    "clear_loss": ngettext_lazy("%(count)s clearly falling", "%(count)s clearly falling", "count"),
    "clear_small_loss": ngettext_lazy(
        "%(count)s falling a little", "%(count)s falling a little", "count"
    ),
    "probably_loss": ngettext_lazy(
        "%(count)s probably falling", "%(count)s probably falling", "count"
    ),
    "too_early": ngettext_lazy("%(count)s too early", "%(count)s too early", "count"),
}

# By tag of a finding: how many of them an end of the scale holds back.
AT_ENDS = {
    "ceiling": ngettext_lazy(
        "In %(count)s test or side many ratings are already 10, so there is no room to show more.",
        "In %(count)s tests and sides many ratings are already 10, so there is no room to show"
        " more.",
        "count",
    ),
    "floor": ngettext_lazy(
        "In %(count)s test or side many ratings are already 0, so there is no room to show less.",
        "In %(count)s tests and sides many ratings are already 0, so there is no room to show"
        " less.",
        "count",
    ),
    "no_rise": ngettext_lazy(
        "In %(count)s test or side many before ratings are already 10, so a rise cannot show.",
        "In %(count)s tests and sides many before ratings are already 10, so a rise cannot show.",
        "count",
    ),
    "no_fall": ngettext_lazy(
        "In %(count)s test or side many before ratings are already 0, so a fall cannot show.",
        "In %(count)s tests and sides many before ratings are already 0, so a fall cannot show.",
        "count",
    ),
}


@dataclass(frozen=True)
class Tally:
    """How many findings of one question have which verdict; up is freer or rising."""

    by_verdict: Counter[str]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Tally":
        return cls(Counter(finding.verdict for finding in findings))

    @property
    def total(self) -> int:
        return self.by_verdict.total()

    @property
    def up(self) -> int:
        """The clear ones, small ones included."""
        return self.by_verdict["clear_gain"] + self.by_verdict["clear_small_gain"]

    @property
    def down(self) -> int:
        return self.by_verdict["clear_loss"] + self.by_verdict["clear_small_loss"]

    @property
    def probably_up(self) -> int:
        """Those that are no more than likely."""
        return self.by_verdict["probably_gain"]

    @property
    def probably_down(self) -> int:
        return self.by_verdict["probably_loss"]

    @property
    def little(self) -> int:
        return self.by_verdict["little_or_none"]

    @property
    def unknown(self) -> int:
        return self.by_verdict["not_yet_known"]

    @property
    def early(self) -> int:
        return self.by_verdict["too_early"]

    def is_most(self, count: int) -> bool:
        return 2 * count > self.total


def counts(tally: Tally, messages: Mapping[str, Message] = CHANGES) -> str:
    """How many have which verdict, in the fixed order; no final stop.

    >>> counts(Tally(Counter(little_or_none=3, clear_gain=8, probably_loss=1)))
    '8 clearly freer, 3 little change, 1 probably stiffer'
    """
    parts = [
        message % {"count": tally.by_verdict[verdict]}  # type: ignore[operator]  # a lazy ngettext
        for verdict, message in messages.items()
        if tally.by_verdict[verdict]
    ]
    return ", ".join(map(str, parts))


def at_ends(findings: Iterable[Finding]) -> list[str]:
    """A sentence for each end of the scale that many ratings are at, with how many findings."""
    count = Counter(tag for finding in findings for tag in finding.tags)
    return [str(message % {"count": count[tag]}) for tag, message in AT_ENDS.items() if count[tag]]
