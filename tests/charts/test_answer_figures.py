"""Figures of answers: sentence, table and chart agree, within rounding."""

from typing import Any

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY
from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import example_history
from tracker.analysis.pairs import History, SessionInfo, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures, side_gap

MINUS = "\N{MINUS SIGN}"
PLACES = {"toe_spreaders": {"foot": "worked", "ankle": "next", "low_back": "further"}}


def answers_of(history: History) -> Answers:
    return answers(history, today=TODAY, proximity=PLACES)


def page(name: str, history: History, **about: Any) -> dict[str, Figure]:
    about |= {"range_": RANGES["6m"], "today": TODAY, "answers": answers_of(history)}
    built = figures(name, history, **about)
    return {figure.key: figure for figure in built for figure in (figure, *figure.parts)}


def example(count: int) -> History:
    return example_history(TESTS, TODAY, count=count)


def number(text: str) -> float:
    if text in ("just above 0", "just below 0"):
        return 0.0
    return float(text.replace(MINUS, "-"))


def percent(text: str) -> float:
    return float(text.rstrip("%"))


def two_sided(gap: int, weeks: int = 12) -> History:
    infos = [SessionInfo(n, None, TODAY - 7 * n, "routine", "toe_spreaders") for n in range(weeks)]
    rows = [(n, ANKLE.id, "left", 5 + gap + n % 2, 7) for n in range(weeks)]
    rows += [(n, ANKLE.id, "right", 5, 7) for n in range(weeks)]
    return history_from_rows(TESTS, infos, rows)


@pytest.mark.parametrize(("gap", "side"), [(2, "left"), (-3, "right")])
def test_the_gap_says_which_side_is_freer(gap: int, side: str) -> None:
    figure = page("test", two_sided(gap), test="ankle")["side-gap"]
    assert f"{side.capitalize()} is " in figure.sentence
    above = [percent(dot["y"]) < 50 for dot in figure.data["dots"]]
    assert all(above) == (side == "left") and any(above) == (side == "left")


def test_the_dots_of_the_gap_are_its_table() -> None:
    figure = page("test", two_sided(2), test="ankle")["side-gap"]
    dots = [dot["y"] for dot in reversed(figure.data["dots"])]
    top = figure.data["top"]
    assert [percent(y) for y in dots] == pytest.approx(
        [percent(side_gap.height(number(row[1]), top)) for row in figure.rows], abs=0.1
    )
    assert figure.data["band"]["says"] == "Usual swing: ± 2 (assumed)"


def test_carryover_is_an_empty_frame_until_it_is_known() -> None:
    figure = page("test", example(40), test="ankle")["still-there"]
    assert figure.sentence == "Not known: between nothing and all of it."
    assert all(not row["wide"] and not row["best"] for row in figure.data["rows"])
    assert {row[3] for row in figure.rows} == {"Not known"}


def test_a_measured_value_names_the_source_of_its_error() -> None:
    figure = page("test", example(40), test="ankle")["measured-knee_to_wall"]
    assert figure.data["notes"][-1].startswith("Nobody has published how much this home test")
