"""How much of the main thread the player takes while a routine runs, and how often it paints.

    .venv/bin/python -m benchmarks.repaint --seconds 20

It serves a database of its own, which it makes and throws away, plays a routine in Chromium on a
phone's screen, and asks the browser itself. The shares are of the main thread's own time.
"""

import argparse
import sys

from benchmarks.pages import in_a_database


def main() -> int:
    parser = argparse.ArgumentParser(description="Say what the player takes of the main thread.")
    parser.add_argument("--seconds", type=int, default=20, help="measured in each state (20)")
    seconds = parser.parse_args().seconds
    return in_a_database("benchmarks.main_thread", "", [f"--seconds={seconds}"])


if __name__ == "__main__":
    sys.exit(main())
