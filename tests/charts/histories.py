"""Builds histories for the tests of charts from days ago and scores, without a database."""

from collections.abc import Sequence
from typing import Any

from tracker.analysis.pairs import History, MeasureInfo, SessionInfo, TestInfo, history_from_rows

TODAY = 739322  # 12 March 2025, a Wednesday
TAPE = MeasureInfo("knee_to_wall", "Big toe to wall", "cm", "higher", 0.5, 4, 14)
FLOOR = MeasureInfo("fingertip_to_floor", "Fingertips to floor", "cm", "lower", 0.5, -10, 20)
TOES = TestInfo(1, "toe_spread", "Toe spread", "foot", True, 1)
ANKLE = TestInfo(2, "ankle", "Ankle dorsiflexion", "ankle", True, 2, (TAPE,))
TOUCH = TestInfo(3, "toe_touch", "Toe touch", "low_back", False, 3, (FLOOR,))
TESTS = (TOES, ANKLE, TOUCH)

Pair = tuple[Any, Any]
Sides = dict[str, Pair]


def sessions_on(days_ago: Sequence[int], **fields: Any) -> list[SessionInfo]:
    """One session per number of days ago, numbered from 0."""
    about = {"kind": "routine", "routine": "toe_spreaders"} | fields
    return [SessionInfo(n, None, TODAY - ago, **about) for n, ago in enumerate(days_ago)]


def history_of(
    days_ago: Sequence[int],
    rated: dict[TestInfo, Sequence[Sides]],
    measured: dict[TestInfo, Sequence[Sides]] | None = None,
    **fields: Any,
) -> History:
    """`rated` and `measured` hold, per test and session, {side: (before, after)}."""
    rows = [
        (n, test.id, side, *pair)
        for test, by_session in rated.items()
        for n, sides in enumerate(by_session)
        for side, pair in sides.items()
    ]
    measured_rows = [
        (n, test.id, side, test.measures[0].method, *pair)
        for test, by_session in (measured or {}).items()
        for n, sides in enumerate(by_session)
        for side, pair in sides.items()
    ]
    return history_from_rows(TESTS, sessions_on(days_ago, **fields), rows, measured_rows)


def both(left: Pair, right: Pair) -> Sides:
    return {"left": left, "right": right}
