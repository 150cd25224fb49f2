"""History: the list, and how to edit, undo, delete and restore."""

import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client

from tests.factories import make_history, make_session, make_user, measuring, record
from tests.pages import Fields, client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import Session
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
LEFT, TOUCH = "ankle_dorsiflexion-left", "toe_touch-none"


def done(**fields: Any) -> tuple[Session, Client]:
    session = make_session(owner=measuring(make_user()), tests=QUICK, stage="done", **fields)
    return session, client_of(session.owner)


def url(session: Session, page: str) -> str:
    return f"/sessions/{session.uuid}/{page}/"


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def edited(session: Session, client: Client, **changes: str) -> tuple[Any, Fields]:
    """The answer to the edit page, sent back with some changes, and what was sent."""
    names = {"pre_left": f"pre-{LEFT}", "post_touch": f"post-{TOUCH}"}
    fields = fields_of(client.get(url(session, "edit")))
    fields |= {names.get(name, name): [value] for name, value in changes.items()}
    return client.post(url(session, "edit"), fields), fields


def undo_url(response: Any) -> str:
    """The address of the page's Undo button."""
    addresses = [part.split('"')[0] for part in text_of(response).split('action="')[1:]]
    (address,) = [address for address in addresses if "/undo/" in address or "/restore/" in address]
    return address


def test_the_list_is_empty_at_first() -> None:
    assert "Nothing here yet" in words_of(client_of(make_user()).get("/history/"))


def test_the_list_has_the_finished_sessions_newest_first() -> None:
    owner = make_user()
    sessions = make_history(owner=owner, days=3, tests=QUICK)
    make_session(owner=owner, stage="post")
    text = text_of(client_of(owner).get("/history/"))
    places = [text.index(str(session.uuid)) for session in reversed(sessions)]
    assert places == sorted(places)
    assert text.count("/sessions/") == 3
    assert words_of(client_of(owner).get("/history/")).count("3 freer") == 3


def test_the_list_marks_what_is_special_about_a_session() -> None:
    session, client = done(entered_later=True, note="By the river")
    record(session, "pre", {("toe_touch", "none"): {"skip": "pain"}})
    record(session, "post", {("toe_touch", "none"): {"skip": "pain"}})
    edited(session, client, pre_left="1")
    words = words_of(client.get("/history/"))
    for special in ("note", "entered later", "edited", "1 skipped", "2 freer"):
        assert special in words


@pytest.mark.parametrize("page", ["2", "0", "-1", "99", "x", "", "\x00", "9" * 400])
def test_any_page_number_works(page: str) -> None:
    _, client = done()
    assert client.get("/history/", {"page": page}).status_code == 200
    assert client.get("/history/deleted/", {"page": page}).status_code == 200


def test_saving_an_unchanged_session_does_not_mark_it() -> None:
    session, client = done(note="By the river")
    record(session, "pre", {("toe_touch", "none"): {"value": "-3.5", "skip": "pain"}})
    with nothing_changes():
        response, _ = edited(session, client)
    assert response.headers["Location"] == url(session, "result")


def test_a_changed_rating_marks_the_session_and_can_be_undone() -> None:
    session, client = done()
    response, _ = edited(session, client, pre_left="1", post_touch="skip pain")
    assert session.ratings.get(test__slug=QUICK[0], side="left").pre_score == 1
    assert session.ratings.get(test__slug="toe_touch").post_skip == "pain"
    assert not again(session).counts
    page = client.get(response.headers["Location"])
    assert "left out of the answers" in words_of(page)
    client.post(undo_url(page))
    assert session.ratings.get(test__slug=QUICK[0], side="left").pre_score == 4
    assert (again(session).edited_at, again(session).counts) == (None, True)


def test_both_values_are_shown_on_the_edit_page() -> None:
    session, client = done()
    edited(session, client, pre_left="1")
    words = words_of(client.get(url(session, "edit")))
    assert "Ankle dorsiflexion, left (Before): 4" in words


def test_an_undo_sent_twice_undoes_one_change() -> None:
    session, client = done()
    edited(session, client, pre_left="1")
    client.get(url(session, "result"))
    response, _ = edited(session, client, pre_left="2")
    address = undo_url(client.get(response.headers["Location"]))
    client.post(address)
    with nothing_changes(without=(SignIn,)):
        assert client.post(address).headers["Location"] == url(session, "result")
    assert session.ratings.get(test__slug=QUICK[0], side="left").pre_score == 1


