"""Obstacles for a phone: a captive portal, an expired sign-in, a bad entry, two months offline.

Each obstacle is passed by the phone and not by its control, a phone without that care.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.contrib.sessions.models import Session as SignIn

from tests.harness.ledger import Ledger
from tests.harness.phones import Expiring, Person, Phone, Strict, Trusting, readings
from tests.harness.proxy import DOWN, PORTALS, Proxy
from tests.harness.servers import Server, command, parser, people, signed_in
from tracker.models import User

SECONDS_TO_DRAIN = 30
SIXTY_DAYS = 60 * 24 * 3600
HOTELS = (*PORTALS, DOWN)
BAD = ({"value": "eleven"}, {"field": "mood"}, {"value": float("nan")})


class Passed(NamedTuple):
    """How an obstacle was passed: so many of so many, and what it must not have done."""

    good: int
    of: int
    false: int = 0

    def __str__(self) -> str:
        return f"{self.good} of {self.of}" + (f", {self.false} false" if self.false else "")

    @property
    def is_right(self) -> bool:
        return self.good == self.of and not self.false


def _phone(person: Person, port: int, seed: int, kind: type[Phone]) -> Phone:
    return kind(person, port, Ledger(), random.Random(f"{seed} {person.user}"))


def portal(persons: list[Person], proxy: Proxy, seed: int, kind: type[Phone] = Phone) -> Passed:
    """32 ratings each while the network answers everything itself; kept, then all there.

    False: the phone said “saved” before the server had anything.
    """
    phones = [_phone(person, proxy.port, seed, kind) for person in persons]
    false = 0
    for number, phone in enumerate(phones):
        proxy.mode = HOTELS[number % len(HOTELS)]
        phone.whole_session(send_every=8)
        false += phone.says_saved
    proxy.mode = ""
    stored = 0
    for phone in phones:
        phone.drain(SECONDS_TO_DRAIN)
        stored += _ratings_stored(phone)
    return Passed(stored, 32 * len(phones), false)


def _ratings_stored(phone: Phone) -> int:
    """How many ratings came once and right."""
    verdict = phone.ledger.compare()
    wrong = verdict.doubled + verdict.wrong + verdict.strange + verdict.not_shown
    ratings = sum("field" in tap for tap in phone.ledger.taps.values())
    others = len(phone.ledger.taps) - ratings
    return max(0, min(verdict.stored - others, ratings) - wrong)


def cookie_gone(phone: Phone) -> None:
    """The sign-in ended on the server: it ran out, or somebody signed out elsewhere."""
    SignIn.objects.filter(session_key=phone.person.cookie).delete()


def cookie_lost(phone: Phone) -> None:
    """Signed out on the phone itself."""
    phone.person = phone.person._replace(cookie="")


def token_old(phone: Phone) -> None:
    """Signed in anew in another tab, so the page's token is an old one."""
    phone.token = "o" * 32


OBSTACLES = (cookie_gone, cookie_lost, token_old)


def sign_in_again(
    persons: list[Person], port: int, seed: int, in_the_way: Callable[[Phone], None]
) -> Passed:
    """Cut off in the middle: the queue is kept, the phone asks, then all 32 arrive.

    False: the phone did not ask, or dropped something meanwhile.
    """
    stored = false = 0
    for person in persons:
        phone = _phone(person, port, seed, Phone)
        phone.phase("pre", send_every=8)
        in_the_way(phone)
        phone.routine()
        phone.phase("post", send_every=16)
        false += not phone.asks_to_sign_in or len(phone.waiting) < 17
        phone.sign_in = lambda person=person: signed_in(User.objects.get(pk=person.user))
        phone.drain(SECONDS_TO_DRAIN)
        stored += _ratings_stored(phone)
    return Passed(stored, 32 * len(persons), false)


def poison(persons: list[Person], port: int, seed: int, kind: type[Phone] = Phone) -> Passed:
    """A bad entry at the head of ten: nine are stored, the bad one is kept apart with a reason.

    False: the bad one is gone, or was stored.
    """
    stored = false = 0
    for number, person in enumerate(persons):
        phone = _phone(person, port, seed, kind)
        where = list(readings())[:10]
        bad = phone.tap("pre", *where[0], 5)
        bad.update(BAD[number % len(BAD)])
        for group in where[1:]:
            phone.tap("pre", *group, 5)
        phone.drain(1 if kind is Strict else SECONDS_TO_DRAIN)
        stored += _ratings_stored(phone)
        false += bad["uuid"] not in phone.refused and bad not in phone.waiting
    return Passed(stored, 9 * len(persons), false)


def two_months(persons: list[Person], port: int, seed: int, kind: type[Phone] = Phone) -> Passed:
    """What was tapped sixty days ago and never sent arrives, with the time of the tap."""
    stored = 0
    for person in persons:
        phone = _phone(person, port, seed, kind)
        phone.clock, phone.quiet_until = (lambda: time.time() - SIXTY_DAYS), float("inf")
        phone.whole_session()
        phone.quiet_until = 0.0
        phone.drain(SECONDS_TO_DRAIN)
        stored += _ratings_stored(phone)
    return Passed(stored, 32 * len(persons))


def run(folder: Path, options: argparse.Namespace) -> bool:
    number, seed = options.number, options.seed
    with Server(folder) as server, Proxy(server.port, random.Random(seed)) as proxy:
        port = server.port
        rows = [
            ("a hotel's pages", portal(people(10), proxy, seed)),
            *(
                (
                    f"{way.__name__.replace('_', ' ')}",
                    sign_in_again(people(number), port, seed, way),
                )
                for way in OBSTACLES
            ),
            ("a bad entry", poison(people(number), port, seed)),
            ("sixty days", two_months(people(number), port, seed)),
        ]
        controls = [
            ("a hotel's pages, status trusted", portal(people(10), proxy, seed, Trusting)),
            ("a bad entry, one at a time", poison(people(number), port, seed, Strict)),
            ("sixty days, kept for a week", two_months(people(number), port, seed, Expiring)),
        ]
    for name, passed in rows + [(f"control: {name}", passed) for name, passed in controls]:
        print(f"{name:45}{passed}")
    return all(outcome.is_right for _, outcome in rows) and not any(
        outcome.is_right for _, outcome in controls
    )


def main() -> int:
    options = parser(__doc__, number=(20, "people for each obstacle"))
    return command("tests.harness.obstacles", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
