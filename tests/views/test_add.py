"""Backdated sessions: "I did this yesterday"."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_session, make_user, measuring
from tests.pages import Fields, client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

ADD = "/history/add/"
LEFT, TOUCH = "ankle_dorsiflexion-left", "toe_touch-none"


@pytest.fixture
def user() -> User:
    return measuring(make_user(time_zone="Europe/Berlin"))


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


def filled(client: Client, **changes: str) -> Fields:
    """The page as it comes, with the toe touch rated 4 before and 6 after, and some changes."""
    fields = fields_of(client.get(ADD)) | {f"pre-{TOUCH}": ["4"], f"post-{TOUCH}": ["6"]}
    return fields | {name: [value] for name, value in changes.items()}


def test_a_backdated_session_is_prefilled_with_yesterday_and_saved_as_finished(
    user: User, client: Client
) -> None:
    response = client.post(ADD, filled(client, note="By the river"))
    session = user.sessions.get()
    assert response.headers["Location"] == f"/sessions/{session.uuid}/result/"
    assert session.day == user.day_of(timezone.now()) - datetime.timedelta(days=1)
    assert session.is_done and session.entered_later and session.counts
    assert (session.note, session.zone) == ("By the river", "Europe/Berlin")
    assert f"{session.local_start:%H:%M}" == "18:00"
    rating = session.ratings.get()
    assert (rating.pre_score, rating.post_score, rating.day) == (4, 6, session.day)


def test_a_backdated_session_is_marked_as_such(client: Client) -> None:
    page = client.post(ADD, filled(client), follow=True)
    assert "Added later" in words_of(page)
    assert "entered later" in words_of(client.get("/history/"))


def test_the_same_form_sent_twice_is_one_session(user: User, client: Client) -> None:
    fields = filled(client)
    first = client.post(ADD, fields)
    with nothing_changes():
        second = client.post(ADD, fields)
    assert first.headers["Location"] == second.headers["Location"]


OTHERS = [
    {f"post-{TOUCH}": "8"},
    {f"post-{TOUCH}": ""},
    {f"pre-{LEFT}-value": "8,5"},
    {f"pre-{LEFT}": "skip pain"},
    {"note": "corrected"},
    {"day": "2026-03-10"},
    {"routine": "sock_pull"},
    {"seconds": "60"},
]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_the_same_form_with_other_contents_replaces_the_saved_session_on_request(
    other: dict[str, str], user: User, client: Client
) -> None:
    fields = filled(client, note="as it was")
    first = client.post(ADD, fields).headers["Location"]
    changed = fields | {name: [value] for name, value in other.items()}
    with nothing_changes():
        response = client.post(ADD, changed)
    assert response.status_code == 422
    assert "This session is saved already, with something else in it" in words_of(response)
    assert "Keep both" not in words_of(response)
    for name, value in other.items():
        assert fields_of(response)[name] == [value]  # what was typed is still there
    again = client.post(ADD, changed | {"twin": "replace"}).headers["Location"]
    assert again != first
    with nothing_changes():
        assert client.post(ADD, changed | {"twin": "replace"}).headers["Location"] == again
        assert client.post(ADD, changed).headers["Location"] == again
    assert [f"/sessions/{session.uuid}/result/" for session in user.sessions.undeleted()] == [again]
    assert user.sessions.exclude(deleted_at=None).get().note == "as it was"


def test_a_second_session_at_the_same_moment_needs_a_decision(user: User, client: Client) -> None:
    client.post(ADD, filled(client))
    corrected = filled(client, **{f"post-{TOUCH}": "2"})
    with nothing_changes():
        response = client.post(ADD, corrected)
    assert "There is a session at this very time" in words_of(response)
    client.post(ADD, corrected | {"twin": "replace"})
    assert user.sessions.undeleted().get().ratings.get().post_score == 2
    page = client.post(ADD, filled(client, **{f"post-{TOUCH}": "3"}) | {"twin": "both"})
    assert page.status_code == 302
    assert user.sessions.undeleted().count() == 2


def test_saving_again_unchanged_adds_no_session(user: User, client: Client) -> None:
    first = client.post(ADD, filled(client, note="By the river"))
    with nothing_changes():
        second = client.post(ADD, filled(client, note="By the river"))
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize(("hour", "questions"), [("18:00", 1), ("17:59", 0), ("18:01", 0)])
def test_only_a_session_of_the_same_minute_needs_a_decision(
    hour: str, questions: int, client: Client
) -> None:
    client.post(ADD, filled(client))
    answer = client.post(ADD, filled(client, time=hour, note="another one"))
    assert (answer.status_code == 422) == bool(questions)


def test_a_form_sent_again_after_its_session_was_deleted_adds_a_new_one(
    user: User, client: Client
) -> None:
    fields = filled(client)
    client.post(ADD, fields)
    delete_for_now(user.sessions.get())
    answer = client.post(ADD, fields)
    with nothing_changes():
        assert client.post(ADD, fields).headers["Location"] == answer.headers["Location"]
    assert f"/sessions/{user.sessions.undeleted().get().uuid}/" in answer.headers["Location"]


def test_a_session_can_be_backdated_while_another_is_open(user: User, client: Client) -> None:
    make_session(owner=user, stage="routine")
    client.post(ADD, filled(client))
    assert user.sessions.done().count() == 1
    assert user.sessions.open().count() == 1


def test_the_uuid_of_an_open_session_does_not_overwrite_it(user: User, client: Client) -> None:
    session = make_session(owner=user, stage="routine")
    with nothing_changes():
        response = client.post(ADD, filled(client, uuid=str(session.uuid)))
    assert response.status_code == 422
    assert f"/sessions/{session.uuid}/" in response.content.decode()


def test_measured_values_and_skips_are_stored_without_a_score(user: User, client: Client) -> None:
    ankle = {f"pre-{LEFT}-value": "9,5", f"post-{LEFT}-value": "10,5 cm"}
    more = {"pre-hip_flexion-left": "skip pain", "post-toe_spread-right-value": "9"}
    page = client.post(ADD, filled(client, **ankle, **more), follow=True)
    session = user.sessions.get()
    tests = ["toe_spread", "ankle_dorsiflexion", "hip_flexion", "toe_touch"]
    assert session.plan.test_slugs == tests
    slots = {(row.test.slug, row.side): row for row in session.ratings.select_related("test")}
    assert len(slots) == 4
    left = slots["ankle_dorsiflexion", "left"]
    assert (left.pre_value, left.post_value, left.pre_score) == (
        Decimal("9.5"),
        Decimal("10.5"),
        None,
    )
    assert slots["hip_flexion", "left"].pre_skip == "pain"
    assert (slots["toe_touch", "none"].pre_score, slots["toe_touch", "none"].post_score) == (4, 6)
    assert "9.5 cm 10.5 cm" in words_of(page)
    assert "skipped (Pain)" in words_of(page)
    edit = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    assert edit[f"post-{LEFT}-value"] == ["10.5"]
    assert edit["pre-hip_flexion-left"] == ["skip pain"]


def test_only_tests_without_any_value_are_omitted(user: User, client: Client) -> None:
    client.post(ADD, filled(client, **{f"pre-{TOUCH}": "skip time", f"post-{TOUCH}": ""}))
    assert user.sessions.get().ratings.get().pre_skip == "time"


def test_an_empty_form_is_refused(client: Client) -> None:
    with nothing_changes():
        response = client.post(ADD, filled(client, **{f"pre-{TOUCH}": "", f"post-{TOUCH}": ""}))
    assert response.status_code == 422
    assert "Rate at least one test, before or after." in words_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "9999-12-31"}, "That is in the future. Use the day when you did it."),
        ({"day": "1999-12-31"}, "That is before the year 2000. Check the year."),
        ({"day": "11/20/2026"}, "Use a date such as 2026-03-10."),
        ({"day": "03/04/2026"}, "Use a date such as 2026-03-10."),
        ({"day": "30.11.2026"}, "Use a date such as 2026-03-10."),
        ({"day": "Nov 3 2026"}, "Use a date such as 2026-03-10."),
        ({"day": "tomorrow"}, "Use a date such as 2026-03-10."),
        ({"time": "noon"}, "Use a time such as 06:58."),
        ({"routine": "no_such"}, "That routine was deleted. Choose another."),
        ({f"pre-{TOUCH}": "11"}, "Pick one from the list."),
        ({f"pre-{TOUCH}-value": "far"}, "Use a number from −35 to 70, such as 18.5."),
        ({"note": "x" * 2001}, "That is longer than 2,000 characters. Shorten it a little."),
    ],
)
def test_bad_input_is_refused_with_an_error_and_shown_again(
    changes: dict[str, str], sentence: str, client: Client
) -> None:
    sent = filled(client, **({"seconds": "60"} | changes))
    with nothing_changes():
        response = client.post(ADD, sent)
    assert response.status_code == 422
    assert sentence in words_of(response)
    refused_fields = fields_of(response)
    assert (refused_fields["uuid"], refused_fields["seconds"]) == (sent["uuid"], ["60"])
    assert refused_fields[f"post-{TOUCH}"] == ["6"]


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


def test_routines_and_tests_of_others_are_not_offered(user: User, client: Client) -> None:
    other = make_user()
    Routine.objects.create(owner=other, slug="theirs", name="Theirs")
    MobilityTest.objects.create(owner=other, slug="their_test", name="Their test", region="hip")
    assert "Their" not in words_of(client.get(ADD))
    with nothing_changes():
        response = client.post(ADD, filled(client, routine="theirs"))
    assert response.status_code == 422
    client.post(ADD, filled(client, **{"pre-their_test-left": "5"}))
    assert [slot for slot, _ in user.sessions.get().slots] == ["toe_touch"]


def test_a_session_whose_ratings_fail_is_rolled_back(
    user: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = filled(client, uuid=str(uuid.uuid4()))
    monkeypatch.setattr("tracker.models.Rating.objects.bulk_create", lambda *_, **__: 1 / 0)
    with nothing_changes(), pytest.raises(ZeroDivisionError):
        client.post(ADD, fields)
