"""Charts over time: sentence, table and chart agree, gaps stay gaps, sides stay apart."""

import json
import re

import pytest

from tests.charts.histories import ANKLE, TODAY, TOUCH, both, history_of
from tracker.analysis.pairs import History
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures, small_multiples

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


def shown(history: History, range_: str = "3m", today: int = TODAY) -> list[Figure]:
    built = small_multiples.build(history, range_=RANGES[range_], today=today)
    return [part for figure in built for part in figure.parts]


def test_without_an_answer_the_sentence_gives_the_level_of_each_side() -> None:
    (small,) = shown(rising())
    assert small.sentence == (
        "In the last 3 months your before ratings were about 4 on the left and about 6 on the "
        "right. 26 rated sessions."
    )


def test_swapping_the_sides_swaps_the_words_and_the_pictures() -> None:
    (rising_left,), (rising_right,) = (
        shown(rising()),
        shown(rising("right")),
    )
    assert "about 4 on the left and about 6 on the right" in rising_left.sentence
    assert "about 6 on the left and about 4 on the right" in rising_right.sentence
    mine, theirs = rising_left.data["panels"], rising_right.data["panels"]
    assert mine[0]["lines"] == theirs[1]["lines"]
    assert mine[1]["lines"] == theirs[0]["lines"]


def test_left_and_right_are_never_one_number() -> None:
    for figure in shown(rising()):
        for panel in figure.data["panels"]:
            values = {y for line in panel["lines"] for y in line["y"] if y is not None}
            assert values <= {6, 7} if panel["side"] == "right" else max(values) <= 6


def test_before_and_after_are_never_one_line() -> None:
    (small,) = shown(rising())
    assert [line["phase"] for line in small.data["panels"][1]["lines"]] == ["pre", "post"]
    before, after = (set(line["y"]) for line in small.data["panels"][1]["lines"])
    assert (before, after) == ({6}, {7})


@pytest.mark.parametrize("range_", RANGES)
def test_the_table_holds_every_point_of_the_lines(range_: str) -> None:
    days = [*range(800, 500, -4), *range(400, 100, -3), *range(60, -1, -2)]
    pairs = [both((n % 7, n % 7 + 1), (n % 5, n % 5 + 2)) for n in range(len(days))]
    for figure in shown(history_of(days, {ANKLE: pairs}), range_):
        lines = [line for panel in figure.data["panels"] for line in panel["lines"]]
        for column, line in enumerate(lines, 1):
            cells = [row[column] for row in reversed(figure.rows) if row[column] != "–"]
            assert cells == [f"{round(y, 1):g}" for y in line["y"] if y is not None]


def test_a_long_pause_is_a_null_in_the_columns() -> None:
    days = [60, 58, 56, 30, 28, 26, 24]
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    (small,) = shown(history)
    for line in small.data["panels"][0]["lines"]:
        assert line["y"].count(None) == 1
    assert small.sentence.endswith("7 rated sessions. 1 break of more than 2 weeks.")


def test_one_session_is_a_start_not_a_trend() -> None:
    history = history_of([2], {ANKLE: [both((3, 5), (4, 6))]})
    (small,) = shown(history)
    assert small.sentence == (
        "One session is a start, not a trend. "
        "On the left: before 3, after 5. On the right: before 4, after 6."
    )
    assert [len(line["x"]) for line in small.data["panels"][0]["lines"]] == [1, 1]


def test_fewer_than_six_sessions_have_no_direction() -> None:
    history = history_of([8, 6, 4, 2], {TOUCH: [{"none": (n, n)} for n in (3, 4, 4, 5)]})
    (small,) = shown(history)
    assert small.sentence == (
        "4 rated sessions. Too few to see a direction. The newest before ratings: 3, 4, 4, 5."
    )


def test_a_range_without_ratings_says_so() -> None:
    (small,) = shown(history_of([200], {TOUCH: [{"none": (3, 4)}]}), "4w")
    assert small.sentence == "In the last 4 weeks you have no rating of this test that counts."
    assert small.rows == ()


def test_excluded_sessions_are_not_plotted() -> None:
    history = history_of([2], {ANKLE: [both((3, 5), (4, 6))]}, counts=False)
    assert all(not figure.rows for figure in shown(history))


def test_a_test_that_was_never_rated_has_no_chart() -> None:
    assert [figure.title for figure in shown(rising())] == ["Ankle dorsiflexion"]


def test_data_is_columns_only_so_that_its_json_stays_small() -> None:
    days = list(range(1800, 0, -1))
    history = history_of(days, {ANKLE: [both((4, 5), (4, 5))] * len(days)})
    (small,) = shown(history, "all")
    assert len(json.dumps(small.data)) < 6_000


@pytest.mark.parametrize("days", [[], [2], [8, 6, 4], EVERY_THIRD_DAY])
def test_no_sentence_claims(days: list[int]) -> None:
    for figure in shown(rising(days=days)):
        assert not FORBIDDEN.search(figure.sentence.lower())


def test_an_example_is_marked_as_one() -> None:
    about = {"range_": RANGES["3m"], "today": 739322}
    assert all(figure.example for figure in figures("progress", rising(), example=True, **about))
    assert not any(figure.example for figure in figures("progress", rising(), **about))
