"""The contract of /sync/: what a phone may send, and what it can count on being told."""

import datetime
import itertools
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from mobility import rate_limit
from mobility.rate_limit import BURST
from tests.factories import finish, make_session, make_user
from tests.pages import client_of
from tests.rows import nothing_changes
from tracker.models import Session
from tracker.queries.earlier import earlier_values
from tracker.sessions import writer
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.transitions import end_at
from tracker.sync import batch

pytestmark = pytest.mark.django_db

SYNC = "/sync/"
QUICK = ("ankle_dorsiflexion", "toe_touch")
AT = "2026-03-10T06:58:00.123Z"
CLOCK = itertools.count(1)


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(time_zone="Asia/Tokyo"), tests=QUICK)


def tap(of: Session, /, **changes: Any) -> dict[str, Any]:
    """A tap on 7 for the left ankle, before the routine."""
    plain = {"uuid": str(uuid.uuid4()), "session": str(of.uuid), "phase": "pre", "at": AT}
    where = {"test": "ankle_dorsiflexion", "side": "left", "field": "score", "value": 7}
    return plain | where | changes


def later(entry: dict[str, Any]) -> dict[str, Any]:
    """The same by a clock that goes on with every call; only a phone's clock decides."""
    moment = datetime.datetime.fromisoformat(AT) + datetime.timedelta(milliseconds=next(CLOCK))
    return entry | {"at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def send(session: Session, *entries: Any, client: Client | None = None) -> HttpResponse:
    batch = {"user": session.owner.pk, "entries": list(entries)}
    return raw(client or client_of(session.owner), json.dumps(batch))


def unchanged(session: Session, *entries: Any) -> HttpResponse:
    """Send entries that must not change a row."""
    client = client_of(session.owner)
    with nothing_changes():
        return send(session, *entries, client=client)


def raw(client: Client, body: str | bytes) -> HttpResponse:
    return client.post(SYNC, body, content_type="application/json")


def statuses(response: HttpResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [result["status"] for result in response.json()["results"]]


def reason(response: HttpResponse) -> str:
    (result,) = response.json()["results"]
    assert result["status"] == "rejected"
    return str(result["reason"])


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def test_a_tap_is_stored_and_the_answer_names_it(session: Session) -> None:
    entry = tap(session)
    answer = send(session, entry).json()
    assert answer["results"] == [{"uuid": entry["uuid"], "status": "stored"}]
    assert abs(datetime.datetime.fromisoformat(answer["now"]) - timezone.now()).seconds < 60
    rating = session.ratings.get()
    assert (rating.test.slug, rating.side, rating.pre_score) == (QUICK[0], "left", 7)
    assert rating.pre_at == datetime.datetime.fromisoformat(AT)
    assert session.entries.get().uuid == uuid.UUID(entry["uuid"])


def test_each_field_of_a_rating_can_be_sent(session: Session) -> None:
    entries = [
        tap(session, field="score", value=0),
        tap(session, field="value", value="8,5"),
        tap(session, field="discomfort", value="2"),
        tap(session, side="right", field="skip", value="pain"),
        tap(session, test="toe_touch", side="none", field="value", value="−3.5"),
    ]
    assert statuses(send(session, *entries)) == ["stored"] * 5
    left = session.ratings.get(side="left")
    assert (left.pre_score, left.pre_value, left.pre_discomfort) == (0, Decimal("8.5"), 2)
    assert session.ratings.get(side="right").pre_skip == "pain"
    assert session.ratings.get(side="none").pre_value == Decimal("-3.5")


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_clears_the_field(session: Session, empty: str | None) -> None:
    assert statuses(send(session, tap(session), later(tap(session, value=empty)))) == ["stored"] * 2
    assert session.ratings.get().pre_score is None


def test_what_was_entered_last_counts_in_whatever_order_it_comes(session: Session) -> None:
    first, second, third, fourth = (
        later(tap(session, **what))
        for what in ({"value": 1}, {"value": 9}, {"field": "skip", "value": "time"}, {"value": 5})
    )
    for entry in (third, first, fourth, second):
        assert statuses(send(session, entry)) == ["stored"]
    rating = session.ratings.get()
    assert (rating.pre_score, rating.pre_skip) == (5, "")
    assert session.entries.count() == 4


def test_what_an_entry_replaced_can_be_seen(session: Session) -> None:
    send(session, later(tap(session, value=3)), later(tap(session, value=8)))
    earlier = [value.sentence for value in earlier_values(session)]
    assert earlier == ["Ankle dorsiflexion, left (Before): 3"]


@pytest.mark.parametrize(
    ("taken_back", "left"),
    [({"field": "skip"}, (5, "")), ({"field": "score"}, (None, ""))],
)
def test_to_take_a_skip_back_takes_no_score_back_that_came_after_it(
    session: Session, taken_back: dict[str, Any], left: tuple[Any, str]
) -> None:
    skip = later(tap(session, field="skip", value="pain"))
    score = later(tap(session, value=5))
    back = later(tap(session, value="", **taken_back))
    send(session, back, skip, score)
    rating = session.ratings.get()
    assert (rating.pre_score, rating.pre_skip) == left


def test_the_same_entry_again_is_a_duplicate_and_changes_nothing(session: Session) -> None:
    entry = tap(session)
    send(session, entry)
    assert statuses(unchanged(session, entry)) == ["duplicate"]


def test_the_same_entry_twice_in_one_batch_is_stored_once(session: Session) -> None:
    entry = tap(session)
    assert statuses(send(session, entry, entry)) == ["stored", "duplicate"]
    assert session.entries.count() == 1


def test_an_entry_that_comes_again_later_does_not_undo_a_newer_one(session: Session) -> None:
    first, second = later(tap(session, value=3)), later(tap(session, value=8))
    send(session, first, second)
    assert statuses(unchanged(session, first)) == ["duplicate"]
    assert session.ratings.get().pre_score == 8


@pytest.mark.parametrize("change", [{"value": 8}, {"side": "right"}, {"field": "discomfort"}])
def test_the_same_uuid_for_something_else_is_rejected(session: Session, change: Any) -> None:
    entry = tap(session)
    send(session, entry)
    assert reason(unchanged(session, entry | change)) == "This UUID was used for another entry."


def test_an_entry_is_still_a_duplicate_when_the_session_is_finished(session: Session) -> None:
    entry = tap(session)
    send(session, entry)
    finish(session)
    assert statuses(unchanged(session, entry)) == ["duplicate"]


def test_bad_entries_do_not_stop_good_ones(session: Session) -> None:
    good, late = tap(session), tap(session, side="right")
    bad = [tap(session, value=11), {}, tap(session, side="none"), {"uuid": None}]
    assert statuses(send(session, good, *bad, late)) == ["stored", *["rejected"] * 4, "stored"]
    assert session.ratings.count() == 2


@pytest.mark.parametrize("error", [ValueError, OverflowError])
def test_an_entry_that_nobody_thought_of_is_rejected_alone_and_logged(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: type[Exception],
) -> None:
    """It had done half of what it does: the one before it was closed, and the routine was over."""

    def broken(session: Session, at: datetime.datetime) -> None:
        end_at(session, at)
        raise error("strange")

    monkeypatch.setattr(writer, "end_at", broken)
    strange = {"uuid": str(uuid.uuid4()), "kind": "finish", "session": str(session.uuid), "at": AT}
    entries = [tap(session), strange, tap(session, side="right")]
    response = send(session, *entries)
    assert statuses(response) == ["stored", "rejected", "stored"]
    assert response.json()["results"][1]["reason"] == "The server cannot read this entry."
    assert (again(session).stage, session.entries.count()) == ("pre", 2)
    assert strange["uuid"] in caplog.text and "strange" in caplog.text


def test_a_start_of_the_year_one_is_one_of_today(session: Session) -> None:
    plan = {"set": "quick", "routine": "toe_spreaders", "seconds": "45", "order": "left"}
    at = "0001-01-01T00:00:00.000Z"
    begun = {"uuid": str(uuid.uuid4()), "kind": "start", "session": str(uuid.uuid4()), "at": at}
    assert statuses(send(session, begun | plan, tap(session))) == ["stored", "stored"]
    assert session.owner.sessions.order_by("-started_at")[0].started_at.year > 2000


WRITTEN = {
    "with a space": lambda name: f" {name}",
    "with braces": lambda name: f"{{{name}}}",
    "without hyphens": lambda name: name.hex,
    "in capitals": lambda name: str(name).upper(),
    "as a number": lambda name: int(name.hex),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_uuid_is_the_same_however_it_is_written(session: Session, written: Any) -> None:
    """All its digits are below ten, so that it is a number, too."""
    name = uuid.UUID(f"{uuid.uuid4().int % 10**31:01d}".rjust(32, "7"))
    entry = tap(session, uuid=written(name))
    assert statuses(send(session, entry)) == ["stored"]
    assert statuses(unchanged(session, entry, entry | {"uuid": str(name)})) == ["duplicate"] * 2
    finish(session)
    other = make_session(owner=session.owner, tests=QUICK)
    used = "This UUID was used for another entry."
    assert reason(unchanged(session, entry | {"session": str(other.uuid)})) == used


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_deleted_session_is_found_however_its_uuid_is_written(
    session: Session, written: Any
) -> None:
    name = uuid.UUID(f"{uuid.uuid4().int % 10**31:01d}".rjust(32, "7"))
    Session.objects.filter(pk=session.pk).update(uuid=name)
    delete_for_now(again(session))
    plan = {"set": "quick", "routine": "toe_spreaders", "seconds": "45", "order": "left"}
    begun = {"uuid": str(uuid.uuid4()), "kind": "start", "session": written(name), "at": AT}
    deleted = "This session was deleted. You find it in History under Deleted."
    for entry in (begun | plan, tap(session, session=written(name))):
        assert reason(unchanged(session, entry)) == deleted


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 11}, "Pick a number from 0 to 10, or skip this test."),
        ({"value": -1}, "Pick a number from 0 to 10, or skip this test."),
        ({"value": "7.0"}, "Pick a number from 0 to 10, or skip this test."),
        ({"value": True}, "Pick a number from 0 to 10, or skip this test."),
        ({"value": 2**70}, "value: "),
        ({"value": [7]}, "value: "),
        ({"value": {"score": 7}}, "value: "),
        ({"value": "7\x00"}, "value: "),
        ({"value": "\ud800"}, "value: "),
        ({"field": "skip", "value": "boredom"}, "Pick one of the reasons, or leave it."),
        ({"field": "value", "value": "85"}, "Use a number from 0 to 30. Did you mean 8.5?"),
        ({"field": "discomfort", "value": 11}, "Pick a number from 0 to 10, or leave it."),
        ({"field": "pre_at"}, "field: "),
        ({"field": "owner"}, "field: "),
        ({"phase": "done"}, "phase: "),
        ({"side": "both"}, "side: "),
        ({"side": "none"}, "The session has no such test, side or field."),
        ({"test": "toe_spread"}, "The session has no such test, side or field."),
        ({"test": "no such"}, "test: "),
        ({"test": "\ud800"}, "test: "),
        ({"test": None}, "test: "),
        ({"uuid": "7"}, "uuid: "),
        ({"uuid": 7}, "uuid: "),
        ({"uuid": ["7"]}, "uuid: "),
        ({"session": "7"}, "session: "),
        ({"session": {}}, "session: "),
        ({"session": str(uuid.uuid4())}, "There is no such session."),
        ({"at": "yesterday"}, "at: "),
        ({"at": ""}, "at: "),
        ({"at": 1773125880}, "at: "),
        ({"at": "2026-03-10T06:58:00"}, "at: "),
        ({"at": "2026-03-10"}, "at: "),
        ({"at": "0001-01-01T00:00:00+23:00"}, "at: "),
        ({"kind": "wish"}, "kind: "),
        ({"kind": ["reading"]}, "kind: "),
    ],
)
def test_a_wrong_entry_is_rejected_with_a_reason_and_changes_nothing(
    session: Session, changes: Any, words: str
) -> None:
    sentence = reason(unchanged(session, tap(session, **changes)))
    assert sentence.startswith(words)
    assert "\n" not in sentence


