"""Two requests at the same moment: one draw, one thing done, one trial that runs."""

import pytest

from tests.factories import make_user
from tests.models.test_trial import begin, drawn, make_trial, routine
from tests.pages import client_of
from tests.sessions.test_parallel import again, at_once
from tracker.sessions.lifecycle import advance
from tracker.sessions.trials import accept, decline

pytestmark = pytest.mark.usefixtures("committed")


def test_two_ends_of_the_before_ratings_at_once_draw_once() -> None:
    trial = make_trial()
    session = begin(trial)
    at_once(*(lambda: advance(again(session), "pre") for _ in range(2)))
    trial.refresh_from_db()
    assert (again(session).stage, trial.draws) == ("draw", 1)
    assert again(session).assigned in trial.arms


def test_of_accepting_and_declining_at_once_one_counts_whole() -> None:
    trial = make_trial()
    session = drawn(trial)
    at_once(
        lambda: accept(again(session)),
        lambda: decline(again(session), routine("sock_pull")),
    )
    done = again(session)
    assert done.stage == "routine"
    expected = "sock_pull" if done.declined else done.assigned
    assert done.plan.routine.slug == expected


def test_a_plan_sent_twice_at_once_is_one_trial() -> None:
    user = make_user()
    plan = {"design": "control", "routine": "sock_pull", "tests": ["toe_touch"]}
    client = client_of(user)
    answers = at_once(*(lambda: client.post("/trial/", plan) for _ in range(2)))
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert user.trials.count() == 1
