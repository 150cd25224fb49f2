"""The benchmark measures what it says: each request that it times is answered."""

import pytest
from pytest_django import Settings

from benchmarks.one_database import FLOOR, queries
from benchmarks.people import fill
from benchmarks.requests import PAGES


@pytest.mark.django_db
def test_each_page_that_is_timed_answers(settings: Settings) -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"
    (person,) = fill(users=1, years=0)
    counted = queries(person)
    assert set(counted) == {page.name for page in PAGES}
    assert counted[FLOOR] == 2
