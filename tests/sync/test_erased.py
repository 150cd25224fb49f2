"""What a phone or an old page sends of what was erased for good comes to nothing."""

import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn

from tests.factories import make_session, make_user, rate
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tests.sessions.test_erasing import holds
from tests.sync.test_late import start, statuses, whole
from tests.sync.test_note import CHANGED, note, noted
from tests.sync.test_sync import reason, send, tap, unchanged
from tests.sync.test_sync import statuses as statuses_of
from tracker.models import Entry, Session, User
from tracker.sessions.editing import write_note
from tracker.sessions.erasing import erase, erase_note
from tracker.sessions.lifecycle import NewSession, WasErased
from tracker.sessions.lifecycle import start as start_session

pytestmark = pytest.mark.django_db

SECRET = "quagga"
QUICK = ("ankle_dorsiflexion", "toe_touch")


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def session(user: User) -> Session:
    return make_session(owner=user, tests=QUICK, stage="done")


def test_a_late_phone_cannot_bring_an_erased_session_back(user: User, session: Session) -> None:
    erase(session)
    started = [start(session.uuid), *whole(session.uuid, 30)]
    with nothing_changes():
        assert set(statuses(user, *started)) == {"duplicate"}
    for late in (tap(session), note(session, SECRET), note(session, "", was=SECRET)):
        assert statuses_of(unchanged(session, late)) == ["duplicate"]
    assert not user.sessions.exists()


def test_of_a_batch_only_what_was_erased_comes_to_nothing(user: User, session: Session) -> None:
    stays = make_session(owner=user)
    erase(session)
    answers = statuses_of(send(stays, tap(session), tap(stays), note(session, SECRET)))
    assert answers == ["duplicate", "stored", "duplicate"]


def test_somebody_elses_erased_session_is_one_that_nobody_has(session: Session) -> None:
    erase(session)
    other = make_session(owner=make_user())
    late = tap(session)
    assert "no such session" in reason(unchanged(other, late))


def test_nothing_starts_under_the_name_of_an_erased_session(user: User, session: Session) -> None:
    erase(session)
    with pytest.raises(WasErased):
        start_session(
            user, NewSession(uuid=session.uuid, routine=session.routine, plan=session.plan)
        )


@pytest.mark.parametrize("page", ["pre", "routine", "post", "note", "finish", "edit", "delete"])
def test_a_page_of_an_erased_session_says_so_and_saves_nothing(
    user: User, session: Session, page: str
) -> None:
    client = client_of(user)
    erase(session)
    with nothing_changes(without=(SignIn,)):
        response = client.post(f"/sessions/{session.uuid}/{page}/", {"note": SECRET}, follow=True)
    assert "You erased this session for good." in words_of(response)


def test_an_erased_note_that_comes_again_is_known_and_stays_erased(session: Session) -> None:
    first, second = note(session, SECRET), note(session, f"{SECRET} too", was=SECRET, after=1)
    assert statuses_of(send(session, first, second)) == ["stored", "stored"]
    erase_note(session)
    assert statuses_of(unchanged(session, first, second)) == ["duplicate", "duplicate"]
    assert not holds(SECRET, Session, Entry)
    # The same name for another entry is still refused.
    assert "another entry" in reason(unchanged(session, tap(session, uuid=first["uuid"])))


def test_a_note_from_before_it_was_erased_is_dropped_and_one_from_since_is_taken(
    session: Session,
) -> None:
    write_note(session, SECRET)
    erase_note(session)
    assert statuses_of(unchanged(session, note(session, f"{SECRET} typed"))) == ["duplicate"]
    assert statuses_of(send(session, later_note(session, "new"))) == ["stored"]
    assert noted(session) == "new"
    # A phone tells its drafts one after the other, each over the one before.
    assert statuses_of(send(session, later_note(session, "newer", was="new"))) == ["stored"]


def later_note(session: Session, value: str, was: str = "") -> dict[str, Any]:
    """Typed after all that is entered in this test."""
    at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return note(session, value, was=was) | {"at": at}


def test_who_types_on_over_an_erased_note_is_asked(session: Session) -> None:
    write_note(session, SECRET)
    erase_note(session)
    late = later_note(session, f"{SECRET} and more", was=SECRET)
    assert CHANGED in reason(unchanged(session, late))


@pytest.mark.parametrize("page", ["result", "edit"])
def test_an_old_page_brings_an_erased_note_back_only_if_its_owner_wants_it(
    user: User, session: Session, page: str
) -> None:
    write_note(session, SECRET)
    client = client_of(user)
    path = f"/sessions/{session.uuid}/note/" if page == "result" else None
    sent = fields_of(client.get(f"/sessions/{session.uuid}/{page}/"), path)
    to = path or f"/sessions/{session.uuid}/edit/"
    erase_note(session)
    # As it was shown it changes nothing, …
    with nothing_changes():
        client.post(to, sent)
    # … typed on it is asked about, with what was typed, …
    with nothing_changes():
        warned = client.post(to, sent | {"note": [f"{SECRET} and more"]})
    assert warned.status_code == 422
    assert "This note was erased for good." in words_of(warned)
    # … and saved once its owner says so.
    client.post(to, fields_of(warned, path))
    assert noted(session) == f"{SECRET} and more"


def test_the_same_page_with_a_note_comes_again_after_that_was_erased(
    user: User, session: Session
) -> None:
    client, to = client_of(user), f"/sessions/{session.uuid}/note/"
    sent = fields_of(client.get(f"/sessions/{session.uuid}/result/"), to) | {"note": [SECRET]}
    client.post(to, sent)
    assert noted(session) == SECRET
    erase_note(session)
    with nothing_changes():
        assert client.post(to, sent).status_code == 422


def test_an_added_session_that_was_erased_is_added_again_only_on_request(user: User) -> None:
    client = client_of(user)
    sent = fields_of(client.get("/history/add/"))
    sent |= {"pre-toe_touch-none-score": ["4"], "note": [SECRET]}
    sent |= {name: ["4"] for name in sent if name == "pre-toe_touch-none"}
    client.post("/history/add/", sent)
    session = user.sessions.get()
    erase(session)
    with nothing_changes():
        again = client.post("/history/add/", sent)
    assert again.status_code == 422
    assert "You erased this session for good" in words_of(again)
    client.post("/history/add/", fields_of(again))
    assert user.sessions.get().note == SECRET


def test_a_start_page_that_comes_again_starts_another_session(user: User) -> None:
    client = client_of(user)
    sent = fields_of(client.get("/sessions/start/"), "/sessions/start/")
    client.post("/sessions/start/", sent)
    first = user.sessions.get()
    rate(first, "pre", 4)
    erase(first)
    client.post("/sessions/start/", sent)
    again = user.sessions.get()
    assert again.uuid != first.uuid
    assert not again.ratings.exists()
