"""The pages that erase for good: they say what goes, ask once, and do it."""

import re

import pytest

from tests.factories import make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, text_of, words_of
from tracker.models import ErasedSession, Session, User
from tracker.sessions.editing import write_note
from tracker.sessions.erasing import erase_note
from tracker.sessions.lifecycle import delete_for_now

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUICK = ("ankle_dorsiflexion", "toe_touch")


@pytest.fixture
def user() -> User:
    return make_user()


def link_to(page: str, words: str) -> str:
    (address,) = re.findall(rf'href="([^"]*/{words}/)"', page)
    return str(address)


def test_a_deleted_session_is_erased_from_the_list_after_one_question(user: User) -> None:
    session = make_session(owner=user, tests=QUICK, stage="done", note="By the river")
    delete_for_now(session)
    client = client_of(user)
    address = link_to(text_of(client.get("/history/deleted/")), "erase")
    question = words_of(client.get(address))
    assert "with 3 ratings, before and after" in question
    assert "Its note, and every earlier version of it" in question
    assert "This cannot be undone." in question
    assert "fair test" not in question
    assert user.sessions.exists()
    done = client.post(address, follow=True)
    assert "Erased for good." in words_of(done)
    assert done.redirect_chain == [("/history/deleted/", 302)]
    assert not user.sessions.exists()
    # Sent twice, it is erased once, and the page says what there is to say.
    assert "You erased this session for good." in words_of(client.post(address, follow=True))
    assert ErasedSession.objects.count() == 1


def test_the_page_says_that_a_plan_counts_the_session_on(user: User) -> None:
    session = assigned_session(make_trial(owner=user))
    question = words_of(client_of(user).get(f"/sessions/{session.uuid}/erase/"))
    assert "The plan still counts it, as picked and missing." in question


def test_a_session_is_erased_from_the_page_that_edits_it(user: User) -> None:
    session = make_session(owner=user, tests=QUICK, stage="done")
    client = client_of(user)
    page = text_of(client.get(f"/sessions/{session.uuid}/edit/"))
    assert "note/erase" not in page
    client.post(link_to(page, f"{session.uuid}/erase"))
    assert not user.sessions.exists()


def test_a_note_is_erased_from_the_result_and_from_the_page_that_edits_it(user: User) -> None:
    session = make_session(owner=user, tests=QUICK, stage="done", note="By the river")
    client, path = client_of(user), f"/sessions/{session.uuid}"
    address = link_to(text_of(client.get(f"{path}/result/")), "note/erase")
    assert "every earlier version" in words_of(client.get(address))
    # What was emptied is in the log, and the page that edits it still offers to erase it.
    write_note(session, "")
    assert link_to(text_of(client.get(f"{path}/edit/")), "note/erase") == address
    assert "Note erased for good." in words_of(client.post(address, follow=True))
    page = text_of(client.get(f"{path}/edit/"))
    assert "river" not in page
    assert "note/erase" not in page


def test_to_erase_a_note_that_was_never_written_changes_nothing_else(user: User) -> None:
    session = make_session(owner=user, tests=QUICK, stage="done")
    erase_note(session)
    assert Session.objects.get(pk=session.pk).note == ""
