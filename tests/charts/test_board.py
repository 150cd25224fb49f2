"""The board of Progress: bars, words, spoken names and tables say the same of a test and side."""

import re
from collections.abc import Iterator

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY, both, history_of
from tracker.analysis.answers import Answers, answers
from tracker.analysis.answers.tally import Tally
from tracker.analysis.example import example_history
from tracker.analysis.pairs import History
from tracker.charts import Figure, figures
from tracker.charts.board import axis_of, rated_tests
from tracker.charts.board_cells import Cell
from tracker.charts.three_answers import ShortAnswer, three_answers

MINUS = "\N{MINUS SIGN}"
PLACES = {"toe_spreaders": {"foot": "worked", "ankle": "next", "low_back": "further"}}
COUNTS = (9, 12, 40)
EVERY_OTHER_DAY = range(80, 0, -2)
SIDES = {"Left": "left", "Right": "right", "Both legs at once": "none"}
# Of the words in a narrow column, what the whole sentence begins with.
SHORT = {"Little change": ("Little change",), "Steady": ("Steady", "Little change")}


def answers_of(history: History) -> Answers:
    return answers(history, today=TODAY, proximity=PLACES)


def example(count: int) -> History:
    return example_history(TESTS, TODAY, count=count)


def page(history: History) -> dict[str, Figure]:
    built = figures("progress", history, answers=answers_of(history))
    return {figure.key: figure for figure in built}


def cells(board: Figure, half: str) -> dict[tuple[str, str], Cell]:
    """Each cell of a half, by the name of its test and its side."""
    return {
        (row.test.name, cell.side): cell
        for group in board.data["groups"]
        for row in group.rows
        for cell in getattr(row, half)
    }


def table(shown: dict[str, Figure], half: str) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """Each row of the table of a half, by the name of its test and its side."""
    own = shown["numbers"].data["tables"][0 if half == "day" else 1]
    for row in own.rows:
        yield (row[0], SIDES[row[1]]), dict(zip(own.header, row, strict=True))


def number(text: str) -> float:
    if text in ("just above 0", "just below 0"):
        return 0.0
    return float(text.replace(MINUS, "-"))


def percent(text: str) -> float:
    return float(text.rstrip("%"))


def words_of(half: str, row: dict[str, str]) -> str:
    return row["After a session" if half == "day" else "Before ratings over the weeks"]


@pytest.mark.parametrize("half", ["day", "weeks"])
@pytest.mark.parametrize("count", COUNTS)
def test_every_cell_says_aloud_what_its_table_says(count: int, half: str) -> None:
    shown = page(example(count))
    spoken = cells(shown["board"], half)
    rows = dict(table(shown, half))
    assert rows.keys() == spoken.keys()
    for key, row in rows.items():
        assert spoken[key].spoken == f"{row['Side']}: {words_of(half, row)}."
        begins = SHORT.get(spoken[key].word, (spoken[key].word,))
        assert words_of(half, row).startswith(begins)


@pytest.mark.parametrize("half", ["day", "weeks"])
@pytest.mark.parametrize("count", COUNTS)
def test_bars_are_where_the_table_says(count: int, half: str) -> None:
    history = example(count)
    shown, axis = page(history), axis_of(answers_of(history))
    for key, row in table(shown, half):
        cell = cells(shown["board"], half)[key]
        best, wide = row[list(row)[3 if half == "day" else 4]], row[list(row)[5]]
        if wide == "–":
            assert (cell.mark, cell.solid, cell.striped, cell.dotted) == ("", None, None, None)
            continue
        low, high = (percent(axis.at(number(end))) for end in wide.split(" to "))
        zero, most_likely = percent(axis.at(0)), percent(axis.at(number(best)))
        assert percent(cell.x) == pytest.approx(most_likely, abs=2)
        near = low if number(best) > 0 else high
        if cell.solid:
            ends = sorted((zero, near))
            assert percent(cell.solid.x) == pytest.approx(ends[0], abs=4)
            assert percent(cell.solid.width) == pytest.approx(ends[1] - ends[0], abs=4)
        if cell.dotted:
            assert [percent(end) for end in cell.dotted] == pytest.approx([low, high], abs=4)


def test_only_what_is_clear_has_a_solid_part() -> None:
    board = page(example(40))["board"]
    every = [cell for half in ("day", "weeks") for cell in cells(board, half).values()]
    for cell in every:
        is_clear = cell.word.startswith(("Clearly", "A little")) or cell.word.endswith("a little")
        assert (cell.solid is not None) == is_clear == (cell.mark == "full")
        assert (cell.striped is not None) == (is_clear or cell.word.startswith("Probably"))
    assert {cell.mark for cell in every} >= {"full", "flat"}


def test_what_a_sentence_calls_at_least_is_in_the_table() -> None:
    for _key, row in table(page(example(40)), "day"):
        if match := re.search(r"at least (\S+) \(most likely (\S+)\)", words_of("day", row)):
            limit = number(
                row["95% range"].split(" to ")[0 if number(row["Most likely"]) > 0 else 1]
            )
            assert number(match[2]) == abs(number(row["Most likely"]))
            assert number(match[1]) == abs(limit)


