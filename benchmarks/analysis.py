"""CPU of the whole analysis of five years: 15 series, about 1,800 sessions.

.venv/bin/python -m benchmarks.analysis
"""

import time

from benchmarks.scenario import PROXIMITY, TESTS
from benchmarks.simulated import DAY_ONE
from tracker.analysis.answers import EVERYTHING, RECENT, answers
from tracker.analysis.example import example_history

SESSIONS = 1800
ROUNDS = 10


def main() -> None:
    history = example_history(TESTS, DAY_ONE, count=SESSIONS)
    for name, window in (("last 26 weeks", RECENT), ("everything", EVERYTHING)):
        start = time.process_time()
        for _ in range(ROUNDS):
            result = answers(history, today=DAY_ONE, window=window, proximity=PROXIMITY)
            sentences = [finding.sentence for finding in result.changes.values()]
        milliseconds = (time.process_time() - start) / ROUNDS * 1000
        used = result.sample_size.used
        print(f"{name}: {milliseconds:.0f} ms, {len(sentences)} series, {used} sessions")


if __name__ == "__main__":
    main()
