"""Runs the tests of charts with one chart more on each page, as after somebody has added one."""

from collections.abc import Iterator

import pytest

from tracker import charts
from tracker.analysis.pairs import History
from tracker.charts.figure import Chart, Figure


def build(history: History, **about: object) -> Iterator[Figure]:
    yield Figure(
        key="another",
        kind="pending",
        title="Another",
        sentence="Another chart.",
        header=("Phase", "Sessions"),
        rows=(("Before", "1"),),
        data={"bars": []},
    )


@pytest.fixture(autouse=True)
def another_chart_on_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    added = tuple(Chart(page, 0, "another", build) for page in charts.PAGES)
    monkeypatch.setattr(charts, "CHARTS", added + charts.CHARTS)
