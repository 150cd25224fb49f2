"""Two requests at the same moment: one session, one rating, one answer that counts."""

import datetime
import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import end_routine, finish, make_session, make_user, record, start_session
from tests.pages import client_of
from tracker.models import MobilityTest, Routine, Session, User
from tracker.sessions.lifecycle import AnotherIsOpen, advance, delete_for_now, restore
from tracker.sessions.own_routines import NameTaken, put_back, save

pytestmark = pytest.mark.usefixtures("committed")

TOUCH = ("toe_touch", "none")
QUICK = ("ankle_dorsiflexion", "toe_touch")
SECONDS = 30


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised; all begin together, each on a connection of its own."""
    ready = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(SECONDS)
            outcomes[number] = call()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return outcomes


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def starter(owner: Any, name: uuid.UUID) -> Callable[[], Session]:
    plan = {
        "routine": Routine.objects.get(slug="toe_spreaders", owner=None),
        "tests": list(MobilityTest.objects.offered_to(owner)),
        "seconds": 45,
        "order": "left",
    }
    return lambda: start_session(owner, uuid=name, **plan)


def test_the_same_uuid_started_twice_at_once_is_one_session() -> None:
    owner, name = make_user(), uuid.uuid4()
    first, second = at_once(starter(owner, name), starter(owner, name))
    assert first == second
    assert owner.sessions.count() == 1


def test_of_two_sessions_started_at_once_one_has_to_wait() -> None:
    owner = make_user()
    outcomes = at_once(*(starter(owner, uuid.uuid4()) for _ in range(4)))
    assert sorted(type(outcome) is AnotherIsOpen for outcome in outcomes) == [False, *[True] * 3]
    assert owner.sessions.count() == 1


def test_of_two_ends_of_a_routine_at_once_one_counts_whole() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    at_once(
        lambda: end_routine(again(session), {"left.ts_twist": 30}, "sore"),
        lambda: end_routine(again(session), {"left.ts_twist": 5}, "pain"),
    )
    stored = again(session)
    assert (stored.dose["left.ts_twist"], stored.stopped_reason) in [(30, "sore"), (5, "pain")]
    assert stored.stage == "post"


def test_a_session_finished_and_gone_on_at_once_is_finished() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    ends = [partial(finish, again(session)) for _ in range(2)]
    assert at_once(partial(advance, again(session), "pre"), *ends) == [None] * 3
    assert again(session).is_done


def test_the_same_slot_rated_at_once_is_one_row() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    taps = [partial(record, session, "pre", {TOUCH: {"score": score}}) for score in range(4)]
    outcomes = at_once(*taps)
    assert outcomes == [None] * 4
    assert session.ratings.count() == 1


def test_two_deleted_open_sessions_do_not_both_come_back() -> None:
    owner = make_user()
    for _ in range(2):
        delete_for_now(make_session(owner=owner, tests=QUICK))
    outcomes = at_once(*(partial(restore, session) for session in owner.sessions.all()))
    assert sorted(map(type, outcomes), key=str) == [type(None), AnotherIsOpen]
    assert owner.sessions.open().count() == 1


def tap(session: Session) -> dict[str, Any]:
    at = timezone.now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    where = {"session": str(session.uuid), "phase": "pre", "test": "toe_touch", "side": "none"}
    return where | {"uuid": str(uuid.uuid4()), "field": "score", "value": 5, "at": at}


def test_the_same_batch_sent_twice_at_once_is_stored_once() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    entries = [tap(session) for _ in range(3)]
    batch = {"user": session.owner.pk, "entries": entries}
    clients = [client_of(session.owner) for _ in range(2)]
    answers = at_once(
        *(
            lambda client=client: client.post("/sync/", batch, content_type="application/json")
            for client in clients
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    statuses = [[result["status"] for result in answer.json()["results"]] for answer in answers]
    assert sorted(statuses) == [["duplicate"] * 3, ["stored"] * 3]
    assert session.entries.count() == 3


def test_the_last_rating_sent_twice_at_once_finishes_once() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",), stage="post")
    clients = [client_of(session.owner) for _ in range(2)]
    url, data = f"/sessions/{session.uuid}/post/", {"toe_touch-none-score": "7", "go": "next"}
    answers = at_once(*(lambda client=client: client.post(url, data) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert again(session).is_done
    assert session.ratings.get().post_score == 7


def entry(name: uuid.UUID, kind: str, **says: Any) -> dict[str, Any]:
    at = timezone.now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"uuid": str(uuid.uuid4()), "kind": kind, "session": str(name), "at": at} | says


def start(name: uuid.UUID) -> dict[str, Any]:
    plan = {"set": "quick", "routine": "toe_spreaders", "seconds": "45", "order": "left"}
    return entry(name, "start", **plan)


def sender(user: User, *entries: dict[str, Any]) -> Callable[[], list[str]]:
    client, batch = client_of(user), {"user": user.pk, "entries": list(entries)}

    def send() -> list[str]:
        answer = client.post("/sync/", batch, content_type="application/json")
        return [result["status"] for result in answer.json()["results"]]

    return send


def test_a_whole_session_sent_twice_at_once_is_one_session() -> None:
    user, name = make_user(), uuid.uuid4()
    rated = {"phase": "pre", "test": "toe_touch", "side": "none", "field": "score", "value": 5}
    batch = [start(name), entry(name, "reading", **rated), entry(name, "routine", dose="{}")]
    batch.append(entry(name, "finish"))
    statuses = at_once(*(sender(user, *batch) for _ in range(3)))
    assert sorted(map(str, statuses)) == sorted(
        map(str, [["duplicate"] * 4, ["duplicate"] * 4, ["stored"] * 4])
    )
    session = user.sessions.get()
    assert session.is_done
    assert session.entries.count() == 4


def test_of_starts_by_different_phones_at_once_one_session_is_open_and_none_is_lost() -> None:
    user, names = make_user(), [uuid.uuid4() for _ in range(4)]
    assert at_once(*(sender(user, start(name)) for name in names)) == [["stored"]] * 4
    assert user.sessions.count() == 4
    newest = user.sessions.order_by("-started_at", "-uuid")[0]
    assert user.sessions.open().get() == newest


def test_a_late_start_and_one_on_the_page_at_once_leave_one_open() -> None:
    user, name = make_user(), uuid.uuid4()
    outcomes = at_once(sender(user, start(name)), starter(user, uuid.uuid4()))
    assert outcomes[0] == ["stored"]
    assert user.sessions.open().count() == 1


def test_ends_of_a_session_at_once_end_it_once() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="post")
    ends = [sender(session.owner, entry(session.uuid, "finish")) for _ in range(2)]
    client, url = client_of(session.owner), f"/sessions/{session.uuid}/finish/"
    outcomes = at_once(*ends, lambda: client.post(url).status_code)
    assert outcomes == [["stored"], ["stored"], 302]
    assert again(session).is_done


def test_taps_and_the_page_that_holds_them_at_once_all_arrive() -> None:
    """Without a lock around the page, its rows and the phone's wait for each other for ever."""
    for _ in range(5):
        session = make_session(owner=make_user(), tests=QUICK)
        taps = [
            entry(
                session.uuid, "reading", phase="pre", test=test, side=side, field="score", value=5
            )
            for test, side in reversed(session.slots)
        ]
        client, url = client_of(session.owner), f"/sessions/{session.uuid}/pre/"
        page = {f"{test}-{side}-score": "5" for test, side in session.slots} | {"go": "anyway"}
        outcomes = at_once(sender(session.owner, *taps), partial(client.post, url, page))
        assert outcomes[0] == ["stored"] * 3
        assert outcomes[1].status_code == 302
        assert again(session).stage == "routine"
        assert list(session.ratings.values_list("pre_score", flat=True)) == [5] * 3


def test_of_two_routines_of_one_name_at_once_one_is_refused() -> None:
    user = make_user()
    about = {"name": "Evening", "region": "foot", "position_text": ""}
    about |= {"lead_in": 5, "change_seconds": 5, "swap_seconds": 7}
    make = partial(save, user, None, about, [])
    outcomes = at_once(make, make)
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [
        NameTaken
    ]
    assert user.own_routines.count() == 1


def test_of_two_deleted_routines_of_one_name_put_back_at_once_one_gets_a_number() -> None:
    user = make_user()
    pair = [
        Routine.objects.create(owner=user, slug=slug, name="Evening", retired=True)
        for slug in ("my-one", "my-two")
    ]
    at_once(*(partial(put_back, routine) for routine in pair))
    assert sorted(user.own_routines.values_list("name", "retired")) == [
        ("Evening", False),
        ("Evening 2", False),
    ]
