"""Progress: an example while there are no sessions, the person's own ratings afterwards."""

import datetime
import re

import pytest
from django.utils import timezone

from tests import people
from tests.factories import make_history, make_session, make_user
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.analysis.answers.plan_sentences import sentence
from tracker.models import MobilityTest, Routine, Trial, User
from tracker.queries.trials import asked_by, judgement_of
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.django_db

PAGES = ("/progress/", "/progress/ankle_dorsiflexion/", "/progress/toe_touch/")


@pytest.mark.parametrize("page", PAGES)
def test_without_sessions_progress_is_a_labelled_example(page: str) -> None:
    user = make_user()
    make_session(owner=user, stage="post")
    response = client_of(user).get(page)
    assert response.status_code == 200
    assert "Example" in words_of(response)


@pytest.mark.parametrize("page", PAGES)
def test_with_one_session_there_is_no_example(page: str) -> None:
    user = make_user()
    make_session(owner=user, stage="done", pre=3, post=8)
    assert "Example" not in words_of(client_of(user).get(page))


@pytest.mark.parametrize("page", PAGES[1:])
def test_with_one_session_the_page_of_a_test_shows_it_with_a_table(page: str) -> None:
    user = make_user()
    make_session(owner=user, stage="done", pre=3, post=8)
    assert "<table" in text_of(client_of(user).get(page))


@pytest.mark.parametrize("range_", ["4w", "3m", "6m", "1y", "all", "", "no such", "\x00", "9" * 99])
@pytest.mark.parametrize("page", PAGES)
def test_any_range_works(page: str, range_: str) -> None:
    user = make_user()
    make_history(owner=user, days=3, tests=("toe_touch",))
    assert client_of(user).get(page, {"range": range_}).status_code == 200


def test_with_only_an_old_session_there_is_no_example() -> None:
    user = make_user()
    long_ago = timezone.now() - datetime.timedelta(days=900)
    make_session(owner=user, stage="done", started_at=long_ago)
    for page in PAGES:
        assert "Example" not in words_of(client_of(user).get(page))


def test_an_unknown_test_is_a_404() -> None:
    client = client_of(make_user())
    assert client.get("/progress/no_such_test/").status_code == 404


def test_a_retired_test_has_a_page_for_those_who_rated_it() -> None:
    user, other = make_user(), make_user()
    make_session(owner=user, stage="done")
    MobilityTest.objects.filter(slug="toe_touch").update(retired=True)
    assert client_of(user).get("/progress/toe_touch/").status_code == 200
    assert "Toe touch" in words_of(client_of(user).get("/progress/"))
    assert client_of(other).get("/progress/toe_touch/").status_code == 404


def test_an_own_test_comes_before_the_built_in_one_of_its_name() -> None:
    user = make_user()
    MobilityTest.objects.create(owner=user, slug="toe_touch", name="My own reach", region="hip")
    assert "My own reach" in words_of(client_of(user).get("/progress/toe_touch/"))
    other = client_of(make_user()).get("/progress/toe_touch/")
    assert "My own reach" not in words_of(other)


def test_looking_changes_nothing() -> None:
    user = make_user()
    make_session(owner=user, stage="done")
    client = client_of(user)
    with nothing_changes():
        for page in PAGES:
            client.get(page)


def progress_of(user: User, **query: str) -> str:
    return words_of(client_of(user).get("/progress/", query))


def freer(user: User, count: int, *, by: int = 2) -> None:
    """So many sessions on as many days, always freer by as much."""
    now = timezone.now()
    for ago in range(count, 0, -1):
        started = now - datetime.timedelta(days=ago)
        make_session(owner=user, stage="done", pre=4, post=4 + by, started_at=started)


def test_a_few_sessions_are_counted_and_no_direction_is_said() -> None:
    user = make_user()
    freer(user, 4)
    words = progress_of(user)
    assert "4 sessions so far" in words
    assert "Afterwards you rated freer in 60 of 60 ratings." in words
    assert "3 more sessions to your first estimate." in words
    assert "Start session 5" in words
    assert "freer 4 of 4" in words
    assert "Every number as a table" not in words
    for verdict in ("Clearly", "Probably", "Is it working?", "evidence"):
        assert verdict not in words


