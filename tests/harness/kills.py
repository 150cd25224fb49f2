"""Kills the whole server repeatedly while phones send: nothing acknowledged is lost."""

import argparse
import random
import sys
import time
from pathlib import Path

from tests.harness.ledger import Ledger
from tests.harness.phones import PHONES, Person, Phone
from tests.harness.servers import Server, command, is_sound, parser, people
from tests.harness.tapping import phones_of, tapping

SECONDS_TO_HEAR = 60
LONGEST_BEFORE_A_KILL = 0.5


def kills(
    server: Server,
    persons: list[Person],
    number: int,
    seed: int,
    kind: type[Phone] = Phone,
    port: int = 0,
) -> Ledger:
    """Kill it repeatedly while everybody taps, then send what is pending."""
    ledger, chance = Ledger(), random.Random(seed)
    with tapping(phones_of(persons, port or server.port, ledger, seed, kind)):
        for _ in range(number):
            _kill(server, ledger, chance)
    return ledger


def _kill(server: Server, ledger: Ledger, chance: random.Random) -> None:
    before, deadline = ledger.statuses[200], time.monotonic() + SECONDS_TO_HEAR
    while ledger.statuses[200] == before and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, LONGEST_BEFORE_A_KILL))
    server.kill()
    server.start()


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Server(folder) as server:
        began = time.monotonic()
        ledger = kills(
            server, people(options.phones), options.kills, options.seed, PHONES[options.phone]
        )
        seconds = time.monotonic() - began
    verdict, sound = ledger.compare(), is_sound()
    print(f"{options.kills} kills in {seconds:.0f} s, {options.phones} {options.phone} phones")
    print(f"the phones heard: {ledger.answers()}; refused: {dict(ledger.reasons) or 'nothing'}")
    print(f"entries: {verdict}")
    print(f"the database is sound: {sound}; database locked × {server.locked()}")
    return verdict.is_complete and not sound.startswith(("***", "row", "wrong"))


def main() -> int:
    options = parser(
        __doc__,
        kills=(200, "of all processes of the server, kill -9"),
        phones=(8, "that send all the time"),
    )
    options.add_argument("--phone", choices=PHONES, default="careful", help="others are controls")
    return command("tests.harness.kills", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