def test_the_tests_stand_near_to_far_as_the_routine_has_it() -> None:
    groups = page(example(40))["board"].data["groups"]
    assert [(group.title, group.regions) for group in groups] == [
        ("Where you worked", "foot"),
        ("One joint away", "ankle"),
        ("Further up", "low back"),
    ]


def test_the_scale_is_the_same_for_every_row_and_grows_with_the_estimates() -> None:
    small = history_of(EVERY_OTHER_DAY, {ANKLE: [both((4, 5), (5, 6))] * 40})
    large = history_of(EVERY_OTHER_DAY, {ANKLE: [both((2, 7), (8, 5))] * 40})
    assert axis_of(answers_of(small)) == (-1, 2)
    assert axis_of(answers_of(large)) == (-4, 6)


def test_too_few_sessions_are_dots_and_no_verdict() -> None:
    history = history_of(
        range(8, 0, -2), {ANKLE: [both((4, 6), (5, 4)), *[both((4, 5), (5, 5))] * 3]}
    )
    shown = page(history)
    assert "numbers" not in shown
    left, right = cells(shown["board"], "day").values()
    assert (left.word, right.word) == ("freer 4 of 4", "freer 0 of 4")
    assert (len(left.dots), len(right.dots)) == (4, 4)
    assert len({(dot.x, dot.y) for dot in left.dots}) == 4
    assert (left.icon, left.solid, left.mark) == ("", None, "")


# The three answers.


def short(history: History) -> list[ShortAnswer]:
    answered = answers_of(history)
    return three_answers(answered, rated_tests(answered, history.tests))


@pytest.mark.parametrize("answer", [0, 2])
def test_the_counts_are_of_every_test_and_side_once(answer: int) -> None:
    history = example(40)
    total, _, counts = short(history)[answer].rests_on.partition(" tests and sides: ")
    counted = [int(digits) for digits in re.findall(r"(?:^|, )(\d+) ", counts.partition(".")[0])]
    assert sum(counted) == int(total) == len(answers_of(history).changes) == 5


@pytest.mark.parametrize("answer", [0, 2])
def test_the_strip_has_a_shape_for_every_test_and_side(answer: int) -> None:
    history = example(40)
    strip = short(history)[answer].strip
    assert strip is not None
    answered = answers_of(history)
    findings = (
        answered.changes
        if answer == 0
        else {key: level.finding for key, level in answered.levels.items()}
    )
    assert sorted(shape.icon for shape in strip.shapes) == sorted(f.icon for f in findings.values())
    assert len({(shape.x, shape.y) for shape in strip.shapes}) == len(findings) == 5
    ups = Tally.of(findings.values())
    assert sum(shape.way == "up" for shape in strip.shapes) == ups.up + ups.probably_up


@pytest.mark.parametrize(("score", "way"), [(10, ("more", "rise")), (0, ("less", "fall"))])
def test_the_answers_count_what_an_end_of_the_scale_holds_back(
    score: int, way: tuple[str, str]
) -> None:
    rated = [both((score, score), (score, score))] * 40
    day, _, weeks = short(history_of(EVERY_OTHER_DAY, {ANKLE: rated}))
    many = f"In 2 tests and sides many %sratings are already {score}, so "
    assert f"{many % ''}there is no room to show {way[0]}." in day.rests_on
    assert f"{many % 'before '}a {way[1]} cannot show." in weeks.rests_on
    free = history_of(EVERY_OTHER_DAY, {ANKLE: [both((4, 5), (5, 6))] * 40})
    assert "are already" not in short(free)[0].rests_on


def test_sessions_that_cannot_be_compared_are_no_basis() -> None:
    picked = {"randomised": True, "assigned": "toe_spreaders"}
    rated = {ANKLE: [both((4, 5), (5, 6))] * 40}
    still_there = short(history_of(EVERY_OTHER_DAY, rated, **picked))[1]
    assert still_there.says == "Not known"
    assert still_there.rests_on == "Only a fair test can show it."


NOTE = "Half a year can’t tell training from season."


@pytest.mark.parametrize(
    ("first", "pause", "is_noted"),
    [(120, range(0), True), (420, range(0), False), (420, range(360, 410), True)],
)
def test_half_a_year_is_noted_until_the_same_weeks_are_there(
    first: int, pause: range, is_noted: bool
) -> None:
    days = [ago for ago in range(first, -1, -2) if ago not in pause]
    history = history_of(days, {ANKLE: [both((4 + n % 2, 5), (6, 6)) for n in range(len(days))]})
    weeks = short(history)[2]
    last_year = "Against the same weeks last year, of 2 tests and sides: "
    assert (NOTE in weeks.rests_on, last_year in weeks.rests_on) == (is_noted, not is_noted)
    for _key, row in table(page(history), "weeks"):
        assert ("this time last year" in row["A year before"]) != is_noted


def test_without_a_line_there_is_nothing_to_note() -> None:
    history = history_of(range(20, 0, -2), {ANKLE: [both((4, 5), (6, 6))] * 10})
    assert NOTE not in short(history)[2].rests_on
