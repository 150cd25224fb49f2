"""Today: what there is to do next, with nothing, with an open session, and after the last one."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tracker.templatetags.supple import illustration

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")


def test_a_visitor_reads_what_it_is_and_how_to_get_in() -> None:
    response = Client().get("/")
    assert response.status_code == 200
    for address in ("/accounts/signup/", "/accounts/login/"):
        assert f'href="{address}"' in text_of(response)


def test_with_nothing_it_leads_to_the_first_session_and_an_example() -> None:
    response = client_of(make_user()).get("/")
    assert "Start first session" in words_of(response)
    assert 'href="/progress/"' in text_of(response)
    assert "How it works" in words_of(response)


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_with_an_open_session_it_is_the_next_thing_to_do(stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage)
    response = client_of(session.owner).get("/")
    assert "You have an open session" in words_of(response)
    assert f"/sessions/{session.uuid}/finish/" in text_of(response)
    assert "Start session" not in words_of(response)


def test_with_a_last_session_it_says_what_changed_and_offers_another() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done", pre=4, post=6)
    words = words_of(client_of(session.owner).get("/"))
    assert "Freer in 3 of 3 ratings." in words
    assert "Start session" in words
    assert "right side first" in words


@pytest.mark.parametrize(
    ("routine", "first"), [("toe_spreaders", "ts_interlace"), ("sock_pull", "sp_posterior")]
)
def test_the_next_session_shows_the_first_move_of_its_own_routine(routine: str, first: str) -> None:
    session = make_session(owner=make_user(), routine=routine, stage="done")
    assert session.plan["routine"]["steps"][0]["illustration"] == first
    assert illustration(first) in text_of(client_of(session.owner).get("/"))


def test_the_next_session_of_a_routine_without_drawings_shows_none() -> None:
    session = make_session(owner=make_user(), stage="done")
    for step in session.plan["routine"]["steps"]:
        step["illustration"] = ""
    session.save()
    assert '<div class="hero__art"></div>' in text_of(client_of(session.owner).get("/"))


def test_a_session_that_was_entered_later_is_no_pattern_for_the_next_one() -> None:
    owner = make_user()
    start = timezone.now() - datetime.timedelta(hours=2)
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=start)
    make_session(owner=owner, tests=("toe_touch",), stage="done", entered_later=True)
    fields = fields_of(client_of(owner).get("/"), "/sessions/start/")
    assert (fields["routine"], fields["set"]) == (["sock_pull"], ["full"])


def test_with_only_sessions_entered_later_it_still_offers_a_first_one() -> None:
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
    session.delete_for_now()
    words = words_of(client_of(session.owner).get("/"))
    assert "Last session" not in words
    assert ", session done" not in words
