"""The benchmarks work: every timed request succeeds."""

import re

import pytest
from pytest_django import Settings

from benchmarks.one_database import FLOOR, queries
from benchmarks.people import fill
from benchmarks.requests import PAGES
from benchmarks.trace import TRACED, all_traced


@pytest.mark.django_db
def test_every_timed_page_answers(settings: Settings) -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"
    (person,) = fill(users=1, years=0)
    counted = queries(person)
    assert set(counted) == {page.name for page in PAGES}
    assert counted[FLOOR] == 2


@pytest.mark.django_db
def test_a_tap_and_a_progress_page_can_be_traced() -> None:
    traces = dict(all_traced())
    assert set(traces) == set(TRACED)
    figures = r"\d+ files, \d+ functions, \d+ calls, \d+ switches of file"
    assert all(re.fullmatch(figures, trace.figures()) for trace in traces.values())
    tap = traces["save one tap"]
    assert tap.in_the_view.files < tap.files
    assert {"tracker/views/sync.py", "tracker/sync/batch.py"} <= tap.in_the_view.files


@pytest.mark.django_db
def test_a_tap_has_as_few_files_and_switches_as_the_architecture_says() -> None:
    tap = dict(all_traced())["save one tap"].in_the_view
    assert len(tap.files) <= 20, tap.stays()
    assert tap.switches <= 48, tap.stays()
