"""The answer of a plan: its one sentence, then each named test and side with a bar of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.analysis import rounding
from tracker.analysis.answers import Finding
from tracker.analysis.answers.plan_answer import FIRST_OF_EACH, PlanAnswer
from tracker.analysis.answers.plan_sentences import (
    AskedPlan,
    axis_ends,
    counts,
    kinds,
    practice,
    sentence,
    shape_of,
)
from tracker.analysis.pairs import History
from tracker.charts import arms, forest
from tracker.charts.figure import Figure
from tracker.charts.forest import Group
from tracker.charts.verdict_counts import TESTS, TESTS_AND_SIDES, Summary, Unit, summary

PAGE = "trial"
ORDER = 10


def build(
    history: History,
    *,
    plan: AskedPlan,
    answer: PlanAnswer,
    names: Mapping[str, str],
    guess: str,
    first_ever: Sequence[bool],
) -> Iterable[Figure]:
    """`names`: of the tests, by slug. The answer needs no history: it was judged already.

    `guess`: the slug of the test that was to change most, or empty.
    `first_ever`: whether chance picked the person's first sessions ever for this plan.
    """
    question = answer.question
    groups = _groups(answer, names)
    is_answered, is_of_legs = question.verdict != "too_early", plan.design == "one_leg"
    extra = {
        "is_answered": is_answered,
        "grade": arms.grade_of(question),
        "counts": counts(plan, answer) if is_answered else "",
        "bars": _bars(plan, answer),
        "practice": "" if is_answered or question.ended else practice(first_ever),
        "is_freer": question.verdict.endswith("gain"),
        "outcome": _outcome(answer, names, guess) if guess and question.ended else "",
        "tests": _summary(answer, TESTS if is_of_legs else TESTS_AND_SIDES),
    }
    yield Figure(
        key="answer",
        kind="plan",
        title=_("The answer") if question.ended else _("The answer so far"),
        sentence=sentence(plan, answer),
        header=forest.header(),
        rows=forest.rows(groups),
        data=forest.plot(groups, ends=axis_ends(plan), sides=not is_of_legs, brief=True) | extra,
    )


def _summary(answer: PlanAnswer, unit: Unit) -> Summary | None:
    return summary(answer.tests.values(), unit) if answer.tests else None


def _groups(answer: PlanAnswer, names: Mapping[str, str]) -> list[Group]:
    """The findings of each named test, in the order in which they were judged."""
    tests = dict.fromkeys(test for test, _ in answer.tests)
    findings = {key: _alone(finding) for key, finding in answer.tests.items()}
    return [Group(names.get(test, test), forest.by_side(findings, test)) for test in tests]


def _alone(finding: Finding) -> Finding:
    """How many more sessions it takes is said once, of the one question, not of each test."""
    return replace(finding, ended=True) if finding.verdict == "too_early" else finding


def _outcome(answer: PlanAnswer, names: Mapping[str, str], guess: str) -> str:
    """Which of the named tests differed most, if the guess can be held against it."""
    about = {"guess": names.get(guess, guess)}
    if answer.question.verdict == "too_early":
        return _("There is no answer.")
    tests = {test for test, _side in answer.tests}
    if guess not in tests:
        return _("%(guess)s was not one of the tests that decide.") % about
    if len(tests) < 2:
        return _("%(guess)s was the only test that decided.") % about
    return _largest(answer, names)


def _largest(answer: PlanAnswer, names: Mapping[str, str]) -> str:
    (test, side), finding = max(answer.tests.items(), key=lambda item: abs(item[1].best or 0))
    message = {
        "left": _("The largest difference: %(test)s on the left, %(best)s (%(range)s)."),
        "right": _("The largest difference: %(test)s on the right, %(best)s (%(range)s)."),
        "none": _("The largest difference: %(test)s, %(best)s (%(range)s)."),
    }[side]
    return message % {
        "test": names.get(test, test),
        "best": rounding.signed(finding.best or 0),
        "range": forest.span(finding.wide),
    }


def _bars(plan: AskedPlan, answer: PlanAnswer) -> list[dict[str, object]]:
    """How many sessions of each kind there are, on the way to the first answer."""
    have = (answer.first_sessions, answer.second_sessions)
    return [
        {
            "name": name,
            "shape": shape_of(arm, answer.first),
            "done": done,
            "have": min(done, FIRST_OF_EACH),
            "want": FIRST_OF_EACH,
        }
        for arm, name, done in zip((answer.first, answer.second), kinds(plan), have, strict=True)
    ]
