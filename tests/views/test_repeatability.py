"""The repeatability check: two values a day, and the person's own error from five days on."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import make_session, make_user, record
from tests.pages import client_of, fields_of, words_of
from tracker.models import MobilityTest, SteadyReading, User
from tracker.queries.answers import answers_of
from tracker.sessions.repeatability import read_twice

pytestmark = pytest.mark.django_db

PAGE = "/tests/ankle_dorsiflexion/steady/"
KEY = ("ankle_dorsiflexion", "left", "knee_to_wall_cm")
METHOD = "ankle_dorsiflexion-method"
READ = {"left-first": "8", "left-second": "8,5", "right-first": "9", "right-second": "9"}


def read_on(user: User, days: int) -> None:
    """Differences of half a centimetre up and down by turns."""
    test, today = MobilityTest.objects.get(slug="ankle_dorsiflexion"), timezone.now().date()
    for n in range(days):
        pair = Decimal(8), Decimal(8) + Decimal(n % 2) / 2
        read_twice(
            user, test, KEY[2], today - datetime.timedelta(days=n), {"left": pair, "right": pair}
        )


def test_two_values_are_saved_under_todays_date() -> None:
    user = make_user()
    client = client_of(user)
    assert set(fields_of(client.get(PAGE))) - {"csrfmiddlewaretoken", "length", METHOD} == set(READ)
    assert client.post(PAGE, READ).status_code == 302
    stored = user.steady_readings.get(side="left")
    assert (stored.first, stored.second) == (Decimal(8), Decimal("8.5"))
    assert stored.day == user.day_of(timezone.now())
    assert "Left 8 8.5" in words_of(client.get(PAGE))


def test_the_page_says_first_what_is_known_and_folds_its_table() -> None:
    user = make_user()
    read_on(user, 3)
    words = words_of(client_of(user).get(PAGE))
    parts = (
        "In short Two readings by a clinician can differ by 1.9 cm",
        "How to do it",
        "Today, ",
        "Every reading as a table 6 pairs of readings, the latest first.",
        "A change is not proof",
    )
    places = [words.find(part) for part in parts]
    assert -1 not in places and places == sorted(places)


def test_the_same_day_again_replaces_the_values() -> None:
    user = make_user()
    for second in ("8.5", "9"):
        client_of(user).post(PAGE, READ | {"left-second": second})
    assert user.steady_readings.get(side="left").second == 9
    assert SteadyReading.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"left-second": ""}, "Enter both readings or neither."),
        ({"left-second": "x"}, "Use a number from"),
        (dict.fromkeys(READ, ""), "Enter both readings for at least one side."),
    ],
)
def test_half_a_check_is_refused(wrong: dict[str, str], says: str) -> None:
    user = make_user()
    response = client_of(user).post(PAGE, READ | wrong)
    assert response.status_code == 422
    assert says in words_of(response)
    assert not user.steady_readings.exists()


def test_one_side_alone_is_enough() -> None:
    user = make_user()
    client_of(user).post(PAGE, READ | {"right-first": "", "right-second": ""})
    assert [pair.side for pair in user.steady_readings.all()] == ["left"]


def test_a_test_without_a_measure_has_no_such_page() -> None:
    user = make_user()
    MobilityTest.objects.create(owner=user, slug="wiggle", name="Wiggle", region="foot")
    assert client_of(user).get("/tests/wiggle/steady/").status_code == 404


@pytest.mark.parametrize(
    ("days", "source", "says"),
    [
        (0, "published_clinician", "Two readings by a clinician can differ by"),
        (4, "published_clinician", "Two readings by a clinician can differ by"),
        (5, "rough", "so roughly"),
        (10, "steady", "on 10 days or more"),
    ],
)
def test_the_own_error_is_used_from_five_days_on(days: int, source: str, says: str) -> None:
    user = make_user()
    session = make_session(owner=user, stage="done")
    record(session, "pre", {KEY[:2]: {"value": Decimal(8)}})
    read_on(user, days)
    assert answers_of(user).measured_noise[KEY].source == source
    assert says in words_of(client_of(user).get(PAGE))


def test_identical_values_still_have_a_rounding_error() -> None:
    user = make_user()
    session = make_session(owner=user, stage="done")
    record(session, "pre", {KEY[:2]: {"value": Decimal(8)}})
    test, today = MobilityTest.objects.get(slug="ankle_dorsiflexion"), timezone.now().date()
    for n in range(6):
        day = today - datetime.timedelta(days=n)
        read_twice(user, test, KEY[2], day, {"left": (Decimal(8), Decimal(8))})
    assert 0.3 < answers_of(user).measured_noise[KEY].mdc < 0.5


def pair_of(user: User) -> tuple[SteadyReading, str]:
    """A pair with a slip of the pen, and its page."""
    test, today = MobilityTest.objects.get(slug="ankle_dorsiflexion"), timezone.now().date()
    read_twice(user, test, KEY[2], today, {"left": (Decimal(8), Decimal(28))})
    row = user.steady_readings.get()
    return row, f"{PAGE}{row.pk}/"


def test_a_wrong_pair_is_edited_and_both_are_kept() -> None:
    user = make_user()
    row, page = pair_of(user)
    client = client_of(user)
    assert fields_of(client.get(page))["second"] == ["28"]
    client.post(page, {"first": "8", "second": "8.5"})
    client.post(page, {"first": "8", "second": "9"})
    row.refresh_from_db()
    assert (row.second, row.was_second) == (9, 28)
    assert "Left 8 was 8 9 was 28" in words_of(client.get(PAGE))
    assert "First entered as 8 and 28." in words_of(client.get(page))


@pytest.mark.parametrize("pair", [{"first": "8", "second": ""}, {"first": "8", "second": "80"}])
def test_half_a_pair_or_an_impossible_one_is_refused(pair: dict[str, str]) -> None:
    user = make_user()
    row, page = pair_of(user)
    assert client_of(user).post(page, pair).status_code == 422
    row.refresh_from_db()
    assert (row.second, row.was_second) == (28, None)


def test_a_pair_that_is_left_out_stays_to_be_seen_and_counts_for_nothing() -> None:
    user = make_user()
    session = make_session(owner=user, stage="done")
    record(session, "pre", {KEY[:2]: {"value": Decimal(8)}})
    read_on(user, 6)
    slip = user.steady_readings.filter(side="left").first()
    slip.second = 28
    slip.save()
    client, page = client_of(user), f"{PAGE}{slip.pk}/"
    assert answers_of(user).measured_noise[KEY].mdc > 10
    client.post(page, {"struck": "yes"})
    assert answers_of(user).measured_noise[KEY].mdc < 2
    assert "Left Left out 8 28" in words_of(client.get(PAGE))
    client.post(page, {"struck": "no"})
    assert answers_of(user).measured_noise[KEY].mdc > 10


def test_a_pair_of_somebody_else_is_not_there() -> None:
    _, page = pair_of(make_user())
    assert client_of(make_user()).get(page).status_code == 404
