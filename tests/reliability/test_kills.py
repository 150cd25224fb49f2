"""The server is killed while phones send: what it acknowledged is there afterwards, once."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.kills import kills
from tests.harness.ledger import Ledger, Verdict
from tests.harness.phones import Careless, Forgetful, Phone
from tests.harness.proxy import Proxy
from tests.harness.servers import Server, is_sound, people

pytestmark = pytest.mark.usefixtures("committed")

SEED = 20260312


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path, workers=1) as server:
        yield server


def test_acknowledged_taps_survive_every_kill(own_server: Server) -> None:
    ledger = kills(own_server, people(3), 2, SEED)
    assert ledger.compare().is_complete, ledger.compare()
    assert is_sound().startswith(("ok", "not checked"))
    assert ledger.named


def killed_after_its_commit(server: Server, kind: type[Phone]) -> Verdict:
    """The server has written, and dies before the phone hears it."""
    (person,), ledger = people(1), Ledger()
    with Proxy(server.port, random.Random(SEED)) as proxy:
        phone = kind(person, proxy.port, ledger, random.Random(SEED))
        proxy.when_answered = lambda: bool(server.kill()) or True
        phone.phase("pre", send_every=16)
        proxy.when_answered = lambda: False
        server.start()
        phone.drain()
    return ledger.compare()


@pytest.mark.parametrize("kind", [Phone, Forgetful])
def test_a_kill_between_commit_and_response_stores_the_tap_once(
    own_server: Server, kind: type[Phone]
) -> None:
    """The control is a phone without UUIDs."""
    verdict = killed_after_its_commit(own_server, kind)
    assert verdict.is_complete == (kind is Phone), verdict
    assert verdict.doubled == (0 if kind is Phone else 16)


def test_a_phone_that_treats_sent_as_stored_loses_taps(
    server: str,
) -> None:
    (person,), ledger = people(1), Ledger()
    with Proxy(0, random.Random(SEED)) as proxy:
        proxy.mode = "down"
        phone = Careless(person, proxy.port, ledger, random.Random(SEED))
        phone.phase("pre", send_every=16)
    assert ledger.compare().lost == 16
