"""A reason to skip or to stop is one line: every form, page and phone offers it, and keeps it."""

import json
import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, words_of
from tracker.models import Session
from tracker.phone.shell import shell_page
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(SKIP_REASONS, "cold", "Too cold")
    monkeypatch.setitem(STOP_REASONS, "bored", "Too long")
    shell_page.cache_clear()
    yield
    shell_page.cache_clear()


def sent(client: Client, session: Session, **about: object) -> str:
    entry = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), **about}
    entry |= {"at": "2026-03-10T06:58:00.000Z"}
    batch = {"user": session.owner_id, "entries": [entry]}
    answer = client.post("/sync/", json.dumps(batch), content_type="application/json")
    return str(answer.json()["results"][0]["status"])


def test_a_skip_reason_is_offered_kept_and_told() -> None:
    session = make_session(owner=make_user())
    client = client_of(session.owner)
    page = client.get(f"/sessions/{session.uuid}/pre/")
    assert '<option value="cold">Too cold</option>' in page.content.decode()
    slot = {"phase": "pre", "test": "toe_touch", "side": "none", "field": "skip"}
    assert sent(client, session, **slot, value="cold") == "stored"
    assert session.ratings.get(test__slug="toe_touch").pre_skip == "cold"
    client.post(f"/sessions/{session.uuid}/pre/", {"go": "anyway"})
    client.post(f"/sessions/{session.uuid}/finish/")
    assert "skipped (Too cold)" in words_of(client.get(f"/sessions/{session.uuid}/result/"))
    edit = client.get(f"/sessions/{session.uuid}/edit/").content.decode()
    assert '<option value="skip cold" selected>Skipped: Too cold</option>' in edit


def test_a_stop_reason_is_offered_kept_and_told() -> None:
    session = make_session(owner=make_user(), stage="routine")
    client = client_of(session.owner)
    page = client.get(f"/sessions/{session.uuid}/routine/").content.decode()
    assert re.search(r'data-stop="bored">Too long<', page)
    assert '<option value="bored">Too long</option>' in page
    assert sent(client, session, kind="routine", dose="{}", stopped_reason="bored") == "stored"
    client.post(f"/sessions/{session.uuid}/finish/")
    assert "Stopped (Too long)" in words_of(client.get(f"/sessions/{session.uuid}/result/"))


@pytest.mark.parametrize("address", ["/unsent/", "/offline/"])
def test_a_phone_gets_the_words_of_both_with_the_page(address: str) -> None:
    page = client_of(make_user()).get(address).content.decode()
    script = re.search(r'<script id="vocabulary" type="application/json">(.*?)</script>', page)
    words = json.loads(script[1])
    assert words["skip_reasons"]["cold"] == "Too cold"
    assert words["stop_reasons"]["bored"] == "Too long"


def test_no_migration_is_asked_for() -> None:
    call_command("makemigrations", "tracker", check=True, dry_run=True, verbosity=0)
