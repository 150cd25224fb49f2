"""Whole sessions over a bad network: every rating arrives exactly once."""

import argparse
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.harness.ledger import Ledger, Verdict
from tests.harness.phones import PHONES, Person, Phone
from tests.harness.proxy import Chances, Proxy
from tests.harness.servers import Server, command, parser, people

AT_ONCE = 24
SECONDS_TO_DRAIN = 300


def session_of(phone: Phone, dies: float, **how: Any) -> Phone:
    """The phone after its session; before that it may be killed while it sends."""
    phone.whole_session(**how)
    while phone.chance.random() < dies and phone.waiting:
        phone = phone.die_while_sending()
    phone.drain(SECONDS_TO_DRAIN)
    return phone


def sessions(
    persons: list[Person],
    proxy: Proxy,
    seed: int,
    *,
    kind: type[Phone] = Phone,
    dies: float = 0.3,
    **how: Any,
) -> tuple[Ledger, Verdict]:
    """A whole session of each person at the same time, and what became of its entries."""
    ledger = Ledger()
    phones = [
        kind(person, proxy.port, ledger, random.Random(f"{seed} {number}"))
        for number, person in enumerate(persons)
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda phone: session_of(phone, dies, **how), phones))
    return ledger, ledger.compare()


def run(folder: Path, options: argparse.Namespace) -> bool:
    persons = people(options.sessions, **({"stage": "done"} if options.start else {}))
    chances = Chances(longest_delay=options.delay)
    with Server(folder) as server, Proxy(server.port, random.Random(options.seed), chances) as bad:
        ledger, verdict = sessions(
            persons,
            bad,
            options.seed,
            kind=PHONES[options.phone],
            dies=options.dies,
            pace=options.pace,
            started_here=options.start,
        )
    ratings = sum("field" in tap for tap in ledger.taps.values())
    print(f"{len(persons)} sessions with {ratings:,} ratings, by a {options.phone} phone")
    print(f"the network: {bad}")
    print(f"the phones heard: {ledger.answers()}; refused: {dict(ledger.reasons) or 'nothing'}")
    print(f"entries: {verdict}; database locked × {server.locked()}")
    return verdict.is_complete


def main() -> int:
    options = parser(
        __doc__,
        sessions=(300, "of 32 ratings each"),
        delay=(5.0, "the longest of the network's delays, in seconds"),
        pace=(0.1, "seconds between two taps"),
        dies=(0.3, "how likely a phone is killed while it sends"),
    )
    options.add_argument("--phone", choices=PHONES, default="careful", help="others are controls")
    options.add_argument("--start", action="store_true", help="start and finish on the phone, too")
    return command("tests.harness.chaos", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