@pytest.mark.parametrize("nested", ["[", '{"a":'])
@pytest.mark.parametrize("name", ["uuid", "session", "value", "at"])
def test_a_deeply_nested_value_is_rejected(session: Session, name: str, nested: str) -> None:
    """Some depths can be read and not be written again."""
    closing = {"[": "]", '{"a":': "}"}[nested]
    client, user = client_of(session.owner), session.owner.pk
    for depth in range(100, 1100, 100):
        value = nested * depth + "1" + closing * depth
        entry = json.dumps(tap(session, **{name: "HERE"})).replace('"HERE"', value)
        with nothing_changes():
            response = raw(client, f'{{"user": {user}, "entries": [{entry}]}}')
        assert response.status_code == 400 or statuses(response) == ["rejected"]


def test_a_moment_is_kept_whatever_zone_it_is_written_in(session: Session) -> None:
    send(session, tap(session, at="2026-03-10T15:58:00.123+09:00"))
    assert session.ratings.get().pre_at == datetime.datetime.fromisoformat(AT)
    assert session.entries.get().entered_at == datetime.datetime.fromisoformat(AT)


def test_a_phone_with_a_wrong_clock_loses_nothing(session: Session) -> None:
    moments = ["1970-01-01T00:00:00.000Z", "2099-12-31T23:59:59.999Z"]
    entries = [tap(session, at=at) for at in moments]
    assert statuses(send(session, *entries)) == ["stored"] * 2


