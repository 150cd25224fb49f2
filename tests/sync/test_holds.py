"""An angle that a phone took by itself comes with its two holds, whole or not at all."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of
from tests.sync.test_sync import later, reason, send, statuses, tap, unchanged
from tests.transfer.test_ratings_csv import bring_back, content_of, rows_of, wipe
from tracker.models import Session
from tracker.rules.events import Rated, to_json
from tracker.rules.holds import Holds
from tracker.sessions.rebuild import stored_sessions
from tracker.transfer.checking import Wrong, events_of
from tracker.transfer.formats import fhir

pytestmark = pytest.mark.django_db

BENT, STRAIGHT = "phone_shin_bent_knee_deg", "phone_shin_straight_knee_deg"
PHONE = "0b9d6c1e-5a0f-4a57-9a3e-6a8d5b1b7c22"
BY_PHONE = {
    "method": BENT,
    "value": "38.15",
    "holds": "38.1 38.2",
    "spreads": "0.21 0.34",
    "zeroed": "yes",
    "device": "phone",
    "phone": PHONE,
    "again": "0",
}
HOLDS = Holds(
    (Decimal("38.1"), Decimal("38.2")), (Decimal("0.21"), Decimal("0.34")), True, "phone", PHONE
)


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("ankle_dorsiflexion", "hip_extension"))


def by_phone(of: Session, **changes: Any) -> dict[str, Any]:
    """The left ankle before the routine, as a phone sends it."""
    entry = later(tap(of, field="value", **BY_PHONE)) | changes
    return {name: value for name, value in entry.items() if value is not None}


def test_it_is_stored_with_its_holds_like_any_measured_value(session: Session) -> None:
    entry = by_phone(session)
    assert statuses(send(session, entry, entry)) == ["stored", "duplicate"]
    row = session.ratings.get(side="left")
    assert (row.pre_value, row.method, row.unit) == (Decimal("38.15"), BENT, "deg")
    assert Holds.from_json(row.pre_holds or {}) == HOLDS
    assert row.post_holds is None
    assert not [d for stored in stored_sessions([session]) for d in stored.differences()]


def test_a_newer_one_replaces_it_and_an_empty_one_takes_it_away(session: Session) -> None:
    again = {"value": "40.05", "holds": "40.0 40.1", "again": "1"}
    send(session, by_phone(session), by_phone(session, **again))
    row = session.ratings.get(side="left")
    assert (row.pre_value, (row.pre_holds or {})["again"]) == (Decimal("40.05"), 1)
    nothing = dict.fromkeys(("holds", "spreads", "zeroed", "device", "phone", "again"))
    assert statuses(send(session, by_phone(session, value="", **nothing))) == ["stored"]
    row.refresh_from_db()
    assert (row.pre_value, row.pre_holds, row.method) == (None, None, "")


def test_an_angle_can_be_below_zero(session: Session) -> None:
    thigh = {"test": "hip_extension", "method": "phone_rear_thigh_deg"}
    below = by_phone(session, **thigh, value="-2.05", holds="-1.9 -2.2")
    assert statuses(send(session, below)) == ["stored"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"holds": None, "spreads": None}, "holds"),
        (dict.fromkeys(("holds", "spreads", "zeroed", "device", "phone", "again")), "two holds"),
        ({"again": None}, "again"),
        ({"value": "38.2"}, "mean"),
        ({"holds": "38.15 38.15"}, "holds"),
        ({"holds": "38.1"}, "holds"),
        ({"holds": "38.1 38.2 38.3"}, "holds"),
        ({"holds": "٣٨.١ 38.2"}, "holds"),
        ({"value": "40", "holds": "-1.0 81.0"}, "outside"),
        ({"value": "80", "holds": "80.0 80.0"}, "0 to 75"),
        ({"spreads": "0.21 2.01"}, "trembles"),
        ({"spreads": "-0.1 0.20"}, "spreads"),
        ({"zeroed": "perhaps"}, "zeroed"),
        ({"device": "Pixel 9"}, "device"),
        ({"phone": "my phone"}, "phone"),
        ({"again": "-1"}, "again"),
        ({"method": "shin_angle_bent_knee_deg"}, "Only an angle"),
        ({"field": "score", "value": "7", "method": ""}, "Only an angle"),
    ],
)
def test_what_no_phone_takes_is_refused(
    session: Session, changes: dict[str, Any], why: str
) -> None:
    assert why in reason(unchanged(session, by_phone(session, **changes)))


def test_two_ways_do_not_mix_even_by_the_same_phone(session: Session) -> None:
    send(session, by_phone(session))
    assert "Two ways never mix" in reason(
        unchanged(session, by_phone(session, side="right", method=STRAIGHT))
    )
    level = later(tap(session, field="value", value="40", method="shin_angle_bent_knee_deg"))
    assert "Two ways never mix" in reason(unchanged(session, level | {"side": "right"}))


def done(session: Session) -> Session:
    after = {"phase": "post", "value": "40.35", "holds": "40.5 40.2", "zeroed": "no"}
    finish = {"kind": "finish", "uuid": "d1a3b7c0-4f53-4f0e-9a5e-20f4a8a7c0de"}
    finish |= {"session": str(session.uuid), "at": "2026-03-10T07:58:00.000Z"}
    assert statuses(send(session, by_phone(session))) == ["stored"]
    Session.objects.filter(pk=session.pk).update(stage="post")
    assert statuses(send(session, by_phone(session, **after), later(finish))) == ["stored"] * 2
    session.refresh_from_db()
    return session


def test_an_edit_can_take_it_away_and_not_type_another(session: Session) -> None:
    client, page = client_of(done(session).owner), f"/sessions/{session.uuid}/edit/"
    fields, name = fields_of(client.get(page)), "pre-ankle_dorsiflexion-left-value"
    assert fields[name] == ["38.15"]
    assert client.post(page, fields | {name: "39"}).status_code == 422
    assert client.post(page, fields | {"note": "as it was"}).status_code == 302
    assert session.ratings.get(side="left").pre_holds == HOLDS.to_json()
    assert client.post(page, fields | {name: ""}).status_code == 302
    row = session.ratings.get(side="left")
    assert (row.pre_value, row.pre_holds, row.post_value) == (None, None, Decimal("40.35"))


def test_a_download_holds_the_holds_and_brings_them_back(session: Session) -> None:
    user = done(session).owner
    content, before = content_of(user), rows_of(user)[0]
    assert [before[name] for name in ("hold_1", "spread_2", "zeroed", "phone")] == [
        *("38.1", "0.34", "yes"),
        PHONE,
    ]
    bundle = json.loads(b"".join(fhir.FORMAT.write(user)))
    values = [e["resource"] for e in bundle["entry"] if "device" in e["resource"]]
    holds = [part["valueQuantity"]["value"] for v in values for part in v["component"]]
    assert holds == [38.1, 38.2, 40.5, 40.2]
    wipe(user)
    assert bring_back(user, content) == 1
    assert user.ratings.get().pre_holds == HOLDS.to_json()


@pytest.mark.parametrize(
    "changes",
    [
        {"angles": ["38.1", "38.3"]},
        {"angles": ["38.1"]},
        {"angles": ["38.15", "38.15"]},
        {"angles": ["NaN", "38.2"]},
        {"spreads": ["0.21", "3.00"]},
        {"zeroed": "yes"},
        {"device": "Pixel 9"},
        {"phone": "<b>"},
        {"again": True},
        {"again": 100},
        {"more": 1},
    ],
)
def test_a_file_cannot_bring_holds_that_no_phone_took(
    session: Session, changes: dict[str, Any]
) -> None:
    event = Rated("pre", "ankle_dorsiflexion", "left", "value", Decimal("38.15"), None, BENT, HOLDS)
    stored = to_json([event])
    assert events_of(stored, session.plan) == [event]
    stored["events"][0]["holds"] |= changes
    with pytest.raises(Wrong):
        events_of(stored, session.plan)


def test_a_file_cannot_bring_holds_of_what_is_typed(session: Session) -> None:
    for method, field in (("shin_angle_bent_knee_deg", "value"), (BENT, "score")):
        value = Decimal("38.15") if field == "value" else 7
        event = Rated("pre", "ankle_dorsiflexion", "left", field, value, None, method, HOLDS)
        with pytest.raises(Wrong):
            events_of(to_json([event]), session.plan)
