"""Runs the tests with a browser again and again while every core has other work to do.

python -m tests.harness.busy [5] [...]   so many runs; the rest goes to pytest

A test that waits by the clock, or looks before a page had time to answer, fails here some day.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

# A core may be left alone sooner, but is never kept busy for longer.
MOST_SECONDS = 3600
WORK = f"""
import os, time
parent, ends = os.getppid(), time.monotonic() + {MOST_SECONDS}
while time.monotonic() < ends and os.getppid() == parent:
    sum(range(100_000))
"""


@contextlib.contextmanager
def every_core_busy() -> Iterator[None]:
    """One process a core that only counts; each ends with this block, or with this process."""
    command = [sys.executable, "-c", WORK]
    working = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in working:
            process.kill()
            process.wait()


def run(options: list[str]) -> tuple[int, str]:
    """How pytest ended, and the last line that it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *(options or ["tests/browser"])]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = ended.stdout.strip().splitlines() or [""]
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return ended.returncode, "\n".join([*failed, lines[-1]])


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    worst = 0
    with every_core_busy():
        for number in range(1, runs + 1):
            outcome, summary = run(sys.argv[2:])
            print(f"run {number} of {runs}: {summary}", flush=True)
            worst = max(worst, outcome)
    return worst


if __name__ == "__main__":
    sys.exit(main())
