"""Before somebody starts: how many sessions a question takes, in whole blocks of the draw."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from tracker.analysis.answers.sample import CONTROL
from tracker.analysis.drawing import BLOCK, counts
from tracker.analysis.inputs import StatisticsError
from tracker.analysis.planning import plan_n

USUAL_SD = 1.07  # points, of one change on the day
ALIKE = 0.16  # correlation of the changes of two tests on one day
QUESTIONS = ("control", "versus", "leg", "four")


class Plan(NamedTuple):
    """Sessions in all, and how many of them are to be test-only."""

    sessions: int
    controls: int

    @property
    def sentence(self) -> str:
        only = f", {self.controls} of them test-only" if self.controls else ""
        return f"About {self.sessions} sessions{only}"


def planned(
    question: str,
    arms: Sequence[str],
    *,
    tests: int = 1,
    delta: float = 1.0,
    sd: float = USUAL_SD,
) -> Plan | None:
    """Until the answer is known to ± delta/2 (95 %); None when 400 sessions would not do.

    `question`: "control", "versus", "leg" or "four" (none, one, the other, both). `arms`: what is
    drawn from. `tests`: how many tests the answer is a mean of. `sd`: of one change on the day,
    one's own once it is known (`Finding.spread`).
    Raises StatisticsError for an unknown question, or arms that no block can hold.

    >>> planned("control", ["toe_spreaders", "test_only"], tests=4).sentence
    'About 32 sessions, 16 of them test-only'
    >>> planned("leg", ["left", "right"], tests=4)
    Plan(sessions=16, controls=0)
    """
    if question not in QUESTIONS or (question == "control" and CONTROL not in arms):
        raise StatisticsError(f"There is no plan for {question!r} from {arms!r}.")
    own = sd * math.sqrt((1 + (tests - 1) * ALIKE) / tests)
    needed = plan_n(own * _widened(question, arms), delta / 2)
    if needed is None:
        return None
    share = _shares(arms).get(CONTROL, 0.0)
    sessions = math.ceil(needed / BLOCK) * BLOCK
    return Plan(sessions, round(sessions * share))


def _widened(question: str, arms: Sequence[str]) -> float:
    """How much wider than that of one mean an answer is: two legs, or two kinds of session."""
    if question == "leg":
        return math.sqrt(2)
    if question == "four":
        return 2.0  # every session counts for both questions, half of them on each side
    shares = _shares(arms)
    control = shares.pop(CONTROL, 0.0) if question == "control" else 0.0
    one, other = sorted(shares.values())[0], control or sorted(shares.values())[1]
    return math.sqrt(1 / one + 1 / other)


def _shares(arms: Sequence[str]) -> dict[str, float]:
    """How often each arm is drawn in the long run: over as many blocks as there are arms."""
    blocks = [counts(0, number, arms) for number in range(len(arms))]
    return {arm: sum(each[arm] for each in blocks) / BLOCK / len(arms) for arm in arms}
