"""Discovers the charts, one per module, and builds their figures from a history; no Django."""

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from tracker.analysis.pairs import History
from tracker.charts.figure import PLACES, Chart, ChartError, Figure, Place

__all__ = ["PLACES", "Chart", "ChartError", "Figure", "by_place", "discover", "figures"]

PAGES = ("result", "progress", "test", "compare", "trial")
# Building blocks, not charts.
SHARED = (
    "__init__",
    "arms",
    "comparisons",
    "board_cells",
    "board_tables",
    "figure",
    "forest",
    "last_session",
    "levels",
    "lines",
    "changes_headline",
    "changes_in_words",
    "phone_words",
    "report",
    "swing_band",
    "verdict_counts",
    "sides",
    "strip",
    "three_answers",
    "three_numbers",
    "usual_swing",
)


def discover(folder: Path, package: str) -> tuple[Chart, ...]:
    """All charts of a folder, ordered by page and place.

    Raises ChartError, with the name of the file, for a module that is not a chart.
    """
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem not in SHARED)
    charts = [_chart(name, package) for name in names]
    return tuple(sorted(charts, key=lambda chart: (chart.page, chart.order, chart.name)))


def _chart(name: str, package: str) -> Chart:
    module = importlib.import_module(f"{package}.{name}")
    missing = [word for word in ("PAGE", "ORDER", "build") if not hasattr(module, word)]
    if missing:
        raise ChartError(f"{name}.py is not a chart: it has no {' and no '.join(missing)}.")
    if module.PAGE not in PAGES:
        raise ChartError(f"{name}.py: PAGE is {module.PAGE!r}, not one of {', '.join(PAGES)}.")
    if not callable(module.build):
        raise ChartError(f"{name}.py: build is not a function.")
    return Chart(module.PAGE, module.ORDER, name, module.build)


CHARTS = discover(Path(__file__).parent, __name__)


def figures(page: str, history: History, *, example: bool = False, **about: Any) -> list[Figure]:
    """The figures of a page, in order. `about` holds the keyword arguments of its charts:

    result: proximity (by region, or None), noise, skips, phone; progress: answers;
    test: test (its slug), range_, today, answers, phones; compare: dataset, declined; trial: see
    `trial_answer`.
    """
    charts = [chart for chart in CHARTS if chart.page == page]
    built = [figure for chart in charts for figure in chart.build(history, **about)]
    return [_as_example(figure) for figure in built] if example else built


def _as_example(figure: Figure) -> Figure:
    return replace(figure, example=True, parts=tuple(_as_example(part) for part in figure.parts))


def by_place(figures: list[Figure]) -> dict[Place, list[Figure]]:
    """The figures of each place of a page, in order."""
    return {place: [figure for figure in figures if figure.place == place] for place in PLACES}
