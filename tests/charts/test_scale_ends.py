"""The notes about the ends of the scale stand beside the answers of every comparison."""

from typing import Any

import pytest

from tests.analysis.test_answers import dataset
from tests.analysis.test_scale_ends import history_at
from tracker.charts import Figure, figures

MORE = "Many ratings are already 10, so there is no room to show more."


def compared(level: int, kind: str) -> list[Figure]:
    about = dataset(history_at(level, kind=kind))
    return figures("compare", about.history, dataset=about, declined=frozenset())


def notes(figure: Figure) -> list[Any]:
    """Of each picture that states an answer, what is noted beside it."""
    groups = [*figure.data.get("groups", []), *figure.data.get("more", [])]
    rows = [row for group in groups for row in group["rows"]]
    return [row["tags"] for row in [*rows, *figure.data.get("slopes", [])]]


@pytest.mark.parametrize("kind", ["routine", "one_leg"])
def test_no_comparison_at_the_top_of_the_scale_stands_without_its_note(kind: str) -> None:
    beside = [note for figure in compared(10, kind) for note in notes(figure)]
    assert beside
    assert all(note == [MORE] for note in beside)
    assert not any(MORE in note for figure in compared(5, kind) for note in notes(figure))
