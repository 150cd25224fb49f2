"""Measures error rates: simulated people look at their answers after every session.

    .venv/bin/python -m benchmarks.calibration --people 1000 --seed 1
    .venv/bin/python -m benchmarks.calibration --quick

Everything is computed by `tracker.analysis.answers` from a history, as on the pages.
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

PROXIMITY = {
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
    """What one person saw; `ever` and `detected` are keyed by question."""

    ever: Counter[Any]  # whether a false clear gain was seen at all
    clear: Counter[Any]  # clear gains at all looks
    false: Counter[Any]  # those of series without an effect
    detected: Counter[Any]  # series clear by so many sessions
    covered: Counter[Any]
    intervals: Counter[Any]


def watch(scenario: Scenario, seed: tuple[int, ...]) -> Seen:
    """One person who looks after every session from the first that could give a clear verdict."""
    subject = person(scenario, seed)
    seen = Seen(Counter(), Counter(), Counter(), Counter(), Counter(), Counter())
    ever_clear: dict[str, set[SeriesKey]] = {}
    counted: set[tuple[SeriesKey, int]] = set()
    for number in range(FAMILIARISATION, SESSIONS):
        done = number - FAMILIARISATION + 1
        if done < EARLIEST and done not in COVERED_AT:
            continue
        dataset = Dataset(
            subject.history, subject.history.sessions[number].day, proximity=PROXIMITY
        )
        findings = changes(dataset)
        _cover(seen, subject, findings, counted)
        _look(seen, subject, "change", findings, ever_clear)
        if scenario.randomised and done >= EARLIEST:
            _look(seen, subject, "control", against_control(dataset)[0].tests, ever_clear)
        if done in FOUND_BY:
            for question, series in ever_clear.items():
                seen.detected[question, done] += len(series)
    return seen


def _look(
    seen: Seen,
    subject: Person,
    question: str,
    findings: dict[SeriesKey, Finding],
    ever_clear: dict[str, set[SeriesKey]],
) -> None:
    effect = dict(zip(KEYS, subject.effect, strict=True))
    clear = {key for key, finding in findings.items() if finding.verdict in GAINS}
    false = {key for key in clear if effect[key] == 0}
    seen.clear[question] += len(clear)
    seen.false[question] += len(false)
    seen.ever[question] |= bool(false)
    ever_clear.setdefault(question, set()).update(clear)


def _cover(
    seen: Seen,
    subject: Person,
    findings: dict[SeriesKey, Finding],
    counted: set[tuple[SeriesKey, int]],
) -> None:
    """Count each series once per number of pairs, when it reaches it."""
    for key, truth in zip(KEYS, subject.reported, strict=True):
        finding = findings[key]
        if finding.n in COVERED_AT and finding.wide and (key, finding.n) not in counted:
            counted.add((key, finding.n))
            seen.intervals[finding.n] += 1
            seen.covered[finding.n] += int(finding.wide.lo <= truth <= finding.wide.hi)


def watched(scenario: Scenario, people: int, seed: int, pool: Pool) -> Seen:
    """The sum over all people of one scenario."""
    place = SCENARIOS.index(scenario)
    seeds = [(seed, place, number) for number in range(people)]
    people_seen = pool.imap_unordered(partial(watch, scenario), seeds, chunksize=10)
    return together(people_seen)


def together(people_seen: Iterable[Seen]) -> Seen:
    everyone = list(people_seen)
    return Seen(*(sum((seen[place] for seen in everyone), Counter()) for place in range(6)))


def share(part: float, whole: float, *, places: int = 1) -> str:
    return f"{100 * part / whole:.{places}f} %" if whole else "-"


def row(scenario: Scenario, people: int, seen: Seen) -> str:
    """One line of the first table."""
    questions = ("change", "control") if scenario.randomised else ("change",)
    null = 0.0 in scenario.effects
    cells = [scenario.name, str(people)]
    for question in ("change", "control"):
        applies = question in questions
        cells.append(share(seen.ever[question], people) if applies and null else "-")
        cells.append(
            share(seen.false[question], seen.clear[question]) if _mixed(scenario, applies) else "-"
        )
        series = people * len(KEYS)
        by = [share(seen.detected[question, n], series, places=0) for n in FOUND_BY]
        cells.append(" / ".join(by) if applies and not null else "-")
    return f"| {' | '.join(cells)} |"


def _mixed(scenario: Scenario, applies: bool) -> bool:
    return applies and len(set(scenario.effects)) > 1


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