def test_a_session_of_somebody_else_is_no_such_session(session: Session) -> None:
    theirs = make_session(owner=make_user(), tests=QUICK)
    entry = tap(theirs)
    assert reason(unchanged(session, entry)) == "There is no such session."


@pytest.mark.parametrize("stage", ["pre", "routine"])
def test_an_after_rating_before_its_time_is_rejected(stage: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage=stage)
    response = unchanged(session, tap(session, phase="post"))
    assert reason(response) == "The after ratings come after the routine."


@pytest.mark.parametrize("stage", ["routine", "post"])
def test_a_before_rating_that_was_on_its_way_is_still_stored(stage: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage=stage)
    now = timezone.now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert statuses(send(session, tap(session, value=9, at=now))) == ["stored"]
    assert session.ratings.get(side="left").pre_score == 9


def test_the_answer_carries_no_rating() -> None:
    texts = []
    for score in (1, 9):
        session = make_session(owner=make_user(), tests=QUICK, stage="post", pre=score)
        entry = tap(session, phase="post", uuid=str(uuid.UUID(int=7)), value=5)
        texts.append(send(session, entry).json()["results"])
    assert texts[0] == texts[1]


def routine_end(session: Session, **changes: Any) -> dict[str, Any]:
    plain = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), "at": AT, "kind": "routine"}
    return plain | {"dose": '{"left.ts_twist": 30}', "stopped_reason": "sore"} | changes


