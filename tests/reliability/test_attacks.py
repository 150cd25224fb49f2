"""Whoever holds the server up, straight at its port: others are answered all the same."""

from collections.abc import Iterator

import pytest

from tests.harness.holding import WAYS, holding, probed
from tests.harness.servers import Server

pytestmark = pytest.mark.usefixtures("committed")

LINES = 24  # Three times the threads of both processes.


@pytest.fixture(scope="module")
def own_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("attacked"), workers=1) as server:
        yield server


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
def test_connections_that_never_come_to_an_end_keep_nobody_waiting(
    way: str, own_server: Server
) -> None:
    with holding(own_server.port, WAYS[way], LINES), probed(own_server.port) as probes:
        pass
    assert probes.all_answered, probes
