"""The questions of fair tests, and the sessions that their answers take."""

import math
from collections.abc import Collection
from typing import NamedTuple

from tracker.analysis.answers import Answers
from tracker.analysis.answers.budget import ALONE, EITHER_DIRECTION, ONE_DIRECTION
from tracker.analysis.answers.plan import USUAL_SD, Plan, planned

OWN_FROM = 10  # sessions before a person's own spread replaces the usual one


class Question(NamedTuple):
    """What a design compares, "arms" or "legs", and the p value at which it is answered."""

    between: str
    p_up: float


QUESTIONS = {
    "control": Question("arms", ONE_DIRECTION.up),
    "touch": Question("arms", ONE_DIRECTION.up),
    "versus": Question("arms", EITHER_DIRECTION.up),
    "one_leg": Question("legs", ALONE.up),
}


def plan_ahead(design: str, *, ratings: int, spread: float = USUAL_SD) -> Plan:
    """The sessions until a true point is likely found; the answer is about so many `ratings`."""
    question = QUESTIONS[design]
    return planned(question.p_up, between=question.between, ratings=ratings, sd=spread)


def own_spread(answers: Answers, tests: Collection[str]) -> float | None:
    """The root mean square of the spreads of a person's changes in these tests.

    None below ten sessions of any of them.
    """
    findings = [finding for (test, _), finding in answers.changes.items() if test in tests]
    if not findings or any(finding.n < OWN_FROM for finding in findings):
        return None
    return math.hypot(*(finding.spread for finding in findings)) / math.sqrt(len(findings))
