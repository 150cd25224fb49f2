"""A bad network between phone and server: each rating arrives once, whatever the network does."""

import random
from urllib.parse import urlsplit

import pytest

from tests.harness.chaos import sessions
from tests.harness.ledger import Ledger
from tests.harness.phones import Forgetful, Phone
from tests.harness.proxy import BUSY, Chances, Proxy
from tests.harness.servers import people
from tests.harness.storm import storm

pytestmark = pytest.mark.usefixtures("committed")

SEED = 20260310
NO_DELAY = Chances(late=0.0, longest_delay=0.0)
EVERY_FAULT = ("cut_before", "cut_after", "refuse", "twice")


@pytest.fixture
def port(server: str) -> int:
    return int(urlsplit(server).port or 0)


def test_whole_sessions_arrive_once_over_a_bad_network(port: int) -> None:
    with Proxy(port, random.Random(SEED), NO_DELAY) as proxy:
        proxy.first = [*EVERY_FAULT]
        _, verdict = sessions(people(3), proxy, SEED, send_every=4)
    assert verdict.is_complete, verdict
    assert all(proxy.sample_size[fault] for fault in EVERY_FAULT)


def test_a_phone_without_uuids_doubles_ratings_where_answers_are_lost(port: int) -> None:
    with Proxy(port, random.Random(SEED)) as proxy:
        proxy.first = ["cut_after"]
        _, verdict = sessions(people(1), proxy, SEED, kind=Forgetful, dies=0, send_every=8)
    assert verdict.doubled >= 8


def test_a_phone_killed_while_sending_loses_and_doubles_nothing(port: int) -> None:
    ledger = Ledger()
    for number, person in enumerate(people(2)):
        phone = Phone(person, port, ledger, random.Random(SEED + number))
        phone.quiet_until = float("inf")
        phone.whole_session()
        phone = phone.die_while_sending().die_while_sending()
        assert phone.drain()
    assert ledger.compare().is_complete, ledger.compare()


def test_all_pending_entries_arrive_when_everybody_reconnects_at_once(port: int) -> None:
    ledger, _ = storm(people(6), port, SEED)
    assert ledger.compare().is_complete, ledger.compare()
    assert not ledger.errors_of_the_server


@pytest.mark.parametrize(("longest_pause", "requests"), [(30, 1), (0, 16)])
def test_a_rate_limited_phone_waits(port: int, longest_pause: float, requests: int) -> None:
    """The control is a phone that does not wait."""
    (person,) = people(1)
    with Proxy(port, random.Random(SEED)) as proxy:
        proxy.mode = BUSY
        chance = random.Random(SEED)
        phone = Phone(person, proxy.port, Ledger(), chance, longest_pause=longest_pause)
        phone.phase("pre")
        assert (proxy.sample_size[BUSY], len(phone.waiting)) == (requests, 16)
