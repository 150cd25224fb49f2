"""Measures how often people read how much of a change is still there at the next session.

    .venv/bin/python -m benchmarks.still_there --people 500 --seed 1

People look after each of 60 sessions picked by chance, through `tracker.analysis.answers`.
"""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenario import DAY_SD, GAIN_SD, KEYS, READING_SD, ROUTINE, SHARED, TESTS
from benchmarks.simulated import DAY_ONE
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.carryover import LEAST_PAIRS, Carryover, carryovers
from tracker.analysis.answers.sample import CONTROL
from tracker.analysis.pairs import History, Series, SeriesKey, SessionInfo
from tracker.analysis.randomisation import LIGHT_TOUCH, assign

Floats = NDArray[np.float64]
Rule = Callable[[Dataset], dict[SeriesKey, Carryover]]

PRACTICE = 2
SESSIONS = 60  # that count
DAY_R, LEARNING, SETTLED = 0.5, 1.0, 10.0  # per day; points over the first sessions, and how soon


@dataclass(frozen=True)
class Truth:
    """The truth about a person: the effect of a session, and the share left at the next one.

    `other`: what the routine is compared with, or "left" for one leg first.
    """

    name: str
    effect: float = 0.0
    share: float = 0.0
    unchanged: float = 0.0
    learns: bool = False
    heavy_tails: bool = False
    other: str = CONTROL


NOTHING = (
    Truth("No effect"),
    Truth("No effect, 40% of pairs unchanged", unchanged=0.4),
    Truth("No effect, learning and heavy tails", learns=True, heavy_tails=True),
    Truth("No effect, against light touch", other=LIGHT_TOUCH),
    Truth("No effect, one leg", other="left"),
)
SOMETHING = (
    Truth("Half of 1 point left", effect=1.0, share=0.5),
    Truth("Nothing of 1 point left", effect=1.0),
    Truth("Half of 1 point left, 40% of pairs unchanged", effect=1.0, share=0.5, unchanged=0.4),
    Truth("Half of 1 point left, against light touch", effect=1.0, share=0.5, other=LIGHT_TOUCH),
    Truth("Half of 1 point left, one leg", effect=1.0, share=0.5, other="left"),
    Truth("Half of 2 points left", effect=2.0, share=0.5),
)


class Outcome(NamedTuple):
    """What one person read: a figure at any look; then places known, held and all at the end."""

    ever: bool
    shown: int
    held: int
    places: int


def watch(
    truth: Truth, seed: tuple[int, ...], rule: Rule = carryovers, *, every: int = 1
) -> Outcome:
    """One person who looks from the first session that could give a figure, `every` so many."""
    history, last = _history(truth, seed), PRACTICE + SESSIONS
    looks = [last] if truth.effect else list(range(PRACTICE + LEAST_PAIRS, last + 1, every))
    ever, answers = False, dict[SeriesKey, Carryover]()
    for count in looks:
        answers = rule(Dataset(history, history.sessions[count - 1].day))
        ever |= any(answer.is_known or _by_interval(answer) for answer in answers.values())
    shares = [answer.share for answer in answers.values() if answer.share]
    held = sum(low <= truth.share <= high for _, low, high in shares)
    places = sum(answer.pairs > 0 for answer in answers.values())
    return Outcome(ever, len(shares), held, places)


def watched(truth: Truth, people: int, seed: int, processes: int = 2) -> list[Outcome]:
    """All people of one truth."""
    seeds = [(seed, number) for number in range(people)]
    with get_context("fork").Pool(processes) as pool:
        return pool.map(partial(watch, truth), seeds, chunksize=10)


def row(truth: Truth, outcomes: Sequence[Outcome]) -> str:
    """One line of the table."""
    ever = sum(outcome.ever for outcome in outcomes) / len(outcomes)
    shown = sum(outcome.shown for outcome in outcomes)
    held = sum(outcome.held for outcome in outcomes)
    places = sum(outcome.places for outcome in outcomes)
    cells = ["-", f"{shown / places:.1%}", f"{held / shown:.1%}" if shown else "-"]
    if not truth.effect:
        cells = [f"{ever:.1%}", "-", "-"]
    return f"| {truth.name} | {len(outcomes)} | {' | '.join(cells)} |"


