"""Which side is freer before a session: counted over all tests, and test by test."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis.answers import Answers
from tracker.analysis.answers.line import SideGap
from tracker.analysis.answers.tally import Tally
from tracker.analysis.pairs import TestInfo
from tracker.charts import forest

TestGap = tuple[TestInfo, SideGap]


def gaps_of(answers: Answers, tests: Sequence[TestInfo]) -> list[TestGap]:
    """The tests in which both sides were rated, with the gap between them."""
    return [(test, answers.gaps[test.slug]) for test in tests if test.slug in answers.gaps]


def which_is_freer(gaps: Sequence[TestGap]) -> str:
    """In how many tests which side is clearly freer; nothing without a test of two sides."""
    if not gaps:
        return ""
    tally = Tally.of(gap.now for _test, gap in gaps)
    if not tally.up and not tally.down and tally.is_most(tally.little):
        return _("Before a session: little difference between left and right in most tests.")
    if not tally.up and not tally.down:
        return _("Which side is freer before a session: not known.")
    return ngettext(
        "Before a session: left freer in %(left)s test, right in %(right)s.",
        "Before a session: left freer in %(left)s tests, right in %(right)s.",
        tally.up,
    ) % {"left": tally.up, "right": tally.down}


def header() -> tuple[str, ...]:
    return (_("Test"), _("Weeks"), _("Left minus right"), _("Its 95% range"), _("Left and right"))


def rows(gaps: Sequence[TestGap]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (test.name, str(len(gap.weeks)), *forest.cells_of_line(gap.now)) for test, gap in gaps
    )
