"""Runs the tests of models, pages and sync on tables that are parted by owner, as Citus asks for.

python -m tests.harness.sharded [...]   on a PostgreSQL of its own; the rest goes to pytest

Every owned table has hash partitions and PRIMARY KEY (owner_id, id), so that each unique key and
each foreign key has to hold the owner, and a number may be there twice.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests import postgres

PARTS = 4
FOLDER = "SHARDED_FIGURES"  # in it each process leaves what it counted
RUN = ("tests/models", "tests/views", "tests/sync", "tests/sessions", "tests/queries")
PLUGIN = ("-p", "tests.harness.sharded_tests")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, postgres.running() as url:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *PLUGIN, "-m", "not once"]
        environment = {**os.environ, "DATABASE_URL": url, FOLDER: folder}
        outcome = subprocess.call([*command, *(sys.argv[1:] or RUN)], env=environment)
        figures: Counter[str] = Counter()
        for path in Path(folder).glob("*.json"):
            figures.update(json.loads(path.read_text()))
    print(
        f"{figures['statements']:,} statements of the product on tables in {PARTS} parts, "
        f"{figures['locks']:,} of them with a lock: "
        f"{figures['without the owner']:,} without the owner"
    )
    return outcome


if __name__ == "__main__":
    sys.exit(main())
