"""The zone of a person: from the device, followed with every session, or chosen by hand."""

import datetime
import re
import uuid
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD, make_session, make_user
from tests.pages import Fields, client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import Session, User

pytestmark = pytest.mark.django_db

ADD, START, SETTINGS = "/history/add/", "/sessions/start/", "/settings/"
UNITS = "/settings/units/"
HOSTILE = ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "UTC\x00", "utc ", "x" * 5000]
# From the first to the last place of a day, with halves and quarters of an hour.
EVERYWHERE = [
    *("Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Chatham", "Asia/Kathmandu"),
    *("Asia/Kolkata", "UTC", "America/St_Johns", "America/Los_Angeles", "Pacific/Pago_Pago"),
]


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sign_up(**says: str) -> User:
    email = f"{uuid.uuid4().hex[:8]}@example.org"
    Client().post("/accounts/signup/", {"email": email, "password1": PASSWORD, **says})
    return User.objects.get(email=email)


def start(client: Client, zone: str, **says: str) -> None:
    fields = fields_of(client.get(START), START) | {"zone": [zone]}
    client.post(START, fields | {name: [value] for name, value in says.items()})


def chosen_zone(client: Client) -> tuple[str, str]:
    """The zone that Settings show, and whether they say that it follows the device."""
    page = client.get(UNITS)
    [(zone,), (way,)] = (
        fields_of(page, UNITS)["time_zone"],
        re.findall("zone--([a-z]+)", text_of(page)),
    )
    return zone, way


def test_a_new_account_takes_the_zone_of_its_device() -> None:
    user = sign_up(zone="Pacific/Auckland")
    assert (user.time_zone, user.zone_from, user.has_moved) == ("Pacific/Auckland", "device", False)


@pytest.mark.parametrize("zone", HOSTILE)
def test_an_invalid_zone_is_ignored_everywhere(zone: str) -> None:
    user = sign_up(zone=zone)
    client = client_of(user)
    client.post("/safety/")
    client.post(SETTINGS, {"zone": zone})
    start(client, zone)
    assert (again(user).time_zone, again(user).zone_from) == ("UTC", "")
    assert user.sessions.get().zone == "UTC"


def test_an_account_without_a_zone_gets_it_once() -> None:
    user = make_user()
    client = client_of(user)
    assert f'data-zone-to="{SETTINGS}"' in client.get("/").content.decode()
    assert client.post(SETTINGS, {"zone": "Asia/Kolkata"}).json() == {"moved": True}
    assert "data-zone-to" not in client.get("/").content.decode()
    assert client.post(SETTINGS, {"zone": "Asia/Tokyo"}).json() == {"moved": False}
    assert again(user).time_zone == "Asia/Kolkata"
    assert "Times are shown" not in words_of(client.get("/"))


def test_the_zone_follows_the_last_session_and_today_says_so() -> None:
    user = sign_up(zone="Europe/Zurich")
    client = client_of(user)
    client.post("/safety/")
    start(client, "America/Los_Angeles")
    assert again(user).time_zone == "America/Los_Angeles"
    assert "Times are shown for Los Angeles . Change" in words_of(client.get("/"))
    assert chosen_zone(client) == ("America/Los_Angeles", "device")
    yesterday = timezone.now() - datetime.timedelta(days=1, minutes=1)
    User.objects.filter(pk=user.pk).update(zone_changed_at=yesterday)
    assert "Times are shown" not in words_of(client.get("/"))


def test_a_zone_chosen_by_hand_stays_until_the_person_lets_it_follow() -> None:
    user = sign_up(zone="Europe/Zurich")
    client = client_of(user)
    client.post("/safety/")
    client.post(UNITS, fields_of(client.get(UNITS), UNITS) | {"time_zone": ["Asia/Tokyo"]})
    start(client, "America/Los_Angeles")
    client.post(SETTINGS, {"zone": "America/Los_Angeles"})
    assert (again(user).time_zone, again(user).zone_from) == ("Asia/Tokyo", "hand")
    assert user.sessions.get().zone == "America/Los_Angeles"
    assert chosen_zone(client) == ("Asia/Tokyo", "hand")
    client.post(SETTINGS, {"zone": "America/Los_Angeles", "follow": "on"})
    assert (again(user).time_zone, again(user).zone_from) == ("America/Los_Angeles", "device")


def test_saving_settings_unchanged_chooses_no_zone_by_hand() -> None:
    user = make_user(time_zone="EST5EDT", zone_from="device")
    client = client_of(user)
    client.post(UNITS, fields_of(client.get(UNITS), UNITS) | {"length": ["in"]})
    assert (again(user).time_zone, again(user).zone_from) == ("EST5EDT", "device")
    assert again(user).length == "in"


def sent(user: User, *entries: dict[str, Any]) -> list[str]:
    batch = {"user": user.pk, "entries": list(entries)}
    answer = client_of(user).post("/sync/", batch, content_type="application/json")
    return [result["status"] for result in answer.json()["results"]]


