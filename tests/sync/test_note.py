"""A note that is typed on the result page comes by /sync/, and no older one takes its place."""

import datetime
from typing import Any

import pytest

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of
from tests.sync.test_sync import AT, reason, send, statuses, tap, unchanged
from tracker.models import Session
from tracker.queries.earlier import earlier_values
from tracker.sessions.editing import edit, undo, write_note
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

CHANGED = "The note was changed elsewhere since."


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), stage="done")


def note(session: Session, value: str, *, was: str = "", after: float = 0) -> dict[str, Any]:
    """Typed so many seconds after the first one."""
    moment = datetime.datetime.fromisoformat(AT) + datetime.timedelta(seconds=after)
    at = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    about = {"uuid", "session"}
    named = {name: value for name, value in tap(session).items() if name in about}
    return named | {"kind": "note", "at": at, "value": value, "was": was}


def noted(session: Session) -> str:
    return Session.objects.get(pk=session.pk).note


def test_a_note_is_kept_as_it_is_typed_and_what_it_replaced_with_it(session: Session) -> None:
    texts = ["Left", "Left calf", "Left calf tight"]
    typed = [
        note(session, text, was=was, after=number)
        for number, (text, was) in enumerate(zip(texts, ["", *texts], strict=False))
    ]
    for entry in typed:
        assert statuses(send(session, entry)) == ["stored"]
    assert noted(session) == "Left calf tight"
    assert statuses(unchanged(session, *typed)) == ["duplicate"] * 3
    earlier = [value.sentence for value in earlier_values(session)]
    assert earlier == ["The note was “Left calf”", "The note was “Left”"]


def test_of_one_phones_notes_the_newest_counts_in_whatever_order_they_come(
    session: Session,
) -> None:
    first, second = note(session, "Left", after=1), note(session, "Left calf", was="Left", after=2)
    assert statuses(send(session, second)) == ["stored"]
    assert CHANGED in reason(unchanged(session, first))
    assert noted(session) == "Left calf"


def test_what_was_written_elsewhere_since_is_not_replaced_and_the_phone_is_told(
    session: Session,
) -> None:
    write_note(session, "by the river")
    assert CHANGED in reason(unchanged(session, note(session, "typed without a network")))
    entry = edit(session, {}, note="mended")
    assert entry
    assert CHANGED in reason(unchanged(session, note(session, "typed without a network")))
    # Who saw it as it is writes over it, however the clock of the phone goes.
    assert statuses(send(session, note(session, "better", was="mended"))) == ["stored"]
    assert noted(session) == "better"


def test_an_edit_that_was_taken_back_is_nobodys_newer_note(session: Session) -> None:
    entry = edit(session, {}, note="mended")
    assert entry and undo(session, entry.uuid)
    assert statuses(send(session, note(session, "typed"))) == ["stored"]


def test_the_same_text_by_two_ways_is_no_conflict(session: Session) -> None:
    write_note(session, "by the river")
    assert statuses(send(session, note(session, " by the river \r\n"))) == ["stored"]
    assert noted(session) == "by the river"


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_a_new_line_counts_as_one_and_a_letter_of_any_script_as_one(
    line: str, session: Session
) -> None:
    text = f"👣{line}" * 999 + "אב"
    assert statuses(send(session, note(session, text))) == ["stored"]
    assert len(noted(session)) == 2000
    page = client_of(session.owner).post(
        f"/sessions/{session.uuid}/note/", {"note": text + "x", "shown": ""}
    )
    assert page.status_code == 422
    assert fields_of(page, f"/sessions/{session.uuid}/note/")["note"][0].endswith("אבx")
    assert "longer than 2,000" in reason(unchanged(session, note(session, text + "x", after=9)))


def test_a_note_of_a_page_that_shows_the_same_lines_is_no_news(session: Session) -> None:
    send(session, note(session, "one\ntwo"))
    client = client_of(session.owner)
    sent = {"note": "one\r\ntwo", "shown": "one\r\ntwo"}
    client.post(f"/sessions/{session.uuid}/note/", sent)
    assert session.entries.filter(kind="note").count() == 1


@pytest.mark.parametrize("value", ["\x00", "\ud800", ["a"], {"a": 1}])
def test_hostile_notes_are_refused_one_by_one(value: Any, session: Session) -> None:
    sent = note(session, "")
    answer = send(session, sent | {"value": value}, note(session, "after it", after=1))
    assert statuses(answer) == ["rejected", "stored"]


def test_a_note_cannot_reach_the_session_of_somebody_else(session: Session) -> None:
    other = make_session(owner=make_user(), stage="done")
    assert reason(unchanged(session, note(other, "mine"))) == "There is no such session."


def test_a_note_of_a_deleted_session_is_refused(session: Session) -> None:
    delete_for_now(session)
    assert "deleted" in reason(unchanged(session, note(session, "typed")))
