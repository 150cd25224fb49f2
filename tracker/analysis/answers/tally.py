"""Counts the answers of many tests and sides: how many are clear, likely, small or unknown."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import ngettext, ngettext_lazy

from tracker.analysis.answers.finding import Finding

Message = object  # chosen by "count" and translated once it is filled in


class Direction(NamedTuple):
    """What is counted of one direction. Of the clear ones some, or all, may be small."""

    clear: Message
    partly_small: Message
    all_small: Message
    probably: Message


class Counted(NamedTuple):
    """What is counted of one question."""

    up: Direction
    down: Direction
    little: Message


CHANGES = Counted(
    Direction(
        ngettext_lazy(
            "%(count)s clearly freer after a session",
            "%(count)s clearly freer after a session",
            "count",
        ),
        ngettext_lazy(
            "%(count)s clearly freer after a session (%(small)s of them only a little)",
            "%(count)s clearly freer after a session (%(small)s of them only a little)",
            "count",
        ),
        ngettext_lazy(
            "%(count)s a little freer after a session",
            "%(count)s a little freer after a session",
            "count",
        ),
        ngettext_lazy("%(count)s probably freer", "%(count)s probably freer", "count"),
    ),
    Direction(
        ngettext_lazy(
            "%(count)s clearly stiffer after a session",
            "%(count)s clearly stiffer after a session",
            "count",
        ),
        ngettext_lazy(
            "%(count)s clearly stiffer after a session (%(small)s of them only a little)",
            "%(count)s clearly stiffer after a session (%(small)s of them only a little)",
            "count",
        ),
        ngettext_lazy(
            "%(count)s a little stiffer after a session",
            "%(count)s a little stiffer after a session",
            "count",
        ),
        ngettext_lazy("%(count)s probably stiffer", "%(count)s probably stiffer", "count"),
    ),
    ngettext_lazy("%(count)s little or no change", "%(count)s little or no change", "count"),
)
LEVELS = Counted(
    Direction(
        ngettext_lazy("%(count)s clearly rising", "%(count)s clearly rising", "count"),
        ngettext_lazy(
            "%(count)s clearly rising (%(small)s of them only a little)",
            "%(count)s clearly rising (%(small)s of them only a little)",
            "count",
        ),
        ngettext_lazy("%(count)s rising a little", "%(count)s rising a little", "count"),
        ngettext_lazy("%(count)s probably rising", "%(count)s probably rising", "count"),
    ),
    Direction(
        ngettext_lazy("%(count)s clearly falling", "%(count)s clearly falling", "count"),
        ngettext_lazy(
            "%(count)s clearly falling (%(small)s of them only a little)",
            "%(count)s clearly falling (%(small)s of them only a little)",
            "count",
        ),
        ngettext_lazy("%(count)s falling a little", "%(count)s falling a little", "count"),
        ngettext_lazy("%(count)s probably falling", "%(count)s probably falling", "count"),
    ),
    ngettext_lazy("%(count)s steady", "%(count)s steady", "count"),
)
UNKNOWN = ngettext_lazy("%(count)s not clear", "%(count)s not clear", "count")
TOO_EARLY = ngettext_lazy("%(count)s too early to tell", "%(count)s too early to tell", "count")

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


def tally(findings: Iterable[Finding], counted: Counted = CHANGES) -> str:
    """How many findings have which verdict, in a fixed order; the sentence itself if all agree."""
    findings = list(findings)
    sentences = {finding.sentence for finding in findings}
    if len(sentences) == 1:
        return sentences.pop()
    count = Counter(finding.verdict for finding in findings)
    parts = [
        *_parts(counted.up, count, "gain"),
        *_part(counted.little, count["little_or_none"]),
        *_part(UNKNOWN, count["not_yet_known"]),
        *_parts(counted.down, count, "loss"),
        *_part(TOO_EARLY, count["too_early"]),
    ]
    return ngettext(
        "%(total)s test or side: %(counts)s", "%(total)s tests and sides: %(counts)s", len(findings)
    ) % {"total": len(findings), "counts": ", ".join(parts)}


def at_ends(findings: Iterable[Finding]) -> list[str]:
    """A sentence for each end of the scale that many ratings are at, with how many findings."""
    count = Counter(tag for finding in findings for tag in finding.tags)
    return [str(message % {"count": count[tag]}) for tag, message in AT_ENDS.items() if count[tag]]


def _parts(direction: Direction, count: Counter[str], end: str) -> list[str]:
    small = count[f"clear_small_{end}"]
    clear = count[f"clear_{end}"] + small
    if small:
        message = direction.all_small if small == clear else direction.partly_small
    else:
        message = direction.clear
    return [*_part(message, clear, small), *_part(direction.probably, count[f"probably_{end}"])]


def _part(message: Message, count: int, small: int = 0) -> list[str]:
    filled = message % {"count": count, "small": small}  # type: ignore[operator]  # a lazy ngettext
    return [str(filled)] if count else []
