"""Sessions of a phone that was away while another device changed the tests, or their method."""

import uuid
from typing import Any

import pytest

from tests.factories import make_user
from tests.phone.test_bundle import built_in, own_test
from tests.sync.test_late import Sent, entry, rating, results, start, statuses
from tracker.models import TestSetting

pytestmark = pytest.mark.django_db
TAPE, ANGLE = "knee_to_wall_cm", "shin_angle_bent_knee_deg"
ANKLE = "ankle_dorsiflexion"


def seconds(**about: Any) -> dict[str, Any]:
    measure = {"id": "own_s", "label": "Balance", "instrument": "clock", "unit": "s"}
    limits = {"better": "higher", "hard_min": 0, "hard_max": 120, "step": 1}
    return measure | limits | {"mdc_kind": "none", "threshold": 2} | about


def away(session: uuid.UUID, tests: str) -> list[Sent]:
    """A session that was begun on a phone with these tests, the first of them measured."""
    first = {"test": tests.split(",")[0], "side": "left"}
    measured = first | {"field": "value", "value": "34.5", "method": "own_s"}
    return [
        start(session, 0, set="own", tests=tests),
        rating(session, "pre", 4, 1, **first),
        rating(session, "pre", 4, 2, **measured),
        entry(session, "finish", 5),
    ]


def test_what_was_rated_of_a_test_that_is_hidden_or_deleted_by_now_is_accepted_once() -> None:
    user, name = make_user(), uuid.uuid4()
    own = own_test(user, measures=[seconds()])
    entries = away(name, f"{own.slug},toe_touch,toe_spread")
    own.retired = True
    own.save()
    TestSetting.objects.create(owner=user, test=built_in("toe_spread"), hidden=True, place=0)
    assert statuses(user, *entries) == ["stored"] * 4
    assert statuses(user, *entries) == ["duplicate"] * 4
    session = user.sessions.get()
    assert session.plan.test_slugs == [own.slug, "toe_touch", "toe_spread"]
    row = session.ratings.get(test=own, side="left")
    assert (row.pre_score, row.pre_value, row.method, row.unit) == (4, 34.5, "own_s", "s")


def test_nobody_rates_the_own_test_of_somebody_else() -> None:
    user, name = make_user(), uuid.uuid4()
    other = own_test(make_user(), measures=[seconds()])
    began, *ratings = results(user, *away(name, other.slug))
    assert began["status"] == "rejected"
    assert {result["status"] for result in ratings} == {"rejected"}
    assert not user.sessions.exists()
