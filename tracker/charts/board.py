"""The board: every test, left and right, after a session and over the weeks, near to far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.early import Early
from tracker.analysis.answers.line import Level
from tracker.analysis.answers.nearness import NEAR_TO_FAR
from tracker.analysis.pairs import History, TestInfo
from tracker.charts import board_cells, board_tables, levels
from tracker.charts.board_cells import RAW, Cell
from tracker.charts.figure import Figure
from tracker.charts.forest import Axis

PAGE = "progress"
ORDER = 5


@dataclass(frozen=True)
class BoardRow:
    """One test: a cell a side, after a session and over the weeks."""

    test: TestInfo
    day: tuple[Cell, ...]
    weeks: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class BoardGroup:
    """The tests that are equally near to what was worked; `regions` are named beside the title."""

    nearness: str
    title: str
    regions: str
    rows: tuple[BoardRow, ...]


def build(history: History, *, answers: Answers) -> Iterable[Figure]:
    """The board, then all of its numbers as tables."""
    tests = rated_tests(answers, history.tests)
    if not tests:
        return
    yield _board(answers, tests)
    if not answers.early:
        yield board_tables.figure(answers, tests)


def rated_tests(answers: Answers, tests: Iterable[TestInfo]) -> list[TestInfo]:
    """The tests with anything to show, near to far."""
    keys = answers.early.changes if answers.early else answers.changes
    rated = [test for test in tests if any((test.slug, side) in keys for side in test.sides)]
    return sorted(rated, key=lambda test: NEAR_TO_FAR.index(answers.nearness[test.region]))


def _board(answers: Answers, tests: Sequence[TestInfo]) -> Figure:
    axis = RAW if answers.early else axis_of(answers)
    rows = [_row(answers, test, axis) for test in tests]
    sentence = (
        _("Each dot is one session: after minus before. No direction can be seen from so few.")
        if answers.early
        else _("Near to far. Each test has its own page.")
    )
    data = {
        "groups": _groups(answers, rows),
        "early": answers.early is not None,
        "zero": axis.at(0),
        "worth": [axis.at(x) for x in (-1, 1) if axis.low < x < axis.high],
    }
    return Figure(
        key="board",
        kind="board",
        title=_("Every test, left and right"),
        sentence=sentence,
        header=(),
        rows=(),
        data=data,
        place="answers",
    )


def axis_of(answers: Answers) -> Axis:
    weeks = [level.finding for level in answers.levels.values()]
    return board_cells.axis_of([*answers.changes.values(), *weeks])


def _groups(answers: Answers, rows: Sequence[BoardRow]) -> list[BoardGroup]:
    near = {
        place: [row for row in rows if _nearness(answers, row) == place] for place in NEAR_TO_FAR
    }
    return [
        BoardGroup(place, words.PROXIMITY[place], _regions(own), tuple(own))
        for place, own in near.items()
        if own
    ]


def _nearness(answers: Answers, row: BoardRow) -> str:
    return answers.nearness[row.test.region]


def _regions(rows: Iterable[BoardRow]) -> str:
    return ", ".join(dict.fromkeys(words.REGIONS[row.test.region] for row in rows))


def _row(answers: Answers, test: TestInfo, axis: Axis) -> BoardRow:
    if answers.early:
        return BoardRow(test, tuple(_raw(answers.early, test, side) for side in test.sides))
    return BoardRow(
        test,
        tuple(_day(answers, test, side, axis) for side in test.sides),
        tuple(_weeks(answers, test, side, axis) for side in test.sides),
    )


def _raw(early: Early, test: TestInfo, side: str) -> Cell:
    changes = early.changes.get((test.slug, side), [])
    word = board_cells.raw_word(changes)
    return board_cells.raw_cell(changes, side, word, _spoken(side, word))


def _day(answers: Answers, test: TestInfo, side: str, axis: Axis) -> Cell:
    return _cell(answers.changes.get((test.slug, side)), side, axis)


def _weeks(answers: Answers, test: TestInfo, side: str, axis: Axis) -> Cell:
    level = answers.levels.get((test.slug, side))
    return _cell(level.finding if level else None, side, axis, level_words(level))


def _cell(finding: Finding | None, side: str, axis: Axis, level: str = "") -> Cell:
    if finding is None:
        return Cell(side, "v_early", _("Not rated"), _spoken(side, _("Not rated")))
    return board_cells.cell_of(finding, side, axis, _spoken(side, finding.sentence), level)


def _spoken(side: str, verdict: str) -> str:
    return _("%(side)s: %(verdict)s.") % {"side": words.SIDES[side], "verdict": verdict}


def level_words(level: Level | None) -> str:
    """From where to where if a direction is clear, else about where.

    To halves, as everywhere: the line is not surer than that.
    """
    if level is None or level.level is None:
        return ""
    about = _("about %(level)s") % {"level": levels.halves(level.level)}
    if not (level.line and level.finding.verdict.startswith("clear")):
        return about
    start, end = (levels.halves(point.fit) for point in (level.line[0], level.line[-1]))
    return about if start == end else _("%(start)s → %(end)s") % {"start": start, "end": end}
