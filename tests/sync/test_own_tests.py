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


def chosen(session: uuid.UUID, method: str, minutes: float) -> Sent:
    return entry(session, "method", minutes, test=ANKLE, method=method)


def test_of_two_ways_chosen_on_two_phones_the_second_is_refused_and_no_value_is_lost() -> None:
    user, names = make_user(), (uuid.uuid4(), uuid.uuid4())
    for name, method, value, later in ((names[0], TAPE, "8.5", 0), (names[1], ANGLE, "41", 9)):
        read = {"field": "value", "value": value, "method": method, "side": "left", "test": ANKLE}
        batch = [
            start(name, later, set="own", tests=ANKLE),
            chosen(name, method, later + 1),
            rating(name, "pre", 4, later + 2, **read),
            entry(name, "finish", later + 3),
        ]
        first, choice, value_read, last = results(user, *batch)
        assert {first["status"], value_read["status"], last["status"]} == {"stored"}
    assert choice["status"] == "rejected"
    assert choice["reason"] == (
        "You chose another way to measure this test on another device. "
        "Change it on the page of the test."
    )
    assert user.test_settings.get().method == TAPE
    rows = user.ratings.order_by("pk").values_list("method", "pre_value")
    assert list(rows) == [(TAPE, 8.5), (ANGLE, 41)]


def test_whoever_only_rated_so_far_can_choose_a_measure_on_the_phone() -> None:
    user, name = make_user(), uuid.uuid4()
    entries = [chosen(name, "none", 1), chosen(name, TAPE, 2), chosen(name, TAPE, 3)]
    began = start(name, 0, set="own", tests=ANKLE)
    assert statuses(user, began, *entries) == ["stored"] * 4
    assert user.test_settings.get().method == TAPE