def test_the_end_of_the_routine_and_the_after_ratings_may_come_in_one_batch() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    entries = [routine_end(session), tap(session, phase="post", value=8)]
    assert statuses(send(session, *entries)) == ["stored", "stored"]
    stored = again(session)
    assert (stored.stage, stored.dose, stored.stopped_reason) == (
        "post",
        {"left.ts_twist": 30},
        "sore",
    )
    assert session.ratings.get(side="left").post_score == 8


def test_the_end_of_the_routine_counts_once() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    entry = routine_end(session)
    send(session, entry)
    assert statuses(send(session, entry, routine_end(session, dose="{}"))) == [
        "duplicate",
        "stored",
    ]
    assert again(session).dose == {"left.ts_twist": 30}


@pytest.mark.parametrize(
    "changes",
    [
        {"dose": "{"},
        {"dose": "[]"},
        {"dose": '{"left.ts_twist": NaN}'},
        {"dose": {"left.ts_twist": 1}},
        {"dose": '{"\ud800": 1}'},
        {"dose": "\x00"},
        {"dose": " " * 9000},
        {"stopped_reason": "boredom"},
        {"stopped_reason": "\ud800"},
    ],
)
def test_a_wrong_end_of_the_routine_is_rejected(changes: dict[str, Any]) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    assert reason(unchanged(session, routine_end(session, **changes)))
    assert again(session).stage == "routine"


