"""Today: the next thing to do without sessions, with an open one, and after the last one."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from tests.factories import change_routine, copy, finish, make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, fields_of, text_of, words_of
from tracker.models import MobilityTest, Routine, Session, User
from tracker.sessions.lifecycle import advance, delete_for_now
from tracker.sessions.trials import accept, end_trial
from tracker.templatetags.supple import illustration

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
START = "/sessions/start/"


def test_a_visitor_sees_the_welcome_page() -> None:
    response = Client().get("/")
    assert response.status_code == 200
    for address in ("/accounts/signup/", "/accounts/login/"):
        assert f'href="{address}"' in text_of(response)


def test_without_sessions_today_links_to_the_first_one_and_an_example() -> None:
    response = client_of(make_user()).get("/")
    assert "Start first session" in words_of(response)
    assert 'href="/progress/"' in text_of(response)
    assert "How it works" in words_of(response)


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_an_open_session_is_the_next_thing_to_do(stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage)
    response = client_of(session.owner).get("/")
    assert "You have an open session" in words_of(response)
    assert f"/sessions/{session.uuid}/finish/" in text_of(response)
    assert "Start session" not in words_of(response)


def test_today_shows_the_last_result_and_offers_another_session() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done", pre=4, post=6)
    words = words_of(client_of(session.owner).get("/"))
    assert "Freer in 3 of 3 ratings. This is the change in the session." in words
    assert "Set up a fair test" in words
    assert "Start session" in words
    assert "right side first" in words


@pytest.mark.parametrize(
    ("routine", "first"), [("toe_spreaders", "ts_interlace"), ("sock_pull", "sp_posterior")]
)
def test_the_next_session_shows_the_first_move_of_its_own_routine(routine: str, first: str) -> None:
    session = make_session(owner=make_user(), routine=routine, stage="done")
    assert session.plan.routine.steps[0].illustration == first
    assert illustration(first) in text_of(client_of(session.owner).get("/"))


def test_the_next_session_of_a_routine_without_drawings_shows_none() -> None:
    owner = make_user()
    session = make_session(owner=owner, stage="done")
    session.routine = copy(session.routine, owner)
    session.save()
    session.routine.steps.update(illustration="")
    today = text_of(client_of(owner).get("/"))
    assert re.search(r'<div class="hero__art">\s*</div>', today)


def test_a_backdated_session_does_not_prefill_the_next_one() -> None:
    owner = make_user()
    start = timezone.now() - datetime.timedelta(hours=2)
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=start)
    make_session(owner=owner, tests=("toe_touch",), stage="done", entered_later=True)
    fields = fields_of(client_of(owner).get("/"), "/sessions/start/")
    assert (fields["routine"], fields["set"]) == (["sock_pull"], ["full"])


def test_with_only_backdated_sessions_today_offers_a_first_one() -> None:
    owner = make_user()
    make_session(owner=owner, tests=("toe_touch",), stage="done", entered_later=True)
    words = words_of(client_of(owner).get("/"))
    assert "Start first session" in words
    assert "Last session" in words


def test_the_week_marks_today_and_the_days_with_a_session() -> None:
    owner = make_user()
    make_session(owner=owner, tests=QUICK, stage="done")
    assert words_of(client_of(owner).get("/")).count(", session done, today") == 1


def test_a_deleted_session_is_not_the_last_one() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done")
    delete_for_now(session)
    words = words_of(client_of(session.owner).get("/"))
    assert "Last session" not in words
    assert ", session done" not in words


def test_when_the_last_routine_is_deleted_today_offers_the_one_before_it_and_says_so() -> None:
    owner = make_user()
    client = client_of(owner)
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=days_ago(2))
    done_with(owner, copy(Routine.objects.get(slug="toe_spreaders"), owner))
    client.post("/routines/my-copy-of-toe-spreaders/delete/")
    for path in ("/", START):
        page = client.get(path)
        assert fields_of(page, START)["routine"] == ["sock_pull"]
        gone = r"Copy of Toe Spreaders (is not there any more|was deleted)"
        assert re.search(gone, words_of(page))
    assert client.post(START, fields_of(client.get("/"), START)).status_code == 302


def test_when_all_earlier_routines_are_deleted_a_built_in_one_is_offered() -> None:
    owner = make_user()
    client = client_of(owner)
    done_with(owner, copy(Routine.objects.get(slug="sock_pull"), owner))
    client.post("/routines/my-copy-of-sock-pull/delete/")
    page = client.get("/")
    assert "Next session Toe Spreaders" in words_of(page)
    assert client.post(START, fields_of(page, START)).status_code == 302


def test_today_still_starts_without_the_own_tests_of_last_time() -> None:
    owner = make_user()
    client = client_of(owner)
    make_session(owner=owner, tests=("toe_spread",), stage="done")
    MobilityTest.objects.filter(slug="toe_spread").update(retired=True)
    page = client.get("/")
    assert "3 ratings" in words_of(page)
    assert client.post(START, fields_of(page, START)).status_code == 302


def test_today_still_starts_when_the_routine_has_no_move_for_the_side() -> None:
    owner = make_user()
    client = client_of(owner)
    routine = copy(Routine.objects.get(slug="toe_spreaders"), owner)
    done_with(owner, routine, first_side="only left")
    routine.steps.update(sides="right")
    assert client.post(START, fields_of(client.get("/"), START)).status_code == 302


def test_after_a_test_only_session_the_routine_before_it_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=days_ago(2))
    make_session(owner=owner, stage="done", kind="test_only")
    page = client_of(owner).get("/")
    assert fields_of(page, START)["routine"] == ["sock_pull"]
    assert "Next session Sock Pull As last time, right side first." in words_of(page)


def test_with_nothing_but_a_test_only_session_the_first_routine_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, stage="done", kind="test_only")
    assert fields_of(client_of(owner).get("/"), START)["routine"] == ["toe_spreaders"]


@pytest.mark.parametrize("before", ["nothing", "another routine", "a test-only session"])
def test_during_a_trial_chance_picks_whatever_was_done_last(before: str) -> None:
    owner = make_user()
    client = client_of(owner)
    if before != "nothing":
        kind = "test_only" if before == "a test-only session" else "routine"
        make_session(owner=owner, routine="sock_pull", stage="done", kind=kind)
    make_trial(owner=owner)
    page = client.get("/")
    assert "Session 1 of about 24" in words_of(page)
    assert "Chance picks after you rate: Toe Spreaders or sitting still" in words_of(page)
    choices = re.findall(r'name="routine"[^>]*value="(\w+)"', text_of(client.get(START)))
    assert choices[0] == "draw"
    assert fields_of(client.get(START), START)["routine"] == ["draw"]
    client.post(START, fields_of(page, START))
    session = owner.sessions.open().get()
    assert session.trial is not None
    advance(session, "pre")
    session.refresh_from_db()
    finish(session)
    assert "Session 2 of about 24" in words_of(client.get("/"))


def test_sessions_beyond_the_plan_are_counted_as_that() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=24, trial=trial)
    client = client_of(trial.owner)
    session = assigned_session(trial)
    draw = words_of(client.get(f"/sessions/{session.uuid}/draw/"))
    assert "ession 25, about 24 were planned" in draw
    accept(session)
    finish(session)
    for address in ("/", START):
        words = words_of(client.get(address))
        assert "ession 26, about 24 were planned" in words
        assert "of about 24" not in words


def test_a_session_outside_the_trial_is_not_counted_for_it() -> None:
    owner = make_user()
    client = client_of(owner)
    make_trial(owner=owner)
    client.post(START, fields_of(client.get(START), START) | {"routine": "sock_pull"})
    finish(owner.sessions.get())
    page = client.get("/")
    assert "Session 1 of about 24" in words_of(page)
    assert fields_of(page, START)["routine"] == ["draw"]


def test_the_tests_of_a_trial_are_rated_in_its_sessions() -> None:
    owner = make_user()
    make_session(owner=owner, tests=("toe_touch",), stage="done")
    make_trial(owner=owner, tests=["hip_extension"])
    fields = fields_of(client_of(owner).get("/"), START)
    assert fields["tests"] == ["hip_extension", "toe_touch"]
    assert fields["set"] == ["own"]


def test_after_a_trial_the_last_routine_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, routine="sock_pull", stage="done")
    end_trial(make_trial(owner=owner))
    assert fields_of(client_of(owner).get("/"), START)["routine"] == ["sock_pull"]


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def done_with(owner: User, routine: Routine, **about: Any) -> Session:
    session = make_session(owner=owner, stage="done", **about)
    session.routine = routine
    change_routine(session, slug=routine.slug, name=routine.name)
    session.save()
    return session
