"""Traces system calls: every save is synced to the disk before it is acknowledged.

A cheap stand-in for pulling the plug: what was synced before the answer outlives it. Needs strace.
"""

import argparse
import contextlib
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests import postgres
from tests.harness.away import use
from tests.harness.ledger import Ledger
from tests.harness.phones import Phone, readings
from tests.harness.restarts import workers_of
from tests.harness.servers import DURABLE, Server, own_database, parser, people

A_SYNC = re.compile(r"(\d+\.\d+) (?:fsync|fdatasync|sync_file_range)\(")
SAVES_PER_PERSON = 50  # saves of one person: more would meet the limit of requests
CARELESS = """
from mobility import environment
environment.sqlite_journal = lambda version: ("DELETE", "OFF")
"""


class CarelessServer(Server):
    """The control: it says “stored” while the row is in memory only."""

    def start(self) -> None:
        # Python runs this module before any other, so the setting is in place for gunicorn.
        folder = self.log.parent / "careless"
        folder.mkdir()
        Path(folder, "sitecustomize.py").write_text(CARELESS)
        self.environment["PYTHONPATH"] = f"{folder}{os.pathsep}{settings.BASE_DIR}"
        super().start()


@contextlib.contextmanager
def watched(processes: list[int], log: Path) -> Iterator[None]:
    """Each sync of the processes, and of those that they start, is written down with its time."""
    which = [f"-p{process}" for process in processes]
    calls = "trace=fsync,fdatasync,sync_file_range"
    strace = subprocess.Popen(
        ["strace", "-f", "-ttt", "-e", calls, "-o", str(log), *which],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr is not None
    for _ in processes:
        if "attached" not in strace.stderr.readline():
            raise RuntimeError("strace may not look at the server.")
    try:
        yield
    finally:
        strace.send_signal(signal.SIGINT)
        strace.communicate()


def saves(phone: Phone, number: int) -> list[tuple[float, float]]:
    """(sent, answered) of so many saves, one after the other."""
    where, moments = tuple(readings())[:-1], []
    while len(moments) < number:
        phone.tap("pre", *phone.chance.choice(where), phone.chance.randrange(11))
        sent = time.time()
        phone.send()
        if not phone.waiting:
            moments.append((sent, time.time()))
    return moments


def synced(moments: list[tuple[float, float]], log: Path) -> int:
    """How many of the saves have a sync between being sent and being answered."""
    syncs = sorted(map(float, A_SYNC.findall(log.read_text())))
    count, at = 0, 0
    for sent, answered in moments:
        while at < len(syncs) and syncs[at] < sent:
            at += 1
        count += at < len(syncs) and syncs[at] < answered
    return count


def run(options: argparse.Namespace, database: postgres.Server | None) -> bool:
    kind = CarelessServer if options.control else Server
    with own_database() as folder, kind(folder) as server:
        chance, ledger = random.Random(options.seed), Ledger()
        persons = people(math.ceil(options.saves / SAVES_PER_PERSON))
        phones = [Phone(person, server.port, ledger, chance) for person in persons]
        processes = [database.process.pid] if database else sorted(workers_of(server))
        with watched(processes, folder / "strace"):
            moments = [moment for phone in phones for moment in saves(phone, SAVES_PER_PERSON)][
                : options.saves
            ]
        good = synced(moments, folder / "strace")
    print(f"{good:,} of {len(moments):,} saves waited for the disk before they were answered")
    return good == len(moments)


def main() -> int:
    options = parser(__doc__, saves=(1000, "one after the other"))
    options.add_argument("--control", action="store_true", help="SQLite with synchronous=OFF")
    chosen = options.parse_args()
    if shutil.which("strace") is None:
        raise SystemExit("strace is missing.")
    control = " --control" if chosen.control else ""
    print(f"{chosen.on}, --saves={chosen.saves} --seed={chosen.seed}{control}", flush=True)
    if chosen.on == "sqlite":
        return 0 if run(chosen, None) else 1
    with postgres.own(options=DURABLE) as database:
        use(database.url)
        return 0 if run(chosen, database) else 1


if __name__ == "__main__":
    sys.exit(main())
