"""The usual swing of a session: how far its largest change gets when nothing has changed."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.analysis.answers.sample import OWN_FROM, Dataset
from tracker.analysis.pairs import SeriesKey

ERROR = 0.05  # of sessions in which nothing has changed, those with a change beyond the limit
OWN_ALONE = 19  # test-only sessions: the largest of fewer is exceeded in more than 1 of 20
ROUNDING = 1  # point; rounding alone makes changes of one
# With so many comparisons or fewer, so many points. They hold for people whose ratings have heavy
# tails (t with 3 degrees of freedom), not only for normal ones.
DEFAULTS = {2: 2, 7: 3, math.inf: 4}

Changes = Mapping[SeriesKey, float]  # After minus Before of one session, by test and side


class Swing(NamedTuple):
    """A change of more points than `limit` is larger than the usual swing.

    `source`: "own" (from `sessions` test-only sessions) or "default".
    """

    limit: int
    source: str
    sessions: int = 0


def session_limit(controls: Sequence[Changes], compared: Collection[SeriesKey]) -> Swing:
    """The limit that at most 1 in 20 sessions without any change exceeds anywhere.

    `controls`: the changes of the newest test-only sessions. `compared`: the tests and sides rated
    twice in the session. The limit is a prediction limit for the largest of its changes: from 19
    test-only sessions on, the smallest of their largest changes that a new one exceeds with a
    probability of at most 1 in 20, whatever the distribution of the ratings (Vovk 2005). Fewer, or
    sessions that lack some of what is compared, can only raise the default.

    >>> session_limit([], [("ankle", "left")])
    Swing(limit=2, source='default', sessions=0)
    >>> ankle = {("ankle", "left"): -3.0}
    >>> session_limit([ankle] * 19, list(ankle))
    Swing(limit=3, source='own', sessions=19)
    """
    default = next(limit for most, limit in DEFAULTS.items() if len(compared) <= most)
    complete = _largest(
        [session for session in controls if session.keys() >= set(compared)], compared
    )
    if compared and len(complete) >= OWN_ALONE:
        return Swing(max(_predicted(complete), ROUNDING), "own", len(complete))
    partial = _largest(controls, compared)
    if len(partial) >= OWN_FROM and (limit := _predicted(partial)) > default:
        return Swing(limit, "own", len(partial))
    return Swing(default, "default")


def control_changes(dataset: Dataset) -> list[Changes]:
    """The changes of each of the newest test-only sessions, by test and side."""
    by_session: dict[int, dict[SeriesKey, float]] = {}
    for key, column in dataset.of_controls(dataset.history.series).items():
        for session, gain in zip(column.session, column.gain, strict=True):
            by_session.setdefault(session, {})[key] = gain
    return list(by_session.values())


def _largest(controls: Sequence[Changes], compared: Collection[SeriesKey]) -> list[int]:
    """The size of the largest change of each session that has any, in ascending order."""
    sizes = ([abs(session[key]) for key in compared if key in session] for session in controls)
    return sorted(round(max(session)) for session in sizes if session)


def _predicted(largest: Sequence[int]) -> int:
    rank = math.ceil((1 - ERROR) * (len(largest) + 1))
    return largest[min(rank, len(largest)) - 1]
