"""The usual swing of a session: at most 1 in 20 sessions without any change goes beyond it."""

import math
from collections.abc import Sequence

import pytest

from benchmarks.usual_swing import COMPARED, RATERS, Limit, Rater, Share, null_sessions
from tracker.analysis.answers.swing import Changes, Swing, session_limit
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.planning import own_mdc

PEOPLE, SEED = 60, 3
LEFT: SeriesKey = ("ankle", "left")
RIGHT: SeriesKey = ("ankle", "right")
TOUCH: SeriesKey = ("touch", "none")


def share_of(
    rater: Rater, controls: int, compared: str = "15 ratings", limit_of: Limit = session_limit
) -> Share:
    keys = COMPARED[compared]
    return null_sessions(rater, PEOPLE, SEED, controls=controls, compared=keys, limit_of=limit_of)


def limit_of_one_change(controls: Sequence[Changes], compared: Sequence[SeriesKey]) -> Swing:
    """The old rule: 95% of single changes are within it."""
    gains = [session[key] for session in controls for key in compared]
    return Swing(math.floor(own_mdc(gains) or 2.0), "own")


@pytest.mark.parametrize("rater", RATERS, ids=lambda rater: rater.name)
@pytest.mark.parametrize("compared", COMPARED)
@pytest.mark.parametrize("controls", [0, 10, 19, 60])
def test_a_session_without_any_change_says_so_in_95_of_100(
    rater: Rater, compared: str, controls: int
) -> None:
    assert share_of(rater, controls, compared).beyond <= 0.055  # 0.05, and the error of 60 people


@pytest.mark.parametrize("rater", RATERS, ids=lambda rater: rater.name)
@pytest.mark.parametrize("controls", [0, 19])
def test_the_limit_of_a_single_change_speaks_of_noise_in_every_sixth_session(
    rater: Rater, controls: int
) -> None:
    assert share_of(rater, controls, limit_of=limit_of_one_change).beyond > 0.1


def test_a_true_jump_is_called_more_often_with_ones_own_swing() -> None:
    assert share_of(RATERS[0], 60).jump > 0.5 > share_of(RATERS[0], 0).jump
    assert share_of(RATERS[0], 0, "one test").jump > 0.8


@pytest.mark.parametrize(
    ("compared", "limit"), [(0, 2), (1, 2), (2, 2), (3, 3), (7, 3), (8, 4), (15, 4)]
)
def test_the_default_grows_with_the_number_of_comparisons(compared: int, limit: int) -> None:
    keys: list[SeriesKey] = [(f"test {number}", "left") for number in range(compared)]
    assert session_limit([], keys) == Swing(limit, "default")


def test_few_test_only_sessions_can_only_raise_the_default() -> None:
    def of(count: int, points: float) -> Swing:
        return session_limit([{LEFT: points, RIGHT: 0.0}] * count, [LEFT, RIGHT])

    assert of(9, 5.0) == of(18, 1.0) == Swing(2, "default")
    assert of(10, -5.0) == Swing(5, "own", 10)
    assert of(19, -1.0) == Swing(1, "own", 19)


def test_who_always_gives_the_same_number_twice_still_has_the_swing_of_rounding() -> None:
    assert session_limit([{LEFT: 0.0}] * 60, [LEFT]) == Swing(1, "own", 60)


def test_of_sixty_test_only_sessions_two_may_be_larger() -> None:
    def of(large: int) -> int:
        sessions: Sequence[Changes] = [{LEFT: 6.0}] * large + [{LEFT: 1.0}] * (60 - large)
        return session_limit(sessions, [LEFT]).limit

    assert (of(2), of(3)) == (1, 6)


def test_a_test_without_test_only_sessions_is_not_covered_by_the_others() -> None:
    steady: list[Changes] = [{LEFT: 0.0, RIGHT: 1.0}] * 30
    assert session_limit(steady, [LEFT, RIGHT]).limit == 1
    assert session_limit(steady, [LEFT, RIGHT, TOUCH]) == Swing(3, "default")
    restless: list[Changes] = [{LEFT: 0.0, RIGHT: 5.0}] * 30
    assert session_limit(restless, [LEFT, TOUCH]) == Swing(2, "default")
    assert session_limit(restless, [LEFT, RIGHT, TOUCH]) == Swing(5, "own", 30)
