"""Charts over time: sentence, table and chart agree, gaps stay gaps, sides stay apart."""

import json
import re

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY, TOUCH, both, history_of, sessions_on
from tracker.analysis.answers import answers
from tracker.analysis.pairs import History, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures, measured, single_test_lines, small_multiples

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


LINES = {"progress": small_multiples, "test": single_test_lines}


def shown(page: str, history: History, range_: str = "3m", today: int = 739322) -> list[Figure]:
    about = {"test": "ankle"} if page == "test" else {}
    built = LINES[page].build(history, range_=RANGES[range_], today=today, **about)
    return [part for figure in built for part in figure.parts or (figure,)]


def test_without_an_answer_the_sentence_gives_the_level_of_each_side() -> None:
    (small,) = shown("progress", rising())
    assert small.sentence == (
        "In the last 3 months your before ratings were about 4 on the left and about 6 on the "
        "right. 26 rated sessions."
    )
    left, _right = shown("test", rising())
    assert left.sentence == (
        "In the last 3 months your before ratings were about 4 on the left. Afterwards it was "
        "freer in 26 of 26 sessions with a routine, the same in 0, stiffer in 0. "
        "26 rated sessions."
    )


def test_swapping_the_sides_swaps_the_words_and_the_pictures() -> None:
    (rising_left,), (rising_right,) = (
        shown("progress", rising()),
        shown("progress", rising("right")),
    )
    assert "about 4 on the left and about 6 on the right" in rising_left.sentence
    assert "about 6 on the left and about 4 on the right" in rising_right.sentence
    mine, theirs = rising_left.data["panels"], rising_right.data["panels"]
    assert mine[0]["lines"] == theirs[1]["lines"]
    assert mine[1]["lines"] == theirs[0]["lines"]


def test_left_and_right_are_never_one_number() -> None:
    for page in ("progress", "test"):
        for figure in shown(page, rising()):
            for panel in figure.data["panels"]:
                values = {y for line in panel["lines"] for y in line["y"] if y is not None}
                assert values <= {6, 7} if panel["side"] == "right" else max(values) <= 6


def test_before_and_after_are_never_one_line() -> None:
    (small,) = shown("progress", rising())
    assert [line["phase"] for line in small.data["panels"][1]["lines"]] == ["pre", "post"]
    before, after = (set(line["y"]) for line in small.data["panels"][1]["lines"])
    assert (before, after) == ({6}, {7})


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize("page", ["progress", "test"])
def test_the_table_holds_every_point_of_the_lines(page: str, range_: str) -> None:
    days = [*range(800, 500, -4), *range(400, 100, -3), *range(60, -1, -2)]
    pairs = [both((n % 7, n % 7 + 1), (n % 5, n % 5 + 2)) for n in range(len(days))]
    for figure in shown(page, history_of(days, {ANKLE: pairs}), range_):
        raw = "dots" in figure.data["panels"][0]["lines"][0] and not figure.data["weeks"]
        lines = [line for panel in figure.data["panels"] for line in panel["lines"]]
        plotted = [line["dots"] if raw else line for line in lines]
        first = 2 if figure.header[1] == "Session" else 1
        for column, line in enumerate(plotted, first):
            cells = [row[column] for row in reversed(figure.rows) if row[column] != "–"]
            assert cells == [f"{round(y, 1):g}" for y in line["y"] if y is not None]


def test_a_long_pause_is_a_null_in_the_columns() -> None:
    days = [60, 58, 56, 30, 28, 26, 24]
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    (small,), (left, _) = shown("progress", history), shown("test", history)
    for figure in (small, left):
        for line in figure.data["panels"][0]["lines"]:
            assert line["y"].count(None) == 1
        assert figure.sentence.endswith("7 rated sessions. 1 break of more than 2 weeks.")


@pytest.mark.parametrize(
    ("range_", "weeks"), [("4w", 0), ("3m", 0), ("6m", 0), ("1y", 1), ("all", 4)]
)
def test_a_test_shows_each_session_up_to_half_a_year_and_means_beyond(
    range_: str, weeks: int
) -> None:
    days = list(range(900, -1, -5))
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    assert {figure.data["weeks"] for figure in shown("test", history, range_)} == {weeks}


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
    about = {"range_": RANGES["3m"], "today": TODAY, "test": "ankle", "answers": answered}
    (left,) = single_test_lines.build(history, **about)
    assert (
        "Afterwards it was freer in 4 of 6 sessions with a routine, the same in 1, stiffer in 1. "
        "13 rated sessions."
    ) in left.sentence


