"""What a fair test asks, how precisely, and how many sessions its answer takes."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tracker.analysis.answers import Answers
from tracker.analysis.answers.plan import USUAL_SD, Plan, planned
from tracker.analysis.planning import MOST

OWN_FROM = 10  # sessions, before one's own spread is better than the usual one


class Question(NamedTuple):
    """What a design asks for, how precisely, and what its answer is worth."""

    asks: str  # a question of `analysis.answers.plan`
    within: float  # points, either way
    evidence: str


QUESTIONS = {
    "control": Question("control", 1.0, "A"),
    "versus": Question("versus", 0.75, "B"),
    "one_leg": Question("leg", 0.75, "A"),
}


def plan_ahead(design: str, arms: Sequence[str], spread: float = USUAL_SD) -> Plan:
    """How many sessions, and how many of them test-only, until the answer is known well enough."""
    question = QUESTIONS[design]
    found = planned(question.asks, arms, delta=2 * question.within, sd=spread)
    return found or Plan(MOST, 0)


def own_spread(known: Answers, tests: Collection[str]) -> float | None:
    """The widest spread of one's own changes in these tests, once all of them have ten."""
    found = [each for (test, _), each in known.changes.items() if test in tests]
    if not found or any(each.n < OWN_FROM for each in found):
        return None
    return max(each.spread for each in found)
