"""Measures how often a session without any change is said to be beyond the usual swing.

    .venv/bin/python -m benchmarks.usual_swing --people 500 --seed 1

Sessions are those of `tracker.analysis.answers.swing`: the same limit as on the result page.
"""

import argparse
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenario import DAY_SD, GAIN_SD, KEYS, READING_SD, SHARED
from tracker.analysis.answers.swing import Changes, Swing, session_limit
from tracker.analysis.pairs import SeriesKey

Floats = NDArray[np.float64]
Limit = Callable[[Sequence[Changes], Sequence[SeriesKey]], Swing]

SESSIONS = 60  # of each person, after their test-only sessions
CONTROLS = (0, 10, 19, 30, 60)
JUMP = 4.0  # points; a true change of one test
ANKLE = [key for key in KEYS if key[0] == "ankle_dorsiflexion"]
COMPARED: dict[str, list[SeriesKey]] = {"15 ratings": list(KEYS), "one test": ANKLE}


class Rater(NamedTuple):
    """How a person rates: `unchanged` of the pairs are the same number twice."""

    name: str
    unchanged: float = 0.0
    heavy_tails: bool = False


RATERS = (
    Rater("Normal noise"),
    Rater("40% of pairs unchanged", unchanged=0.4),
    Rater("Heavy tails (t, 3 degrees of freedom)", heavy_tails=True),
)


class Share(NamedTuple):
    """Of sessions without any change: those with one called beyond, and the mean limit.

    `jump`: of sessions in which one test truly changed by 4 points, those that say so.
    """

    beyond: float
    limit: float
    jump: float


def null_sessions(
    rater: Rater,
    people: int,
    seed: int,
    *,
    controls: int,
    compared: Sequence[SeriesKey],
    limit_of: Limit = session_limit,
) -> Share:
    """The mean over people with so many test-only sessions who compare these tests and sides."""
    seen = [_watch(rater, (seed, number), controls, compared, limit_of) for number in range(people)]
    return Share(*(float(np.mean(column)) for column in zip(*seen, strict=True)))


def _watch(
    rater: Rater,
    seed: tuple[int, ...],
    controls: int,
    compared: Sequence[SeriesKey],
    limit_of: Limit,
) -> Share:
    chance = np.random.default_rng(seed)
    changes = _changes(rater, chance, controls + SESSIONS)
    rows = [dict(zip(KEYS, row, strict=True)) for row in changes[:controls].tolist()]
    limit = limit_of(rows, compared).limit
    columns = [KEYS.index(key) for key in compared]
    null = np.abs(changes[controls:, columns])
    jumped = _changes(rater, chance, SESSIONS, jump=JUMP)[:, columns[0]]
    return Share(float(np.mean(null.max(axis=1) > limit)), limit, float(np.mean(jumped > limit)))


def _changes(
    rater: Rater, chance: np.random.Generator, sessions: int, *, jump: float = 0.0
) -> Floats:
    """After minus Before, in whole points, of ratings about the lower middle of the scale."""
    usual = chance.uniform(3.5, 6.0, len(KEYS)) - jump / 2
    level = usual + DAY_SD * _noise(Rater("", 0.0), chance, sessions)
    before, after = (READING_SD * _noise(rater, chance, sessions) for _ in "12")
    felt = level + after + jump + GAIN_SD * _noise(rater, chance, sessions)
    first, second = (np.clip(np.rint(rating), 0, 10) for rating in (level + before, felt))
    same = chance.random(first.shape) < (0.0 if jump else rater.unchanged)
    difference: Floats = np.where(same, 0.0, second - first)
    return difference


def _noise(rater: Rater, chance: np.random.Generator, sessions: int) -> Floats:
    """Standard noise by session and series, partly shared by all series of a session."""
    shared, own = ((sessions, 1), (sessions, len(KEYS)))
    if rater.heavy_tails:
        parts = [chance.standard_t(3, shape) / math.sqrt(3) for shape in (shared, own)]
    else:
        parts = [chance.standard_normal(shape) for shape in (shared, own)]
    return math.sqrt(SHARED) * parts[0] + math.sqrt(1 - SHARED) * parts[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(
        "| Rater | Compared | Test-only sessions | Null sessions beyond | Mean limit | Jump of 4 |"
    )
    print("|---|---|---|---|---|---|")
    for rater in RATERS:
        for name, compared in COMPARED.items():
            for controls in CONTROLS:
                share = null_sessions(
                    rater, given.people, given.seed, controls=controls, compared=compared
                )
                figures = f"{share.beyond:.1%} | {share.limit:.1f} | {share.jump:.0%}"
                print(f"| {rater.name} | {name} | {controls} | {figures} |")


if __name__ == "__main__":
    main()
