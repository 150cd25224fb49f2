"""Simulates people, and prints how often the product is wrong beside the goals.

    .venv/bin/python -m benchmarks.calibration --people 100 --seed 1
    .venv/bin/python -m benchmarks.calibration --only "plan"

Everything is computed by `tracker.analysis.answers` from a history, as on the pages. The exit code
is 1 if a goal is missed by more than chance explains.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import Pool

from benchmarks.calibration.looking import looks
from benchmarks.calibration.measures import Seen
from benchmarks.calibration.report import HEADER, PARTS, lines, parts, table
from benchmarks.calibration.rows import ROWS, Row
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="per row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default="", help="rows with this in their name")
    given = parser.parse_args()
    begun, rows = time.monotonic(), [row for row in ROWS if given.only in row.name]
    seen: dict[str, list[Seen]] = {}
    with get_context("fork").Pool(given.processes) as pool:
        for row in rows:
            seen[row.name] = everyone(row, given.people, given.seed, pool)
            print(*table(row, seen[row.name]), "", sep="\n", flush=True)
    print(f"{HEADER}\n|---{'|---' * len(PARTS)}|")
    for row in rows:
        print(parts(row, seen[row.name]))
    missed = [line for row in rows for line in lines(row, seen[row.name]) if line.is_missed]
    print(f"\n{given.people} people a row, seed {given.seed}, {time.monotonic() - begun:.0f} s.")
    print(f"{len(missed)} goals missed by more than chance explains.")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
