"""How many more sessions or weeks the window of an answer holds, at a person's own pace."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from tracker.analysis.answers.sample import Dataset
from tracker.analysis.forecast import STEPS
from tracker.analysis.trend import WEEK

MOST_PLANNED = 96  # sessions of a plan
MOST_WEEKS = 26


class Reach(NamedTuple):
    """How many sessions or weeks there are since the first with data, and room for how many more.

    Once a window is full, further sessions only replace the oldest. The sessions of a plan have no
    window: `room` is then how far a forecast looks.
    """

    so_far: int
    room: int
    has_window: bool = True

    @property
    def is_full(self) -> bool:
        """There is no room for even the smallest number that would be said."""
        return self.has_window and self.room < STEPS[0]


def reach_of_sessions(dataset: Dataset, chosen: Sequence[int], rated: Sequence[int]) -> Reach:
    """Of `chosen`, all sessions of the kinds in question, those since the first that was rated.

    `chosen` and `rated`: sorted indices into the sessions of the history.
    """
    since = chosen[bisect_left(chosen, rated[0]) :] if rated else []
    so_far = len(since)
    most = dataset.window.sessions or MOST_PLANNED
    if dataset.window.weeks is not None and since:
        days = dataset.today - dataset.history.sessions[since[0]].day
        steps = (so_far - 1) * WEEK * dataset.window.weeks
        most = min(most, steps // days) if days else most
    return Reach(so_far, max(0, most - so_far), any(dataset.window))


def reach_of_weeks(dataset: Dataset, first_day: float) -> Reach:
    """Calendar weeks, of which some may be without data, up to half a year."""
    so_far = int(dataset.today - first_day) // WEEK + 1
    return Reach(so_far, max(0, MOST_WEEKS - so_far))
