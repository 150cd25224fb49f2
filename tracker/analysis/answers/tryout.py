"""Makes up what the page to try shows: a second rating for each first one, and a runner's weeks."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import ROUTINES, example_history
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows

ROUTINE = ROUTINES[0]
Slot = tuple[str, str]
# By test and side, a first rating for whoever gives none, and how much higher the second one is:
# freer, stiffer and the same, because all three happen.
MADE_UP: Mapping[Slot, tuple[int, int]] = {
    ("toe_spread", "left"): (4, 2),
    ("toe_spread", "right"): (5, 1),
    ("ankle_dorsiflexion", "left"): (5, 1),
    ("ankle_dorsiflexion", "right"): (6, 0),
    ("toe_touch", "none"): (5, -1),
}
TESTS = tuple(dict.fromkeys(test for test, _ in MADE_UP))


def made_up_session(tests: Sequence[TestInfo], before: Mapping[Slot, int], today: int) -> History:
    """One session: `before`, by test and side from 0 to 10, and ratings afterwards made up."""
    session = SessionInfo(0, None, today, "routine", ROUTINE.slug)
    rows = (
        (0, test.id, side, *_made_up((test.slug, side), before))
        for test in tests
        for side in test.sides
    )
    return history_from_rows(tests, [session], rows, ())


def _made_up(slot: Slot, before: Mapping[Slot, int]) -> tuple[int, int]:
    first, change = MADE_UP[slot]
    rated = before.get(slot, first)
    return rated, min(10, max(0, rated + change))


@lru_cache(maxsize=1)
def made_up_weeks(tests: tuple[TestInfo, ...], today: int) -> tuple[History, Answers]:
    """Forty sessions of a made-up runner up to `today`, and the answers about them."""
    history = example_history(tests, today)
    proximity = {routine.slug: routine.proximity for routine in ROUTINES}
    return history, answers(history, today=today, proximity=proximity)
