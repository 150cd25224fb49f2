"""One test in short: per side the verdict with its bar, and the ratings before over the weeks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.sample import FAMILIARISATION
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.analysis.verdicts import FIRST
from tracker.charts import forest, lines
from tracker.charts.figure import Figure
from tracker.charts.forest import Group
from tracker.charts.three_numbers import (
    changes_rest_on,
    left_out,
    over_the_weeks,
    season_note,
    weeks_notes,
)

PAGE = "test"
ORDER = 5

TO_FIRST = FAMILIARISATION + FIRST  # sessions to the first estimate


def build(
    history: History,
    *,
    test: str,
    range_: Range,
    today: int,
    answers: Answers | None = None,
    **about: Any,
) -> Iterable[Figure]:
    """Always of the last 26 weeks; below a first estimate the newest ratings and no verdict."""
    info = history.test(test)
    findings = _findings(answers, info) if answers else {}
    if answers and any(finding.wide for finding in findings.values()):
        yield _answered(answers, info, findings)
        return
    visible = lines.VisibleDays.on(history, range_, today, answers)
    plots = [visible.plot(series, lines.Pace(0)) for series in history.of_test(info)]
    if lines.session_days(plots):
        yield _counting(plots, _missing(answers, findings))


def _findings(answers: Answers, test: TestInfo) -> dict[str, Finding]:
    pairs = ((side, answers.changes.get((test.slug, side))) for side in test.sides)
    return {side: finding for side, finding in pairs if finding is not None}


def _answered(answers: Answers, test: TestInfo, findings: Mapping[str, Finding]) -> Figure:
    data = forest.plot([Group(test.name, findings)])
    (group,) = data["groups"]
    for row in group["rows"]:
        level = over_the_weeks(answers, test, row["side"])
        notes = weeks_notes(answers, test, row["side"])
        row["weeks"] = level and {"icon": level.icon, "says": level.sentence, "notes": notes}
    first = next(iter(findings.values()))
    about = {
        "rows": group["rows"],
        "both": len(group["rows"]) > 1,
        "ends": data["ends"],
        "grade": {"letter": first.grade_letter, "says": first.grade_sentence},
        "rests_on": [changes_rest_on(answers.bases.changes), *left_out(answers)],
        "season": season_note(answers, [test]),
    }
    rows = tuple(_cells(answers, test, side, findings[side]) for side in findings)
    return _figure(about, header=_header(), rows=rows)


def _figure(data: dict[str, Any], **table: Any) -> Figure:
    """Without a sentence of its own: there is a line for each side."""
    return Figure(
        key="in-short",
        kind="in_short",
        title=_("In short"),
        sentence="",
        data=data,
        place="answers",
        own_table=True,
        **({"header": (), "rows": ()} | table),
    )


def _header() -> tuple[str, ...]:
    day = (_("Side"), _("Sessions"), *forest.estimate_header(), _("After a session"))
    weeks = (_("Most likely change in 12 weeks"), _("Its 95% range"))
    return (*day, _("Before ratings"), *weeks, _("Before ratings over the weeks"))


def _cells(answers: Answers, test: TestInfo, side: str, finding: Finding) -> tuple[str, ...]:
    level = answers.levels.get((test.slug, side))
    weeks = (
        (words.number(level.level), *forest.cells_of_line(level.finding))
        if level
        else (words.NOTHING,) * 4
    )
    return (words.SIDES[side], str(finding.n), *forest.cells(finding), *weeks)


def _missing(answers: Answers | None, findings: Mapping[str, Finding]) -> int:
    """How many more sessions a first estimate takes."""
    if findings:
        return min(finding.wait for finding in findings.values())
    practice = answers.sample_size.familiarisation if answers else 0
    return TO_FIRST - practice


def _counting(plots: Sequence[lines.SidePlot], missing: int) -> Figure:
    done = max(0, TO_FIRST - missing)
    cells = ["" if n >= done else "pr" if n < FAMILIARISATION else "on" for n in range(TO_FIRST)]
    newest = [
        {
            "side": plot.side,
            "before": _newest(plot.raw["pre"].y),
            "after": _newest(plot.raw["post"].y),
        }
        for plot in plots
    ]
    return _figure(
        {"newest": newest, "cells": cells, "done": done, "all": TO_FIRST, "missing": missing}
    )


def _newest(ratings: Sequence[float]) -> str:
    """As many as lead to a first estimate.

    >>> _newest([3, 3, 4]), _newest([3, 3, 4, 4, 5, 5, 6, 6]), _newest([])
    ('3, 3, 4', '…, 3, 4, 4, 5, 5, 6, 6', '\N{EN DASH}')
    """
    written = [words.number(rating) for rating in ratings[-TO_FIRST:]]
    before = ["…"] if len(ratings) > TO_FIRST else []
    return ", ".join([*before, *written]) or words.NOTHING
