"""CPU of the whole analysis of five years: 15 series, about 1,800 sessions.

.venv/bin/python -m benchmarks.analysis
"""

import time

from benchmarks.calibration import PLACES
from benchmarks.simulated import DAY_ONE, TESTS
from tracker.analysis.answers import EVERYTHING, RECENT, answers
from tracker.analysis.example import example_history

SESSIONS = 1800
ROUNDS = 10


def main() -> None:
    history = example_history(TESTS, DAY_ONE, count=SESSIONS)
    for name, window in (("last 26 weeks", RECENT), ("everything", EVERYTHING)):
        start = time.process_time()
        for _ in range(ROUNDS):
            found = answers(history, today=DAY_ONE, window=window, proximity=PLACES)
            said = [finding.sentence for finding in found.changes.values()]
        milliseconds = (time.process_time() - start) / ROUNDS * 1000
        print(f"{name}: {milliseconds:.0f} ms, {len(said)} series, {found.counted.used} sessions")


if __name__ == "__main__":
    main()
