"""CPU of everything that the pages compute from the ratings, of five years with 15 series.

.venv/bin/python -m benchmarks.analysis

Every part is computed anew; `tracker.queries.answers` caches the first and the last for a day. The
exit code is 1 if they take longer together than the goal.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import django

from benchmarks.scenario import ARMS, PRACTICE, PROXIMITY, Scenario
from benchmarks.simulated import person
from tracker.analysis.answers import EVERYTHING, Dataset, Finding, answers
from tracker.analysis.answers.compare import (
    against_control,
    against_light_touch,
    arms,
    routine_against_routine,
)
from tracker.analysis.answers.day import changes, near_minus_further
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.answers.plan_answer import plan_answer
from tracker.analysis.answers.swing import control_changes
from tracker.analysis.pairs import History, SessionInfo

GOAL = 100  # milliseconds
FIVE_YEARS = Scenario(sessions=1800, gaps=(1,), design="control", effects=(0.0, 0.5, 1.0))
OF_THE_PLAN = 64
NAMED = ("ankle_dorsiflexion", "toe_spread")
ROUNDS = 10


def made_up() -> History:
    """A session a day for five years, of which a plan picked the last; one test is measured."""
    history = person(FIVE_YEARS, (1,)).history
    first = len(history.sessions) - OF_THE_PLAN
    sessions = (s if s.id >= first else _chosen(s) for s in history.sessions)
    measured = {
        (*key, "tape"): series for key, series in history.series.items() if key[0] == NAMED[0]
    }
    return replace(history, sessions=tuple(sessions), measured=measured)


def _chosen(session: SessionInfo) -> SessionInfo:
    return session._replace(randomised=False, assigned="")


def progress(dataset: Dataset) -> Iterator[Finding]:
    """Today, Progress and every test."""
    shown = answers(dataset.history, today=dataset.today, proximity=PROXIMITY)
    yield from [*shown.changes.values(), *shown.measured.values()]
    yield from (level.finding for level in shown.levels.values())
    for gap in shown.gaps.values():
        yield from (gap.now, gap.change)


def compare(dataset: Dataset) -> Iterator[Finding]:
    yield from near_minus_further(dataset).values()
    for compared in (against_control, against_light_touch, routine_against_routine):
        for comparison in compared(dataset):
            yield from [*comparison.by_proximity.values(), *comparison.tests.values()]
    legs = one_leg_first(dataset)
    yield from (leg.finding for leg in [*legs.tests.values(), *legs.regions.values()])
    for arm in arms(dataset):
        changes(dataset, arm)  # of which only the numbers are shown


def plan(dataset: Dataset) -> Iterator[Finding]:
    sessions = dataset.history.sessions
    counting = (s if s.is_assigned else s._replace(counts=False) for s in sessions)
    history = replace(dataset.history, sessions=tuple(counting))
    own = Dataset(history, dataset.today, EVERYTHING)
    answer = plan_answer(own, design="control", arms=ARMS["control"], tests=NAMED)
    yield from [answer.question, *answer.tests.values()]


def result(dataset: Dataset) -> Iterator[Finding]:
    control_changes(dataset)
    assert dataset.noise
    yield from ()


PAGES: tuple[Callable[[Dataset], Iterable[Finding]], ...] = (progress, compare, plan, result)


def milliseconds(page: Callable[[Dataset], Iterable[Finding]], history: History) -> float:
    """With the sentences, which forecast how many more sessions it takes."""
    start = time.process_time()
    for _ in range(ROUNDS):
        dataset = Dataset(history, history.sessions[-1].day, proximity=PROXIMITY)
        assert all(finding.sentence for finding in page(dataset))
    return (time.process_time() - start) / ROUNDS * 1000


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
    django.setup()  # sentences are translated
    history = made_up()
    costs = {page.__name__: milliseconds(page, history) for page in PAGES}
    for name, cost in costs.items():
        print(f"{name}: {cost:.0f} ms")
    total = sum(costs.values())
    count = len(history.sessions) - PRACTICE
    series = len(history.series)
    print(f"all of {count} sessions, {series} series: {total:.0f} ms CPU; goal: under {GOAL} ms")
    return total >= GOAL


if __name__ == "__main__":
    sys.exit(main())
