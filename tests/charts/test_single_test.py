"""The page of a test: sentence, chart and table agree; the usual swing; few sessions or none."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY, TOUCH, both, history_of, sessions_on
from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import example_history
from tracker.analysis.pairs import History, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures, lines, sessions_table, single_test_lines

SWITCHED = ("3m", "6m", "1y", "all")
FORBIDDEN = re.compile(
    r"works|improv|because|releas|adhesion|lengthen|fix|prevent|faster|treat|normal|%|effect|better"
)
EVERY_THIRD_DAY = range(75, -1, -3)


def rising(side: str = "left", *, days: range | list[int] = EVERY_THIRD_DAY) -> History:
    """Before ratings from 3 to 5 on one side, 6 on the other; after is one more."""
    half = len(days) // 2
    scores = [3] * half + [5] * (len(days) - half)
    pairs = [{"left": (b, b + 1), "right": (6, 7)} for b in scores]
    if side == "right":
        pairs = [{"left": pair["right"], "right": pair["left"]} for pair in pairs]
    return history_of(list(days), {ANKLE: pairs})


def page(
    history: History, range_: str = "3m", *, test: str = "ankle", answered: Answers | None = None
) -> dict[str, Figure]:
    about = {"range_": RANGES[range_], "today": TODAY, "answers": answered}
    return {figure.key: figure for figure in figures("test", history, test=test, **about)}


def views(history: History, range_: str = "3m", **about: Any) -> dict[str, dict[str, Any]]:
    figure = page(history, range_, **about)["ratings"]
    return {view["key"]: view for view in figure.data["views"]}


def values(panel: dict[str, Any]) -> set[float]:
    return {y for line in panel["lines"] for y in line["y"] if y is not None}


# What is said, shown, and in the table


def test_each_side_has_a_sentence_of_its_own_and_both_have_one() -> None:
    shown = views(rising())
    assert list(shown) == ["left", "right", "both"]
    assert shown["left"]["says"] == (
        "In the last 3 months your before ratings were about 4 on the left. Afterwards it was "
        "freer in 26 of 26 sessions with a routine."
    )
    assert shown["both"]["says"] == (
        "In the last 3 months your before ratings were about 4 on the left and about 6 on the "
        "right."
    )


def test_swapping_the_sides_swaps_words_and_pictures() -> None:
    mine, theirs = views(rising()), views(rising("right"))
    assert (
        mine["left"]["chart"]["panels"][0]["lines"]
        == theirs["right"]["chart"]["panels"][0]["lines"]
    )
    assert mine["left"]["says"].replace("left", "right") == theirs["right"]["says"]


def test_left_and_right_are_never_one_number() -> None:
    shown = views(rising())
    assert [panel["side"] for panel in shown["both"]["chart"]["panels"]] == ["left", "right"]
    for view in shown.values():
        for panel in view["chart"]["panels"]:
            assert values(panel) <= {6, 7} if panel["side"] == "right" else max(values(panel)) <= 6


def test_both_sides_at_once_are_the_ratings_before_alone_on_one_axis() -> None:
    chart = views(rising())["both"]["chart"]
    assert [[line["phase"] for line in panel["lines"]] for panel in chart["panels"]] == [
        ["pre"]
    ] * 2
    assert chart["overlay"]


def test_before_and_after_are_never_one_line() -> None:
    (panel,) = views(rising())["right"]["chart"]["panels"]
    assert [(line["phase"], set(line["y"])) for line in panel["lines"]] == [
        ("pre", {6}),
        ("post", {7}),
    ]


@pytest.mark.parametrize("range_", SWITCHED)
def test_the_table_holds_every_mark_of_the_chart(range_: str) -> None:
    days = [*range(800, 500, -4), *range(400, 100, -3), *range(60, -1, -2)]
    pairs = [both((n % 7, n % 7 + 1), (n % 5, n % 5 + 2)) for n in range(len(days))]
    shown = page(history_of(days, {ANKLE: pairs}), range_)
    table = shown["sessions"]
    for view in shown["ratings"].data["views"][:2]:
        (panel,) = view["chart"]["panels"]
        for line, phase in zip(panel["lines"], ("before", "after"), strict=True):
            column = table.header.index(f"{view['name']} {phase}")
            marks = line if view["chart"]["weeks"] == 4 else line["dots"]
            cells = [row[column] for row in reversed(table.rows) if row[column] != "–"]
            assert cells == [f"{round(y, 1):g}" for y in marks["y"] if y is not None]


@pytest.mark.parametrize(("range_", "weeks"), [("3m", 1), ("6m", 1), ("1y", 1), ("all", 4)])
def test_lines_are_averages_of_weeks_and_of_four_weeks_beyond_a_year(
    range_: str, weeks: int
) -> None:
    days = list(range(900, -1, -5))
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    assert {view["chart"]["weeks"] for view in views(history, range_).values()} == {weeks}
    table = page(history, range_)["sessions"]
    assert table.title.startswith("Every session" if weeks == 1 else "4-week averages")


@pytest.mark.parametrize(("first", "weekday"), [(0, "Monday"), (5, "Saturday"), (6, "Sunday")])
def test_the_averages_are_of_the_weeks_of_their_person(first: int, weekday: str) -> None:
    chart = views(replace(rising(), week_starts=first))["left"]["chart"]
    starts = {lines.Pace(1).start(day) for day in chart["panels"][0]["lines"][0]["x"]}
    assert {date.fromordinal(day).strftime("%A") for day in starts} == {weekday}
    assert chart["week_starts"] == first


def test_a_long_pause_breaks_the_line_and_a_week_without_a_session_does_not() -> None:
    days = [60, 58, 56, 42, 40, 20, 18, 16]  # one week is missing, then two
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    for line in views(history)["left"]["chart"]["panels"][0]["lines"]:
        assert line["y"].count(None) == 1


def test_a_session_without_a_side_has_a_dash_there() -> None:
    rated = [{"left": (4, 6)}, {"right": (5, 4)}, both((3, 3), (None, 4))]
    (*rows,) = page(history_of([8, 6, 4], {ANKLE: rated}))["sessions"].rows
    assert [row[1:] for row in rows] == [
        ("Routine", "3", "3", "same", "–", "4", "not rated"),
        ("Routine", "–", "–", "–", "5", "4", "1 stiffer"),
        ("Routine", "4", "6", "2 freer", "–", "–", "–"),
    ]


def test_the_chart_is_not_named_by_the_sentence_that_stands_above_it() -> None:
    for view in views(rising()).values():
        assert view["label"].startswith("Chart of ")
        assert view["says"] not in view["label"]


# How often it was freer afterwards


def test_the_count_is_of_sessions_that_did_a_routine_on_this_side_and_count() -> None:
    sessions = [
        *(info._replace(kind="test_only") for info in sessions_on([60, 50, 40, 30])),
        *sessions_on([29, 28, 27, 26, 25, 24, 23]),
        *(info._replace(worked="right") for info in sessions_on([22])),
        *(info._replace(counts=False) for info in sessions_on([21])),
        *(info._replace(kind="one_leg") for info in sessions_on([20])),
    ]
    infos = [info._replace(id=n) for n, info in enumerate(sessions)]
    after = [9, 9, 9, 9, 5, 5, 5, 4, 3, None, 5, 9, 9, 5]
    rows = [(n, ANKLE.id, "left", 4, score) for n, score in enumerate(after)]
    history = history_from_rows(TESTS, infos, rows)
    answered = answers(history, today=TODAY, familiarisation=5)  # the fifth is of the routine
    assert (
        "Afterwards it was freer in 4 of 6 sessions with a routine, the same in 1, stiffer in 1."
    ) in views(history, answered=answered)["left"]["says"]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (
            [5, 5, 5, 5, 4, 4, 3],
            "freer in 4 of 7 sessions with a routine, the same in 2, stiffer in 1.",
        ),
        ([5, 5, 5, 5, 5, 4, 4], "freer in 5 of 7 sessions with a routine, the same in 2."),
        ([5, 5, 5, 5, 5, 3, 3], "freer in 5 of 7 sessions with a routine, stiffer in 2."),
        ([5] * 7, "freer in 7 of 7 sessions with a routine."),
        ([4, 4, 4, 4, 3, 3, 3], "the same in 4 of 7 sessions with a routine, stiffer in 3."),
        ([4] * 7, "the same in 7 of 7 sessions with a routine."),
        ([3] * 7, "stiffer in 7 of 7 sessions with a routine."),
    ],
)
def test_what_there_was_not_is_not_counted(after: list[int], words: str) -> None:
    pairs = [{"left": (4, score)} for score in after]
    says = views(history_of(range(20, 6, -2), {ANKLE: pairs}))["left"]["says"]
    assert says.endswith(f"Afterwards it was {words}")


@pytest.mark.parametrize(
    ("kind", "words"), [("test_only", "Test-only (sit still)"), ("sham", "Light touch")]
)
def test_without_a_routine_there_is_nothing_to_count(kind: str, words: str) -> None:
    history = history_of(EVERY_THIRD_DAY, {ANKLE: [both((4, 5), (4, 5))] * 26}, kind=kind)
    shown = page(history)
    left, *_ = shown["ratings"].data["views"]
    assert "No session with a routine was rated both before and after." in left["says"]
    assert {row[1] for row in shown["sessions"].rows} == {words}


# Few sessions, or none


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_few_sessions_are_marks_without_lines_band_or_direction(count: int) -> None:
    history = history_of(range(count, 0, -1), {ANKLE: [both((3, 5), (4, 6))] * count})
    shown = views(history, answered=answers(history, today=TODAY))
    assert all(view["chart"]["marks"] for view in shown.values())
    assert not any(view["chart"].get("swing") for view in shown.values())
    start = "One session is a start, not a trend. " if count == 1 else f"{count} rated sessions. "
    assert all(view["says"].startswith(start) or key == "both" for key, view in shown.items())


def test_a_side_that_was_never_rated_says_so_and_has_no_chart() -> None:
    shown = views(history_of(EVERY_THIRD_DAY, {ANKLE: [{"right": (4, 5)}] * 26}))
    assert shown["left"]["chart"] is None
    assert shown["left"]["says"] == (
        "In the last 3 months you have no rating on the left that counts."
    )


def test_a_period_without_a_rating_has_no_table() -> None:
    shown = page(history_of([200], {TOUCH: [{"none": (3, 4)}]}), test="toe_touch")
    (view,) = shown["ratings"].data["views"]
    assert view["chart"] is None
    assert "sessions" not in shown


def test_sessions_that_do_not_count_are_neither_in_chart_nor_table() -> None:
    history = history_of([2], {ANKLE: [both((3, 5), (4, 6))]}, counts=False)
    assert "sessions" not in page(history)
    assert all(view["chart"] is None for view in views(history).values())


def test_before_the_first_estimate_there_are_the_ratings_and_how_many_more_it_takes() -> None:
    for count, missing, cells in ((1, 6, "p......"), (4, 3, "ppoo..."), (6, 1, "ppoooo.")):
        days = range(2 * count, 0, -2)
        history = history_of(days, {ANKLE: [both((3, 5), (4, 6))] * count})
        data = page(history, answered=answers(history, today=TODAY))["in-short"].data
        assert data["missing"] == missing
        assert "".join((cell or ".")[0] for cell in data["cells"]) == cells
        assert data["newest"][0] == {
            "side": "left",
            "before": ", ".join(["3"] * count),
            "after": ", ".join(["5"] * count),
        }


def test_from_the_first_estimate_on_each_side_has_its_bar() -> None:
    history = history_of(
        range(14, 0, -2), {ANKLE: [both((3, 5), (4, 4 + n % 2)) for n in range(7)]}
    )
    data = page(history, answered=answers(history, today=TODAY))["in-short"].data
    assert [row["side"] for row in data["rows"]] == ["left", "right"]
    assert all(row["wide"] and row["narrow"] and row["best"] for row in data["rows"])


def test_the_numbers_in_short_are_those_of_the_page_of_all_tests() -> None:
    history = example_history(TESTS, TODAY, count=40)
    answered = answers(history, today=TODAY)
    short = page(history, "6m", answered=answered)["in-short"]
    (numbers,) = (f for f in figures("progress", history, answers=answered) if f.key == "numbers")
    long: list[dict[str, str]] = [{}, {}]
    for table in numbers.data["tables"]:
        if "Side" not in table.header:
            continue  # of left and right beside one another
        rows = [row for row in table.rows if row[0] == "Ankle dorsiflexion"]
        for cells, row in zip(long, rows, strict=True):
            cells |= dict(zip(table.header, row, strict=True))
    for row, cells in zip(short.rows, long, strict=True):
        assert dict(zip(short.header, row, strict=True)).items() <= cells.items()


# The band of the usual swing


def test_the_band_lies_around_the_first_ratings_that_are_no_practice() -> None:
    before = [9, 9, 2, 3, 3, 4, 8, 8, 8]
    history = history_of(range(18, 0, -2), {ANKLE: [{"left": (b, b)} for b in before]})
    shown = page(history, answered=answers(history, today=TODAY))["ratings"].data
    assert shown["views"][0]["chart"]["swing"] == {
        "at": 3.0,
        "by": 2.0,
        "says": "usual swing: 2 points up or down",
    }
    assert shown["swing"] == "It is assumed until 10 sessions of sitting still show yours."


def test_one_s_own_swing_takes_the_place_of_the_assumed_one() -> None:
    days = range(60, 0, -2)
    infos = sessions_on(days)
    infos = [info._replace(kind="test_only") if info.id >= 18 else info for info in infos]
    rows = [(n, ANKLE.id, "left", 4, 4 + n % 3) for n in range(30)]
    history = history_from_rows(TESTS, infos, rows)
    shown = page(history, answered=answers(history, today=TODAY))["ratings"].data
    band = shown["views"][0]["chart"]["swing"]
    assert band["by"] != 2
    assert band["says"] == f"usual swing: {round(band['by'], 1):g} points up or down"
    assert shown["swing"] == "It comes from your own 12 sessions of sitting still."


@pytest.mark.parametrize(("count", "has_band"), [(6, False), (7, True)])
def test_the_band_takes_five_ratings_besides_practice(count: int, has_band: bool) -> None:
    history = history_of(range(2 * count, 0, -2), {ANKLE: [both((3, 5), (4, 6))] * count})
    shown = views(history, answered=answers(history, today=TODAY))
    assert bool(shown["left"]["chart"]["swing"]) == has_band
    assert not shown["both"]["chart"].get("swing")


# Measured values


def measured(side: str, values: list[float]) -> str:
    test = TOUCH if side == "none" else ANKLE
    rated = {test: [{side: (4, 5)}] * len(values)}
    tape = {test: [{side: (value, value + 1)} for value in values]}
    days = range(2 * len(values), 0, -2)
    shown = page(history_of(days, rated, tape), "6m", test=test.slug)
    (figure,) = (figure for key, figure in shown.items() if key.startswith("measured-"))
    return figure.sentence


def test_a_measured_value_has_its_own_axis_and_direction() -> None:
    scores = {TOUCH: [{"none": (4, 5)}] * 6}
    tape = {TOUCH: [{"none": (cm, cm - 3)} for cm in (8, 8, 7.5, 5, 4, 4)]}
    shown = page(history_of([12, 10, 8, 6, 4, 2], scores, tape), test="toe_touch")
    axis = shown["ratings"].data["views"][0]["chart"]["y"]
    assert (axis["min"], axis["max"]) == (0, 10)
    tapes = shown["measured-fingertip_to_floor"]
    assert tapes.data["chart"]["y"]["min"] <= 1 < 8 <= tapes.data["chart"]["y"]["max"]
    assert tapes.data["chart"]["tag"] == "Down is freer ↓"
    assert tapes.data["notes"][0] == "Less is freer."
    assert tapes.title == "Measured: Fingertips to floor"
    assert tapes.sentence == "Before a session: about 6 cm, in 6 sessions."
    assert tapes.rows[0] == ("10 Mar 2025", "4", "1")


def test_below_the_floor_is_written_with_a_minus_sign() -> None:
    tape = {TOUCH: [{"none": (-2, -4.5)}]}
    shown = page(history_of([2], {TOUCH: [{"none": (4, 5)}]}, tape), test="toe_touch")
    figure = shown["measured-fingertip_to_floor"]
    assert figure.rows[0][1:] == ("−2", "−4.5")
    assert figure.data["chart"]["y"]["min"] <= -4.5


@pytest.mark.parametrize(
    ("side", "values", "words"),
    [
        ("none", [5], "Measured once. Before the session: 5 cm."),
        ("left", [5], "Measured once. Before the session: left 5 cm."),
        ("right", [5, 6], "Newest readings before a session: right 5 cm, 6 cm."),
        ("none", [5] * 6, "Before a session: about 5 cm, in 6 sessions."),
        ("right", [5.5] * 8, "Before a session: right about 5.5 cm, in 8 sessions."),
    ],
)
def test_a_measured_value_is_said_in_one_sentence_for_its_case(
    side: str, values: list[float], words: str
) -> None:
    assert measured(side, values) == words


def test_two_measured_sides_stand_in_one_whole_sentence() -> None:
    values = [both((9, 10), (7, 8))] * 6
    days = range(12, 0, -2)
    shown = page(history_of(days, {ANKLE: [both((4, 5), (4, 5))] * 6}, {ANKLE: values}))
    assert shown["measured-knee_to_wall"].sentence == (
        "Before a session: left about 9 cm, right about 7 cm, in 6 sessions."
    )


# Further


def test_what_is_still_there_next_time_is_said_of_its_part_of_the_body() -> None:
    history = example_history(TESTS, TODAY, count=40)
    shown = page(history, answered=answers(history, today=TODAY))["still-there"]
    assert "all ankle tests together" in shown.data["lead"]
    assert shown.header[0] == "Side"


@pytest.mark.parametrize("days", [[], [2], [8, 6, 4], EVERY_THIRD_DAY])
def test_no_sentence_claims(days: list[int]) -> None:
    for view in views(rising(days=days)).values():
        assert not FORBIDDEN.search(view["says"].lower())


def test_practice_is_in_the_table_and_named() -> None:
    history = rising()
    about = {"range_": RANGES["3m"], "today": TODAY, "test": "ankle"}
    (table,) = sessions_table.build(history, **about, answers=answers(history, today=TODAY))
    assert table.data["practice"]
    (table,) = sessions_table.build(history, **about)
    assert not table.data["practice"]


def test_data_is_columns_only_so_that_its_json_stays_small() -> None:
    days = list(range(1800, 0, -1))
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    (ratings,) = single_test_lines.build(
        history, range_=RANGES["all"], today=TODAY, test="ankle", answers=None
    )
    size = len(re.sub(r"\s", "", str(ratings.data["views"][0]["chart"])))
    assert size < 45_000
