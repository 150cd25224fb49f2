"""Runs the tests on PostgreSQL, then on SQLite with those that need only one run.

Of the tests of pages and forms each runs on one of the two, always the same; with any argument,
such as `tests`, all of them run on both. It stops at a database on which a test fails, so that
pytest's last line never hides one.
"""

import os
import subprocess
import sys
import tempfile

from tests import postgres

NOTHING_SELECTED = 5
# A process that is done takes over what waits for the others: some tests last half a minute.
# Three on two cores: many tests wait for a browser or for a server that starts.
PROCESSES = ("-n", "3", "--dist", "worksteal")


def run_pytest(title: str, *options: str, **environment: str) -> int:
    print(f"\n{title}", flush=True)
    command = [sys.executable, "-m", "pytest", *PROCESSES, *options, *sys.argv[1:]]
    outcome = subprocess.call(command, env={**os.environ, **environment})
    return 0 if outcome == NOTHING_SELECTED else outcome


def main() -> int:
    os.environ.pop("DATABASE_URL", None)
    # Else every process that starts compiles every module anew, and the tests' twice over.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="supple-tests-") as folder:
        os.environ["TESTS_DIR"] = folder
        os.environ["DEAL_OUT"] = "" if sys.argv[1:] else "1"
        with postgres.running() as url:
            outcome = run_pytest("On PostgreSQL", "-m", "not once", DATABASE_URL=url)
        return outcome or run_pytest("On SQLite")


if __name__ == "__main__":
    sys.exit(main())
