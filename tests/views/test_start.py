"""The start of a session: prefilled, sent once or twice, and refused while another is open."""

import uuid

import pytest
from django.test import Client

from tests.factories import finish, full_slots, make_session, make_user
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

START = "/sessions/start/"


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


def test_the_page_can_be_sent_unchanged(user: User, client: Client) -> None:
    response = client.post(START, fields_of(client.get(START), START))
    session = user.sessions.get()
    assert response.headers["Location"] == f"/sessions/{session.uuid}/"
    assert len(session.slots) == 3
    assert session.plan.routine.slug == "toe_spreaders"


def test_the_page_is_prefilled_as_last_time_with_the_other_side_first(
    user: User, client: Client
) -> None:
    make_session(owner=user, routine="sock_pull", seconds=60, tests=("toe_touch",), stage="done")
    fields = fields_of(client.get(START), START)
    assert fields["routine"] == ["sock_pull"]
    assert fields["seconds"] == ["60"]
    assert (fields["set"], fields["tests"]) == (["own"], ["toe_touch"])
    assert fields["order"] == ["right"]


def test_one_tap_on_today_starts_a_session_like_the_last(user: User, client: Client) -> None:
    last = make_session(owner=user, routine="sock_pull", tests=("toe_touch",), stage="done")
    client.post(START, fields_of(client.get("/"), START))
    session = user.sessions.open().get()
    assert session.slots == last.slots
    assert session.plan.routine.slug == "sock_pull"
    assert session.plan.order == "right"


def test_one_tap_still_starts_when_a_test_was_retired(user: User, client: Client) -> None:
    make_session(owner=user, stage="done")
    MobilityTest.objects.filter(slug="toe_spread").update(retired=True)
    client.post(START, fields_of(client.get("/"), START))
    assert user.sessions.open().get().slots == full_slots()


def test_a_double_click_starts_one_session(user: User, client: Client) -> None:
    fields = fields_of(client.get(START), START)
    first = client.post(START, fields)
    with nothing_changes():
        second = client.post(START, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert user.sessions.count() == 1


def test_the_start_sent_again_later_leads_to_where_the_session_is(
    user: User, client: Client
) -> None:
    fields = fields_of(client.get(START), START)
    client.post(START, fields)
    finish(user.sessions.get())
    response = client.post(START, fields, follow=True)
    assert response.redirect_chain[-1][0].endswith("/result/")


def test_the_start_of_a_discarded_session_sent_again_is_a_new_session(
    user: User, client: Client
) -> None:
    fields = fields_of(client.get(START), START)
    client.post(START, fields)
    for _ in range(2):
        delete_for_now(user.sessions.open().get())
        answer = client.post(START, fields)
        with nothing_changes():
            again = client.post(START, fields)
        assert answer.headers["Location"] == again.headers["Location"]
        assert answer.headers["Location"] == f"/sessions/{user.sessions.open().get().uuid}/"
    assert user.sessions.count() == 3


OTHERS = [
    {"set": "full"},
    {"set": "own", "tests": ["toe_touch"]},
    {"routine": "sock_pull"},
    {"routine": "test_only"},
    {"seconds": "60"},
    {"order": "right"},
    {"vary-ts_keep_traction": "on"},
]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_the_same_start_with_another_choice_is_a_conflict(
    other: dict[str, str], user: User, client: Client
) -> None:
    fields = fields_of(client.get(START), START)
    client.post(START, fields)
    with nothing_changes():
        response = client.post(START, fields | other)
    assert response.status_code == 409
    assert "You have a session in progress" in words_of(response)
    finish(user.sessions.get())
    client.post(START, fields | other)
    assert user.sessions.open().count() == 1


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_an_open_session_can_be_continued_finished_or_discarded(
    stage: str, user: User, client: Client
) -> None:
    fields = fields_of(client.get(START), START)
    there = make_session(owner=user, stage=stage)
    with nothing_changes():
        response = client.post(START, fields)
    assert response.status_code == 409
    for way in ("Continue", "End it here", "Delete it"):
        assert way in words_of(response)
    assert f"/sessions/{there.uuid}/" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"set": "own", "tests": []}, "Choose at least one test, or Quick or Full."),
        ({"routine": "no_such"}, "That routine was deleted. Choose another."),
    ],
)
def test_bad_input_is_refused_with_an_error_and_shown_again(
    changes: dict[str, str], sentence: str, client: Client
) -> None:
    fields = fields_of(client.get(START), START) | {"seconds": "60", "order": "right"} | changes
    with nothing_changes():
        response = client.post(START, fields)
    assert response.status_code == 422
    assert sentence in words_of(response)
    refused_fields = fields_of(response, START)
    assert (refused_fields["seconds"], refused_fields["order"]) == (["60"], ["right"])
    assert refused_fields["uuid"] == fields["uuid"]


@pytest.mark.parametrize("name", ["uuid", "set", "routine", "seconds", "order"])
@pytest.mark.parametrize("value", ["", "no such", "\x00", "9" * 3000, "<b>"])
def test_hostile_input_is_refused_as_a_page(name: str, value: str, client: Client) -> None:
    fields = fields_of(client.get(START), START) | {name: value}
    with nothing_changes():
        assert client.post(START, fields).status_code == 422


def test_the_uuid_of_a_foreign_session_starts_an_own_one(user: User, client: Client) -> None:
    theirs = make_session(owner=make_user())
    client.post(START, fields_of(client.get(START), START) | {"uuid": str(theirs.uuid)})
    assert user.sessions.get().uuid == theirs.uuid
    assert user.sessions.get() != theirs


def test_the_safety_text_comes_before_the_first_session() -> None:
    user = make_user(safety_read=False)
    client = client_of(user)
    assert client.get(START).headers["Location"] == "/safety/"
    with nothing_changes():
        sent = {"uuid": uuid.uuid4(), "set": "full", "routine": "sock_pull"}
        response = client.post(START, sent | {"seconds": 45, "order": "left"})
    assert response.headers["Location"] == "/safety/"
    assert client.post("/safety/").headers["Location"] == START
    assert client.get(START).status_code == 200


def test_the_page_says_how_much_there_is_to_do(client: Client) -> None:
    Routine.objects.filter(slug="sock_pull").update(retired=True)
    words = words_of(client.get(START))
    assert f"Quick, 3 Full, {len(full_slots())} Choose tests" in words
    assert "All tests. About 5 minutes each time." in words
    assert "Sock Pull" not in words


def test_only_a_newcomer_reads_what_a_routine_is_beside_its_name(
    user: User, client: Client
) -> None:
    gloss = Routine.objects.get(slug="sock_pull").gloss
    assert gloss in words_of(client.get(START))
    make_session(owner=user, stage="done")
    words = words_of(client.get(START))
    assert gloss not in words
    assert "About Toe Spreaders About Sock Pull Make your own routine" in words


def test_sitting_still_is_explained_where_it_is_offered(client: Client) -> None:
    words = words_of(client.get(START))
    assert "Test-only (sit still) Rest for as long as a routine takes, then rate again." in words
