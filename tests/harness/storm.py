"""Everybody reconnects at once: all pending entries arrive, and nobody is refused."""

import argparse
import random
import sys
import threading
import time
from pathlib import Path

from tests.harness.ledger import Ledger
from tests.harness.phones import Person, Phone
from tests.harness.servers import Server, command, parser, people

SECONDS_TO_DRAIN = 120
SECONDS_ALLOWED = 30


def storm(persons: list[Person], port: int, seed: int, most: int = 200) -> tuple[Ledger, float]:
    """A whole session waits on each phone, then all send; and how long it took."""
    ledger = Ledger()
    phones = [
        Phone(person, port, ledger, random.Random(f"{seed} {number}"), longest_pause=30)
        for number, person in enumerate(persons)
    ]
    for phone in phones:
        phone.quiet_until = float("inf")
        phone.whole_session()
    ready = threading.Barrier(len(phones) + 1)
    threads = [threading.Thread(target=_reconnect, args=(person, ready, most)) for person in phones]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    return ledger, time.monotonic() - began


def _reconnect(phone: Phone, ready: threading.Barrier, most: int) -> None:
    phone.longest_batch = phone.most = most
    phone.quiet_until = 0.0
    ready.wait()
    phone.drain(SECONDS_TO_DRAIN)


def run(folder: Path, options: argparse.Namespace) -> bool:
    persons = people(options.phones)
    with Server(folder) as server:
        ledger, seconds = storm(persons, server.port, options.seed, options.batch)
    verdict = ledger.compare()
    ratings = sum("field" in tap for tap in ledger.taps.values())
    print(f"{options.phones} phones with {ratings:,} ratings, at most {options.batch} in a batch")
    print(f"all there after {seconds:.1f} s; {ledger.waited()}; answers: {ledger.answers()}")
    print(f"entries: {verdict}; database locked × {server.locked()}")
    in_time = seconds <= SECONDS_ALLOWED and not ledger.errors_of_the_server
    return verdict.is_complete and in_time


def main() -> int:
    options = parser(
        __doc__,
        phones=(100, "with 32 ratings each"),
        batch=(200, "entries in one request at most"),
    )
    return command("tests.harness.storm", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