TABLE = (
    "| True | People | Ever a figure, in 60 sessions | Places with a figure, after 60"
    " | 95% limits hold it there |\n|---|---|---|---|---|"
)


def _by_interval(answer: Carryover) -> bool:
    return any(interval.retention for interval in answer.by_interval)


def _history(truth: Truth, seed: tuple[int, ...]) -> History:
    chance = np.random.default_rng(seed)
    total = PRACTICE + SESSIONS
    arms = list(_arms(truth, seed, total))
    gaps = chance.integers(1, 4, total)
    worked = np.array([[_is_worked(arm, key) for key in KEYS] for arm in arms], float)
    level = chance.uniform(3.5, 6.0, len(KEYS)) + DAY_SD * _days(chance, np.power(DAY_R, gaps))
    level += _left_over(truth, worked)
    if truth.learns:
        level += LEARNING * (1 - np.exp(-np.arange(total) / SETTLED))[:, None]
    gain = truth.effect * worked + GAIN_SD * _noise(chance, total, heavy=truth.heavy_tails)
    errors = [READING_SD * _noise(chance, total, heavy=truth.heavy_tails) for _ in "12"]
    before, after = _rated(level + errors[0]), _rated(level + gain + errors[1])
    after = np.where(chance.random(after.shape) < truth.unchanged, before, after)
    return _history_of(truth, arms, (DAY_ONE + np.cumsum(gaps)).tolist(), before, after)


def _arms(truth: Truth, seed: tuple[int, ...], total: int) -> Iterator[str]:
    pair = ("left", "right") if truth.other == "left" else (ROUTINE, truth.other)
    return (assign(str(seed), number, pair) for number in range(total))


def _is_worked(arm: str, key: SeriesKey) -> bool:
    return arm in (ROUTINE, key[1])


def _left_over(truth: Truth, worked: Floats) -> Floats:
    """What is left of all sessions before each."""
    left = np.zeros_like(worked)
    for session in range(1, len(left)):
        left[session] = truth.share * (left[session - 1] + truth.effect * worked[session - 1])
    return left


def _days(chance: np.random.Generator, r: Floats) -> Floats:
    noise = _noise(chance, len(r), heavy=False)
    for step in range(1, len(r)):
        noise[step] = r[step] * noise[step - 1] + math.sqrt(1 - r[step] ** 2) * noise[step]
    return noise


def _noise(chance: np.random.Generator, steps: int, *, heavy: bool) -> Floats:
    """Standard noise by session and series, partly shared by all series of a session."""
    shapes = ((steps, 1), (steps, len(KEYS)))
    if heavy:
        shared, own = (chance.standard_t(3, shape) / math.sqrt(3) for shape in shapes)
    else:
        shared, own = (chance.standard_normal(shape) for shape in shapes)
    noise: Floats = math.sqrt(SHARED) * shared + math.sqrt(1 - SHARED) * own
    return noise


def _rated(level: Floats) -> Floats:
    rated: Floats = np.clip(np.rint(level), 0, 10)
    return rated


def _history_of(
    truth: Truth, arms: Sequence[str], days: Sequence[int], before: Floats, after: Floats
) -> History:
    is_leg = truth.other == "left"
    sessions = tuple(
        SessionInfo(
            number,
            None,
            day,
            "one_leg" if is_leg else "test_only" if arm == CONTROL else "routine",
            LIGHT_TOUCH if arm == LIGHT_TOUCH else ROUTINE,
            randomised=True,
            assigned=arm,
            leg=arm if is_leg else "",
            leg_only=is_leg,
        )
        for number, (day, arm) in enumerate(zip(days, arms, strict=True))
    )
    series = {
        key: Series(
            key[0],
            key[1],
            list(days),
            before[:, j].tolist(),
            after[:, j].tolist(),
            list(range(len(days))),
        )
        for j, key in enumerate(KEYS)
    }
    return History(TESTS, sessions, series)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(TABLE)
    for truth in NOTHING + SOMETHING:
        print(row(truth, watched(truth, given.people, given.seed)), flush=True)


if __name__ == "__main__":
    main()
