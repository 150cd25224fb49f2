"""A page that is sent after its stage: saved as from a phone, or refused with a reason."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client

from tests.factories import end_routine, finish, make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, words_of
from tests.rows import nothing_changes
from tracker.models import Session
from tracker.queries.earlier import earlier_values
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import accept

pytestmark = pytest.mark.django_db

TOUCH = "toe_touch-none-score"
STOPPED = {"dose": '{"left.ts_twist": 30}', "stopped_reason": "pain"}


def session_at(stage: str) -> tuple[Session, Client]:
    session = make_session(owner=make_user(), tests=("toe_touch",), stage=stage)
    return session, client_of(session.owner)


def url(session: Session, page: str) -> str:
    return f"/sessions/{session.uuid}/{page}/"


def sent(session: Session, client: Client, page: str, **fields: str) -> Any:
    return client.post(url(session, page), fields, follow=True)


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def test_a_routine_that_is_sent_after_its_session_was_finished_is_kept() -> None:
    session, client = session_at("routine")
    finish(again(session))
    answer = sent(session, client, "routine", **STOPPED)
    assert answer.redirect_chain == [(url(session, "result"), 302)]
    stored = again(session)
    assert (stored.dose, stored.stopped_reason) == ({"left.ts_twist": 30}, "pain")
    assert (stored.is_done, stored.edited_at, stored.counts) == (True, None, True)
    assert "Stopped early (Sharp pain)" in words_of(answer)


def test_a_second_leg_that_is_sent_after_the_end_is_kept_beside_the_first() -> None:
    trial = make_trial(design="one_leg")
    session = assigned_session(trial)
    accept(session)
    first = again(session).leg
    other = {"left": "right", "right": "left"}[first]
    end_routine(again(session), {f"{first}.ts_twist": 20})
    finish(again(session))
    sent(session, client_of(session.owner), "second", dose=f'{{"{other}.ts_twist": 25}}')
    assert again(session).dose == {f"{first}.ts_twist": 20, f"{other}.ts_twist": 25}


def test_a_routine_sent_late_takes_nothing_from_the_one_that_was_over_first() -> None:
    session, client = session_at("post")
    before = again(session).dose
    sent(session, client, "routine", **STOPPED)
    assert (again(session).dose, again(session).stopped_reason) == (before, "")
    assert again(session).stage == "post"


def test_times_that_cannot_be_read_get_a_sentence_after_the_end_too() -> None:
    session, client = session_at("done")
    with nothing_changes():
        assert client.post(url(session, "routine"), {"dose": "{"}).status_code == 422


def test_a_page_that_comes_after_the_end_is_taken_and_marks_the_session() -> None:
    session, client = session_at("post")
    finish(again(session))
    answer = sent(session, client, "post", **{TOUCH: "7"}, shown="{}", go="next")
    assert answer.redirect_chain == [(url(session, "result"), 302)]
    assert session.ratings.get().post_score == 7
    stored = again(session)
    assert stored.edited_at and not stored.counts
    sentences = [value.sentence for value in earlier_values(stored)]
    assert sentences == ["Toe touch (After): not rated"]


def test_a_page_sent_twice_over_the_end_is_no_change_after_it() -> None:
    session, client = session_at("post")
    for _ in range(2):
        sent(session, client, "post", **{TOUCH: "7"}, shown="{}", go="next")
    assert again(session).is_done
    assert (again(session).edited_at, again(session).counts) == (None, True)


def test_a_before_page_that_is_sent_after_the_routine_is_taken_and_moves_nothing() -> None:
    session, client = session_at("post")
    sent(session, client, "pre", **{TOUCH: "9"}, go="next")
    assert session.ratings.get().pre_score == 9
    assert again(session).stage == "post"


@pytest.mark.parametrize("stage", ["pre", "routine"])
def test_an_after_page_that_is_sent_before_the_routine_is_told_so(stage: str) -> None:
    session, client = session_at(stage)
    with nothing_changes(without=(SignIn,)):
        client.post(url(session, "post"), {TOUCH: "7"})
    words = words_of(client.get("/"))
    assert "Not saved: Toe touch. The after ratings come after the routine." in words


def test_a_before_page_that_is_sent_after_the_draw_is_told_so_if_it_says_anything_new() -> None:
    session = assigned_session(make_trial())
    client = client_of(session.owner)
    assert "Not saved" not in words_of(sent(session, client, "pre", **{TOUCH: "4"}))
    words = words_of(sent(session, client, "pre", **{TOUCH: "9"}))
    sentence = "Not saved: Toe touch. Chance has picked: the before ratings stay as they are."
    assert sentence in words
    assert session.ratings.get(test__slug="toe_touch").pre_score == 4


@pytest.mark.parametrize("page", ["pre", "mid", "routine", "second", "post"])
def test_to_a_deleted_session_nothing_is_added_and_that_is_said(page: str) -> None:
    session, client = session_at("routine")
    delete_for_now(session)
    with nothing_changes(without=(SignIn,)):
        answer = sent(session, client, page, **{TOUCH: "7"}, **STOPPED)
    assert answer.redirect_chain == [("/history/deleted/", 302)]
    assert "Not saved: this session was deleted. Restore it first." in words_of(answer)
