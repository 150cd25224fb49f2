"""Sums up many findings of one comparison: how many places, sides or tests have which answer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.analysis.answers import Finding
from tracker.analysis.sentences import WORDINGS, word

VERDICTS = (
    "clear_gain",
    "clear_small_gain",
    "probably_gain",
    "little_or_none",
    "not_yet_known",
    "probably_loss",
    "clear_small_loss",
    "clear_loss",
    "too_early",
)


@dataclass(frozen=True)
class Unit:
    """What is counted: messages of all of them, and of some."""

    all: Any
    some: Any


PLACES_AND_SIDES = Unit(
    gettext_lazy("%(answer)s: all %(total)s places and sides"),
    ngettext_lazy(
        "%(answer)s: %(count)s of %(total)s places and sides",
        "%(answer)s: %(count)s of %(total)s places and sides",
        "count",
    ),
)
TESTS_AND_SIDES = Unit(
    gettext_lazy("%(answer)s: all %(total)s tests and sides"),
    ngettext_lazy(
        "%(answer)s: %(count)s of %(total)s tests and sides",
        "%(answer)s: %(count)s of %(total)s tests and sides",
        "count",
    ),
)
PLACES = Unit(
    gettext_lazy("%(answer)s: all %(total)s places"),
    ngettext_lazy(
        "%(answer)s: %(count)s of %(total)s places",
        "%(answer)s: %(count)s of %(total)s places",
        "count",
    ),
)
TESTS = Unit(
    gettext_lazy("%(answer)s: all %(total)s tests"),
    ngettext_lazy(
        "%(answer)s: %(count)s of %(total)s tests",
        "%(answer)s: %(count)s of %(total)s tests",
        "count",
    ),
)
SIDES = Unit(
    gettext_lazy("%(answer)s: left and right"),
    ngettext_lazy(
        "%(answer)s: %(count)s of %(total)s sides",
        "%(answer)s: %(count)s of %(total)s sides",
        "count",
    ),
)


@dataclass(frozen=True)
class Summary:
    """The answer that most of them have, and how many have each of the other ones."""

    most: str
    others: tuple[str, ...]


def summary(findings: Iterable[Finding], unit: Unit) -> Summary:
    """Of one finding or more; where two answers are as frequent, the direction comes first."""
    counted = _counted(list(findings))
    (answer, count), *others = counted
    total = sum(count for _answer, count in counted)
    about = {"answer": answer, "count": count, "total": total}
    if total == 1:
        return Summary(answer, ())
    message = unit.some if others else unit.all
    return Summary(str(message % about), tuple(_other(*other) for other in others))


def _counted(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    """The words of the verdicts and how many have them, the most frequent first."""
    in_order = sorted(findings, key=lambda finding: VERDICTS.index(finding.verdict))
    return Counter(map(_word, in_order)).most_common()


def _word(finding: Finding) -> str:
    """Of a difference with the kinds that differ, so that it is not read the wrong way round."""
    if finding.verdict == "little_or_none":
        return word(finding.verdict, WORDINGS["arms"])
    return finding.brief if finding.verdict == "not_yet_known" else finding.word


def _other(answer: str, count: int) -> str:
    return _("%(answer)s: %(count)s") % {"answer": answer, "count": count}
