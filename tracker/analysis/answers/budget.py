"""Divides the errors that the whole product may make among the questions that it answers."""

from typing import NamedTuple


class Share(NamedTuple):
    """The false discovery rates of a question's family at one look; `clear` of 0 means never.

    People look after every session, so over weeks many more see a false answer than at one look:
    docs/statistics.md prints how many.
    """

    clear: float
    probable: float


CHANGE = Share(0.0022, 0.05)
MEASURED = Share(0.001, 0.05)
NEAR = Share(0.001, 0.05)
LEVEL = Share(0.0015, 0.02)
GAP = Share(0.0017, 0.02)
DRIFT = Share(0.0012, 0.02)
# Only a plan, which named its tests before it began, can call a comparison clear.
UNPLANNED = Share(0.0, 0.05)
# The tests and sides of a plan, once its one question is clear.
NAMED = Share(0.015, 0.05)


class PlanLimits(NamedTuple):
    """The p values, one-sided and at every look, at which the question of a plan is answered."""

    up: float
    down: float
    probable: float


# A routine is tried in the hope of freer, so nearly all of the error is spent in that direction.
ONE_DIRECTION = PlanLimits(0.0075, 0.0004, 0.05)
# The same of one leg, and where no other test is rated that could lend its variance.
ALONE = PlanLimits(0.0062, 0.0004, 0.05)
# Which of two routines does more has no direction.
EITHER_DIRECTION = PlanLimits(0.0038, 0.0038, 0.05)