def test_the_same_edit_sent_twice_is_one_edit() -> None:
    session, client = done()
    _, fields = edited(session, client, pre_left="1")
    with nothing_changes():
        client.post(url(session, "edit"), fields)
    assert session.entries.filter(kind="edit").count() == 1


def test_an_edited_session_counts_when_it_is_ticked() -> None:
    session, client = done()
    edited(session, client, pre_left="1", counts="on")
    assert again(session).counts
    assert again(session).edited_at is not None
    fields = fields_of(client.get(url(session, "edit")))
    assert fields["counts"] == ["on"]


def test_a_new_start_time_moves_the_day_in_the_zone_of_the_session() -> None:
    start = datetime.datetime(2024, 3, 9, 22, 30, 12, tzinfo=datetime.UTC)
    session, client = done(zone="Asia/Tokyo", started_at=start)
    fields = fields_of(client.get(url(session, "edit")))
    assert (fields["day"], fields["time"]) == (["2024-03-10"], ["07:30"])
    edited(session, client, day="2024-03-09", time="06:15")
    moved = again(session)
    assert f"{moved.started_at:%d %H:%M}" == "08 21:15"
    assert str(moved.day) == "2024-03-09"
    assert {str(day) for day in session.ratings.values_list("day", flat=True)} == {"2024-03-09"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pre_left": "11"}, "Pick one from the list."),
        ({"pre_left": "skip boredom"}, "Pick one from the list."),
        ({f"pre-{LEFT}-value": "85"}, "Use a number from 0 to 30. Did you mean 8.5?"),
        ({f"post-{TOUCH}-value": "far"}, "Use a number from −35 to 70, such as 18.5."),
        ({"day": "10 March"}, "Use a date such as 2026-03-10."),
        ({"day": "9999-12-31"}, "That is in the future. Use the day when you did it."),
        ({"day": "1999-12-31"}, "That is before the year 2000. Check the year."),
        ({"day": "0001-01-01"}, "That is before the year 2000. Check the year."),
        ({"day": "2026-02-30"}, "Use a date such as 2026-03-10."),
        ({"time": "25:00"}, "Use a time such as 06:58."),
        ({"time": "\x00"}, "Use a time such as 06:58."),
        ({"note": "x" * 2001}, "That is longer than 2,000 characters. Shorten it a little."),
    ],
)
def test_bad_input_is_refused_with_an_error_and_shown_again(
    changes: dict[str, str], sentence: str
) -> None:
    session, client = done()
    with nothing_changes():
        response, sent = edited(session, client, **({"post_touch": "9"} | changes))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "Nothing was changed yet" in words_of(response)
    refused_fields = fields_of(response)
    chosen = [name for name in sent if name not in (f"pre-{LEFT}", "time")]
    assert {name: refused_fields.get(name) for name in chosen} == {
        name: sent[name] for name in chosen
    }


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_an_open_session_cannot_be_edited(stage: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage=stage)
    client = client_of(session.owner)
    with nothing_changes():
        response = client.post(url(session, "edit"), {f"pre-{LEFT}": "1", "day": "2026-03-10"})
        assert response.headers["Location"] == url(session, stage)


def test_the_edit_form_has_only_the_tests_of_the_session() -> None:
    session, client = done()
    edited(session, client, **{"pre-toe_spread-left": "1", f"pre-{LEFT}": "1"})
    assert session.ratings.count() == 3


def test_a_deleted_session_disappears_everywhere_and_can_be_restored() -> None:
    session, client = done()
    page = client.post(url(session, "delete"), follow=True)
    assert "Session deleted." in words_of(page)
    assert "Nothing here yet" in words_of(page)
    for address in ("result", "edit"):
        assert client.get(url(session, address)).status_code == 404
    assert client.get(f"/sessions/{session.uuid}/").headers["Location"] == "/history/deleted/"
    assert "Toe Spreaders" in words_of(client.get("/history/deleted/"))
    response = client.post(undo_url(page))
    assert response.headers["Location"] == url(session, "result")
    assert "Nothing deleted" in words_of(client.get("/history/deleted/"))


