"""No verdict names a direction that its own bars, as they are shown, do not have."""

from typing import NamedTuple

import pytest

from tracker.analysis.answers.finding import Passed, UnadjustedResult, finding_of
from tracker.analysis.answers.reach import Reach
from tracker.analysis.moderation import evidence

STRONG = evidence(5.0, 40)  # as of an estimate that borrowed its spread from others
PASSED = Passed(clear=True, probable=True, clear_at=0.001)


class Estimate(NamedTuple):
    best: float
    se: float
    df: float
    p_up: float = 0.3
    p2: float = 0.6


@pytest.mark.parametrize(
    ("se", "verdict"),
    [(0.3, "clear_gain"), (0.9, "probably_gain"), (3.0, "not_yet_known")],
    ids=["both bars above zero", "the thin bar holds zero", "both bars hold zero"],
)
def test_a_direction_needs_a_bar_that_is_apart_from_zero(se: float, verdict: str) -> None:
    result = UnadjustedResult(
        question="level",
        n=20,
        steps=20,
        estimate=Estimate(1.5, se, 18),
        spread=1.0,
        worthwhile=1.0,
        mdc=2.0,
        reach=Reach(20, 6),
    )
    assert finding_of(result, STRONG, PASSED).verdict == verdict
