"""The day of a session: that of its start, in its own zone and by its owner's start of the day."""

import datetime
import json
import uuid
import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import end_routine, finish, make_session, make_user, record
from tests.pages import client_of, fields_of, words_of
from tracker.models import Session, User
from tracker.models.user import clock_of
from tracker.queries.answers import dataset_of
from tracker.queries.history import history_of
from tracker.sessions.lifecycle import advance

pytestmark = pytest.mark.django_db

UTC = datetime.UTC
TOE = ("toe_touch",)
START = "/sessions/start/"
# Neither is the zone of a case, so that every session was entered elsewhere.
HOME, MOVED_TO = "Asia/Kabul", "America/Anchorage"

# Each session lasts 30 minutes from the start in UTC. The local times and the days come from the C
# library, which reads the zone database by itself. The day begins at 3:00.
CASES = [
    # (zone, start in UTC, shown, day): the first of each zone is in the night or over a change …
    ("Pacific/Kiritimati", "2025-12-31T12:50", "Thursday 1 January 2026, 02:50", "2025-12-31"),
    ("Pacific/Kiritimati", "2025-12-31T09:50", "Wednesday 31 December 2025, 23:50", "2025-12-31"),
    ("Pacific/Apia", "2026-01-01T13:50", "Friday 2 January 2026, 02:50", "2026-01-01"),
    ("Pacific/Apia", "2011-12-30T09:50", "Thursday 29 December 2011, 23:50", "2011-12-29"),
    ("Pacific/Chatham", "2026-04-04T13:05", "Sunday 5 April 2026, 02:50", "2026-04-04"),
    ("Pacific/Chatham", "2025-09-27T13:55", "Sunday 28 September 2025, 02:40", "2025-09-27"),
    ("Pacific/Auckland", "2026-01-31T13:55", "Sunday 1 February 2026, 02:55", "2026-01-31"),
    ("Pacific/Auckland", "2026-04-04T13:50", "Sunday 5 April 2026, 02:50", "2026-04-04"),
    ("Australia/Lord_Howe", "2026-02-28T15:50", "Sunday 1 March 2026, 02:50", "2026-02-28"),
    ("Australia/Lord_Howe", "2026-04-04T14:50", "Sunday 5 April 2026, 01:50", "2026-04-04"),
    ("Australia/Adelaide", "2025-12-31T16:20", "Thursday 1 January 2026, 02:50", "2025-12-31"),
    ("Australia/Adelaide", "2025-10-04T16:20", "Sunday 5 October 2025, 01:50", "2025-10-04"),
    ("Asia/Tokyo", "2026-03-09T17:50", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("Asia/Tokyo", "2026-03-10T14:50", "Tuesday 10 March 2026, 23:50", "2026-03-10"),
    ("Asia/Shanghai", "2026-03-09T18:59", "Tuesday 10 March 2026, 02:59", "2026-03-09"),
    ("Asia/Shanghai", "2026-02-28T15:50", "Saturday 28 February 2026, 23:50", "2026-02-28"),
    ("Asia/Kathmandu", "2026-03-09T21:05", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("Asia/Kathmandu", "2026-03-09T23:55", "Tuesday 10 March 2026, 05:40", "2026-03-10"),
    ("Asia/Kolkata", "2026-03-09T21:20", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("Asia/Kolkata", "2026-03-10T18:20", "Tuesday 10 March 2026, 23:50", "2026-03-10"),
    ("Asia/Tehran", "2026-03-20T23:20", "Saturday 21 March 2026, 02:50", "2026-03-20"),
    ("Asia/Tehran", "2022-03-21T20:20", "Monday 21 March 2022, 23:50", "2022-03-21"),
    ("Africa/Cairo", "2026-03-01T00:50", "Sunday 1 March 2026, 02:50", "2026-02-28"),
    ("Africa/Cairo", "2026-04-23T21:50", "Thursday 23 April 2026, 23:50", "2026-04-23"),
    ("Asia/Beirut", "2026-03-01T00:50", "Sunday 1 March 2026, 02:50", "2026-02-28"),
    ("Asia/Beirut", "2026-03-28T21:50", "Saturday 28 March 2026, 23:50", "2026-03-28"),
    ("Africa/Casablanca", "2026-01-15T01:50", "Thursday 15 January 2026, 02:50", "2026-01-14"),
    ("Africa/Casablanca", "2026-02-15T01:50", "Sunday 15 February 2026, 02:50", "2026-02-14"),
    ("Europe/Berlin", "2026-03-29T00:50", "Sunday 29 March 2026, 01:50", "2026-03-28"),
    ("Europe/Berlin", "2025-10-26T01:50", "Sunday 26 October 2025, 02:50", "2025-10-25"),
    ("Europe/Dublin", "2026-03-29T00:50", "Sunday 29 March 2026, 00:50", "2026-03-28"),
    ("Europe/Dublin", "2025-10-26T00:50", "Sunday 26 October 2025, 01:50", "2025-10-25"),
    ("UTC", "2026-03-10T02:50", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("UTC", "2026-03-10T23:50", "Tuesday 10 March 2026, 23:50", "2026-03-10"),
    ("Atlantic/Azores", "2026-03-29T00:50", "Saturday 28 March 2026, 23:50", "2026-03-28"),
    ("Atlantic/Azores", "2025-10-26T00:50", "Sunday 26 October 2025, 00:50", "2025-10-25"),
    ("America/St_Johns", "2026-03-08T05:20", "Sunday 8 March 2026, 01:50", "2026-03-07"),
    ("America/St_Johns", "2025-11-02T05:20", "Sunday 2 November 2025, 01:50", "2025-11-01"),
    ("America/Sao_Paulo", "2026-03-10T05:50", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("America/Sao_Paulo", "2018-11-04T02:50", "Saturday 3 November 2018, 23:50", "2018-11-03"),
    ("America/New_York", "2026-03-08T06:50", "Sunday 8 March 2026, 01:50", "2026-03-07"),
    ("America/New_York", "2025-11-02T05:50", "Sunday 2 November 2025, 01:50", "2025-11-01"),
    ("America/Los_Angeles", "2026-03-10T09:50", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("America/Los_Angeles", "2026-03-09T06:50", "Sunday 8 March 2026, 23:50", "2026-03-08"),
    ("Pacific/Honolulu", "2026-03-10T12:50", "Tuesday 10 March 2026, 02:50", "2026-03-09"),
    ("Pacific/Honolulu", "2026-03-11T09:50", "Tuesday 10 March 2026, 23:50", "2026-03-10"),
    ("Pacific/Pago_Pago", "2026-01-01T13:50", "Thursday 1 January 2026, 02:50", "2025-12-31"),
    ("Pacific/Pago_Pago", "2026-01-01T10:50", "Wednesday 31 December 2025, 23:50", "2025-12-31"),
]
WRONG_NAMES = ["", ".", "../etc/passwd", "/etc/passwd", "America", "Mars/Olympus", "x" * 5000]
WRONG_NAMES += ["\x00", "\ud800", "Europe/Berlin/", "utc\n"]


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def half_an_hour(owner: User, zone: str, start: datetime.datetime) -> Session:
    """A session with its before ratings at the start and its after ratings 30 minutes later."""
    session = make_session(owner=owner, tests=TOE, zone=zone, started_at=start)
    for phase, minutes in (("pre", 1), ("post", 29)):
        at = start + datetime.timedelta(minutes=minutes)
        record(session, phase, {slot: {"score": 5} for slot in session.slots}, at=at)
    advance(session, "pre")
    dose = {step.key: step.seconds for step in session.plan.routine.steps}
    end_routine(session, dose, at=start + datetime.timedelta(minutes=20))
    finish(session)
    return again(session)


def wrong_with(session: Session, start: datetime.datetime, shown: str, day: str) -> list[str]:
    """The places where the session has a wrong time or day: its row, ratings, pages and charts."""
    owner, date = session.owner, datetime.date.fromisoformat(day)
    client = client_of(owner)
    result = words_of(client.get(f"/sessions/{session.uuid}/result/"))
    history = words_of(client.get("/history/"))
    edit = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    clock = datetime.datetime.strptime(shown, "%A %d %B %Y, %H:%M")
    counted = "" if clock.date() == date else f"(counts as {date:%A})"
    right = {
        "the moment": session.started_at == start,
        "the day": session.day == date,
        "the ratings": set(session.ratings.values_list("day", flat=True)) == {date},
        "the result page": f"{shown} {counted}".strip() + "," in result,
        "the history": f"{date:%B %Y} {date.day} {date:%a} " in history.replace(",", ""),
        "the form": (edit["day"], edit["time"]) == ([f"{clock:%Y-%m-%d}"], [f"{clock:%H:%M}"]),
        "the charts": [s.day for s in history_of(owner).sessions] == [date.toordinal()],
    }
    return [name for name, is_right in right.items() if not is_right]


@pytest.mark.parametrize(("zone", "start", "shown", "day"), CASES)
def test_a_session_keeps_its_time_zone_and_day_when_its_owner_moves(
    zone: str, start: str, shown: str, day: str
) -> None:
    owner = make_user(time_zone=HOME)
    session = half_an_hour(owner, zone, moment(start))
    User.objects.filter(pk=owner.pk).update(time_zone=MOVED_TO)
    stored = again(session)
    assert stored.zone == zone
    assert wrong_with(stored, moment(start), shown, day) == []


def test_there_are_two_cases_for_each_of_24_zones() -> None:
    assert len(CASES) == 48
    assert {sum(zone == case[0] for case in CASES) for zone, *_ in CASES} == {2}


def by_utc(user: User, at: datetime.datetime, zone: str = "") -> datetime.date:
    return (at.astimezone(UTC) - datetime.timedelta(hours=user.day_starts_at)).date()


def by_the_zone_of_the_user(user: User, at: datetime.datetime, zone: str = "") -> datetime.date:
    local = at.astimezone(zoneinfo.ZoneInfo(user.time_zone))
    return (local - datetime.timedelta(hours=user.day_starts_at)).date()


def by_midnight(user: User, at: datetime.datetime, zone: str = "") -> datetime.date:
    return at.astimezone(zoneinfo.ZoneInfo(zone or user.time_zone)).date()


@pytest.mark.parametrize("wrong", [by_utc, by_the_zone_of_the_user, by_midnight])
def test_a_day_computed_in_another_way_is_noticed(
    monkeypatch: pytest.MonkeyPatch, wrong: Any
) -> None:
    monkeypatch.setattr(User, "day_of", wrong)
    owner = User(time_zone=HOME)
    other = [c for c in CASES if str(owner.day_of(moment(c[1]), c[0])) != c[3]]
    assert len(other) >= 10
    zone, start, shown, day = other[0]
    session = half_an_hour(make_user(time_zone=HOME), zone, moment(start))
    noticed = wrong_with(session, moment(start), shown, day)
    assert {"the day", "the ratings", "the history", "the charts"} <= set(noticed)


def test_an_open_session_shows_its_start_in_its_own_zone() -> None:
    owner = make_user(time_zone=MOVED_TO)
    make_session(owner=owner, zone="Asia/Tokyo", started_at=moment("2026-03-09T21:58"))
    assert "Started Tuesday 10 March, 06:58." in words_of(client_of(owner).get("/"))


@pytest.mark.parametrize("hours", [0, 3, 23])
def test_a_tap_after_the_day_ended_belongs_to_the_day_of_the_start(hours: int) -> None:
    owner = make_user(day_starts_at=hours)
    start = moment("2026-03-10T00:00") + datetime.timedelta(hours=hours, minutes=-1)
    session = half_an_hour(owner, "UTC", start)
    assert session.ratings.get().post_at.hour == hours
    assert str(session.day) == "2026-03-09"
    assert session.ratings.get().day == session.day


def test_a_new_day_start_applies_to_later_sessions_only() -> None:
    owner = make_user(day_starts_at=3)
    before = half_an_hour(owner, "UTC", moment("2026-03-10T04:00"))
    units = "/settings/units/"
    form = fields_of(client_of(owner).get(units), units)
    client_of(owner).post(units, form | {"day_starts_at": "5"})
    owner = User.objects.get(pk=owner.pk)
    after = half_an_hour(owner, "UTC", moment("2026-03-17T04:00"))
    assert [str(again(session).day) for session in (before, after)] == ["2026-03-10", "2026-03-16"]


def test_an_edit_does_not_move_a_session_to_another_day() -> None:
    session = half_an_hour(make_user(day_starts_at=3), "UTC", moment("2026-03-10T04:00"))
    User.objects.filter(pk=session.owner_id).update(day_starts_at=5)
    client = client_of(User.objects.get(pk=session.owner_id))
    fields = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    answer = client.post(f"/sessions/{session.uuid}/edit/", fields | {"note": "By the river"})
    assert answer.status_code == 302
    assert (again(session).note, str(again(session).day)) == ("By the river", "2026-03-10")


def test_undoing_a_change_of_the_time_restores_the_day() -> None:
    session = half_an_hour(make_user(day_starts_at=3), "UTC", moment("2026-03-10T04:00"))
    User.objects.filter(pk=session.owner_id).update(day_starts_at=5)
    client = client_of(User.objects.get(pk=session.owner_id))
    fields = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    client.post(f"/sessions/{session.uuid}/edit/", fields | {"time": "04:10"})
    assert str(again(session).day) == "2026-03-09"
    entry = session.entries.get(kind="edit")
    client.post(f"/sessions/{session.uuid}/undo/{entry.uuid}/")
    assert str(again(session).day) == "2026-03-10"
    assert str(session.ratings.get().day) == "2026-03-10"


def test_an_edit_keeps_the_second_of_two_equal_hours() -> None:
    session = half_an_hour(make_user(), "Europe/Berlin", moment("2025-10-26T01:30"))
    client = client_of(session.owner)
    fields = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    assert fields["time"] == ["02:30"]
    client.post(f"/sessions/{session.uuid}/edit/", fields | {"note": "By the river"})
    assert again(session).started_at == moment("2025-10-26T01:30")


def test_a_session_dated_tomorrow_is_on_the_pages_at_once() -> None:
    """After a flight from Kiritimati to Honolulu the last session is dated tomorrow."""
    owner = make_user(time_zone="Pacific/Honolulu")
    tomorrow = owner.day_of(timezone.now()) + datetime.timedelta(days=1)
    for days in (2, 1, 0):
        at = timezone.now() - datetime.timedelta(days=days)
        session = half_an_hour(owner, "Pacific/Kiritimati", at)
        Session.objects.filter(pk=session.pk).update(day=tomorrow - datetime.timedelta(days=days))
        session.ratings.update(day=tomorrow - datetime.timedelta(days=days))
    assert len(dataset_of(owner).counting) == 1
    assert "3 sessions" in words_of(client_of(owner).get("/progress/"))


@pytest.fixture
def without_the_zones_of_the_machine() -> Iterator[None]:
    zoneinfo.reset_tzpath(to=())
    yield
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("without_the_zones_of_the_machine")
def test_a_machine_without_time_zones_uses_those_of_the_package() -> None:
    for zone in {case[0] for case in CASES}:
        assert zoneinfo.ZoneInfo.no_cache(zone).key == zone


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_an_unknown_zone_counts_as_utc(name: str) -> None:
    assert clock_of(name).key == "UTC"


@pytest.mark.parametrize("name", ["US/Pacific", "Mars/Olympus", "../etc/passwd"])
def test_every_page_answers_for_a_zone_that_the_machine_has_no_more(name: str) -> None:
    owner = make_user(time_zone="Europe/Berlin")
    session = half_an_hour(owner, "Europe/Berlin", moment("2026-03-10T12:00"))
    make_session(owner=owner, tests=TOE)
    owner.sessions.update(zone=name)
    User.objects.filter(pk=owner.pk).update(time_zone=name)
    client = client_of(User.objects.get(pk=owner.pk))
    of_one = (f"/sessions/{session.uuid}/{page}/" for page in ("result", "edit"))
    for page in ("/", "/history/", "/history/add/", "/progress/", "/settings/", *of_one):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("name", ["", "../etc/passwd", "America", "x" * 5000, "\x00", "utc\n"])
def test_a_start_from_an_unknown_zone_uses_the_zone_of_the_settings(name: str) -> None:
    owner = make_user(time_zone="Asia/Tokyo")
    client = client_of(owner)
    fields = fields_of(client.get(START), START)
    answer = client.post(START, fields | {"zone": name})
    assert (answer.status_code, owner.sessions.get().zone) == (302, "Asia/Tokyo")


def test_an_old_name_of_a_zone_is_accepted() -> None:
    owner = make_user(time_zone="Asia/Tokyo")
    client = client_of(owner)
    fields = fields_of(client.get(START), START)
    client.post(START, fields | {"zone": "US/Pacific"})
    assert owner.sessions.get().zone == "US/Pacific"


def send(owner: User, session: uuid.UUID, **fields: str) -> dict[str, Any]:
    entry = {"uuid": str(uuid.uuid4()), "session": str(session)} | fields
    body = json.dumps({"user": owner.pk, "entries": [entry]})
    answer = client_of(owner).post("/sync/", body, content_type="application/json")
    return dict(answer.json()["results"][0])


def as_a_phone_writes(at: datetime.datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def test_a_tap_by_a_clock_a_day_ahead_does_not_win_over_later_ones() -> None:
    owner = make_user()
    session = make_session(owner=owner, tests=TOE)
    rating = {"phase": "pre", "test": "toe_touch", "side": "none", "field": "score"}
    day = datetime.timedelta(hours=24)
    # The clock is set right before the last tap; a moment is sent to the millisecond.
    for ahead, value in ((day, "3"), (day, "4"), (datetime.timedelta(milliseconds=1), "5")):
        at = as_a_phone_writes(timezone.now() + ahead)
        assert send(owner, session.uuid, **rating, value=value, at=at)["status"] == "stored"
        assert session.ratings.get().pre_score == int(value)
    assert session.ratings.get().pre_at <= timezone.now()


A_START = {"kind": "start", "set": "own", "tests": "toe_touch", "routine": "toe_spreaders"}
A_START |= {"seconds": "45", "order": "left", "vary": "{}"}


@pytest.mark.parametrize(
    ("zone", "stored"),
    [("Pacific/Kiritimati",) * 2, ("../etc/passwd", "Asia/Kabul"), ("x" * 60, "Asia/Kabul")],
)
def test_a_start_that_arrives_hours_later_keeps_its_day_and_zone(zone: str, stored: str) -> None:
    owner, name = make_user(time_zone=HOME), uuid.uuid4()
    at = timezone.now() - datetime.timedelta(hours=30)
    assert send(owner, name, **A_START, zone=zone, at=as_a_phone_writes(at))["status"] == "stored"
    session = owner.sessions.get(uuid=name)
    assert (session.zone, session.day) == (stored, owner.day_of(at, stored))
    assert abs(session.started_at - at) < datetime.timedelta(seconds=1)


def test_a_start_by_a_clock_a_day_ahead_belongs_to_today() -> None:
    owner, name = make_user(time_zone=HOME), uuid.uuid4()
    at = as_a_phone_writes(timezone.now() + datetime.timedelta(hours=24))
    assert send(owner, name, **A_START, zone="UTC", at=at)["status"] == "stored"
    session = owner.sessions.get(uuid=name)
    assert session.started_at <= timezone.now()
    assert session.day == owner.day_of(session.started_at, "UTC")


@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        ("UTC", "2026-11-30T02:00:00+00:00", 1),
        ("UTC", "2026-11-30T03:00:00+00:00", 24),
        ("Pacific/Auckland", "2026-11-30T13:30:00+00:00", 0.5),
        ("Europe/Berlin", "2026-03-28T12:00:00+00:00", 13),  # the clocks skip an hour that night
        ("Europe/Berlin", "2026-10-24T12:00:00+00:00", 14),
    ],
)
def test_the_rest_of_a_day_ends_when_the_next_one_begins(
    zone: str, moment: str, hours: float
) -> None:
    user = User(time_zone=zone)
    now = datetime.datetime.fromisoformat(moment)
    rest = user.rest_of_day(now)
    assert rest == datetime.timedelta(hours=hours)
    assert user.day_of(now + rest) == user.day_of(now) + datetime.timedelta(days=1)
    assert user.day_of(now + rest - datetime.timedelta(seconds=1)) == user.day_of(now)
