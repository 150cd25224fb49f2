"""Hostile input gets an answer, whatever it is; the long run is `python -m tests.harness.fuzz`."""

from typing import Any

import pytest
from django.http import HttpResponse

from tests.harness import fuzz
from tracker.views import safety

pytestmark = pytest.mark.django_db


def test_no_hostile_input_is_more_than_a_sentence() -> None:
    result = fuzz.fuzz(150, seed=14)
    assert result.faults == []
    assert {"form", "json", "upload"} <= set(result.answers)


@pytest.mark.once
def test_an_input_that_breaks_a_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: Any) -> HttpResponse:
        raise ArithmeticError

    monkeypatch.setattr(safety, "render", break_down)
    result = fuzz.Result()
    result.send(fuzz.Input("query", "", "GET", "/safety/", "a=b"))
    assert [fault.partition(" ")[0] for fault in result.faults] == ["500"]
