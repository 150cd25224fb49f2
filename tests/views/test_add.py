"""A session of another day is added: "I did this yesterday"."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.pages import Fields, client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, User

pytestmark = pytest.mark.django_db

ADD = "/history/add/"
LEFT, TOUCH = "ankle_dorsiflexion-left", "toe_touch-none"


@pytest.fixture
def user() -> User:
    return make_user(time_zone="Europe/Berlin")


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


def filled(client: Client, **changes: str) -> Fields:
    """The page as it comes, with the toe touch rated 4 before and 6 after, and some changes."""
    fields = fields_of(client.get(ADD)) | {f"pre-{TOUCH}": ["4"], f"post-{TOUCH}": ["6"]}
    return fields | {name: [value] for name, value in changes.items()}


def test_it_comes_with_yesterday_and_is_one_finished_session(user: User, client: Client) -> None:
    response = client.post(ADD, filled(client, note="By the river"))
    session = user.sessions.get()
    assert response.headers["Location"] == f"/sessions/{session.uuid}/result/"
    assert session.day == user.day_of(timezone.now()) - datetime.timedelta(days=1)
    assert session.is_done and session.entered_later and session.counts
    assert (session.note, session.zone) == ("By the river", "Europe/Berlin")
    assert f"{session.started_there:%H:%M}" == "18:00"
    rating = session.ratings.get()
    assert (rating.pre_score, rating.post_score, rating.day) == (4, 6, session.day)


def test_it_is_shown_as_entered_later(client: Client) -> None:
    page = client.post(ADD, filled(client), follow=True)
    assert "Entered afterwards" in words_of(page)
    assert "entered later" in words_of(client.get("/history/"))


def test_the_same_form_sent_twice_is_one_session(user: User, client: Client) -> None:
    fields = filled(client)
    first = client.post(ADD, fields)
    with nothing_changes():
        second = client.post(ADD, fields | {f"pre-{TOUCH}": ["9"]})
    assert first.headers["Location"] == second.headers["Location"]
    assert user.sessions.count() == 1


def test_a_form_sent_again_after_the_session_was_deleted_says_where_it_is(
    user: User, client: Client
) -> None:
    fields = filled(client)
    client.post(ADD, fields)
    user.sessions.get().delete_for_now()
    with nothing_changes():
        assert client.post(ADD, fields).headers["Location"] == "/history/deleted/"


def test_it_can_be_added_while_another_session_is_open(user: User, client: Client) -> None:
    make_session(owner=user, stage="routine")
    client.post(ADD, filled(client))
    assert user.sessions.done().count() == 1
    assert user.sessions.open().count() == 1


def test_the_uuid_of_an_open_session_does_not_overwrite_it(user: User, client: Client) -> None:
    session = make_session(owner=user, stage="routine")
    with nothing_changes():
        response = client.post(ADD, filled(client, uuid=str(session.uuid)))
    assert response.headers["Location"].endswith("/routine/")


def test_only_rated_tests_are_in_it_and_measured_values_and_skips_stay(
    user: User, client: Client
) -> None:
    more = {f"pre-{LEFT}": "3", f"pre-{LEFT}-value": "8,5", f"post-{LEFT}": "skip pain"}
    client.post(ADD, filled(client, **more, **{"pre-toe_spread-left": "skip time"}))
    session = user.sessions.get()
    assert session.slots == [
        ("ankle_dorsiflexion", "left"),
        ("ankle_dorsiflexion", "right"),
        ("toe_touch", "none"),
    ]
    rating = session.ratings.get(test__slug="ankle_dorsiflexion", side="left")
    assert (rating.pre_score, str(rating.pre_value), rating.post_skip) == (3, "8.50", "pain")


def test_something_has_to_be_rated(client: Client) -> None:
    fields = filled(client, **{f"pre-{TOUCH}": "skip pain", f"post-{TOUCH}": ""})
    with nothing_changes():
        response = client.post(ADD, fields)
    assert response.status_code == 422
    assert "Rate at least one test, before or after." in words_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "9999-12-31"}, "That is in the future. Use the day when you did it."),
        ({"day": "1999-12-31"}, "That is before the year 2000. Check the year."),
        ({"day": "tomorrow"}, "Use a date such as 2026-03-10."),
        ({"time": "noon"}, "Use a time such as 06:58."),
        ({"routine": "no_such"}, "That routine is not there any more. Pick another one."),
        ({f"pre-{TOUCH}": "11"}, "Pick one from the list."),
        ({f"pre-{TOUCH}-value": "far"}, "Use a number from −35 to 70, such as 18.5."),
        ({"note": "x" * 2001}, "That is longer than 2,000 characters. Shorten it a little."),
    ],
)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_changes_nothing(
    changes: dict[str, str], sentence: str, client: Client
) -> None:
    sent = filled(client, **({"seconds": "60"} | changes))
    with nothing_changes():
        response = client.post(ADD, sent)
    assert response.status_code == 422
    assert sentence in words_of(response)
    kept = fields_of(response)
    assert (kept["uuid"], kept["seconds"]) == (sent["uuid"], ["60"])
    assert kept[f"post-{TOUCH}"] == ["6"]


def test_tomorrow_and_later_today_are_refused_and_a_minute_ago_is_not(
    user: User, client: Client
) -> None:
    now = timezone.now()
    for ahead in (datetime.timedelta(days=1), datetime.timedelta(minutes=5)):
        with nothing_changes():
            assert client.post(ADD, at(user, client, now + ahead)).status_code == 422
    client.post(ADD, at(user, client, now - datetime.timedelta(minutes=1)))
    assert user.sessions.count() == 1


def at(user: User, client: Client, moment: datetime.datetime) -> Fields:
    there = moment.astimezone(timezone.zoneinfo.ZoneInfo(user.time_zone))
    return filled(client, day=f"{there:%Y-%m-%d}", time=f"{there:%H:%M}")


@pytest.mark.parametrize(
    ("day", "time", "belongs_to"),
    [
        ("2024-03-10", "00:30", "2024-03-09"),
        ("2024-03-10", "03:00", "2024-03-10"),
        ("2024-03-31", "02:30", "2024-03-31"),  # a time that the clocks left out
        ("2024-10-27", "02:30", "2024-10-26"),  # and one that came twice
    ],
)
def test_a_time_in_the_night_belongs_to_the_day_before(
    day: str, time: str, belongs_to: str, user: User, client: Client
) -> None:
    client.post(ADD, filled(client, day=day, time=time))
    assert str(user.sessions.get().day) == belongs_to


@pytest.mark.parametrize("name", ["uuid", "day", "time", "routine", "seconds"])
@pytest.mark.parametrize("value", ["", "no such", "\x00", "9" * 3000, "<b>", "-1"])
def test_hostile_input_is_refused_as_a_page(name: str, value: str, client: Client) -> None:
    fields = filled(client, **{name: value})
    with nothing_changes():
        assert client.post(ADD, fields).status_code == 422


def test_what_belongs_to_somebody_else_is_not_offered(user: User, client: Client) -> None:
    other = make_user()
    Routine.objects.create(owner=other, slug="theirs", name="Theirs")
    MobilityTest.objects.create(owner=other, slug="their_test", name="Their test", region="hip")
    assert "Their" not in words_of(client.get(ADD))
    with nothing_changes():
        response = client.post(ADD, filled(client, routine="theirs"))
    assert response.status_code == 422
    client.post(ADD, filled(client, **{"pre-their_test-left": "5"}))
    assert [slot for slot, _ in user.sessions.get().slots] == ["toe_touch"]


def test_a_session_that_cannot_be_rated_is_not_kept_half(
    user: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = filled(client, uuid=str(uuid.uuid4()))
    monkeypatch.setattr("tracker.models.Session.record", lambda *_args, **_options: 1 / 0)
    with nothing_changes(), pytest.raises(ZeroDivisionError):
        client.post(ADD, fields)
