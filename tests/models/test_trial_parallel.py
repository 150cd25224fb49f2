"""Two requests for a trial at the same moment: one assignment, one outcome, one running trial."""

import pytest

from tests.factories import make_user
from tests.models.test_trial import assigned_session, begin, make_trial, routine
from tests.pages import client_of
from tests.sessions.test_parallel import again, at_once
from tracker.sessions.lifecycle import advance
from tracker.sessions.trials import accept, decline

pytestmark = pytest.mark.usefixtures("committed")


def test_before_ratings_sent_twice_at_once_are_assigned_once() -> None:
    trial = make_trial()
    session = begin(trial)
    at_once(*(lambda: advance(again(session), "pre") for _ in range(2)))
    trial.refresh_from_db()
    assert (again(session).stage, trial.draws) == ("draw", 1)
    assert again(session).assigned in trial.arms


def test_accepting_and_declining_at_once_has_one_whole_outcome() -> None:
    trial = make_trial()
    session = assigned_session(trial)
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
