"""By what a phone read a value: checked by that measure, and never mixed within a session."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of
from tests.sync.test_sync import later, send, tap
from tracker.models import Session
from tracker.sessions.editing import edit

pytestmark = pytest.mark.django_db

TAPE, ANGLE = "knee_to_wall_cm", "shin_angle_bent_knee_deg"


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("ankle_dorsiflexion",))


def measured(session: Session, value: str, method: str, **about: Any) -> dict[str, Any]:
    about_it = {"method": method} if method else {}
    return later(tap(session, field="value", value=value, **about_it, **about))


def test_a_value_is_checked_by_its_own_measure(session: Session) -> None:
    send(session, measured(session, "41", ANGLE))
    stored = session.ratings.get()
    assert (stored.pre_value, stored.method, stored.unit) == (41, ANGLE, "deg")
    answer = send(session, measured(session, "71", ANGLE), measured(session, "1", "wing_span_cm"))
    assert [result["status"] for result in answer.json()["results"]] == ["rejected", "rejected"]


def test_a_second_method_in_a_session_is_refused_in_one_sentence(session: Session) -> None:
    both = measured(session, "8.5", TAPE), measured(session, "41", ANGLE, side="right")
    first, second = send(session, *both).json()["results"]
    assert (first["status"], second["status"]) == ("stored", "rejected")
    assert second["reason"] == (
        "This test was measured in another way in this session. Two ways never mix."
    )
    assert [row.method for row in session.ratings.exclude(method="")] == [TAPE]


def test_the_only_value_can_be_replaced_by_another_method(session: Session) -> None:
    send(session, measured(session, "8.5", TAPE), measured(session, "41", ANGLE))
    assert session.ratings.get().method == ANGLE


def test_an_older_phone_means_the_first_measure_whatever_was_chosen_since(
    session: Session,
) -> None:
    measuring(session.owner, ankle_dorsiflexion=ANGLE)
    send(session, measured(session, "8.5", ""))
    assert session.ratings.get().method == TAPE
    answer = send(session, measured(session, "41", ""))
    assert answer.json()["results"][0]["status"] == "rejected"


def test_whoever_measures_on_the_phone_has_chosen(session: Session) -> None:
    send(session, measured(session, "41", ANGLE))
    send(session, measured(session, "", "", side="left"), measured(session, "8.5", TAPE))
    assert session.owner.test_settings.get().method == ANGLE


def test_what_would_bring_two_methods_together_cannot_be_undone() -> None:
    """An edit leaves out a value in cm, the other side is measured in degrees, and then “Undo”."""
    session = make_session(owner=make_user(), tests=("ankle_dorsiflexion",), stage="done")
    left, right = ("ankle_dorsiflexion", "left"), ("ankle_dorsiflexion", "right")
    edit(session, {"pre": {left: {"value": Decimal(8), "method": "knee_to_wall_cm"}}})
    left_out = edit(session, {"pre": {left: {"value": None}}})
    record(session, "pre", {right: {"value": "41", "method": "shin_angle_bent_knee_deg"}})
    answer = client_of(session.owner).post(
        f"/sessions/{session.uuid}/undo/{left_out.uuid}/", follow=True
    )
    assert "Not undone. Two ways to measure a test would meet" in answer.content.decode()
    rows = session.ratings.order_by("side").values_list("side", "pre_value", "unit")
    assert list(rows) == [("left", None, ""), ("right", Decimal(41), "deg")]
