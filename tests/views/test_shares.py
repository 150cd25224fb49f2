"""Daily limits on what a person, or an IP address, can store on everybody's disk."""

import json
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client

from mobility import rate_limit
from tests.factories import finish, make_session, make_user
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tests.sync.test_late import Sent, start
from tests.views.test_add import ADD, filled
from tracker.models import User

pytestmark = pytest.mark.django_db

SESSIONS = 3
START = "/sessions/start/"


@pytest.fixture(autouse=True)
def little(shares: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share of three sessions, and a clock that stands still."""
    monkeypatch.setattr(rate_limit, "monotonic", lambda: 0.0)
    monkeypatch.setattr(
        rate_limit, "shares", rate_limit.Buckets(SESSIONS * rate_limit.A_SESSION, 500)
    )
    monkeypatch.setattr(rate_limit, "accounts", rate_limit.Buckets(3, 1 / 600))


def begin(user: User, client: Client) -> int:
    """The status of the answer to a start; what was open is finished first."""
    for session in user.sessions.open():
        finish(session)
    return client.post(START, fields_of(client.get(START), START)).status_code


def add(client: Client, hour: int) -> int:
    return client.post(ADD, filled(client, time=f"{10 + hour}:00")).status_code


def send(client: Client, user: User, entry: Sent) -> HttpResponse:
    body = json.dumps({"user": user.pk, "entries": [entry]})
    return client.post("/sync/", body, content_type="application/json")


def test_the_starts_of_a_person_are_limited_per_day() -> None:
    user = make_user()
    client = client_of(user)
    assert [begin(user, client) for _ in range(SESSIONS + 1)] == [302] * SESSIONS + [429]
    assert user.sessions.count() == SESSIONS
    other = make_user()
    assert begin(other, client_of(other)) == 302


def test_backdated_sessions_are_limited_per_day() -> None:
    user = make_user()
    client = client_of(user)
    assert [add(client, n) for n in range(SESSIONS + 1)] == [302] * SESSIONS + [429]
    assert user.sessions.count() == SESSIONS


def test_synced_sessions_are_limited_and_duplicates_are_free() -> None:
    user = make_user()
    client = client_of(user)
    first = start(uuid.uuid4(), 0)
    for _ in range(SESSIONS * 2):
        assert send(client, user, first).status_code == 200
    for minute in range(1, SESSIONS):
        assert send(client, user, start(uuid.uuid4(), minute)).status_code == 200
    with nothing_changes():
        refused = send(client, user, start(uuid.uuid4(), 9))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Nothing was saved" in refused.json()["error"]


def test_notes_and_plans_are_limited_per_day() -> None:
    session = make_session(owner=make_user(), stage="done")
    client, note = client_of(session.owner), f"/sessions/{session.uuid}/note/"
    page = fields_of(client.get(f"/sessions/{session.uuid}/result/"), note)
    sent = [client.post(note, page | {"note": f"{n} " + "🦶" * 1900}) for n in range(40)]
    assert [answer.status_code for answer in sent][:10] == [302] * 10
    assert "Nothing was changed. Go back, wait one minute, then send it again." in words_of(
        sent[-1]
    )
    assert 0 < int(sent[-1]["Retry-After"]) <= 60
    # Who has had enough can still go, and look.
    assert client.get("/history/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_a_share_refills_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    client = client_of(user)
    assert [begin(user, client) for _ in range(SESSIONS + 1)][-1] == 429
    monkeypatch.setattr(rate_limit, "monotonic", lambda: 1000.0)
    assert begin(user, client) == 302


def test_sign_ups_from_one_address_are_limited() -> None:
    def sign_up(number: int, place: str = "10.0.0.1") -> list[str]:
        about = {"email": f"{number}@example.org", "password1": "a quiet long sentence"}
        return words_of(Client(REMOTE_ADDR=place).post("/accounts/signup/", about)).split()

    for number in range(4):
        words = " ".join(sign_up(number))
    assert "Many accounts were made from where you are." in words
    assert User.objects.count() == 3
    sign_up(9, "10.0.0.2")
    assert User.objects.count() == 4