STRICT = {
    "not JSON": "user=1",
    "empty": " ",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "a string": '"user"',
    "no user": '{"entries": []}',
    "a user in letters": '{"user": "1", "entries": []}',
    "a true user": '{"user": true, "entries": []}',
    "a broken user": '{"user": 1.0, "entries": []}',
    "no entries": '{"user": USER}',
    "an object of entries": '{"user": USER, "entries": {}}',
    "an entry that is no object": '{"user": USER, "entries": [7]}',
    "a list as an entry": '{"user": USER, "entries": [[]]}',
    "NaN": '{"user": USER, "entries": [{"value": NaN}]}',
    "Infinity": '{"user": USER, "entries": [{"value": -Infinity}]}',
    "a key twice": '{"user": USER, "user": USER, "entries": []}',
    "a key twice in an entry": '{"user": USER, "entries": [{"value": 1, "value": 2}]}',
    "too deep": '{"user": USER, "entries": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "a little too deep": '{"user": USER, "entries": ' + "[" * 20 + "]" * 20 + "}",
    "endless digits": '{"user": ' + "9" * 5000 + ', "entries": []}',
    "something behind it": '{"user": USER, "entries": []} x',
    "a raw null character": '{"user": USER, "entries": [{"value": "\x00"}]}',
    "a byte order mark": '\ufeff{"user": USER, "entries": []}',
}


@pytest.mark.parametrize("body", STRICT.values(), ids=STRICT.keys())
def test_what_is_no_strict_batch_is_refused_as_json(session: Session, body: str) -> None:
    text, client = body.replace("USER", str(session.owner.pk)), client_of(session.owner)
    with nothing_changes():
        response = raw(client, text)
    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b'{"user": 1, "entries": "\xed\xa0\x80"}'])
def test_bytes_that_are_no_utf_8_are_refused(session: Session, body: bytes) -> None:
    assert raw(client_of(session.owner), body).status_code == 400


def test_two_hundred_entries_are_taken_and_one_more_is_not(session: Session) -> None:
    entries = [later(tap(session, value=number % 11)) for number in range(201)]
    response = unchanged(session, *entries)
    assert response.status_code == 400
    assert response.json() == {"error": "“entries” is a list of at most 200."}
    assert statuses(send(session, *entries[:200])) == ["stored"] * 200
    assert session.ratings.get().pre_score == 199 % 11


@pytest.mark.parametrize("size", [256 * 1024 + 1, 3 * 1024 * 1024])
def test_a_batch_of_more_than_256_kb_is_refused(session: Session, size: int) -> None:
    client = client_of(session.owner)
    with nothing_changes():
        response = raw(client, " " * size)
    assert response.status_code == 413
    assert response.json() == {"error": "The batch is larger than 256 kB."}


def test_an_empty_batch_is_fine(session: Session) -> None:
    assert unchanged(session).json()["results"] == []


