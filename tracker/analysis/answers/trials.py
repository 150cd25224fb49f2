"""The questions of fair tests, their precision, and the sessions that an answer takes."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tracker.analysis.answers import Answers
from tracker.analysis.answers.plan import USUAL_SD, Plan, planned
from tracker.analysis.planning import MOST

OWN_FROM = 10  # sessions before a person's own spread replaces the usual one


class Question(NamedTuple):
    """The question of a design, the precision of its answer, and the grade of evidence."""

    asks: str  # a question of `analysis.answers.plan`
    within: float  # points, either way
    evidence: str


QUESTIONS = {
    "control": Question("control", 1.0, "A"),
    "versus": Question("versus", 0.75, "B"),
    "one_leg": Question("leg", 0.75, "A"),
}


def plan_ahead(design: str, arms: Sequence[str], spread: float = USUAL_SD) -> Plan:
    """The sessions until the answer is precise enough; MOST if it never would be."""
    question = QUESTIONS[design]
    plan = planned(question.asks, arms, delta=2 * question.within, sd=spread)
    return plan or Plan(MOST, 0)


def own_spread(answers: Answers, tests: Collection[str]) -> float | None:
    """The largest spread of a person's changes in these tests; None below ten sessions of any."""
    findings = [finding for (test, _), finding in answers.changes.items() if test in tests]
    if not findings or any(finding.n < OWN_FROM for finding in findings):
        return None
    return max(finding.spread for finding in findings)
