"""A plan finds a true point as often as its page says, for people who always look."""

from dataclasses import replace

import pytest

from benchmarks.scenario import PRACTICE, Scenario
from benchmarks.simulated import person
from tracker.analysis.answers import EVERYTHING, Dataset
from tracker.analysis.answers.plan_answer import FIRST_OF_EACH, plan_answer
from tracker.analysis.answers.trials import plan_ahead
from tracker.analysis.pairs import History

PEOPLE = 60
ANKLE = ("ankle_dorsiflexion",)


def until(history: History, count: int) -> History:
    """The same as it was after so many sessions."""
    last = history.sessions[count - 1].day
    series, halfway = (
        {key: column.between(0, last) for key, column in columns.items()}
        for columns in (history.series, history.halfway)
    )
    return replace(history, sessions=history.sessions[:count], series=series, halfway=halfway)


def ever_freer(seed: int, design: str, effect: float, sessions: int) -> bool:
    """Looking after every session; only the named test is rated."""
    about = Scenario(tests=ANKLE, named=ANKLE, design=design, effects=(effect,), sessions=sessions)
    history = person(about, (3, seed)).history
    for count in range(2 * FIRST_OF_EACH, sessions + 1):
        so_far = until(history, count + PRACTICE)
        dataset = Dataset(so_far, so_far.sessions[-1].day, EVERYTHING)
        answer = plan_answer(dataset, design=design, arms=about.arms, tests=ANKLE)
        if answer.question.verdict in ("clear_gain", "clear_small_gain"):
            return True
    return False


@pytest.mark.parametrize(
    ("design", "ratings", "sessions"), [("control", 2, 32), ("versus", 2, 40), ("one_leg", 1, 32)]
)
def test_a_true_point_is_clear_as_often_as_promised(
    design: str, ratings: int, sessions: int
) -> None:
    plan = plan_ahead(design, ratings=ratings)
    assert plan.sessions == sessions
    clear = sum(ever_freer(seed, design, 1.0, sessions) for seed in range(PEOPLE))
    assert clear / PEOPLE >= plan.power_in_ten / 10 - 0.05


def test_without_an_effect_hardly_any_plan_is_clear() -> None:
    """The control of the test above."""
    assert sum(ever_freer(seed, "control", 0.0, 32) for seed in range(PEOPLE)) <= 4
