"""How a test is measured is chosen once, kept with its reason, and changed on its own page."""

import datetime
from decimal import Decimal

import pytest

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.catalogue import spec
from tracker.models import MobilityTest, Trial, User
from tracker.models.test_setting import ONLY_RATE
from tracker.queries.history import history_of
from tracker.sessions.repeatability import read_twice

pytestmark = pytest.mark.django_db

ANKLE, LEFT = "ankle_dorsiflexion", ("ankle_dorsiflexion", "left")
TAPE, ANGLE = "knee_to_wall_cm", "shin_angle_bent_knee_deg"
PAGE, CHANGE = f"/tests/{ANKLE}/", f"/tests/{ANKLE}/method/"


def method_of(user: User, slug: str = ANKLE) -> str:
    return user.test_settings.get(test__slug=slug).method


def measure(user: User, value: str, method: str) -> None:
    """In a session of its own, before and after."""
    session = make_session(owner=user, tests=(ANKLE,), stage="done")
    for phase in ("pre", "post"):
        record(session, phase, {LEFT: {"value": value, "method": method}})


def test_what_was_not_chosen_is_asked_once() -> None:
    user = make_user()
    client = client_of(user)
    assert "Not chosen yet" in words_of(client.get(PAGE))
    page = words_of(client.get(CHANGE))
    ways = "With a tape Big toe to wall, in cm.", "With a level app Shin angle", "I only rate"
    assert "How do you measure this?" in page and all(way in page for way in ways)
    client.post(CHANGE, {"method": ANGLE})
    assert method_of(user) == ANGLE
    page = words_of(client.get(PAGE))
    assert "With a level app Shin angle from upright, knee bent" in page and "Fixed" in page
    assert "A change starts a new series. The old one stays." in page


def test_whoever_measures_has_chosen() -> None:
    user = make_user()
    measure(user, "41", ANGLE)
    measure(user, "8.5", TAPE)
    assert method_of(user) == ANGLE


def test_a_change_begins_a_series_and_going_back_goes_on_with_the_old_one() -> None:
    user = measuring(make_user())
    client = client_of(user)
    measure(user, "8.5", TAPE)
    words = words_of(client.get(CHANGE))
    assert "Change how you measure?" in words and "1 session measured like this stays" in words
    client.post(CHANGE, {"method": ANGLE})
    measure(user, "41", ANGLE)
    client.post(CHANGE, {"method": TAPE})
    measure(user, "9", TAPE)
    series = history_of(user).measured
    assert series[ANKLE, "left", TAPE].before == [Decimal("8.5"), Decimal(9)]
    assert series[ANKLE, "left", ANGLE].before == [41]
    assert "2 sessions since" in words_of(client.get(PAGE))


@pytest.mark.parametrize("method", ["", "knee_to_wall_in", "fingertip_to_floor_cm"])
def test_no_other_method_can_be_chosen(method: str) -> None:
    client = client_of(make_user())
    with nothing_changes():
        assert client.post(CHANGE, {"method": method}).status_code == 422


def fair_test(user: User, *tests: str) -> Trial:
    return Trial.objects.create(
        owner=user,
        design="control",
        routine_id=make_session(owner=user).routine_id,
        planned=24,
        tests=list(tests),
    )


def test_a_fair_test_holds_how_its_tests_are_measured() -> None:
    user = measuring(make_user())
    client = client_of(user)
    trial = fair_test(user, ANKLE)
    for page in (PAGE, CHANGE):
        words = words_of(client.get(page))
        assert "A fair test with this test is running, for about 24 sessions." in words
    assert "Change how you measure after it has ended." in words
    with nothing_changes():
        client.post(CHANGE, {"method": ANGLE})
    trial.tests = ["toe_touch"]
    trial.save()
    client.post(CHANGE, {"method": ANGLE})
    assert method_of(user) == ANGLE


def test_the_first_choice_is_free_while_a_fair_test_runs() -> None:
    user = make_user()
    fair_test(user, ANKLE)
    client_of(user).post(CHANGE, {"method": ANGLE})
    assert method_of(user) == ANGLE


def test_a_test_that_is_only_rated_has_no_field_for_a_value() -> None:
    user = measuring(make_user(), ankle_dorsiflexion=ONLY_RATE)
    client = client_of(user)
    fields = fields_of(client.get("/history/add/"))
    assert not [name for name in fields if ANKLE in name and name.endswith(("-value", "-method"))]
    words = words_of(client.get(f"/tests/{ANKLE}/steady/"))
    assert "You only rate this test." in words and "Save readings" not in words
    assert "How far to trust" not in words_of(client.get(PAGE))


def test_the_pages_of_somebody_elses_test_are_not_there() -> None:
    about = MobilityTest.objects.filter(slug=ANKLE).values("region", "measures").get()
    MobilityTest.objects.create(owner=make_user(), slug="my-own", name="Mine", **about)
    for page in ("", "method/", "steady/"):
        assert client_of(make_user()).get(f"/tests/my-own/{page}").status_code == 404


def test_without_a_script_a_session_asks_and_goes_on_where_it_was() -> None:
    user = make_user()
    session = make_session(owner=user, tests=(ANKLE,))
    client, page = client_of(user), f"/sessions/{session.uuid}/pre/"
    sent = {f"{ANKLE}-left-score": "6", "go": f"measure {ANKLE}"}
    asks = client.post(page, sent).headers["Location"]
    assert session.ratings.get(side="left").pre_score == 6
    goes_on = client.post(asks, {"method": ANGLE}, follow=True)
    assert goes_on.redirect_chain[-1][0] == page
    assert f"{ANKLE}-left-value" in fields_of(goes_on)


def test_how_sure_names_what_is_used_and_the_error_of_ones_own_readings() -> None:
    user = measuring(make_user(), **{ANKLE: ANGLE})
    test = MobilityTest.objects.get(slug=ANKLE)
    for day in range(1, 6):
        pair = Decimal(40), Decimal(40 + 2 * (day % 2))
        read_twice(user, test, ANGLE, datetime.date(2026, 3, day), {"left": pair})
    words = words_of(client_of(user).get("/sure/"))
    used = words.split("phone on the shin: ")[1].split("Ankle dorsiflexion")[0]
    assert "How you measure Yours, from your own readings:" in used
    assert words.count("Yours, from your own readings") == 1


@pytest.mark.parametrize("is_offered", [True, False])
def test_this_phone_comes_first_with_where_it_lies_once_it_can_measure(
    monkeypatch: pytest.MonkeyPatch, is_offered: bool
) -> None:
    monkeypatch.setattr(spec, "PHONE_IS_OFFERED", is_offered)
    client, bent = client_of(make_user()), "phone_shin_bent_knee_deg"
    page = words_of(client.get(CHANGE))
    assert ("With this phone Shin angle from upright, knee bent" in page) is is_offered
    assert client.post(CHANGE, {"method": bent}).status_code == (302 if is_offered else 422)
    if is_offered:
        assert page.index("With this phone") < page.index("With a tape")
        assert "a hand’s width below the kneecap, screen out" in words_of(client.get(PAGE))


def test_a_reading_by_this_phone_needs_no_check_of_how_steady_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spec, "PHONE_IS_OFFERED", True)
    client = client_of(measuring(make_user(), ankle_dorsiflexion="phone_shin_bent_knee_deg"))
    page = words_of(client.get(f"{PAGE}steady/"))
    assert "Your phone takes two holds for each reading" in page and "You only rate" not in page
    assert (
        client.post(f"{PAGE}steady/", {"left-first": "40", "left-second": "41"}).status_code == 422
    )
