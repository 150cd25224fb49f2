"""Measures what people read of an angle that their phone measures: found, false, and the ranges.

    .venv/bin/python -m benchmarks.phone_angle --people 500 --seed 1

Two holds before and two after, left and right, in 60 sessions with the same routine. People look
after each of them, through `tracker.analysis.answers`, with the error of their own holds.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated import DAY_ONE
from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.day import measured_changes
from tracker.analysis.answers.holds import SOURCE, Pair, Swing, swing_of
from tracker.analysis.pairs import (
    BY_PHONE,
    History,
    MeasureInfo,
    Series,
    SeriesKey,
    SessionInfo,
    TestInfo,
)
from tracker.analysis.verdicts import FIRST

Floats = NDArray[np.float64]

PRACTICE = 2  # sessions to get used to it, which count for nothing
SESSIONS = 60  # that count
LOOKS = (10, 20)
SIDES = ("left", "right")
METHOD = f"{BY_PHONE}shin_bent_knee_deg"
LEVEL, DAY_SD, DAY_R = 38.0, 1.5, 0.5  # degrees; of days, and how far they resemble each other
MEASURE = MeasureInfo(
    METHOD, METHOD, "deg", "higher", 0.5, 28, 52, 4.6, "published_clinician", 0, 75
)
KEYS: tuple[SeriesKey, ...] = tuple(("ankle", side, METHOD) for side in SIDES)


@dataclass(frozen=True)
class Truth:
    """What is true of both sides; `hold` is the error of one hold, in degrees.

    `varies`: how far the effect of one session differs from that of another; `alike`: how far the
    effects of sessions that follow each other resemble each other.
    """

    name: str
    effect: float = 0.0
    hold: float = 1.0
    varies: float = 0.0
    alike: float = 0.0
    heavy_tails: bool = False


TRUTHS = (
    Truth("Nothing"),
    Truth("Nothing, sessions differ by 1°", varies=1.0),
    Truth("Nothing, sessions differ by 1° and are alike (r 0.3)", varies=1.0, alike=0.3),
    Truth("Nothing, heavy tails (t, 3 degrees of freedom)", heavy_tails=True),
    Truth("2° more", effect=2.0),
    Truth("2° more, sessions differ by 1°", effect=2.0, varies=1.0),
    Truth("2° more, a hold errs by 1.65°", effect=2.0, hold=1.65),
    Truth("1° more", effect=1.0),
)


class Outcome(NamedTuple):
    """What one person read.

    `clear`, `probable`, `held`: by look, on how many of two sides it is clear, at least probable,
    and the 95% range holds the truth. `false`: whether ever a side was clear in a direction that is
    not true. `beyond`: of how many changes of a session, out of `of`, more was said than "about the
    same".
    """

    clear: tuple[int, ...]
    probable: tuple[int, ...]
    held: tuple[int, ...]
    false: bool
    beyond: int
    of: int


def watch(truth: Truth, seed: tuple[int, ...], *, every: int = 1) -> Outcome:
    """One person who looks after every session, or after `every` so many."""
    before, after = _angles(truth, np.random.default_rng(seed))
    false, by_look = False, dict[int, dict[SeriesKey, Finding]]()
    for count in sorted({*range(FIRST, SESSIONS + 1, every), *LOOKS}):
        findings = _findings(before[: PRACTICE + count], after[: PRACTICE + count])
        by_look[count] = findings
        false |= any(_is_false(finding, truth.effect) for finding in findings.values())
    clear, probable, held = (
        tuple(sum(test(f) for f in by_look[look].values()) for look in LOOKS)
        for test in (_is_clear, _is_probable, lambda f: _holds(f, truth.effect))
    )
    return Outcome(clear, probable, held, false, *_beyond(before, after))


def watched(truth: Truth, people: int, seed: int, processes: int = 2) -> list[Outcome]:
    """All people of one truth."""
    seeds = [(seed, number) for number in range(people)]
    with get_context("fork").Pool(processes) as pool:
        return pool.map(partial(watch, truth), seeds, chunksize=10)


TABLE = (
    "| True | clear by session 10 / 20 | at least probable | 95% range holds it"
    " | ever clear and false | sessions beyond the own swing |\n|---|---|---|---|---|---|"
)


def row(truth: Truth, outcomes: Sequence[Outcome]) -> str:
    """One line of the table; shares of sides, but for what people ever read."""
    sides = len(SIDES) * len(outcomes)
    shares = [
        " / ".join(f"{sum(column) / sides:.1%}" for column in zip(*part, strict=True))
        for part in zip(*((o.clear, o.probable, o.held) for o in outcomes), strict=True)
    ]
    false = sum(outcome.false for outcome in outcomes) / len(outcomes)
    beyond = sum(outcome.beyond for outcome in outcomes) / sum(outcome.of for outcome in outcomes)
    return f"| {truth.name} | {' | '.join(shares)} | {false:.1%} | {beyond:.1%} |"


def swing_after(before: Floats, after: Floats) -> Swing:
    """How far two readings differ by themselves, from the holds of these sessions."""
    return swing_of([_pairs(*session) for session in zip(before, after, strict=True)], MEASURE.step)


def _pairs(before: Floats, after: Floats) -> list[Pair]:
    return [(float(first), float(second)) for first, second in (*before, *after)]


def _angles(truth: Truth, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Both holds before and after, by session and side, as a phone rounds them."""
    total = PRACTICE + SESSIONS
    level = LEVEL + DAY_SD * _alike(chance, total, DAY_R)
    gain = truth.effect + truth.varies * _alike(chance, total, truth.alike)
    before, after = (
        np.round(mean[:, :, None] + truth.hold * _errors(truth, chance, total), 1)
        for mean in (level, level + gain)
    )
    return before, after


