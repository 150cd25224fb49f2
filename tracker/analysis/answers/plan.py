"""Plans a fair test: how many sessions a question takes, in whole randomisation blocks."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from tracker.analysis.answers.sample import CONTROL
from tracker.analysis.inputs import StatisticsError
from tracker.analysis.planning import plan_n
from tracker.analysis.randomisation import BLOCK, counts

USUAL_SD = 1.07  # points, of one change on the day
ALIKE = 0.16  # correlation of the changes of two tests on one day
QUESTIONS = ("control", "versus", "leg", "four")


class Plan(NamedTuple):
    """The total number of sessions, and how many of them are test-only."""

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
    """Sessions until the 95 % limits are within ± delta/2; None if 400 would not be enough.

    `question`: "control", "versus", "leg" or "four" (none, one, the other, both). `arms`: what to
    randomise between. `tests`: how many tests the answer is a mean of. `sd`: of one change on the
    day, the person's own (`Finding.spread`) once it is known.
    Raises StatisticsError for an unknown question, or arms that do not fit in a block.

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
    """How much wider the interval of the answer is than that of a single mean."""
    if question == "leg":
        return math.sqrt(2)
    if question == "four":
        return 2.0  # every session counts for both questions, half of them on each side
    shares = _shares(arms)
    control = shares.pop(CONTROL, 0.0) if question == "control" else 0.0
    first, second = sorted(shares.values())[0], control or sorted(shares.values())[1]
    return math.sqrt(1 / first + 1 / second)


def _shares(arms: Sequence[str]) -> dict[str, float]:
    """The long-run share of each arm: over as many blocks as there are arms."""
    blocks = [counts(0, number, arms) for number in range(len(arms))]
    return {arm: sum(block[arm] for block in blocks) / BLOCK / len(arms) for arm in arms}