@pytest.mark.parametrize(
    ("kind", "words"), [("test_only", "Test-only (sit still)"), ("sham", "Light touch")]
)
def test_without_a_routine_there_is_nothing_to_count(kind: str, words: str) -> None:
    history = history_of(EVERY_THIRD_DAY, {ANKLE: [both((4, 5), (4, 5))] * 26}, kind=kind)
    left, _ = shown("test", history)
    assert "No session with a routine was rated both before and after." in left.sentence
    assert {row[1] for row in left.rows} == {words}


def test_one_session_is_a_start_not_a_trend() -> None:
    history = history_of([2], {ANKLE: [both((3, 5), (4, 6))]})
    (small,), (left, _) = shown("progress", history), shown("test", history)
    assert small.sentence == (
        "One session is a start, not a trend. "
        "On the left: before 3, after 5. On the right: before 4, after 6."
    )
    assert left.sentence == "One session is a start, not a trend. On the left: before 3, after 5."
    assert [len(line["x"]) for line in left.data["panels"][0]["lines"]] == [1, 1]


def test_fewer_than_six_sessions_have_no_direction() -> None:
    history = history_of([8, 6, 4, 2], {TOUCH: [{"none": (n, n)} for n in (3, 4, 4, 5)]})
    (small,) = shown("progress", history)
    assert small.sentence == (
        "4 rated sessions. Too few to see a direction. The newest before ratings: 3, 4, 4, 5."
    )


def test_a_range_without_ratings_says_so() -> None:
    (small,) = shown("progress", history_of([200], {TOUCH: [{"none": (3, 4)}]}), "4w")
    assert small.sentence == "In the last 4 weeks you have no rating of this test that counts."
    assert small.rows == ()


def test_excluded_sessions_are_not_plotted() -> None:
    history = history_of([2], {ANKLE: [both((3, 5), (4, 6))]}, counts=False)
    assert all(not figure.rows for figure in shown("progress", history))


def test_a_test_that_was_never_rated_has_no_chart() -> None:
    assert [figure.title for figure in shown("progress", rising())] == ["Ankle dorsiflexion"]


def test_measured_values_have_their_own_chart_axis_and_direction() -> None:
    days = [12, 10, 8, 6, 4, 2]
    scores = {TOUCH: [{"none": (4, 5)}] * 6}
    tape = {TOUCH: [{"none": (cm, cm - 3)} for cm in (8, 8, 7.5, 5, 4, 4)]}
    about = {"range_": RANGES["4w"], "today": 739322, "test": "toe_touch"}
    history = history_of(days, scores, tape)
    (rating,), (tapes,) = (
        single_test_lines.build(history, **about),
        measured.build(history, **about),
    )
    assert (rating.data["y"]["min"], rating.data["y"]["max"]) == (0, 10)
    assert tapes.data["y"]["min"] <= 1 < 8 <= tapes.data["y"]["max"]
    assert tapes.data["tag"] == "Down is freer ↓"
    assert tapes.title == "Measured: Fingertips to floor"
    assert tapes.sentence == (
        "In the last 4 weeks, before a session: about 6 cm. Less is freer. Measured in 6 sessions."
    )
    assert tapes.rows[0] == ("10 Mar 2025", "4", "1")


def test_below_the_floor_is_written_with_a_minus_sign() -> None:
    tape = {TOUCH: [{"none": (-2, -4.5)}]}
    about = {"range_": RANGES["4w"], "today": 739322, "test": "toe_touch"}
    history = history_of([2], {TOUCH: [{"none": (4, 5)}]}, tape)
    (figure,) = measured.build(history, **about)
    assert figure.rows[0][1:] == ("−2", "−4.5")
    assert figure.data["y"]["min"] <= -4.5


def test_data_is_columns_only_so_that_its_json_stays_small() -> None:
    days = list(range(1800, 0, -1))
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    (small,) = shown("progress", history, "all")
    assert len(json.dumps(small.data)) < 6_000


@pytest.mark.parametrize("days", [[], [2], [8, 6, 4], EVERY_THIRD_DAY])
def test_no_sentence_claims(days: list[int]) -> None:
    history = rising(days=days)
    for page in ("progress", "test"):
        for figure in shown(page, history):
            assert not FORBIDDEN.search(figure.sentence.lower())


def test_an_example_is_marked_as_one() -> None:
    about = {"range_": RANGES["3m"], "today": 739322}
    assert all(figure.example for figure in figures("progress", rising(), example=True, **about))
    assert not any(figure.example for figure in figures("progress", rising(), **about))
