"""What the pages show to simulated people, whose true effects are known."""

from typing import Any

import pytest

from benchmarks.scenario import Scenario
from benchmarks.simulated import person
from tracker.analysis.answers import answers
from tracker.analysis.pairs import History
from tracker.analysis.timeline import RANGES
from tracker.charts import Figure, figures

PLACES = {"toe_spreaders": {"foot": "worked", "ankle": "next", "knee": "further", "hip": "further"}}
SEEDS = (1, 2, 3)


def shown(history: History, **about: Any) -> Figure:
    today = history.sessions[-1].day
    answered = answers(history, today=today, proximity=PLACES)
    about |= {"range_": RANGES["6m"], "today": today, "answers": answered}
    return next(f for f in figures("progress", history, **about) if f.key == "three")


def first(history: History, count: int) -> History:
    """The history after its first `count` sessions."""
    series = {
        key: columns.where(index < count for index in columns.session)
        for key, columns in history.series.items()
    }
    return History(history.tests, history.sessions[:count], series)


def words(figure: Figure) -> list[str]:
    return [row[6] for row in figure.rows]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [7, 12, 22, 42, 62])
def test_a_person_without_any_effect_sees_no_clear_gain(seed: int, count: int) -> None:
    history = person(Scenario(), (seed,)).history
    assert not [says for says in words(shown(first(history, count))) if says.startswith("Clear")]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_true_gain_of_one_point_is_detected_within_20_to_40_sessions(seed: int) -> None:
    history = person(Scenario(effects=(1.0,)), (seed,)).history
    by_20, by_40 = (words(shown(first(history, count + 2))) for count in (20, 40))
    assert sum(says.startswith("Clear") for says in by_20) >= 10
    assert sum(says.startswith("Clear") for says in by_40) >= 12
    assert not [says for says in by_40 if "loss" in says]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_loss_is_reported_as_plainly_as_a_gain(seed: int) -> None:
    history = person(Scenario(effects=(-1.0,)), (seed,)).history
    figure = shown(history)
    texts = [row["says"] for group in figure.data["groups"] for row in group["rows"]]
    assert all("stiffer" in text and "freer" not in text for text in texts)


def test_before_and_after_alone_stay_evidence_c() -> None:
    figure = shown(person(Scenario(effects=(1.0,)), (1,)).history)
    assert figure.data["grade"]["letter"] == "C"
    text = " ".join([figure.sentence, *(cell for row in figure.rows for cell in row)])
    assert "because" not in text and "effect" not in text