def test_without_a_sign_in_it_is_401_as_json_and_no_redirect(session: Session) -> None:
    with nothing_changes():
        response = send(session, tap(session), client=Client())
    assert response.status_code == 401
    assert response.json() == {"error": "Sign in again."}


def test_the_entries_of_somebody_who_signed_out_are_not_taken_for_the_next_one(
    session: Session,
) -> None:
    client = client_of(make_user())
    with nothing_changes():
        response = send(session, tap(session), client=client)
    assert response.status_code == 409
    assert response.json() == {"error": "These entries belong to somebody else."}


@pytest.mark.parametrize("user", [2**70, -1, 0])
def test_a_user_that_cannot_be_is_somebody_else(session: Session, user: int) -> None:
    body = json.dumps({"user": user, "entries": [tap(session)]})
    assert raw(client_of(session.owner), body).status_code == 409


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_there_is_only_one_way_to_ask(session: Session, method: str) -> None:
    assert getattr(client_of(session.owner), method)(SYNC).status_code == 405


@pytest.mark.parametrize("signed_in", [True, False])
def test_without_its_token_it_is_refused(session: Session, signed_in: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(session.owner)
    with nothing_changes():
        response = send(session, tap(session), client=client)
    assert response.status_code == 403
    assert response.json() == {
        "error": "This page is too old to send. Load it again.",
        "csrf": True,
    }


def test_a_form_without_its_token_is_answered_with_a_page(session: Session) -> None:
    client = client_of(session.owner, enforce_csrf_checks=True)
    response = client.post(f"/sessions/{session.uuid}/pre/")
    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_does_not_call_itself_json_is_refused(session: Session, kind: str) -> None:
    body = json.dumps({"user": session.owner.pk, "entries": [tap(session)]})
    client = client_of(session.owner)
    with nothing_changes():
        response = client.post(SYNC, body, content_type=kind)
    assert response.status_code == 415
    assert response.json()["error"]


def test_nesting_as_deep_as_allowed_stops_only_the_entry_that_has_it(session: Session) -> None:
    deep: Any = 1
    for _ in range(17):
        deep = [deep]
    entries = [tap(session, value=deep), tap(session)]
    assert statuses(send(session, *entries)) == ["rejected", "stored"]


def test_who_asks_too_often_is_told_when_to_ask_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "monotonic", lambda: 0.0)
    client, other = client_of(session.owner), client_of(make_user())
    answers = [raw(client, "{}").status_code for _ in range(BURST)]
    assert answers == [400] * BURST
    response = raw(client, "{}")
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert response.json()["error"]
    assert raw(other, "{}").status_code == 400


def test_a_bucket_fills_again_and_forgets_people(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [0.0]
    monkeypatch.setattr(rate_limit, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(rate_limit, "MOST_PEOPLE", 3)
    buckets = rate_limit.Buckets()
    assert [buckets.wait("a") for _ in range(BURST + 1)] == [0] * BURST + [1]
    seconds[0] += 2
    assert [buckets.wait("a") for _ in range(5)] == [0] * 4 + [1]
    assert [buckets.wait(person) for person in "bcd"] == [0, 0, 0]
    assert buckets.wait("a") == 0


def test_a_database_that_is_away_is_no_answer(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answers then is the page for a broken server, which no phone takes for an answer."""
    away = OperationalError("the connection is closed")
    monkeypatch.setattr(batch.Batch, "__init__", lambda *about: (_ for _ in ()).throw(away))
    client = client_of(session.owner, raise_request_exception=False)
    with nothing_changes():
        response = send(session, tap(session), client=client)
    assert response.status_code in (500, 503)
    assert b"results" not in response.content


def test_with_the_token_of_the_page_it_is_taken(session: Session) -> None:
    client = client_of(session.owner, enforce_csrf_checks=True)
    page = client.get(f"/sessions/{session.uuid}/pre/")
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    body = json.dumps({"user": session.owner.pk, "entries": [tap(session)]})
    response = client.post(
        SYNC, body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert statuses(response) == ["stored"]
