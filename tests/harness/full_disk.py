"""Fills the disk of the database while phones send: 503, never a response without a row."""

import argparse
import contextlib
import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests import postgres
from tests.harness.away import others, use
from tests.harness.ledger import Ledger
from tests.harness.phones import Person
from tests.harness.servers import DURABLE, Server, is_sound, parser, people
from tests.harness.tapping import phones_of, tapping

SIZES = {"sqlite": "8m", "postgres": "192m"}
PIECE = 4096
SECONDS_TO_GIVE_UP = 60


@contextlib.contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A real one; only root may make it."""
    folder = Path(tempfile.mkdtemp(prefix="supple-disk-"))
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(disk: Path) -> Path:
    """A file that takes all the space there is."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
        while True:
            file.write(b"x" * PIECE)
    return ballast


def fills(
    server: Server,
    disk: Path,
    persons: list[Person],
    number: int,
    seed: int,
    database: postgres.Server | None = None,
) -> tuple[Ledger, int]:
    """So many times full and free again while everybody taps; how often saves came back."""
    ledger, chance = Ledger(), random.Random(seed)
    with tapping(phones_of(persons, server.port, ledger, seed)):
        well = sum(_fill_and_free(disk, ledger, chance, database) for _ in range(number))
    return ledger, well


def _fill_and_free(
    disk: Path, ledger: Ledger, chance: random.Random, database: postgres.Server | None
) -> bool:
    time.sleep(chance.uniform(0, 0.3))
    ballast, before = fill(disk), ledger.statuses[503]
    full = _until(lambda: ledger.statuses[503] > before)
    ballast.unlink()
    saved = ledger.statuses[200]

    def is_well() -> bool:
        _start_again(database)
        return ledger.statuses[200] > saved

    return full and _until(is_well)


def _start_again(database: postgres.Server | None) -> None:
    """Without room for its journal PostgreSQL ends, and does not begin by itself."""
    if database and database.process and database.process.poll() is not None:
        database.start()


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS_TO_GIVE_UP
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def page_while_full(server: Server, disk: Path, person: Person) -> int:
    """The status of a page that is only read."""
    ballast = fill(disk)
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", "/readyz", headers={"Cookie": f"sessionid={person.cookie}"})
    status = line.getresponse().status
    line.close()
    ballast.unlink()
    return status


def run(disk: Path, options: argparse.Namespace, database: postgres.Server | None) -> bool:
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        return _run(disk, options, database)
    finally:
        teardown_databases(made, verbosity=0)


def _run(disk: Path, options: argparse.Namespace, database: postgres.Server | None) -> bool:
    with tempfile.TemporaryDirectory(prefix="supple-harness-") as folder:
        with Server(Path(folder)) as server:
            persons = people(options.phones)
            connection.close()
            ledger, well = fills(server, disk, persons, options.fills, options.seed, database)
            ready = page_while_full(server, disk, persons[0])
            _start_again(database)
        verdict, sound = ledger.compare(), is_sound()
    print(f"{well} of {options.fills} times full: 503, then well again")
    print(f"the phones heard: {ledger.answers()}; /readyz while full: {ready}")
    print(f"entries: {verdict}; the database is sound: {sound}")
    is_whole = verdict.is_complete and sound == "ok"
    return well == options.fills and is_whole and not others(ledger)


@contextlib.contextmanager
def postgres_on(disk: Path) -> Iterator[postgres.Server]:
    """PostgreSQL with all that it has on `disk`; everything else stays where it was."""
    tempfile.tempdir = str(disk)
    with postgres.own(options=DURABLE) as database:
        tempfile.tempdir = None
        use(database.url)
        yield database


def main() -> int:
    options = parser(__doc__, fills=(20, "of the disk"), phones=(4, "that send all the time"))
    chosen = options.parse_args()
    if os.geteuid():
        raise SystemExit("A small disk can be made by root only.")
    size = SIZES[chosen.on]
    sizes = f"--fills={chosen.fills} --seed={chosen.seed}"
    print(f"{chosen.on} on a disk of {size}, {sizes}", flush=True)
    with small_disk(size) as disk:
        if chosen.on == "postgres":
            with postgres_on(disk) as database:
                return 0 if run(disk, chosen, database) else 1
        connection.settings_dict["TEST"]["NAME"] = str(disk / "test.sqlite3")
        return 0 if run(disk, chosen, None) else 1


if __name__ == "__main__":
    sys.exit(main())
