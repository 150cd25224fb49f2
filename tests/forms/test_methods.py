"""All measures of the catalogue can be entered on every form, and two never mix in a session."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.catalogue.reading import read_all
from tracker.catalogue.spec import PHONE, Measure, TestSpec
from tracker.management.catalogue_sync import FOLDER
from tracker.models import MobilityTest, Rating, Session, User
from tracker.queries.earlier import earlier_values

pytestmark = pytest.mark.django_db

ALL = [
    (test, measure)
    for test in read_all(FOLDER)[0]
    for measure in test.measures
    if measure.instrument != PHONE  # what a phone takes by itself nobody types
]
IDS = [measure.id for _, measure in ALL]
by_measure = pytest.mark.parametrize(("test", "measure"), ALL, ids=IDS)
ANKLE, LEFT = "ankle_dorsiflexion", ("ankle_dorsiflexion", "left")
TAPE, ANGLE = "knee_to_wall_cm", "shin_angle_bent_knee_deg"


def middle(measure: Measure) -> Decimal:
    """A usual value of a measure, in its steps."""
    low = measure.hard_min if measure.typical_min is None else measure.typical_min
    high = measure.hard_max if measure.typical_max is None else measure.typical_max
    return Decimal(round((low + high) / 2))


def rating_of(user: User, test: TestSpec) -> Rating:
    return user.ratings.get(test__slug=test.slug, side="left" if test.sided else "none")


def slot_of(test: TestSpec) -> str:
    return f"{test.slug}-{'left' if test.sided else 'none'}"


def test_there_are_sixteen() -> None:
    assert len(set(IDS)) == 16


@by_measure
def test_a_value_is_taken_on_the_rating_page(test: TestSpec, measure: Measure) -> None:
    user = measuring(make_user(), **{test.slug: measure.id})
    session = make_session(owner=user, tests=(test.slug,))
    client, page = client_of(user), f"/sessions/{session.uuid}/pre/"
    value = str(middle(measure))
    fields = fields_of(client.get(page)) | {f"{slot_of(test)}-value": value, "go": "later"}
    assert client.post(page, fields).status_code == 302
    stored = rating_of(user, test)
    assert (stored.pre_value, stored.method) == (middle(measure), measure.id)
    assert stored.unit == measure.unit
    over = {f"{slot_of(test)}-value": str(measure.hard_max + 1)}
    assert client.post(page, fields | over).status_code == 422


@by_measure
def test_a_value_is_taken_on_the_form_of_a_past_session_and_edited(
    test: TestSpec, measure: Measure
) -> None:
    user = make_user()
    client, value = client_of(user), middle(measure)
    new = fields_of(client.get("/history/add/")) | {
        f"{test.slug}-method": measure.id,
        f"pre-{slot_of(test)}-value": str(value),
    }
    assert client.post("/history/add/", new).status_code == 302
    stored = rating_of(user, test)
    assert (stored.pre_value, stored.method) == (value, measure.id)
    page = f"/sessions/{user.sessions.get().uuid}/edit/"
    old = fields_of(client.get(page))
    assert old[f"pre-{slot_of(test)}-value"] == [str(value)]
    client.post(page, old | {f"pre-{slot_of(test)}-value": str(value + 1)})
    stored = rating_of(user, test)
    assert (stored.pre_value, stored.method) == (value + 1, measure.id)


@by_measure
def test_steadiness_is_checked_by_the_measure_that_was_chosen(
    test: TestSpec, measure: Measure
) -> None:
    user = measuring(make_user(), **{test.slug: measure.id})
    client, page = client_of(user), f"/tests/{test.slug}/steady/"
    assert measure.label in words_of(client.get(page))
    side = "left" if test.sided else "none"
    value = str(middle(measure))
    fields = fields_of(client.get(page)) | {f"{side}-first": value, f"{side}-second": value}
    assert client.post(page, fields).status_code == 302
    pair = user.steady_readings.get()
    assert (pair.method, pair.unit, pair.first) == (measure.id, measure.unit, int(value))
    size = measure.mdc if measure.mdc is not None else 2 * measure.step
    assert f"{size:g}" in words_of(client.get(page)).split("How to do it")[0]


def test_a_value_needs_a_method() -> None:
    client = client_of(make_user())
    new = fields_of(client.get("/history/add/")) | {f"pre-{ANKLE}-left-value": "8.5"}
    with nothing_changes():
        response = client.post("/history/add/", new)
    assert response.status_code == 422
    assert "Choose first how you measure this test." in words_of(response)


def changed_elsewhere(page: str, **entered: str) -> tuple[Any, Session]:
    """Sent from a page that was opened while the ankle was measured with a tape."""
    user = measuring(make_user())
    stage = "done" if page == "edit" else "pre"
    session = make_session(owner=user, tests=(ANKLE,), stage=stage)
    client, address = client_of(user), f"/sessions/{session.uuid}/{page}/"
    fields = fields_of(client.get(address))
    client.post(f"/tests/{ANKLE}/method/", {"method": ANGLE})
    record(session, "pre", {("ankle_dorsiflexion", "right"): {"value": "41", "method": ANGLE}})
    return client.post(address, fields | {"go": "later"} | entered), session


@pytest.mark.parametrize("page", ["pre", "edit"])
def test_two_ways_never_mix_in_a_session(page: str) -> None:
    name = f"{ANKLE}-left-value" if page == "pre" else f"pre-{ANKLE}-left-value"
    response, session = changed_elsewhere(page, **{name: "8.5"})
    assert response.status_code == 422
    assert "two ways never mix" in words_of(response)
    measured = session.ratings.exclude(method="").values_list("side", "method")
    assert list(measured) == [("right", ANGLE)]


@pytest.mark.parametrize("page", ["pre", "edit"])
def test_what_a_stale_page_shows_of_a_test_does_not_stop_it(page: str) -> None:
    name = f"{ANKLE}-left-score" if page == "pre" else f"pre-{ANKLE}-left"
    response, session = changed_elsewhere(page, **{name: "7"})
    assert response.status_code == 302
    assert session.ratings.get(side="left").pre_score == 7


@pytest.mark.parametrize("page", ["pre", "edit"])
def test_a_value_that_a_stale_page_only_shows_is_not_entered_by_another_method(page: str) -> None:
    user = measuring(make_user())
    session = make_session(owner=user, tests=(ANKLE,), stage="pre" if page == "pre" else "done")
    record(session, "pre", {LEFT: {"value": "8.5", "method": TAPE}})
    client, address = client_of(user), f"/sessions/{session.uuid}/{page}/"
    fields = fields_of(client.get(address))
    record(session, "pre", {LEFT: {"value": None}})
    record(session, "pre", {(ANKLE, "right"): {"value": "41", "method": ANGLE}})
    score = f"{ANKLE}-left-score" if page == "pre" else f"pre-{ANKLE}-left"
    answer = client.post(address, fields | {score: "7", "go": "later"})
    assert answer.status_code == 302
    row = session.ratings.get(side="left")
    assert (row.pre_score, row.pre_value) == (7, None)


def test_a_session_goes_on_as_it_began_after_a_change() -> None:
    user = measuring(make_user())
    session = make_session(owner=user, tests=(ANKLE,))
    record(session, "pre", {LEFT: {"value": "8.5", "method": TAPE}})
    client, page = client_of(user), f"/sessions/{session.uuid}/pre/"
    client.post(f"/tests/{ANKLE}/method/", {"method": ANGLE})
    fields = fields_of(client.get(page)) | {f"{ANKLE}-right-value": "9", "go": "later"}
    assert client.post(page, fields).status_code == 302
    assert set(session.ratings.values_list("method", flat=True)) == {TAPE}


def test_a_wrong_value_is_struck_and_stays_to_be_seen() -> None:
    user = measuring(make_user(), **{ANKLE: ANGLE})
    session = make_session(owner=user, tests=(ANKLE,), stage="done")
    record(session, "pre", {LEFT: {"value": "41", "method": ANGLE}})
    client, page = client_of(user), f"/sessions/{session.uuid}/edit/"
    client.post(page, fields_of(client.get(page)) | {f"pre-{ANKLE}-left-value": "14"})
    client.post(page, fields_of(client.get(page)) | {f"pre-{ANKLE}-left-value": ""})
    stored = session.ratings.get(side="left")
    assert (stored.pre_value, stored.method) == (None, "")
    earlier = [value.sentence for value in earlier_values(session)]
    before = "Ankle dorsiflexion, left (Before), measured"
    assert earlier[:2] == [f"{before}: 14°", f"{before}: 41°"]
    assert f"{before}: 41°" in words_of(client.get(page))


def test_a_measure_that_is_gone_takes_no_values_and_leaves_those_that_are_there() -> None:
    user = make_user()
    session = make_session(owner=user, tests=(ANKLE,))
    record(session, "pre", {LEFT: {"value": "41", "method": ANGLE}})
    test = MobilityTest.objects.get(slug=ANKLE, owner=None)
    test.measures = [measure for measure in test.measures if measure["id"] != ANGLE]
    test.save()
    page = f"/sessions/{session.uuid}/pre/"
    fields = fields_of(client_of(user).get(page)) | {f"{ANKLE}-left-value": "8", "go": "later"}
    assert client_of(user).post(page, fields).status_code == 302
    assert session.ratings.values_list("method", "pre_value").get() == (ANGLE, Decimal(41))
