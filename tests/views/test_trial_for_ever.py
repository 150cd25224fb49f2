"""The answer of a plan says the same however old its sessions are."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import people
from tests.factories import make_user
from tests.models.test_trial import make_trial
from tests.pages import client_of, words_of
from tracker.analysis.answers import example_trial
from tracker.models import Trial, User
from tracker.queries.trials import plan_dataset
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.django_db

LATER = (0, 100, 200, 730)  # days after its last session
# Weeks of a plan, and the days from one of its sessions to the next.
THIRTY_WEEKS, TWO_YEARS = (30, 4), (104, 13)

Pass = Callable[[int], None]


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Moves the clock to so many days after today."""
    today = timezone.now()

    def move(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: today + datetime.timedelta(days=days))

    return move


@pytest.fixture(params=[THIRTY_WEEKS, TWO_YEARS], ids=["30 weeks", "two years"])
def trial(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A plan with practice before it and choices of its owner's among its sessions."""
    weeks, every = request.param
    owner = make_user()
    people.lived(owner, count=3, ago=7 * weeks + 30, randomised=False)
    trial = make_trial(owner=owner, guess="toe_touch")
    Trial.objects.filter(pk=trial.pk).update(
        started_at=timezone.now() - datetime.timedelta(weeks=weeks)
    )
    people.lived(owner, count=6, ago=5, randomised=False, seed=3)
    monkeypatch.setattr(example_trial, "EVERY", every)
    people.lived(owner, count=7 * weeks // every, trial=trial, effect=people.one_point)
    return trial


def page_of_plan(owner: User) -> str:
    return words_of(client_of(owner).get("/trial/"))


@pytest.mark.parametrize("is_ended", [False, True], ids=["running", "ended"])
def test_the_page_of_a_plan_says_the_same_two_years_later(
    trial: Trial, days_pass: Pass, *, is_ended: bool
) -> None:
    if is_ended:
        end_trial(trial)
    pages = []
    for days in LATER:
        days_pass(days)
        pages.append(page_of_plan(trial.owner))
    assert "Ankle dorsiflexion" in pages[0] and "Too early" not in pages[0]
    assert set(pages) == {pages[0]}


def test_the_dataset_of_a_plan_holds_its_own_sessions_alone(trial: Trial, days_pass: Pass) -> None:
    days_pass(730)
    dataset = plan_dataset(trial)
    own = set(trial.sessions.values_list("pk", flat=True))
    counted = {dataset.history.sessions[i].id for i in dataset.as_assigned}
    assert counted == own
    assert len(dataset.history.sessions) == len(own) + 2, "and the two of practice"


def test_practice_is_the_first_two_sessions_ever_not_those_of_the_plan() -> None:
    new, experienced = make_user(), make_user()
    people.lived(experienced, count=2, ago=90, randomised=False)
    counts = []
    for owner in (new, experienced):
        trial = make_trial(owner=owner)
        people.lived(owner, count=12, trial=trial)
        counts.append(len(plan_dataset(trial).as_assigned))
    assert counts == [10, 12]


def test_the_number_of_queries_does_not_grow_with_a_plan() -> None:
    counts = []
    for sessions in (1, 12):
        trial = make_trial(owner=make_user())
        people.lived(trial.owner, count=sessions, trial=trial)
        with CaptureQueriesContext(connection) as captured:
            plan_dataset(trial)
        counts.append(len(captured))
    assert counts[0] == counts[1]
