"""What strangers do to hold the server up, straight at its port: others are answered all the same.

The full size, also behind nginx and Caddy, is `python -m tests.harness.attacks`.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.documented import SITE
from tests.harness import attacks
from tests.harness.attacks import Door, Outcome, serving
from tests.harness.holding import WAYS, holding, probed

pytestmark = pytest.mark.usefixtures("committed")

LINES = 24  # Three times the threads of both processes.
SMALL = (
    *(attacks.charset, attacks.routines, attacks.takeover, attacks.uploads),
    *(attacks.mistakes, attacks.addresses),
)


@pytest.fixture(scope="module")
def door(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("attacked")
    server = serving(folder)
    server.workers = 1
    server.environment |= {"SITE_URL": f"https://{SITE}", "TMPDIR": str(folder)}
    with server:
        yield Door("straight", server.port, server, folder, LINES)


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
def test_endless_connections_keep_nobody_waiting(way: str, door: Door) -> None:
    with holding(door.port, WAYS[way], LINES), probed(door.port) as probes:
        pass
    assert probes.all_answered, probes


@pytest.mark.parametrize("attack", SMALL, ids=lambda attack: attack.__name__)
def test_an_attack_fails_while_others_are_answered(
    attack: Callable[[Door], Outcome], door: Door
) -> None:
    with probed(door.port) as probes:
        outcome, good = attack(door)
    assert good, outcome
    assert probes.all_answered, probes
