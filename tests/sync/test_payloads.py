"""What a phone of any release still holds is accepted by the server of today."""

import json
import uuid
from pathlib import Path

import pytest

from tests.factories import make_session, make_user
from tests.pages import client_of
from tracker.models import Session

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parent.parent / "outbox_payloads"
VERSIONS = sorted(folder.name for folder in PAYLOADS.iterdir() if folder.is_dir())
QUICK = ("ankle_dorsiflexion", "toe_touch")


def batches(version: str) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted((PAYLOADS / version).glob("*.json"))]


def arrived(version: str) -> Session:
    """The session of a version's files, sent one after the other by whom they belong to."""
    sent = batches(version)
    first = sent[0]["entries"][0]
    user = make_user()
    if first.get("kind") != "start":
        session = make_session(owner=user, tests=QUICK)
        Session.objects.filter(pk=session.pk).update(uuid=first["session"])
    client = client_of(user)
    for batch in sent:
        body = json.dumps(batch | {"user": user.pk})
        answer = client.post("/sync/", body, content_type="application/json").json()
        named = [(result["uuid"], result["status"]) for result in answer["results"]]
        assert named == [(entry["uuid"], "stored") for entry in batch["entries"]], answer
    return user.sessions.get(uuid=uuid.UUID(first["session"]))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_entry_that_a_released_version_made_is_stored(version: str) -> None:
    session = arrived(version)
    entries = sum(len(batch["entries"]) for batch in batches(version))
    assert session.entries.count() == entries


def test_the_entries_of_the_first_version_say_what_they_said_then() -> None:
    session = arrived("0.1.0")
    rows = session.ratings.order_by("test__slug", "side")
    scores = [(row.side, row.pre_score, row.post_score, row.post_skip) for row in rows]
    assert scores == [("left", 5, 7, ""), ("right", 4, 6, ""), ("none", 7, 8, "")]
    assert [row.pre_value for row in rows] == [8.5, None, -3.5]
    assert (session.stage, session.dose["left.ts_twist"]) == ("post", 30)


def test_a_session_that_was_started_without_a_network_arrives_whole() -> None:
    session = arrived("next")
    assert (session.stage, session.zone, session.plan.order) == (
        "done",
        "Europe/Zurich",
        "right",
    )
    assert session.ratings.filter(pre_score__gt=3, post_score__gt=5).count() == 3
    by_phone = session.ratings.get(method="phone_shin_bent_knee_deg")
    assert (float(by_phone.pre_value), float(by_phone.post_value)) == (38.15, 40.3)
    assert by_phone.post_holds["angles"] == ["40.5", "40.1"]
