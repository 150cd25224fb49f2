"""Wherever the weeks are put in words, half a year is told from a year."""

import pytest

from tests.charts.histories import ANKLE, TODAY, both, history_of
from tracker.analysis.answers import answers
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures

NOTE = "Half a year can’t tell training from season."


def built(first: int, *, pause: range = range(0)) -> dict[str, Figure]:
    """The figures of somebody who does a session every other day, except in the pause."""
    days = [ago for ago in range(first, -1, -2) if ago not in pause]
    pairs = [both((4 + n % 2, 5), (6, 6)) for n in range(len(days))]
    history = history_of(days, {ANKLE: pairs})
    about = {"answers": answers(history, today=TODAY), "range_": RANGES["6m"], "today": TODAY}
    return {figure.key: figure for figure in figures("test", history, test="ankle", **about)}


@pytest.mark.parametrize(
    ("first", "pause", "is_noted"),
    [
        (120, range(0), True),
        (360, range(0), True),
        (420, range(0), False),
        (420, range(360, 410), True),  # a year, but not of these weeks
    ],
)
def test_the_line_of_half_a_year_is_noted_until_the_same_weeks_are_there(
    first: int, pause: range, is_noted: bool
) -> None:
    page = built(first, pause=pause)["in-short"].data
    for row in page["rows"]:
        assert any("this time last year" in note for note in row["weeks"]["notes"]) != is_noted
    assert (page["season"] == NOTE) == is_noted


def test_from_a_year_on_each_line_has_last_year_beside_it() -> None:
    rows = built(420)["in-short"].data["rows"]
    notes = [row["weeks"]["notes"] for row in rows]
    assert len(notes) == 2
    assert all("this time last year" in note for (note,) in notes)


def test_without_a_line_there_is_nothing_to_note() -> None:
    page = built(20)
    assert not any(NOTE in figure.sentence for figure in page.values())
    assert page["in-short"].data["season"] == ""


def test_the_ends_of_the_scale_are_noted_beside_the_line() -> None:
    days = list(range(120, -1, -2))
    history = history_of(days, {ANKLE: [both((10, 10), (5 + n % 2, 6)) for n in range(len(days))]})
    about = {"answers": answers(history, today=TODAY), "range_": RANGES["6m"], "today": TODAY}
    page = {f.key: f for f in figures("test", history, test="ankle", **about)}
    note = "Many before ratings are already 10, so a rise cannot show."
    left, right = page["in-short"].data["rows"]
    assert (note in left["weeks"]["notes"], note in right["weeks"]["notes"]) == (True, False)
    notes = " ".join(page["side-gap"].data["notes"])
    assert "Many ratings of a side are at an end of the scale" in notes
