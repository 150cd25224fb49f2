"""Figures of answers: sentence, table and chart agree, within rounding."""

import re
from typing import Any

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY, both, history_of
from tracker.analysis.answers import Answers, answers
from tracker.analysis.answers.tally import tally
from tracker.analysis.example import example_history
from tracker.analysis.pairs import History, SessionInfo, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures, side_gap
from tracker.charts.forest import Axis

MINUS = "\N{MINUS SIGN}"
PLACES = {"toe_spreaders": {"foot": "worked", "ankle": "next", "low_back": "further"}}
COUNTS = (1, 3, 6, 12, 40)


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


def bars(figure: Figure) -> list[dict[str, Any]]:
    groups = figure.data["groups"] + figure.data["more"]
    return [row for group in groups for row in group["rows"]]


def axis_of(figure: Figure) -> Axis:
    """The axis, reconstructed from its ticks alone, as the eye would."""
    first, last = figure.data["ticks"][0], figure.data["ticks"][-1]
    low, high = number(first["text"]), number(last["text"])
    scale = (percent(last["at"]) - percent(first["at"])) / (high - low)
    start = low - (percent(first["at"]) - 2) / scale
    return Axis(round(start), round(start + 96 / scale))


@pytest.mark.parametrize("count", [count for count in COUNTS if count > 2])
def test_bars_are_where_the_table_says(count: int) -> None:
    figure = page("progress", example(count))["three"]
    axis = axis_of(figure)
    for row, bar in zip(figure.rows, bars(figure), strict=True):
        _test, side, _n, best, narrow, wide, says, *_ = row
        assert bar["side"] == {"Left": "left", "Right": "right", "Both legs at once": "none"}[side]
        assert bar["says"] == says
        if best == "–":
            assert bar["best"] is None
            continue
        assert percent(bar["best"]) == pytest.approx(percent(axis.at(number(best))), abs=2)
        for limits, ends in ((narrow, bar["narrow"]), (wide, bar["wide"])):
            assert (limits == "–") == (not ends)
            if ends:
                written = [percent(axis.at(number(end))) for end in limits.split(" to ")]
                assert [percent(end) for end in ends] == pytest.approx(written, abs=4)


@pytest.mark.parametrize("count", [12, 40])
def test_what_a_sentence_calls_at_least_is_in_the_table(count: int) -> None:
    for row in page("progress", example(count))["three"].rows:
        best, wide, says = row[3], row[5], row[6]
        if match := re.search(r"at least (\S+) \(most likely (\S+)\)", says):
            limit = number(wide.split(" to ")[0 if number(best) > 0 else 1])
            assert number(match[2]) == abs(number(best))
            assert number(match[1]) == abs(limit)


def test_each_test_and_side_has_its_three_numbers() -> None:
    figure = page("progress", example(40))["three"]
    for row, bar in zip(figure.rows, bars(figure), strict=True):
        (trend,) = bar["also"]  # a carry-over only once it is known
        assert trend["says"] == row[11]


def test_what_is_most_likely_in_12_weeks_is_in_the_table() -> None:
    figure = page("progress", example(40))["three"]
    assert figure.header[9:] == (
        *("Most likely change in 12 weeks", "Its 95% range"),
        "Before ratings over the weeks",
    )
    for row in figure.rows:
        low, high = (number(end) for end in row[10].split(" to "))
        assert low <= number(row[9]) <= high


def test_the_summary_counts_every_rating_once() -> None:
    history = example(40)
    for answer in (0, 2):
        says = page("progress", history)["three"].summary[answer]["says"]
        total, _, counts = says.partition(" tests and sides: ")
        counted = [int(digits) for digits in re.findall(r"(?:^|, )(\d+) ", counts)]
        assert sum(counted) == int(total) == len(answers_of(history).changes) == 5


@pytest.mark.parametrize(("score", "way"), [(10, ("more", "rise")), (0, ("less", "fall"))])
def test_the_summary_counts_what_an_end_of_the_scale_holds_back(
    score: int, way: tuple[str, str]
) -> None:
    history = history_of(range(80, 0, -2), {ANKLE: [both((score, score), (score, score))] * 40})
    day, _, weeks = page("progress", history)["three"].summary
    many = f"In 2 tests and sides many %sratings are already {score}, so "
    assert day["note"] == f"{many % ''}there is no room to show {way[0]}."
    assert weeks["note"].startswith(f"{many % 'before '}a {way[1]} cannot show. ")
    free = history_of(range(80, 0, -2), {ANKLE: [both((4, 5), (5, 6))] * 40})
    assert page("progress", free)["three"].summary[0]["note"] == ""


def test_sessions_that_cannot_be_compared_are_no_basis() -> None:
    picked = {"randomised": True, "assigned": "toe_spreaders"}
    history = history_of(range(80, 0, -2), {ANKLE: [both((4, 5), (5, 6))] * 40}, **picked)
    still_there = page("progress", history)["three"].summary[1]
    assert still_there["says"].startswith("Not known. It takes a fair test")
    assert still_there["rests_on"] == ""


def test_sides_that_are_alike_are_named_once() -> None:
    history = history_of(range(80, 0, -2), {ANKLE: [both((4, 5), (4, 6))] * 40})
    (part,) = page("progress", history)["small"].parts
    assert "your before ratings were about 4 on both sides. " in part.sentence


def test_identical_verdicts_are_stated_once() -> None:
    history = history_of([6, 4, 2], {ANKLE: [{"left": (4, 5)}] * 3})
    assert tally(answers_of(history).changes.values()) == (
        "Too early. 4 more sessions for a first estimate"
    )


def test_during_familiarisation_there_is_no_figure_of_answers() -> None:
    assert "three" not in page("progress", example(1))


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
