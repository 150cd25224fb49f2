"""A session that was made with a wrong clock is kept, dated right, marked, and asked about."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.pages import client_of, words_of
from tracker.models import Session, User

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
WRONG = {"1 h ahead": HOUR, "2 days behind": -2 * DAY, "never set": -56 * 365 * DAY}
NEVER = ["1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000+14:00"]
NEVER += ["9999-12-31T23:59:59.999Z", "-000001-01-01T00:00:00.000Z", "+010000-01-01T00:00:00.000Z"]


def iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry(name: uuid.UUID, kind: str, at: str, **says: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "kind": kind, "session": str(name), "at": at} | says


def whole(name: uuid.UUID, *moments: str) -> list[dict[str, Any]]:
    """A start, a rating that is changed once, a routine, a rating after, and the end."""
    start = {"set": "quick", "routine": "toe_spreaders", "seconds": "45", "order": "left"}
    rated = {"test": "toe_touch", "side": "none", "field": "score"}
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("start", start),
        ("reading", rated | {"phase": "pre", "value": 3}),
        ("reading", rated | {"phase": "pre", "value": 4}),
        ("routine", {"dose": '{"left.ts_twist": 30}'}),
        ("reading", rated | {"phase": "post", "value": 6}),
        ("finish", {}),
    ]
    return [entry(name, kind, at, **says) for (kind, says), at in zip(kinds, moments, strict=True)]


def send(user: User, entries: list[dict[str, Any]], **about: Any) -> Any:
    batch = {"user": user.pk, "entries": entries} | about
    answer = client_of(user).post("/sync/", batch, content_type="application/json").json()
    assert [result["status"] for result in answer["results"]] == ["stored"] * len(entries)
    return answer


def result(session: Session) -> str:
    return words_of(client_of(session.owner).get(f"/sessions/{session.uuid}/result/"))


@pytest.mark.parametrize("ahead", WRONG.values(), ids=WRONG)
def test_a_session_of_a_wrong_clock_is_dated_right_marked_and_asked_about(
    ahead: datetime.timedelta,
) -> None:
    user, now = make_user(), timezone.now()
    began = now - 20 * MINUTE
    moments = [iso(began + number * MINUTE + ahead) for number in range(6)]
    send(user, whole(uuid.uuid4(), *moments), sent=iso(now + ahead))
    session = user.sessions.get()
    assert abs(session.started_at - began) < MINUTE
    assert abs(session.finished_at - began - 5 * MINUTE) < MINUTE
    assert abs(session.clock_off - ahead.total_seconds()) < 60
    row = session.ratings.get()
    assert (row.pre_score, row.post_score) == (4, 6)
    assert session.started_at < row.pre_at < session.routine_done_at < row.post_at
    assert "When was this session?" in result(session)


def test_of_several_wrong_clocks_the_most_wrong_one_is_kept() -> None:
    session, now = make_session(owner=make_user()), timezone.now()
    for off in (2 * HOUR, -5 * HOUR, HOUR):
        there = iso(now + off)
        slot = {"phase": "pre", "test": "toe_touch", "side": "none"}
        rated = entry(session.uuid, "reading", there, **slot, field="score", value=3)
        send(session.owner, [rated], sent=there)
    session.refresh_from_db()
    assert abs(session.clock_off + 5 * HOUR.total_seconds()) < 60


@pytest.mark.parametrize("never", [*NEVER, "0001-01-01T00:00:00.000Z", "no moment at all"])
def test_what_a_phone_cannot_have_heard_is_no_hindrance(never: str) -> None:
    user, now = make_user(), timezone.now()
    entries = whole(uuid.uuid4(), *[iso(now - MINUTE)] * 6)
    send(user, [sent | {"after": never} for sent in entries], sent=never)
    assert user.sessions.get().ratings.get().post_score == 6


@pytest.mark.parametrize("at", NEVER)
def test_a_moment_that_cannot_be_is_taken_with_the_servers_clock(at: str) -> None:
    user, now = make_user(), timezone.now()
    send(user, whole(uuid.uuid4(), *[at] * 6))
    session = user.sessions.get()
    assert now <= session.started_at < now + MINUTE and session.clock_off is not None
    assert session.ratings.get().pre_score == 4
    assert all(abs(stored.entered_at - now) < MINUTE for stored in session.entries.all())


def test_a_clock_that_jumps_in_the_middle_keeps_the_order_and_the_day() -> None:
    user, now = make_user(), timezone.now()
    began = now - 20 * MINUTE
    right = [began + number * MINUTE for number in range(6)]
    shown = [*(moment - 2 * DAY for moment in right[:3]), *right[3:]]
    entries = whole(uuid.uuid4(), *map(iso, shown))
    for sent, moment in zip(entries, right, strict=True):
        sent["after"] = iso(moment - MINUTE / 2)
    send(user, entries, sent=iso(now))
    session = user.sessions.get()
    assert abs(session.started_at - began) < 2 * MINUTE
    row = session.ratings.get()
    assert (row.pre_score, row.post_score) == (4, 6)
    assert row.pre_at < row.post_at


def test_a_right_clock_is_neither_marked_nor_asked_about() -> None:
    user, now = make_user(), timezone.now()
    moments = [iso(now - (20 - number) * MINUTE) for number in range(6)]
    send(user, whole(uuid.uuid4(), *moments), sent=iso(now - MINUTE / 2), after="nonsense")
    session = user.sessions.get()
    assert session.clock_off is None and iso(session.started_at) == moments[0]
    assert "clock" not in result(session)


def test_a_session_of_a_page_has_the_servers_start_and_is_only_marked() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",), stage="done")
    now = timezone.now()
    rated = {"test": "toe_touch", "side": "none", "field": "score", "phase": "post", "value": 7}
    send(
        session.owner,
        [entry(session.uuid, "reading", iso(now + HOUR), **rated)],
        sent=iso(now + HOUR),
    )
    session.refresh_from_db()
    assert session.clock_off == pytest.approx(3600, abs=60)
    words = result(session)
    assert "The times here are by the server’s clock." in words and "When was" not in words


def asked_about(user: User) -> Session:
    now = timezone.now()
    moments = [iso(now - (20 - number) * MINUTE + HOUR) for number in range(6)]
    send(user, whole(uuid.uuid4(), *moments), sent=iso(now + HOUR))
    return user.sessions.get()


def test_the_answer_to_the_question_settles_it() -> None:
    session = asked_about(make_user())
    client, edit = client_of(session.owner), f"/sessions/{session.uuid}/edit/"
    client.post(edit, {"clock": "on", "day": "2026-03-10", "time": "06:58"})
    session.refresh_from_db()
    assert (session.clock_off, str(session.day)) == (None, "2026-03-10")
    assert session.edited_at is None and session.counts
    assert "clock" not in result(session)


def test_that_it_is_right_as_it_is_changes_nothing_else() -> None:
    session = asked_about(make_user())
    client, edit = client_of(session.owner), f"/sessions/{session.uuid}/edit/"
    there = session.local_start
    client.post(edit, {"clock": "on", "day": f"{there:%Y-%m-%d}", "time": f"{there:%H:%M}"})
    started = session.started_at
    session.refresh_from_db()
    assert (session.clock_off, session.started_at) == (None, started)
    assert not session.entries.filter(kind="edit").exists()


def test_an_answer_that_cannot_be_gets_a_sentence_and_is_asked_again() -> None:
    session = asked_about(make_user())
    client, edit = client_of(session.owner), f"/sessions/{session.uuid}/edit/"
    answer = client.post(edit, {"clock": "on", "day": "2999-01-01", "time": "06:58"})
    assert answer.status_code == 422 and "That is in the future" in words_of(answer)
    session.refresh_from_db()
    assert session.clock_off is not None