def late_start(zone: str, ago: datetime.timedelta) -> dict[str, Any]:
    at = (timezone.now() - ago).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    plan = {"set": "quick", "routine": "toe_spreaders", "seconds": "45", "order": "left"}
    names = {"uuid": str(uuid.uuid4()), "session": str(uuid.uuid4()), "kind": "start"}
    return names | plan | {"at": at, "zone": zone}


def test_a_session_synced_late_does_not_move_the_person_back() -> None:
    user = sign_up(zone="Asia/Tokyo")
    made = make_session(owner=user, stage="done")
    early, late = datetime.timedelta(days=3), timezone.now() - made.started_at
    assert sent(user, late_start("America/Los_Angeles", early)) == ["stored"]
    assert again(user).time_zone == "Asia/Tokyo"
    assert sent(user, late_start("Europe/Zurich", late / 2)) == ["stored"]
    assert again(user).time_zone == "Europe/Zurich"


def test_today_is_the_day_in_the_zone_of_the_person() -> None:
    user = make_user()
    user.follow("America/Los_Angeles")
    moment = datetime.datetime(2026, 11, 30, 7, 34, tzinfo=datetime.UTC)  # Sunday 23:34 there
    assert again(user).day_of(moment) == datetime.date(2026, 11, 29)


def filled(client: Client, zone: str, there: datetime.datetime) -> Fields:
    when = {"day": [f"{there:%Y-%m-%d}"], "time": [f"{there:%H:%M}"]}
    return fields_of(client.get(ADD)) | {"post-toe_touch-none": ["6"], "zone": [zone]} | when


def added(client: Client, zone: str, there: datetime.datetime) -> Any:
    return client.post(ADD, filled(client, zone, there))


@pytest.mark.parametrize("zone", EVERYWHERE)
def test_a_backdated_session_uses_the_zone_of_the_device(zone: str) -> None:
    user = make_user()
    now = timezone.now().astimezone(zoneinfo.ZoneInfo(zone))
    hour = datetime.timedelta(hours=1)
    refused = added(client_of(user), zone, now + hour)
    assert (refused.status_code, user.sessions.count()) == (422, 0)
    assert "That is in the future" in words_of(refused)
    added(client_of(user), zone, now - hour)
    session = user.sessions.get()
    assert session.zone == zone
    assert session.started_at == (now - hour).replace(second=0, microsecond=0)
    assert session.local_start.strftime("%H:%M") == f"{now - hour:%H:%M}"


def test_without_a_zone_of_the_device_the_zone_of_the_person_counts() -> None:
    user = make_user(time_zone="Asia/Tokyo")
    client = client_of(user)
    assert "By the clock of Tokyo." in words_of(client.get(ADD))
    there = timezone.now().astimezone(zoneinfo.ZoneInfo("Asia/Tokyo"))
    added(client, "Mars/Olympus", there - datetime.timedelta(hours=1))
    assert user.sessions.get().zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("there", "utc"),
    [
        ("2026-03-29T02:30", "01:30"),  # the clocks left that half hour out
        ("2026-10-25T02:30", "00:30"),  # it came twice; the first one
    ],
)
def test_an_hour_that_was_left_out_or_came_twice_is_kept_and_stays(there: str, utc: str) -> None:
    user = make_user()
    client = client_of(user)
    fields = filled(client, "Europe/Zurich", datetime.datetime.fromisoformat(there))
    first = client.post(ADD, fields)
    with nothing_changes():
        assert client.post(ADD, fields).headers["Location"] == first.headers["Location"]
    session = user.sessions.get()
    assert f"{session.started_at.astimezone(datetime.UTC):%H:%M}" == utc
    edit = f"/sessions/{session.uuid}/edit/"
    client.post(edit, fields_of(client.get(edit)) | {"note": ["By the river"]})
    edited = Session.objects.get()
    assert (edited.note, edited.started_at) == ("By the river", session.started_at)


def test_the_second_of_two_same_hours_stays_whatever_page_repeats_it() -> None:
    second = datetime.datetime(2026, 10, 25, 1, 30, 12, tzinfo=datetime.UTC)  # 02:30 again
    user = make_user()
    session = make_session(owner=user, stage="done", started_at=second, zone="Europe/Zurich")
    client, edit = client_of(user), f"/sessions/{session.uuid}/edit/"
    shown = fields_of(client.get(edit))
    assert (shown["day"], shown["time"]) == (["2026-10-25"], ["02:30"])
    for says in ({"clock": ["on"]}, {"shown": [""], "note": ["By the river"]}):
        client.post(edit, shown | says)
        assert Session.objects.get().started_at == second


@pytest.mark.parametrize(
    "page", ["progress/", "progress/toe_touch/", "compare/", "sure/", "history/"]
)
def test_every_page_that_is_about_today_renews_itself_as_the_day_of_the_place_ends(
    page: str,
) -> None:
    user = make_user(time_zone="Pacific/Kiritimati")
    shown = client_of(user).get(f"/{page}").content.decode()
    left = int(shown.partition('data-day="')[2].partition('"')[0])
    assert abs(left - user.rest_of_day(timezone.now()).total_seconds()) < 60
