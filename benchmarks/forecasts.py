"""Measures whether "about N more" comes true: people whose answers are open, and what became of it.

    .venv/bin/python -m benchmarks.forecasts --people 60 --seed 1

A forecast is read once per answer and size. Everybody looks after every session.
"""

import argparse
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from multiprocessing import get_context
from statistics import median
from typing import NamedTuple

from benchmarks.scenario import ARMS, PRACTICE, PROXIMITY, Scenario
from benchmarks.simulated import person, until
from tracker.analysis.answers import EVERYTHING, Dataset, Finding
from tracker.analysis.answers.compare import against_control
from tracker.analysis.answers.day import changes
from tracker.analysis.answers.line import levels, side_gaps
from tracker.analysis.answers.plan_answer import plan_answer


class People(NamedTuple):
    """A kind of person, what is true of them, and which of their answers are read."""

    truth: str
    answers: str
    scenario: Scenario


CONTROL = Scenario(design="control")
PLANNED = replace(CONTROL, sessions=96)
HALF_A_YEAR = Scenario(sessions=61, gaps=(2, 3, 4))
EFFECTS = {"nothing": (0.0,), "half a point": (0.5,), "a point": (1.0,)}
PEOPLE = (
    *(People(name, "day", Scenario(effects=effect)) for name, effect in EFFECTS.items()),
    *(
        People(name, "compare", replace(CONTROL, effects=effect))
        for name, effect in EFFECTS.items()
    ),
    *(People(name, "plan", replace(PLANNED, effects=effect)) for name, effect in EFFECTS.items()),
    People("nothing", "weeks", HALF_A_YEAR),
    People("a point in 12 weeks", "weeks", replace(HALF_A_YEAR, rise=1.0)),
)
SIZES = {
    "change": (5, 10, 20, 30),
    "control": (10, 20, 40),
    "plan": (20, 30, 40, 60),
    "plan, a test": (20, 30, 40, 60),
    "level": (8, 12, 16, 20),
    "gap": (8, 12, 16, 20),
    "drift": (8, 12, 16, 20),
}
SETTLED = ("clear", "little")

Slot = tuple[str, ...]  # a question, and one of its findings


class Forecast(NamedTuple):
    """What an open answer of `n` sessions promised, with `room` for so many, and what it took."""

    question: str
    n: int
    more: int | None
    room: int
    actual: float = math.inf

    @property
    def ratio(self) -> float:
        return self.actual / self.more if self.more else math.inf


def findings(answers: str, dataset: Dataset) -> Iterator[tuple[Slot, Finding]]:
    if answers == "day":
        yield from _of("change", changes(dataset))
    elif answers == "compare":
        for comparison in against_control(dataset):
            yield from _of("control", comparison.tests)
    elif answers == "plan":
        plan, arms = replace(dataset, window=EVERYTHING), ARMS["control"]
        answer = plan_answer(plan, design="control", arms=arms, tests=["ankle_dorsiflexion"])
        yield ("plan",), answer.question
        yield from _of("plan, a test", answer.tests)
    else:
        gaps = side_gaps(dataset)
        yield from _of("level", {key: level.finding for key, level in levels(dataset).items()})
        yield from _of("gap", {(test,): gap.now for test, gap in gaps.items()})
        yield from _of("drift", {(test,): gap.change for test, gap in gaps.items()})


def _of(question: str, by_key: Mapping[tuple[str, ...], Finding]) -> Iterator[tuple[Slot, Finding]]:
    yield from (((question, *key), finding) for key, finding in by_key.items())


def forecasts(people: People, seed: tuple[int, ...]) -> list[Forecast]:
    """Of one person."""
    history = person(people.scenario, seed).history
    read: dict[tuple[Slot, int], Forecast] = {}
    settled: set[tuple[Slot, int]] = set()
    for number in range(PRACTICE, len(history.sessions)):
        past = until(history, number)
        dataset = Dataset(past, past.sessions[-1].day, proximity=PROXIMITY)
        for slot, finding in findings(people.answers, dataset):
            if finding.verdict.startswith(SETTLED):
                for key in [k for k in read if k[0] == slot and k not in settled]:
                    read[key] = read[key]._replace(actual=finding.n - key[1])
                    settled.add(key)
            elif finding.n in SIZES[slot[0]] and finding.outlook and finding.verdict != "too_early":
                first = Forecast(slot[0], finding.n, finding.more, finding.outlook.room)
                read.setdefault((slot, finding.n), first)
    return list(read.values())


def row(truth: str, question: str, n: int, read: list[Forecast]) -> str:
    own = [f for f in read if (f.question, f.n) == (question, n)]
    promised, without = ([f for f in own if bool(f.more) == yes] for yes in (True, False))
    kept_by = [f.ratio <= 1 for f in promised]
    cells = (
        *(truth, question, n, len(own)),
        _share([bool(f.more) for f in own]),
        _share(kept_by),
        f"{median([f.ratio for f in promised]):.2f}" if promised else "-",
        _share([f.actual <= f.room for f in without]),
        sum((f.more or 0) > f.room for f in promised),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _share(values: list[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f}%" if values else "-"


HEADER = (
    "| True | Question | said at | open | with a number | settled by then | actual / said, median"
    " | without a number, settled in the window | said more than it holds |"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=60, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    begun, everybody = time.monotonic(), []
    print(f"{HEADER}\n|{'---|' * HEADER.count(' | ')}---|")
    with get_context("fork").Pool(given.processes) as pool:
        for place, people in enumerate(PEOPLE):
            seeds = [(given.seed, place, number) for number in range(given.people)]
            own = pool.map(partial(forecasts, people), seeds, chunksize=5)
            read = list(chain.from_iterable(own))
            everybody += read
            for question, n in sorted({(f.question, f.n) for f in read}):
                print(row(people.truth, question, n, read), flush=True)
    for question, n in sorted({(f.question, f.n) for f in everybody}):
        print(row("any", question, n, everybody))
    print(f"\nSeed {given.seed}, {time.monotonic() - begun:.0f} seconds.")


if __name__ == "__main__":
    main()