def test_a_session_deleted_twice_is_deleted_once() -> None:
    session, client = done()
    client.post(url(session, "delete"))
    with nothing_changes(without=(SignIn,)):
        page = client.post(url(session, "delete"), follow=True)
    assert page.redirect_chain == [("/history/", 302)]
    assert words_of(page).count("Session deleted.") == 1


def test_a_session_restored_twice_is_there_once() -> None:
    session, client = done()
    client.post(url(session, "delete"))
    client.post(url(session, "restore"))
    with nothing_changes():
        response = client.post(url(session, "restore"))
    assert response.headers["Location"] == url(session, "result")


def test_an_open_session_is_not_restored_beside_another() -> None:
    owner = make_user()
    session = make_session(owner=owner, tests=QUICK)
    client = client_of(owner)
    client.post(url(session, "delete"))
    make_session(owner=owner, tests=QUICK)
    with nothing_changes(without=(SignIn,)):
        response = client.post(url(session, "restore"), follow=True)
    assert response.redirect_chain[-1][0] == "/history/deleted/"
    assert "Another session is open." in words_of(response)


def test_a_stale_page_saves_only_what_was_changed_on_it() -> None:
    session, client = done()
    record(session, "post", {("toe_touch", "none"): {"score": None}})
    fields = fields_of(client.get(url(session, "edit")))
    record(session, "post", {("toe_touch", "none"): {"score": 7, "value": "3.5"}})
    client.post(url(session, "note"), {"note": "By the river"})
    client.post(url(session, "edit"), fields | {f"pre-{LEFT}-value": ["8.5"]})
    rating = session.ratings.get(test__slug="toe_touch")
    assert (rating.post_score, rating.post_value) == (7, 3.5)
    assert session.ratings.get(side="left").pre_value == 8.5
    assert again(session).note == "By the river"


def test_a_note_saved_on_a_stale_page_changes_only_the_note() -> None:
    session, client = done()
    fields = fields_of(client.get(url(session, "edit")))
    edited(session, client, pre_left="1", counts="on", time="00:00")
    before = again(session)
    client.post(url(session, "edit"), fields | {"note": ["New shoes"]})
    after = again(session)
    assert after.note == "New shoes"
    assert (after.started_at, after.edited_at, after.counts) == (
        before.started_at,
        before.edited_at,
        True,
    )
    assert session.ratings.get(side="left").pre_score == 1


def test_a_page_with_an_error_keeps_its_base() -> None:
    session, client = done()
    record(session, "post", {("toe_touch", "none"): {"score": None}})
    fields = fields_of(client.get(url(session, "edit")))
    record(session, "post", {("toe_touch", "none"): {"score": 7}})
    page = client.post(url(session, "edit"), fields | {"time": ["late"]})
    fields = fields_of(page) | {"time": fields["time"], f"pre-{LEFT}": ["1"]}
    client.post(url(session, "edit"), fields)
    assert session.ratings.get(test__slug="toe_touch").post_score == 7
    assert session.ratings.get(side="left").pre_score == 1


@pytest.mark.parametrize("shown", ["", "[]", "{", "7", '{"note": {}, "pre-toe_touch-none": [1]}'])
def test_a_page_without_a_base_is_saved_as_it_is(shown: str) -> None:
    session, client = done()
    edited(session, client, pre_left="1", note="New shoes", shown=shown)
    assert session.ratings.get(side="left").pre_score == 1
    assert again(session).note == "New shoes"


def test_an_undo_keeps_a_note_that_was_written_since() -> None:
    session, client = done(note="A")
    response, _ = edited(session, client, pre_left="1")
    page = client.get(response.headers["Location"])
    client.post(url(session, "note"), {"note": "B, newer"})
    client.post(undo_url(page))
    assert session.ratings.get(side="left").pre_score == 4
    assert (again(session).note, again(session).counts) == ("B, newer", True)


@pytest.mark.parametrize("page", ["note", "finish"])
def test_nothing_is_saved_to_a_deleted_session(page: str) -> None:
    session, client = done()
    delete_for_now(session)
    with nothing_changes():
        assert client.post(url(session, page), {"note": "x"}).status_code == 404
