"""What the pages show to simulated people, whose true effects are known."""

import pytest

from benchmarks.scenario import Scenario
from benchmarks.simulated import person
from tracker.analysis.answers import answers
from tracker.analysis.pairs import History
from tracker.charts import figures
from tracker.charts.board_tables import BoardTable

PLACES = {"toe_spreaders": {"foot": "worked", "ankle": "next", "knee": "further", "hip": "further"}}
SEEDS = (1, 2, 3)


def shown(history: History) -> BoardTable:
    """The table of what is said of each test and side after a session."""
    answered = answers(history, today=history.sessions[-1].day, proximity=PLACES)
    built = {figure.key: figure for figure in figures("progress", history, answers=answered)}
    table: BoardTable = built["numbers"].data["tables"][0]
    return table


def first(history: History, count: int) -> History:
    """The history after its first `count` sessions."""
    series = {
        key: columns.where(index < count for index in columns.session)
        for key, columns in history.series.items()
    }
    return History(history.tests, history.sessions[:count], series)


def words(table: BoardTable) -> list[str]:
    return [row[6] for row in table.rows]


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
    assert all("stiffer" in text and "freer" not in text for text in words(shown(history)))


def test_before_and_after_alone_claim_no_cause() -> None:
    table = shown(person(Scenario(effects=(1.0,)), (1,)).history)
    text = " ".join(cell for row in table.rows for cell in row)
    assert "because" not in text and "effect" not in text
