"""A NUL in any field of any page, or in an entry of a phone, is no server error."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.factories import copy, make_session, make_user
from tests.pages import FormReader, client_of, text_of
from tracker.models import Routine, User

pytestmark = pytest.mark.django_db

OF_A_SESSION = (
    "pre",
    "routine",
    "post",
    "note",
    "finish",
    "edit",
    "delete",
    "draw",
    "mid",
    "second",
)
FIELDS = (
    *("note", "next", "for", "whose", "go", "routine", "tests", "seconds", "order", "set", "uuid"),
    *("started_at", "name", "region", "step-0-name", "dose", "stopped_reason", "zone", "time_zone"),
    *("day_starts_at", "theme", "question", "design", "range", "page", "email", "value", "reason"),
)


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def addresses(owner: User) -> list[str]:
    session = make_session(owner=owner, stage="done")
    own = copy(Routine.objects.get(slug="toe_spreaders", owner=None), owner)
    plain = ("/", "/safety/", "/sessions/start/", "/history/add/", "/settings/", "/trial/")
    return [
        *plain,
        *("/routines/new/", "/routines/toe_spreaders/copy/", "/progress/", "/compare/"),
        *(f"/sessions/{session.uuid}/{part}/" for part in OF_A_SESSION),
        f"/sessions/{make_session(owner=owner).uuid}/pre/",
        *(f"/routines/{own.slug}/{part}/" for part in ("edit", "delete", "restore")),
        *("/tests/toe_flexion/steady/", "/trial/end/", "/accounts/email/"),
        *("/accounts/password/change/", "/accounts/reauthenticate/"),
    ]


def fields_of_page(client: Client, address: str) -> set[str]:
    names: set[str] = set()
    page = client.get(address)
    for action in (None, "", address) if page.status_code == 200 else ():
        reader = FormReader(action)
        reader.feed(text_of(page))
        names |= set(reader.fields)
    return names - {"csrfmiddlewaretoken"}


def test_a_nul_in_any_field_of_any_page_is_no_server_error(
    owner: User, addresses: list[str]
) -> None:
    client, broken = client_of(owner, raise_request_exception=False), []
    for address in addresses:
        fields = fields_of_page(client, address)
        sent = dict.fromkeys({*FIELDS, *fields}, "a\0b")
        answers = [client.post(address, sent), client.get(address, sent)]
        broken += [(address, answer.status_code) for answer in answers if answer.status_code >= 500]
    assert broken == []


def test_a_nul_in_any_value_of_an_entry_is_no_server_error(owner: User) -> None:
    client, session = client_of(owner, raise_request_exception=False), make_session(owner=owner)
    at = "2026-03-01T10:00:00.000Z"
    about = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), "at": at}
    kinds: dict[str, dict[str, Any]] = {
        "rating": {
            "phase": "pre",
            "test": "toe_flexion",
            "side": "l",
            "field": "score",
            "value": "4",
        },
        "note": {"kind": "note", "note": "x"},
        "routine": {"kind": "routine", "dose": "{}", "stopped_reason": "interrupted"},
        "finish": {"kind": "finish"},
        "start": {
            "kind": "start",
            "zone": "Europe/Zurich",
            "set": "full",
            "tests": "",
            "order": "left",
        }
        | {"routine": "toe_spreaders", "seconds": "45", "vary": "{}"},
    }
    for says in kinds.values():
        entry = about | says
        for name in entry:
            for value in ("\0", {"\0": "\0"}, ["\0"], f"{entry[name]}\0"):
                body = json.dumps({"user": owner.pk, "entries": [entry | {name: value}]})
                answer = client.post("/sync/", body, content_type="application/json")
                assert answer.status_code < 500, (says, name, value)
                assert answer.status_code in (200, 400, 429)
