"""A hotel's page, an old sign-in, a bad entry, two months in a drawer: nothing is dropped."""

import random
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.harness.obstacles import (
    HOTELS,
    OBSTACLES,
    poison,
    portal,
    sign_in_again,
    two_months,
)
from tests.harness.phones import Expiring, Phone, Strict, Trusting
from tests.harness.proxy import Proxy
from tests.harness.servers import people

pytestmark = pytest.mark.usefixtures("committed")

SEED = 20260311


@pytest.fixture
def port(server: str) -> int:
    return int(urlsplit(server).port or 0)


@pytest.mark.parametrize("kind", [Phone, Trusting])
def test_a_foreign_response_is_not_an_acknowledgement(port: int, kind: type[Phone]) -> None:
    """The control takes every answer that is no error for one of the server."""
    persons = people(2 * len(HOTELS))
    with Proxy(port, random.Random(SEED)) as proxy:
        passed = portal(persons, proxy, SEED, kind)
    assert passed.is_right == (kind is Phone), passed
    assert passed.false == (0 if kind is Phone else 6)


@pytest.mark.parametrize("in_the_way", OBSTACLES)
def test_a_sign_out_midway_loses_nothing_after_signing_in(
    port: int, in_the_way: Callable[[Phone], None]
) -> None:
    passed = sign_in_again(people(3), port, SEED, in_the_way)
    assert passed.is_right, passed


@pytest.mark.parametrize("kind", [Phone, Strict])
def test_a_bad_entry_does_not_block_others_and_is_set_aside(port: int, kind: type[Phone]) -> None:
    """The control sends one entry at a time and waits for it."""
    passed = poison(people(3 if kind is Phone else 1), port, SEED, kind)
    assert passed.is_right == (kind is Phone), passed


@pytest.mark.parametrize("kind", [Phone, Expiring])
def test_entries_pending_for_sixty_days_still_arrive(port: int, kind: type[Phone]) -> None:
    """The control keeps an entry for a week."""
    passed = two_months(people(1), port, SEED, kind)
    assert passed.is_right == (kind is Phone), passed
