"""Fills the disk under SQLite while phones send: 503 instead of an answer without a row."""

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

from tests.harness.ledger import Ledger
from tests.harness.phones import Person
from tests.harness.servers import Server, is_sound, parser, people
from tests.harness.tapping import phones_of, tapping

SIZE = "8m"
PIECE = 4096
SECONDS_TO_GIVE_UP = 60


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """A real one of 8 MB; only root may make it."""
    folder = Path(tempfile.mkdtemp(prefix="supple-disk-"))
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)
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
    server: Server, disk: Path, persons: list[Person], number: int, seed: int
) -> tuple[Ledger, int]:
    """So many times full and free again while everybody taps; how often saves came back."""
    ledger, chance = Ledger(), random.Random(seed)
    with tapping(phones_of(persons, server.port, ledger, seed)):
        well = sum(_fill_and_free(disk, ledger, chance) for _ in range(number))
    return ledger, well


def _fill_and_free(disk: Path, ledger: Ledger, chance: random.Random) -> bool:
    time.sleep(chance.uniform(0, 0.3))
    ballast, before = fill(disk), ledger.statuses[503]
    full = _until(lambda: ledger.statuses[503] > before)
    ballast.unlink()
    saved = ledger.statuses[200]
    return full and _until(lambda: ledger.statuses[200] > saved)


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


def run(disk: Path, options: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="supple-harness-") as folder:
        with Server(Path(folder)) as server:
            persons = people(options.phones)
            ledger, well = fills(server, disk, persons, options.fills, options.seed)
            ready = page_while_full(server, disk, persons[0])
        verdict, sound = ledger.compare(), is_sound()
    print(f"{well} of {options.fills} times full: 503, then well again by itself")
    print(f"the phones heard: {ledger.answers()}; /readyz while full: {ready}")
    print(f"entries: {verdict}; the database is sound: {sound}")
    others = sum(n for status, n in ledger.statuses.items() if status not in (200, 503))
    return well == options.fills and verdict.is_complete and sound == "ok" and not others


def main() -> int:
    options = parser(__doc__, fills=(20, "of the disk"), phones=(4, "that send all the time"))
    chosen = options.parse_args()
    if os.geteuid() or chosen.on != "sqlite":
        raise SystemExit("A small disk can be made by root only, and this is about SQLite's.")
    print(f"sqlite on a disk of {SIZE}, --fills={chosen.fills} --seed={chosen.seed}", flush=True)
    with small_disk() as disk:
        connection.settings_dict["TEST"]["NAME"] = str(disk / "test.sqlite3")
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        try:
            return 0 if run(disk, chosen) else 1
        finally:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
