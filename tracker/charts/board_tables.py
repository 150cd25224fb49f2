"""Every number of the board as tables: after a session, over the weeks, and left and right."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.pairs import TestInfo
from tracker.charts import forest, sides, three_numbers
from tracker.charts.figure import Figure


class BoardTable(NamedTuple):
    """One table, a row a test and side; `title` is its caption as well."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure(answers: Answers, tests: Sequence[TestInfo]) -> Figure:
    gaps = sides.gaps_of(answers, tests)
    sentences = [
        three_numbers.changes_rest_on(answers.bases.changes),
        *three_numbers.left_out(answers),
        _("There is no total score: tests differ, and so do left and right."),
    ]
    return Figure(
        key="numbers",
        kind="numbers",
        title=_("Every number as a table"),
        sentence=sides.which_is_freer(gaps) or _("Estimates and ranges, test by test."),
        header=(),
        rows=(),
        data={
            "rests_on": " ".join(sentences),
            "tables": [
                _after_a_session(answers, tests),
                _over_the_weeks(answers, tests),
                *([_left_and_right(gaps)] if gaps else ()),
            ],
        },
        place="foot",
        folded=True,
    )


def _left_and_right(gaps: Sequence[sides.TestGap]) -> BoardTable:
    return BoardTable(_("Left and right before a session"), sides.header(), sides.rows(gaps))


def _after_a_session(answers: Answers, tests: Sequence[TestInfo]) -> BoardTable:
    header = (_("Test"), _("Side"), _("Sessions"), *forest.estimate_header(), _("After a session"))
    return BoardTable(
        _("After a session"),
        (*header, _("Still there next time")),
        tuple(
            (
                test.name,
                words.SIDES[side],
                str(finding.n),
                *forest.cells(finding),
                carryover.sentence if carryover and carryover.is_known else words.NOTHING,
            )
            for test in tests
            for side in test.sides
            if (finding := answers.changes.get((test.slug, side)))
            for carryover in [three_numbers.carryover_of(answers, test, side)]
        ),
    )


def _over_the_weeks(answers: Answers, tests: Sequence[TestInfo]) -> BoardTable:
    weeks = (_("Most likely change in 12 weeks"), _("Its 95% range"))
    return BoardTable(
        _("Before ratings over the weeks"),
        (
            *(_("Test"), _("Side"), _("Weeks"), _("Before ratings"), *weeks),
            *(_("Before ratings over the weeks"), _("A year before")),
        ),
        tuple(
            (
                test.name,
                words.SIDES[side],
                str(level.finding.n),
                words.number(level.level),
                *forest.cells_of_line(level.finding),
                season.sentence if season else words.NOTHING,
            )
            for test in tests
            for side in test.sides
            if (level := answers.levels.get((test.slug, side)))
            for season in [answers.seasons.get((test.slug, side))]
        ),
    )
