"""Kills PostgreSQL while phones send: 503 while it is down, quick recovery, nothing lost."""

import argparse
import contextlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections

from mobility import environment
from tests import postgres
from tests.harness.ledger import Ledger, Verdict
from tests.harness.phones import Person
from tests.harness.servers import Server, is_sound, own_database, parser, people
from tests.harness.tapping import phones_of, tapping

LONGEST_BETWEEN = 0.5
SECONDS_TO_BE_WELL = 5
SECONDS_TO_GIVE_UP = 60
# A kill leaves to the system what was written; what counts is that a commit is written.
AS_INSTALLED = ("fsync=off", "synchronous_commit=on", "full_page_writes=off")
CARELESS = ("synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=0")
TRIES = 5
EXPECTED = (200, 429, 503)  # Phones that catch up ask more often than they may.


def kills(
    server: Server, database: postgres.Server, persons: list[Person], number: int, seed: int
) -> tuple[Ledger, list[float]]:
    """Kill it `number` times while everybody taps; the seconds until the next successful save."""
    ledger, chance = Ledger(), random.Random(seed)
    with tapping(phones_of(persons, server.port, ledger, seed)):
        seconds = [_kill(database, ledger, chance) for _ in range(number)]
    return ledger, seconds


def _kill(database: postgres.Server, ledger: Ledger, chance: random.Random) -> float:
    """Mostly everything, sometimes one backend; gives the seconds from its return to a save."""
    time.sleep(chance.uniform(0, LONGEST_BETWEEN))
    before = ledger.statuses[503]
    if chance.random() < 0.2:
        database.kill_a_backend()
    else:
        database.kill()
        _until(lambda: ledger.statuses[503] > before)
        database.start()
    returned, saved = time.monotonic(), ledger.statuses[200]
    _until(lambda: ledger.statuses[200] > saved)
    return time.monotonic() - returned


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_GIVE_UP
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("It did not happen within a minute.")
        time.sleep(0.01)


def others(ledger: Ledger) -> int:
    """Responses other than a result, our 503 and a rate limit."""
    return sum(count for status, count in ledger.statuses.items() if status not in EXPECTED)


def main() -> int:
    """Runs itself again on a PostgreSQL of its own, which it then kills."""
    options = parser(
        __doc__,
        kills=(50, "of PostgreSQL, kill -9"),
        phones=(6, "that send all the time"),
    )
    control = "then once more with a PostgreSQL that answers before it writes"
    options.add_argument("--control", action="store_true", help=control)
    with postgres.own(options=AS_INSTALLED) as database:
        use(database.url)
        return 0 if run(database, options.parse_args()) else 1


def use(url: str) -> None:
    """Make this the default database from now on."""
    chosen = environment.database({"DATABASE_URL": url}, Path())
    connections.settings["default"] = connections.configure_settings({"default": chosen})["default"]
    with contextlib.suppress(AttributeError):
        del connections["default"]


def run(database: postgres.Server, options: argparse.Namespace) -> bool:
    print(f"postgresql, --kills={options.kills} --seed={options.seed}", flush=True)
    with own_database() as folder, Server(folder) as server:
        ledger, seconds = kills(
            server, database, people(options.phones), options.kills, options.seed
        )
        verdict, sound = _compared(ledger), is_sound()
        noticed = not options.control or _control(server, database, options)
    soon = sum(wait <= SECONDS_TO_BE_WELL for wait in seconds)
    print(f"well again within {SECONDS_TO_BE_WELL} s: {soon} of {len(seconds)}, at most", end=" ")
    print(f"{max(seconds):.1f} s; the phones heard: {ledger.answers()}")
    print(f"entries: {verdict}; the database is sound: {sound}")
    good = verdict.is_complete and soon == len(seconds) and not others(ledger)
    return good and noticed


def _compared(ledger: Ledger) -> Verdict:
    connection.close()  # this process had one to the database that was killed
    return ledger.compare()


def _control(server: Server, database: postgres.Server, options: argparse.Namespace) -> bool:
    persons = people(options.phones)
    connection.close()
    database.stop()
    database.command += [f"-c{option}" for option in CARELESS]
    database.start()
    for number in range(TRIES):
        verdict = _compared(kills(server, database, persons, 1, options.seed + number)[0])
        if verdict.lost:
            break
    print(f"the control noticed a loss: {verdict.lost > 0} ({verdict})")
    return verdict.lost > 0


if __name__ == "__main__":
    sys.exit(main())
