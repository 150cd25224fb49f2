"""The Bundle of FHIR: what its own models accept, and what another program has to find in it."""

import datetime
import json
import re
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import finish, make_session, make_user, record
from tests.transfer.datasets import datasets
from tracker.models import MobilityTest, User
from tracker.sessions.adding import add
from tracker.transfer.formats.fhir import FORMAT
from tracker.transfer.sheets.brought import Builder

pytestmark = pytest.mark.django_db

START = datetime.datetime(2026, 3, 10, 6, 58, tzinfo=datetime.UTC)
ANKLE = ("ankle_dorsiflexion", "left")


def bundle_of(user: User) -> list[dict[str, Any]]:
    """The resources, after FHIR's own models have read every field of them again."""
    text = b"".join(FORMAT.write(user)).decode()
    stored = json.loads(text)
    # A field that is not of this version would be dropped without a word.
    validated = Bundle.model_validate(stored).model_dump_json()
    assert json.loads(validated) == json.loads(text.replace("+00:00", "Z"))
    resources: list[dict[str, Any]] = [entry["resource"] for entry in stored["entry"]]
    return resources


def of_kind(resources: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [resource for resource in resources if resource["resourceType"] == kind]


def test_before_and_after_are_two_observations_that_refer_to_the_routine() -> None:
    user = make_user(time_zone="Europe/Berlin")
    session = make_session(
        owner=user, stage="post", tests=(ANKLE[0],), started_at=START, note="zanzibar"
    )
    record(session, "pre", {ANKLE: {"value": "8.5"}}, at=START)
    record(session, "post", {ANKLE: {"skip": "pain", "discomfort": 3}})
    finish(session)
    resources = bundle_of(user)
    [person], [procedure] = of_kind(resources, "Patient"), of_kind(resources, "Procedure")
    assert person == {"resourceType": "Patient"}
    assert procedure["identifier"][0]["value"] == f"urn:uuid:{session.uuid}"
    assert procedure["code"]["coding"][0] == {
        "system": "urn:supple:routine",
        "code": "toe_spreaders",
    }
    rating, value, skipped, right = of_kind(resources, "Observation")
    assert rating["code"]["text"] == "Ankle dorsiflexion"
    assert rating["valueQuantity"]["code"] == "{score}"
    assert rating["bodySite"]["extension"][0]["valueCodeableConcept"]["text"] == "Left"
    assert right["bodySite"]["extension"][0]["valueCodeableConcept"]["text"] == "Right"
    assert (value["valueQuantity"]["value"], value["valueQuantity"]["code"]) == (8.5, "cm")
    assert value["effectiveDateTime"] == "2026-03-10T07:59:00+01:00"
    assert value["method"]["text"] == "Big toe to wall"
    assert skipped["dataAbsentReason"]["text"] == "Pain"
    assert skipped["component"][0]["valueQuantity"]["value"] == 3
    assert [o["category"][1]["text"] for o in (rating, skipped)] == ["Before", "After"]
    parts = {observation["partOf"][0]["reference"] for observation in (rating, value, skipped)}
    assert parts == {f"urn:uuid:{session.uuid}"}


def test_no_number_of_a_row_no_address_and_no_note_leaves() -> None:
    user = make_user(email="zanzibar@example.org")
    make_session(owner=user, stage="done", note="zanzibar")
    text = b"".join(FORMAT.write(user)).decode()
    assert "zanzibar" not in text and "localhost" not in text
    numbers = {f'"{row.pk}"' for row in (user, *user.sessions.all(), *user.ratings.all())}
    assert not numbers & set(re.findall(r'"\d+"', text))
    assert text == b"".join(FORMAT.write(user)).decode()


def test_what_somebody_made_is_a_name_without_a_code() -> None:
    user = make_user()
    own = MobilityTest.objects.get(slug="toe_touch", owner=None)
    own.pk, own.owner, own.slug, own.name = None, user, "big-toe-push", "Big toe push"
    own.save()
    make_session(owner=user, stage="done", tests=("big-toe-push",))
    observation = of_kind(bundle_of(user), "Observation")[0]
    assert observation["code"] == {"text": "Big toe push"}


def test_without_a_session_it_is_an_empty_bundle() -> None:
    assert b"".join(FORMAT.write(make_user())) == b'{"resourceType":"Bundle","type":"collection"}\n'


@settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_every_kind_of_session_is_valid(data: st.DataObject) -> None:
    user, made = data.draw(datasets())
    builder = Builder(user, MobilityTest.objects.filter(owner=None))
    add([builder.addition(session) for session in made])
    observations = of_kind(bundle_of(user), "Observation")
    values = sum("value" in fields for s in made for fields in s.ratings.values())
    rated = sum(
        bool(set(fields) - {"value", "method"}) for s in made for fields in s.ratings.values()
    )
    assert len(observations) == values + rated
