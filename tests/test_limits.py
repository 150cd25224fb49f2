"""The counters of sign-in attempts survive a flood of others."""

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client

from mobility.limits import RateLimitCache
from tests.factories import PASSWORD, make_user
from tests.pages import words_of

pytestmark = pytest.mark.django_db

MOST = 50


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


def of(kind: type[DatabaseCache]) -> DatabaseCache:
    """A small cache, so that a few entries are a flood."""
    return kind("mobility_cache", {"OPTIONS": {"MAX_ENTRIES": MOST}})


def flooded(counters: DatabaseCache, seconds: int) -> None:
    for number in range(MOST * 3):
        counters.set(f"zz-stranger-{number}", [1.0], seconds)


def test_there_is_room_for_the_counters_of_many_addresses() -> None:
    assert caches["default"]._max_entries == 100_000


@pytest.mark.parametrize(("kind", "holds"), [(RateLimitCache, True), (DatabaseCache, False)])
def test_a_lock_outlasts_a_flood_of_shorter_ones(kind: type[DatabaseCache], holds: bool) -> None:
    """The negative control is Django's cache, which evicts by key."""
    counters = of(kind)
    counters.set("a-lock", [1.0] * 5, 300)
    flooded(counters, 60)
    assert (counters.get("a-lock") is not None) == holds


def test_expired_counters_are_evicted_first_and_the_limit_holds() -> None:
    counters = of(RateLimitCache)
    for number in range(MOST):
        counters.set(f"over-{number}", 1, -10)
        counters.set(f"holds-{number}", 1, 300)
    assert all(counters.get(f"holds-{number}") for number in range(MOST))
    flooded(counters, 60)
    counters.set("one-more", 1, 60)
    assert rows() <= MOST + 1


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mobility_cache")
        return int(cursor.fetchone()[0])


def test_a_locked_account_stays_locked_while_strangers_sign_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = make_user()
    monkeypatch.setattr(caches["default"], "_max_entries", MOST)
    for number in range(6):
        Client().post("/accounts/login/", {"login": user.email, "password": f"wrong {number}"})
    for number in range(MOST + 20):
        Client(REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}").post("/accounts/signup/", {})
    right = {"login": user.email, "password": PASSWORD}
    answer = Client(REMOTE_ADDR="10.9.9.9").post("/accounts/login/", right)
    assert answer.status_code != 302
    assert "Too many" in words_of(answer)
