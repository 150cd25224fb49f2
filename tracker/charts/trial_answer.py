"""The answer of a plan: its one sentence, then each named test and side with a bar of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.analysis.answers import Finding
from tracker.analysis.answers.plan_answer import FIRST_OF_EACH, PlanAnswer
from tracker.analysis.answers.plan_sentences import (
    AskedPlan,
    axis_ends,
    counts,
    kinds,
    practice,
    sentence,
)
from tracker.analysis.pairs import History
from tracker.charts import arms, forest
from tracker.charts.figure import Figure
from tracker.charts.forest import Group

PAGE = "trial"
ORDER = 10


def build(
    history: History,
    *,
    plan: AskedPlan,
    answer: PlanAnswer,
    names: Mapping[str, str],
    first_ever: Sequence[bool],
) -> Iterable[Figure]:
    """`names`: of the tests, by slug. The answer needs no history: it was judged already.

    `first_ever`: whether chance picked the person's first sessions ever for this plan.
    """
    question = answer.question
    groups = _groups(answer, names)
    is_open = question.verdict == "too_early" and not question.ended
    extra = {
        "grade": arms.grade_of(question),
        "counts": "" if question.verdict == "too_early" else counts(plan, answer),
        "bars": _bars(plan, answer) if is_open else [],
        "practice": practice(first_ever) if is_open else "",
    }
    yield Figure(
        key="answer",
        kind="plan",
        title=_("The answer") if question.ended else _("The answer so far"),
        sentence=sentence(plan, answer),
        header=forest.header(),
        rows=forest.rows(groups),
        data=forest.plot(groups, ends=axis_ends(plan), sides=plan.design != "one_leg") | extra,
    )


def _groups(answer: PlanAnswer, names: Mapping[str, str]) -> list[Group]:
    """The findings of each named test, in the order in which they were judged."""
    tests = dict.fromkeys(test for test, _ in answer.tests)
    findings = {key: _alone(finding) for key, finding in answer.tests.items()}
    return [Group(names.get(test, test), forest.by_side(findings, test)) for test in tests]


def _alone(finding: Finding) -> Finding:
    """How many more sessions it takes is said once, of the one question, not of each test."""
    return replace(finding, ended=True) if finding.verdict == "too_early" else finding


def _bars(plan: AskedPlan, answer: PlanAnswer) -> list[dict[str, object]]:
    have = (answer.first_sessions, answer.second_sessions)
    return [
        {"name": name, "have": min(done, FIRST_OF_EACH), "want": FIRST_OF_EACH}
        for name, done in zip(kinds(plan), have, strict=True)
    ]
