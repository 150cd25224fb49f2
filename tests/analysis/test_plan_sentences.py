"""Every design and verdict of a plan has its one sentence, without a number of the question."""

import re
from dataclasses import replace

import pytest

from tests.analysis.test_judgement import judged
from tracker.analysis.answers.plan_answer import PlanAnswer
from tracker.analysis.answers.plan_sentences import AskedPlan, sentence
from tracker.analysis.distribution import Limits
from tracker.analysis.plan_messages import ANSWERS

VERDICTS = (
    *("clear_gain", "clear_small_gain", "probably_gain", "little_or_none"),
    *("clear_loss", "clear_small_loss", "probably_loss", "not_yet_known"),
)


def plan(design: str, tests: int = 1) -> AskedPlan:
    return AskedPlan(design, "Toe Spreaders", "Sock Pull", tests)


def answered(verdict: str, *counts: int, ended: bool = False) -> PlanAnswer:
    answer = judged().answer
    question = replace(answer.question, verdict=verdict, ended=ended)
    first, second = counts or (20, 20)
    return replace(answer, question=question, first_sessions=first, second_sessions=second)


@pytest.mark.parametrize("design", ANSWERS)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_answer_is_a_sentence_of_its_own_without_a_number(design: str, verdict: str) -> None:
    for ended in (False, True):
        says = sentence(plan(design), answered(verdict, ended=ended))
        assert "Toe Spreaders" in says
        assert ("Sock Pull" in says) == (design == "versus")
        assert says.endswith(", in the test you named.")
        assert not re.search(r"\d|%", says)
        assert ("yet" in says) == (verdict == "not_yet_known" and not ended)
    assert sentence(plan(design, 2), answered(verdict)).endswith(", in the tests you named.")


@pytest.mark.parametrize("design", ANSWERS)
def test_little_is_not_called_none_where_the_whole_range_leaves_out_zero(design: str) -> None:
    def says(*ends: float) -> str:
        answer = answered("little_or_none")
        question = replace(answer.question, wide=Limits(*ends))
        return sentence(plan(design), replace(answer, question=question))

    assert "or no difference" in says(-0.5, 0.5)
    assert "or no difference" not in says(0.1, 0.9)
    assert says(0.1, 0.9) == says(-0.9, -0.1)  # the direction is not sure enough for a word


def test_no_two_verdicts_of_a_design_say_the_same() -> None:
    for design in ANSWERS:
        says = {sentence(plan(design), answered(verdict)) for verdict in VERDICTS}
        assert len(says) == len(VERDICTS)


@pytest.mark.parametrize("design", ANSWERS)
@pytest.mark.parametrize(("counts", "more"), [((4, 9), "6"), ((4, 12), "6"), ((12, 9), "1")])
def test_what_is_missing_is_counted_for_each_kind(
    design: str, counts: tuple[int, int], more: str
) -> None:
    says = sentence(plan(design), answered("too_early", *counts))
    assert says.startswith(f"No answer yet. {more} more session{'s' if more != '1' else ''} ")
    assert "more" not in sentence(plan(design), answered("too_early", *counts, ended=True))


def test_sessions_without_the_named_tests_are_no_answer() -> None:
    answer = answered("too_early")
    waiting = replace(answer, question=replace(answer.question, wait=3))
    assert "before and after in 3 more sessions." in sentence(plan("control"), waiting)
    ended = replace(answer, question=replace(answer.question, ended=True))
    assert "were not rated often enough" in sentence(plan("control"), ended)
