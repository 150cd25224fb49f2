"""The number of queries of a page: small, with 40 sessions and 20 other people as with 2."""

import datetime
import json
import uuid
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.addresses import OWN_PAGES
from tests.factories import make_session, make_user
from tests.pages import client_of
from tracker.models import Entry, Rating, Session, User
from tracker.views import history as history_views

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Ask = Callable[[], HttpResponse]
Prepare = Callable[[Client, User], Ask]
QUICK = ("ankle_dorsiflexion", "toe_touch")


def page(address: str) -> Prepare:
    return lambda client, _user: lambda: client.get(address)


def page_of(session: Callable[[User], Session], name: str) -> Prepare:
    def prepare(client: Client, user: User) -> Ask:
        address = f"/sessions/{session(user).uuid}/{name}/"
        return lambda: client.get(address)

    return prepare


def open_session(user: User) -> Session:
    return user.sessions.open().get()


def last(user: User) -> Session:
    return user.sessions.done().newest_first()[0]


def tap(client: Client, user: User) -> Ask:
    where = {"session": str(open_session(user).uuid), "phase": "pre", "test": "toe_touch"}
    entry = where | {"side": "none", "field": "score", "value": 5, "at": "2026-03-10T06:58:00.000Z"}

    def ask() -> HttpResponse:
        batch = {"user": user.pk, "entries": [entry | {"uuid": str(uuid.uuid4())}]}
        response = client.post("/sync/", json.dumps(batch), content_type="application/json")
        assert response.json()["results"][0]["status"] == "stored"
        return response

    return ask


def all_before(client: Client, user: User) -> Ask:
    session = open_session(user)
    data = {f"{test}-{side}-score": "5" for test, side in session.slots}
    return lambda: client.post(f"/sessions/{session.uuid}/pre/", data | {"go": "later"})


# What is asked for, the stage of the open session if it needs one, and the most queries.
PAGES: dict[str, tuple[Prepare, str, int]] = {
    "home": (page("/"), "", 12),
    "home with an open session": (page("/"), "routine", 9),
    "start": (page("/sessions/start/"), "", 8),
    "kit": (page("/offline/kit/"), "", 12),
    "kit with an open session": (page("/offline/kit/"), "routine", 14),
    "history": (page("/history/"), "", 5),
    "history_add": (page("/history/add/"), "", 7),
    "history_deleted": (page("/history/deleted/"), "", 5),
    "progress": (page("/progress/"), "", 9),
    "progress of a test": (page("/progress/ankle_dorsiflexion/"), "", 10),
    "tape check": (page("/tests/ankle_dorsiflexion/steady/"), "", 5),
    "result": (page_of(last, "result"), "", 9),
    "edit": (page_of(last, "edit"), "", 7),
    "rating page before": (page_of(open_session, "pre"), "pre", 8),
    "rating page after": (page_of(open_session, "post"), "post", 7),
    "routine page": (page_of(open_session, "routine"), "routine", 3),
    "all ratings by form": (all_before, "pre", 12),
    "a tap": (tap, "pre", 12),
}


MOST = 12
# All other pages without an argument: some at a time, for the same people.
OTHERS = [name for name in OWN_PAGES if name not in PAGES]
AT_ONCE = 9
GROUPS = [OTHERS[first : first + AT_ONCE] for first in range(0, len(OTHERS), AT_ONCE)]


def queries(ask: Ask) -> list[str]:
    """The statements of a second request: what the first one cached does not count."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code in (200, 302)
    return [query["sql"] for query in captured.captured_queries]


def repeat(session: Session, times: int) -> None:
    """The same session on each of the days before."""
    ratings = list(session.ratings.all())
    for ago in range(1, times + 1):
        day, made = session.day - datetime.timedelta(days=ago), uuid.uuid4()
        copy = clone(session, day=day, uuid=made)
        copy.save()
        Rating.objects.bulk_create(clone(rating, day=day, session_id=copy.pk) for rating in ratings)
        Entry.objects.bulk_create(
            clone(entry, session_id=copy.pk, uuid=uuid.uuid4()) for entry in session.entries.all()
        )


def clone(row: Any, **changes: Any) -> Any:
    names = [field.attname for field in row._meta.fields if not field.primary_key]
    return type(row)(**({name: getattr(row, name) for name in names} | changes))


def person(stage: str, *, sessions: int, others: int) -> User:
    user = make_user()
    for _ in range(others):
        repeat(make_session(owner=make_user(), tests=QUICK, stage="done"), 1)
    repeat(make_session(owner=user, tests=QUICK, stage="done"), sessions - 1)
    if stage:
        make_session(owner=user, tests=QUICK, stage=stage)
    return user


def counted(names: Sequence[str], *, sessions: int, others: int) -> dict[str, list[str]]:
    """The statements of each of these pages, which have the open session of the first."""
    user = person(PAGES[names[0]][1], sessions=sessions, others=others)
    client = client_of(user)
    return {name: queries(PAGES[name][0](client, user)) for name in names}


def demand_few(*names: str) -> None:
    few = counted(names, sessions=2, others=1)
    many = counted(names, sessions=40, others=20)
    for name in names:
        print(f"{name}: {len(few[name])} queries")
        assert len(many[name]) == len(few[name]), "\n".join([name, *many[name]])
        assert len(few[name]) <= PAGES[name][2], "\n".join([name, *few[name]])


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_is_small_and_does_not_grow(name: str) -> None:
    demand_few(name)


@pytest.mark.parametrize("names", GROUPS, ids=itemgetter(0))
def test_so_it_is_on_every_other_page(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in names:
        monkeypatch.setitem(PAGES, name, (page(reverse(name)), "", MOST))
    demand_few(*names)


def test_a_query_per_session_is_detected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def row_by_row(_user: User, sessions: Any) -> list[dict[str, Any]]:
        return [
            history_views._row(session, session.ratings.change_counts().first())
            for session in sessions
        ]

    monkeypatch.setattr(history_views, "_rows", row_by_row)
    with pytest.raises(AssertionError):
        demand_few("history")


def test_a_query_per_person_is_detected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def everybody(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str([user.sessions.count() for user in User.objects.all()]))

    def prepare(_client: Client, _user: User) -> Ask:
        return lambda: everybody(HttpRequest())

    monkeypatch.setitem(PAGES, "everybody", (prepare, "", 99))
    with pytest.raises(AssertionError):
        demand_few("everybody")


@pytest.fixture(autouse=True)
def _known_content_types() -> None:
    ContentType.objects.clear_cache()