def _alike(chance: np.random.Generator, total: int, r: float) -> Floats:
    noise: Floats = chance.standard_normal((total, len(SIDES)))
    for step in range(1, total):
        noise[step] = r * noise[step - 1] + (1 - r * r) ** 0.5 * noise[step]
    return noise


def _errors(truth: Truth, chance: np.random.Generator, total: int) -> Floats:
    shape = (total, len(SIDES), 2)
    if truth.heavy_tails:
        heavy: Floats = chance.standard_t(3, shape) / 3**0.5
        return heavy
    return chance.standard_normal(shape)


def _findings(before: Floats, after: Floats) -> dict[SeriesKey, Finding]:
    swing = swing_after(before, after)
    measure = MEASURE._replace(mdc=swing.size, mdc_kind=SOURCE) if swing.size else MEASURE
    test = TestInfo(1, "ankle", "Ankle", "ankle", True, 1, (measure,))
    days = [DAY_ONE + 2 * number for number in range(len(before))]
    sessions = tuple(SessionInfo(n, None, day, "routine", "mine") for n, day in enumerate(days))
    order = list(range(len(days)))
    measured = {
        key: Series(
            key[0],
            key[1],
            days,
            *(part[:, j].mean(axis=1).tolist() for part in (before, after)),
            order,
        )
        for j, key in enumerate(KEYS)
    }
    return measured_changes(Dataset(History((test,), sessions, {}, measured), days[-1]))


def _is_clear(finding: Finding) -> bool:
    return finding.verdict.startswith("clear")


def _is_probable(finding: Finding) -> bool:
    return finding.verdict.startswith(("clear", "probably"))


def _is_false(finding: Finding, effect: float) -> bool:
    is_loss = finding.verdict.endswith("loss")
    return _is_clear(finding) and (effect == 0 or (effect > 0) == is_loss)


def _holds(finding: Finding, effect: float) -> bool:
    return finding.wide is not None and finding.wide.lo <= effect <= finding.wide.hi


def _beyond(before: Floats, after: Floats) -> tuple[int, int]:
    """Changes of one session that lie beyond the swing that was known by then."""
    beyond = of = 0
    for number in range(PRACTICE + FIRST, len(before)):
        swing = swing_after(before[: number + 1], after[: number + 1])
        changes = after[number].mean(axis=1) - before[number].mean(axis=1)
        if swing.size is not None:
            beyond += int(sum(abs(changes) > swing.size))
            of += len(changes)
    return beyond, of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(TABLE)
    for truth in TRUTHS:
        print(row(truth, watched(truth, given.people, given.seed)), flush=True)


if __name__ == "__main__":
    main()
