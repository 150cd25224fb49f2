"""Charts are discovered and ordered; a module that is not a chart is refused by name."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.charts import CHARTS, PAGES, ChartError, discover

GOOD = 'PAGE = "test"\nORDER = 5\ndef build(history, **about):\n    return []\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "made_up_charts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "good.py").write_text(GOOD)
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("made_up_charts")]:
        del sys.modules[name]


def test_every_page_has_charts_in_their_order() -> None:
    places = [(chart.page, chart.order) for chart in CHARTS]
    assert places == sorted(places)
    assert {page for page, _ in places} == set(PAGES)


def test_a_new_file_is_a_new_chart(folder: Path) -> None:
    (folder / "earlier.py").write_text(GOOD.replace("5", "1"))
    assert [chart.name for chart in discover(folder, folder.name)] == ["earlier", "good"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"bad\.py is not a chart: it has no PAGE and no ORDER and no build"),
        (GOOD.replace("ORDER", "PLACE"), r"bad\.py is not a chart: it has no ORDER"),
        (GOOD.replace('"test"', '"home"'), r"bad\.py: PAGE is 'home', not one of"),
        ('PAGE = "test"\nORDER = 1\nbuild = 3\n', r"bad\.py: build is not a function"),
    ],
)
def test_a_file_that_is_not_a_chart_is_refused_by_name(folder: Path, text: str, why: str) -> None:
    (folder / "bad.py").write_text(text)
    with pytest.raises(ChartError, match=why):
        discover(folder, folder.name)
