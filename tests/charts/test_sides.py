"""Progress says which side is freer before a session, and its table has what that counts."""

import pytest

from tests import states
from tests.pages import client_of, words_of
from tracker.analysis.answers import Answers
from tracker.analysis.pairs import TestInfo
from tracker.charts import sides
from tracker.models import User
from tracker.queries import history
from tracker.queries.answers import answers_of

pytestmark = pytest.mark.django_db


def test_progress_counts_the_tests_in_which_a_side_is_freer_and_lists_them() -> None:
    user = states.planned()
    verdicts = [gap.now.verdict for gap in answers_of(user).gaps.values()]
    assert sorted(verdicts) == ["clear_gain"] * 3 + ["clear_loss"] + ["little_or_none"] * 3
    words = words_of(client_of(user).get("/progress/"))
    assert "Before a session: left freer in 3 tests, right in 1." in words
    for gap in answers_of(user).gaps.values():
        assert gap.now.sentence in words


def test_while_nothing_is_clear_neither_side_is() -> None:
    words = words_of(client_of(states.planning()).get("/progress/"))
    assert "Which side is freer before a session: not known." in words


def test_little_difference_in_most_tests_is_an_answer() -> None:
    gaps = sides.gaps_of(*_answers(states.planned()))
    little = [gap for gap in gaps if gap[1].now.verdict == "little_or_none"]
    expected = "Before a session: little difference between left and right in most tests."
    assert sides.which_is_freer(little) == expected


def _answers(user: User) -> tuple[Answers, list[TestInfo]]:
    return answers_of(user), [TestInfo.of(test) for test in history.tests_of(user)]


def test_without_a_test_of_two_sides_nothing_is_counted() -> None:
    assert sides.which_is_freer([]) == ""
