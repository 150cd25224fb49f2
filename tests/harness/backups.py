"""Backs up while phones send, restores, and checks that everything acknowledged is included."""

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from mobility.database import backups, contents, restoring, schema
from tests import postgres
from tests.harness.ledger import Ledger
from tests.harness.phones import Person
from tests.harness.servers import Server, command, parser, people
from tests.harness.tapping import phones_of, tapping

LONGEST_BETWEEN = 0.5
NEW = "restored"


def entries_of(path: Path) -> set[str]:
    """The uuids of the entries in a backup, which is restored for it."""
    with restoring.restored_copy(path) as database, database.cursor() as cursor:
        cursor.execute("SELECT uuid FROM tracker_entry")
        return {str(row[0]).replace("-", "") for row in cursor.fetchall()}


def faults(path: Path, acknowledged: set[str], sums: dict[int, contents.Checksum]) -> list[str]:
    """What is missing or different in a backup."""
    lines = []
    with restoring.restored_copy(path) as database:
        if schema.missing_migrations(database) or schema.half_done(database):
            lines.append("the tables are not those of the app")
        there = contents.checksums_by_person(database)
    if different := [who for who, checksum in sums.items() if there.get(who) != checksum]:
        lines.append(f"{len(different)} people differ")
    if lost := acknowledged - entries_of(path):
        lines.append(f"{len(lost)} acknowledged entries are missing")
    return lines


def acknowledged_in(ledger: Ledger) -> set[str]:
    with ledger.lock:
        return {ledger.taps[key]["uuid"].replace("-", "") for key in ledger.named}


def backed_up(
    folder: Path, port: int, writers: list[Person], quiet: list[Person], count: int, seed: int
) -> list[list[str]]:
    """The faults of `count` backups taken while the `writers` tap."""
    ledger, chance = Ledger(), random.Random(seed)
    everybody = contents.checksums_by_person(connection)
    sums = {person.user: everybody[person.user] for person in quiet}
    outcomes = []
    with tapping(phones_of(writers, port, ledger, seed)):
        for number in range(count):
            time.sleep(chance.uniform(0, LONGEST_BETWEEN))
            acknowledged, path = acknowledged_in(ledger), folder / f"backup-{number}"
            backups.create(path)
            outcomes.append(faults(path, acknowledged, sums))
    return outcomes


def starts_on(folder: Path, path: Path) -> bool:
    """Whether ./run's steps restore it into an empty database, and the app answers on that."""
    url = f"sqlite:///{folder}/{NEW}.sqlite3"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NEW}")
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{NEW}"
    server = Server(folder)
    server.environment |= {"DATABASE_URL": url}
    for step in (["manage.py", "restore", str(path)], ["-m", "mobility.prepare"]):
        subprocess.run(
            [sys.executable, *step], cwd=settings.BASE_DIR, env=server.environment, check=True
        )
    with server:
        return True


def run(folder: Path, options: argparse.Namespace) -> bool:
    settings.DATA_DIR = folder
    with Server(folder) as server:
        writers, quiet = people(options.phones), people(3, stage="done")
        outcomes = backed_up(folder, server.port, writers, quiet, options.backups, options.seed)
    good = sum(not lines for lines in outcomes)
    print(f"{good} of {len(outcomes)} backups under write load hold all that was acknowledged")
    print(f"faults: {[lines for lines in outcomes if lines] or 'none'}")
    last = folder / f"backup-{len(outcomes) - 1}"
    return starts_on(folder, last) and good == len(outcomes)


def main() -> int:
    options = parser(__doc__, backups=(50, "and restores"), phones=(4, "that send all the time"))
    os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{postgres.programs() or ''}"
    return command("tests.harness.backups", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
