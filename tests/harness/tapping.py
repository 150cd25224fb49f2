"""Everybody taps at random while something is done to their server."""

import contextlib
import random
import threading
import time
from collections.abc import Iterator, Sequence

from tests.harness.ledger import Ledger
from tests.harness.phones import Person, Phone, drained, readings

WHERE = tuple(readings())[:-1]


def phones_of(
    persons: Sequence[Person], port: int, ledger: Ledger, seed: int, kind: type[Phone] = Phone
) -> list[Phone]:
    """A phone for each, with its own chance; none waits longer than a tenth of a second."""
    return [
        kind(person, port, ledger, random.Random(f"{seed} {number}"), longest_pause=0.1)
        for number, person in enumerate(persons)
    ]


@contextlib.contextmanager
def tapping(phones: Sequence[Phone], pause: float = 0.0) -> Iterator[None]:
    """Meanwhile all of them tap; at the end all that waits is sent."""
    stop = threading.Event()
    threads = [threading.Thread(target=_tap_on, args=(phone, stop, pause)) for phone in phones]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    drained(phones)


def _tap_on(phone: Phone, stop: threading.Event, pause: float) -> None:
    while not stop.wait(pause):
        phone.tap("pre", *phone.chance.choice(WHERE), phone.chance.randrange(11))
        phone.send()
        # What cannot be sent waits; a person does not tap faster for it.
        if phone.waiting:
            time.sleep(0.02)