def test_from_the_first_estimate_on_there_is_a_sentence_three_answers_and_the_board() -> None:
    user = make_user()
    freer(user, 14)
    words = progress_of(user)
    assert "You rate freer after a session. Whether the routine does it is not known." in words
    assert "Weak evidence (C): before and after only" in words
    assert "Freer in 15 of 15 15 tests and sides: 15 clearly freer. From your last 12" in words
    assert "Still there next time Not known Only a fair test can show it." in words
    assert "Set up a fair test" in words
    assert words.count("Left: Clearly freer afterwards, by at least") == 7
    assert words.count("Both legs at once: Clearly freer afterwards") == 1
    assert words.count("A change is not proof") == 1


def test_who_rates_stiffer_is_first_shown_when_not_to_do_this() -> None:
    user = make_user()
    freer(user, 14, by=-2)
    response = client_of(user).get("/progress/")
    assert "You rate stiffer after a session." in words_of(response)
    assert 'href="/safety/">When not to do this</a>' in text_of(response)
    assert "Set up a fair test" not in words_of(response)


def test_the_weeks_can_be_shown_first_without_a_script() -> None:
    user = make_user()
    freer(user, 14)
    checked = re.compile(r'id="show_(\w+)"[^>]*\schecked')
    for query, half in (({}, "day"), ({"show": "weeks"}, "weeks"), ({"show": "?"}, "day")):
        assert checked.findall(text_of(client_of(user).get("/progress/", query))) == [half]
    assert 'href="?show=weeks#board-title"' in text_of(client_of(user).get("/progress/"))


def test_after_half_a_year_without_a_session_it_counts_anew() -> None:
    user = make_user()
    for ago in range(310, 300, -1):
        started = timezone.now() - datetime.timedelta(days=ago)
        make_session(owner=user, stage="done", started_at=started)
    words = progress_of(user)
    assert "10 sessions since" in words
    assert "No session with a routine in the last 6 months" in words
    assert "5 more sessions to your first estimate." in words
    freer(user, 2)
    assert "2 sessions with a routine in the last 6 months" in progress_of(user)


def with_plan(*, count: int, planned: int = 24) -> Trial:
    """A running plan after some sessions of no plan."""
    user = make_user()
    freer(user, 12)
    trial = Trial.objects.create(
        owner=user,
        design="control",
        routine=Routine.objects.get(slug="toe_spreaders", owner=None),
        tests=["toe_touch"],
        planned=planned,
    )
    people.lived(user, count=count, trial=trial)
    return trial


def test_while_a_plan_has_no_answer_progress_says_how_far_it_is() -> None:
    trial = with_plan(count=5)
    words = progress_of(trial.owner)
    assert "Not known yet. 5 of about 24 sessions of your fair test are done." in words
    assert "Strong evidence (A) once there is an answer." in words
    assert "Your fair test may tell, but not before 40 sessions." not in words  # it has pairs
    assert "Start session" in words
    assert "This is what you planned" not in words


def test_once_as_many_are_done_as_were_planned_progress_says_what_is_next() -> None:
    trial = with_plan(count=30, planned=24)
    response = client_of(trial.owner).get("/progress/")
    words = words_of(response)
    assert judgement_of(trial).answer.question.verdict != "too_early"
    assert answer_of(trial) in words
    assert "This is what you planned: 24 sessions." in words
    assert 'href="/trial/">See the answer so far</a>' in text_of(response)


def test_a_plan_that_ended_with_an_answer_heads_the_page() -> None:
    trial = with_plan(count=30)
    end_trial(trial)
    response = client_of(trial.owner).get("/progress/")
    assert "does more than sitting still, in the test you named." in words_of(response)
    assert "Not clear yet whether Toe Spreaders" not in words_of(response)
    assert f'href="/trial/{trial.pk}/">See the answer</a>' in text_of(response)
    assert "Strong evidence (A): picked by chance" in words_of(response)


def test_a_plan_that_ended_without_an_answer_does_not() -> None:
    trial = with_plan(count=5)
    end_trial(trial)
    words = progress_of(trial.owner)
    assert "Set up a fair test" in words
    assert "No answer" not in words


def answer_of(trial: Trial) -> str:
    judgement = judgement_of(trial)
    return sentence(asked_by(trial, judgement.names), judgement.answer)
