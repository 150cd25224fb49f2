"""Simulates people, and prints how often the product is wrong beside the goals.

    .venv/bin/python -m benchmarks.calibration --people 100 --seed 1
    .venv/bin/python -m benchmarks.calibration --people 100 --held-to 500 --store

Everything is computed by `tracker.analysis.answers` from a history, as on the pages. `--only` has
the kinds of people with some words in their name, `--held-to` takes more people of the kinds with
the goals that the product is held to. `--store` writes what is printed to docs, and the
figures that the pages quote beside the product. The exit code is 1 if a goal is missed by more than
chance explains.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import Pool

from benchmarks.calibration.looking import looks
from benchmarks.calibration.measures import Seen
from benchmarks.calibration.report import MISSED, OVERVIEW, parts, table
from benchmarks.calibration.rows import HELD_TO, ROWS, Row
from benchmarks.calibration.stored import store
from benchmarks.simulated import person


def watch(row: Row, seed: tuple[int, ...]) -> Seen:
    """One person who looks at every page after every session."""
    subject, seen = person(row.scenario, seed), Seen()
    recorders = [getattr(seen, name) for name in ("words", *row.records)]
    for look in looks(subject):
        for recorder in recorders:
            recorder.see(subject, look)
    return seen


def watch_row(name: str, seed: tuple[int, ...]) -> Seen:
    return watch(next(row for row in ROWS if row.name == name), seed)


def seeds(row: Row, people: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Of its own name, so that a row stays the same when others come and go."""
    own = zlib.crc32(row.name.encode())
    return ((seed, own, number) for number in range(people))


def everyone(row: Row, people: int, seed: int, pool: Pool) -> list[Seen]:
    return pool.map(partial(watch_row, row.name), seeds(row, people, seed), chunksize=5)


def printed(rows: Sequence[Row], people: int, held_to: int, seed: int, pool: Pool) -> Iterator[str]:
    """The tables of all kinds of people, then how their false answers divide over the questions."""
    yield "# What the calibration printed\n"
    more = f", {held_to} of those with a goal of the product" if held_to != people else ""
    yield f"{people} people of each kind{more}, seed {seed}. [What it means](statistics.md).\n"
    divided, begun = [*OVERVIEW], time.monotonic()
    for row in rows:
        seen = everyone(row, held_to if row.name in HELD_TO else people, seed, pool)
        divided.append(parts(row, seen))
        yield from table(row, seen)
        yield ""
    yield from divided
    yield f"\n{time.monotonic() - begun:.0f} seconds."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="of each kind")
    parser.add_argument("--held-to", type=int, help="of the kinds with a goal of the product")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default="", help="kinds with this in their name")
    parser.add_argument("--store", action="store_true")
    given = parser.parse_args()
    rows, lines = [row for row in ROWS if given.only in row.name], list[str]()
    with get_context("fork").Pool(given.processes) as pool:
        held_to = given.held_to or given.people
        for line in printed(rows, given.people, held_to, given.seed, pool):
            print(line, flush=True)
            lines.append(line)
    if given.store:
        store("\n".join([*lines, ""]))
    return any(line.endswith(MISSED) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
