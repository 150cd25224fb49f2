"""How often the pages are wrong: simulated people look at their answers after every session.

    .venv/bin/python -m benchmarks.calibration --people 1000 --seed 1
    .venv/bin/python -m benchmarks.calibration --quick

Everything goes through `tracker.analysis.answers`, from a history, as the pages do.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import Pool
from typing import Any, NamedTuple

from benchmarks.simulated import KEYS, SESSIONS, Person, Scenario, person
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import against_control
from tracker.analysis.answers.day import changes
from tracker.analysis.answers.finding import Finding
from tracker.analysis.pairs import SeriesKey

PLACES = {
    "toe_spreaders": {
        "foot": "worked",
        "ankle": "next",
        **dict.fromkeys(("knee", "hip", "low_back"), "further"),
    }
}
SCENARIOS = (
    Scenario("No effect"),
    Scenario("No effect, gains alike (r 0.3)", gain_r=0.3),
    Scenario("Mixed: half 0, 0.5, 1", effects=(0.0, 0.0, 0.5, 1.0)),
    Scenario("No effect, drawn", randomised=True),
    Scenario("Warm-up 0.4 only, drawn", warm_up=0.4, randomised=True),
    Scenario("Hope 0.5 only, drawn", hope=0.5, randomised=True),
    Scenario("Logs when stiff, drawn", only_when_stiff=True, randomised=True),
    Scenario("Effect 0.5, drawn", effects=(0.5,), randomised=True),
    Scenario("Effect 1, drawn", effects=(1.0,), randomised=True),
)
COVERED_AT = (5, 10, 20, 40)
FOUND_BY = (20, 40, 60)  # sessions that count
FAMILIARISATION = 2
GAINS = ("clear_gain", "clear_small_gain")
EARLIEST = 10  # sessions that count; nothing is clear before


class Seen(NamedTuple):
    """What one person saw. `ever` and `found` are keyed by the question."""

    ever: Counter[Any]  # whether a false clear gain was seen at all
    clear: Counter[Any]  # clear gains at all looks
    false: Counter[Any]  # those of series without an effect
    found: Counter[Any]  # series clear by so many sessions
    covered: Counter[Any]
    intervals: Counter[Any]


def watch(scenario: Scenario, seed: tuple[int, ...]) -> Seen:
    """One person looks after every session, from the first that could be clear."""
    one = person(scenario, seed)
    seen = Seen(Counter(), Counter(), Counter(), Counter(), Counter(), Counter())
    ever_clear: dict[str, set[SeriesKey]] = {}
    counted: set[tuple[SeriesKey, int]] = set()
    for number in range(FAMILIARISATION, SESSIONS):
        done = number - FAMILIARISATION + 1
        if done < EARLIEST and done not in COVERED_AT:
            continue
        asked = Dataset(one.history, one.history.sessions[number].day, places=PLACES)
        found = changes(asked)
        _cover(seen, one, found, counted)
        _look(seen, one, "change", found, ever_clear)
        if scenario.randomised and done >= EARLIEST:
            _look(seen, one, "control", against_control(asked)[0].tests, ever_clear)
        if done in FOUND_BY:
            for question, series in ever_clear.items():
                seen.found[question, done] += len(series)
    return seen


def _look(
    seen: Seen,
    one: Person,
    question: str,
    found: dict[SeriesKey, Finding],
    ever_clear: dict[str, set[SeriesKey]],
) -> None:
    effect = dict(zip(KEYS, one.effect, strict=True))
    clear = {key for key, each in found.items() if each.verdict in GAINS}
    false = {key for key in clear if effect[key] == 0}
    seen.clear[question] += len(clear)
    seen.false[question] += len(false)
    seen.ever[question] |= bool(false)
    ever_clear.setdefault(question, set()).update(clear)


def _cover(
    seen: Seen, one: Person, found: dict[SeriesKey, Finding], counted: set[tuple[SeriesKey, int]]
) -> None:
    """Each series once for each number of pairs, when it has just got there."""
    for key, truth in zip(KEYS, one.reported, strict=True):
        each = found[key]
        if each.n in COVERED_AT and each.wide and (key, each.n) not in counted:
            counted.add((key, each.n))
            seen.intervals[each.n] += 1
            seen.covered[each.n] += int(each.wide.lo <= truth <= each.wide.hi)


def watched(scenario: Scenario, people: int, seed: int, pool: Pool) -> Seen:
    """All people of one scenario, added up."""
    place = SCENARIOS.index(scenario)
    seeds = [(seed, place, number) for number in range(people)]
    each = pool.imap_unordered(partial(watch, scenario), seeds, chunksize=10)
    return together(each)


def together(each: Iterable[Seen]) -> Seen:
    everyone = list(each)
    return Seen(*(sum((one[place] for one in everyone), Counter()) for place in range(6)))


def share(part: float, whole: float, *, places: int = 1) -> str:
    return f"{100 * part / whole:.{places}f} %" if whole else "-"


def row(scenario: Scenario, people: int, seen: Seen) -> str:
    """One line of the first table."""
    questions = ("change", "control") if scenario.randomised else ("change",)
    null = 0.0 in scenario.effects
    cells = [scenario.name, str(people)]
    for question in ("change", "control"):
        asked = question in questions
        cells.append(share(seen.ever[question], people) if asked and null else "-")
        cells.append(
            share(seen.false[question], seen.clear[question]) if _mixed(scenario, asked) else "-"
        )
        series = people * len(KEYS)
        by = [share(seen.found[question, n], series, places=0) for n in FOUND_BY]
        cells.append(" / ".join(by) if asked and not null else "-")
    return f"| {' | '.join(cells)} |"


def _mixed(scenario: Scenario, asked: bool) -> bool:
    return asked and len(set(scenario.effects)) > 1


def coverage(scenario: Scenario, seen: Seen) -> str:
    cells = [share(seen.covered[n], seen.intervals[n]) for n in COVERED_AT]
    return f"| {scenario.name} | {' | '.join(cells)} |"


FIRST_TABLE = (
    "| True | People | Before and after: ever a false clear gain | of all clear, false"
    " | found by 20 / 40 / 60 | Against test-only: ever a false clear gain | of all clear, false"
    " | found by 20 / 40 / 60 |\n|---|---|---|---|---|---|---|---|"
)
SECOND_TABLE = f"| 95 % limits hold the truth | {' | '.join(f'n = {n}' for n in COVERED_AT)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000, help="a quarter of them where drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="100 people")
    given = parser.parse_args()
    people, begun = 100 if given.quick else given.people, time.monotonic()
    seen = {}
    print(FIRST_TABLE)
    with get_context("fork").Pool(given.processes) as pool:
        for scenario in SCENARIOS:
            count = people // 4 if scenario.randomised else people
            seen[scenario] = watched(scenario, count, given.seed, pool)
            print(row(scenario, count, seen[scenario]), flush=True)
    print(f"\n{SECOND_TABLE}\n|---|{'---|' * len(COVERED_AT)}")
    for scenario in SCENARIOS:
        if not scenario.only_when_stiff:
            print(coverage(scenario, seen[scenario]))
    print(f"\nSeed {given.seed}, {time.monotonic() - begun:.0f} seconds.")


if __name__ == "__main__":
    main()
