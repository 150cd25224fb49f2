"""Rows of the database become columns, in any order and with missing ratings."""

import itertools
import uuid

import pytest

from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows

ANKLE = TestInfo(7, "ankle", "Ankle dorsiflexion", "ankle", True, 4)
TOUCH = TestInfo(3, "touch", "Toe touch", "low_back", False, 8)
MARCH_10 = 739320


def session(number: int, *, ago: int = 0, counts: bool = True) -> SessionInfo:
    return SessionInfo(number, uuid.uuid4(), MARCH_10 - ago, "routine", "sock_pull", False, counts)


def history(*rows: tuple[object, ...]) -> History:
    return history_from_rows([TOUCH, ANKLE], [session(1, ago=1), session(2)], rows)


def test_a_series_holds_days_before_after_and_its_sessions() -> None:
    series = history((1, 7, "left", 4, 6), (2, 7, "left", 5, 5)).series["ankle", "left"]
    assert series.days == [MARCH_10 - 1, MARCH_10]
    assert (series.before, series.after, series.session) == ([4, 5], [6, 5], [0, 1])


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [(1, 7, "left", 4, 6), (2, 7, "left", 5, 5), (2, 7, "right", 1, 2), (1, 3, "none", 3, 3)]
    wanted = history(*rows).series
    assert all(history(*order).series == wanted for order in itertools.permutations(rows))


def test_rows_of_unknown_sessions_and_tests_are_dropped() -> None:
    assert history((9, 7, "left", 4, 6), (1, 99, "left", 4, 6)).series == {}


def test_a_missing_rating_stays_missing_and_removes_nothing_else() -> None:
    series = history((1, 7, "left", None, 6), (2, 7, "left", 5, None)).series["ankle", "left"]
    assert (series.before, series.after) == ([None, 5], [6, None])


def test_tests_stand_in_their_own_order_and_left_before_right() -> None:
    both = history((1, 3, "none", 1, 1), (1, 7, "right", 4, 6), (1, 7, "left", 2, 2))
    assert [test.slug for test in both.tests] == ["ankle", "touch"]
    assert [series.side for series in both.of_test(ANKLE)] == ["left", "right"]


def test_two_methods_of_one_test_are_two_series() -> None:
    measured = [(1, 7, "left", "tape", 7.5, 8.0), (2, 7, "left", "angle", 41, 44)]
    measured_series = history_from_rows(
        [ANKLE], [session(1, ago=1), session(2)], [], measured
    ).measured
    assert set(measured_series) == {("ankle", "left", "tape"), ("ankle", "left", "angle")}


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([], "No sessions in this period."),
        ([session(1)], "1 session on 10 March 2025."),
        ([session(1, ago=8), session(2)], "2 sessions since 2 March 2025."),
        (
            [session(1, ago=8, counts=False), session(2)],
            "2 sessions since 2 March 2025. Left out: 1 edited.",
        ),
    ],
)
def test_the_summary_counts_sessions(sessions: list[SessionInfo], words: str) -> None:
    assert history_from_rows([], sessions, []).summary == words
