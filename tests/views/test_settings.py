"""Settings: a page each, saved if they are valid, refused with an error if not."""

import html
import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.http import HttpResponse
from django.test import Client

from mobility.settings import BASE_DIR
from tests.factories import copy, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.forms.settings import FORMS
from tracker.models import Revision, Routine, User

pytestmark = pytest.mark.django_db

# What can be sent of each page, other than what a new user has.
GOOD = {
    "/settings/rating/": {},
    "/settings/sounds/": {"cue_volume": "4"},
    "/settings/units/": {
        "language": "de",
        "length": "in",
        "time_zone": "Asia/Kolkata",
        "day_starts_at": "5",
        "week_starts": "6",
    },
    "/settings/look/": {"theme": "dark", "text_size": "130"},
}
WHOLE = {"whole": "True"}
OF_SCRIPTS = {"Accept": "application/json"}


def stored(user: User) -> User:
    return User.objects.get(pk=user.pk)


def answer_to(client: Client, page: str, **changes: str) -> Any:
    """The answer to a script that sends these changes alone."""
    return client.post(page, changes, headers=OF_SCRIPTS)


@pytest.mark.parametrize("page", GOOD)
def test_each_page_shows_its_settings_and_can_be_sent_unchanged(page: str) -> None:
    settings = {"theme": "light", "time_zone": "Asia/Tokyo", "text_size": 115, "week_starts": 5}
    user = make_user(day_starts_at=4, length="in", cue_volume=3, language="en", **settings)
    client = client_of(user)
    fields = fields_of(client.get(page), page)
    assert GOOD[page].keys() <= fields.keys()
    for name in GOOD[page]:
        assert fields[name] == [str(getattr(user, name))]
    with nothing_changes(without=(SignIn,)):
        assert client.post(page, fields).headers["Location"] == page


@pytest.mark.parametrize("page", GOOD)
def test_changed_settings_are_saved_and_confirmed(page: str) -> None:
    user = make_user()
    response = client_of(user).post(page, WHOLE | GOOD[page], follow=True)
    assert response.redirect_chain == [(page, 302)]
    for name, value in GOOD[page].items():
        assert str(getattr(stored(user), name)) == value
    if "language" not in GOOD[page]:
        assert "Saved." in words_of(response)


def test_a_switch_that_is_not_sent_is_off() -> None:
    user = make_user()
    client_of(user).post("/settings/rating/", WHOLE)
    assert not stored(user).auto_advance


def test_a_form_that_is_not_the_whole_page_changes_no_switch() -> None:
    client = client_of(make_user())
    with nothing_changes():
        assert client.post("/settings/rating/", {}).status_code == 422


def test_a_script_saves_what_was_changed_alone_and_hears_what_is_stored() -> None:
    user = make_user(time_zone="Asia/Tokyo", zone_from="device")
    client = client_of(user)
    before = Revision.objects.get(owner=user).number
    answer = answer_to(client, "/settings/units/", week_starts="6", length="in")
    assert answer.json()["stored"] == {
        "language": "",
        "length": "in",
        "time_zone": "Asia/Tokyo",
        "day_starts_at": 3,
        "week_starts": 6,
    }
    # By the same clock as the phone's bundle, which is as old as what it has of the settings.
    at, made = answer.json()["at"], client.get("/offline/kit/").json()["made"]
    assert datetime.fromisoformat(at) < datetime.fromisoformat(made)
    assert (stored(user).week_starts, stored(user).length) == (6, "in")
    assert (stored(user).zone_from, stored(user).theme) == ("device", "auto")
    assert Revision.objects.get(owner=user).number == before + 1
    with nothing_changes():
        answer_to(client, "/settings/units/", week_starts="6")
    for off in ("false", "true"):
        answer = answer_to(client, "/settings/rating/", auto_advance=off)
        assert answer.json()["stored"] == {"auto_advance": off == "true"}


def test_two_devices_do_not_undo_what_the_other_one_changed() -> None:
    user = make_user()
    late = stored(user)  # as the other device's request has read it
    answer_to(client_of(user), "/settings/look/", theme="dark")
    FORMS["sounds"](WHOLE | {"cue_volume": "2"}, instance=late).save()
    assert (stored(user).theme, stored(user).cue_volume) == ("dark", 2)


def test_a_script_that_sends_nonsense_hears_why_and_what_is_stored() -> None:
    user = make_user(cue_volume=7)
    client = client_of(user)
    with nothing_changes():
        answer = answer_to(client, "/settings/sounds/", cue_volume="11")
    assert answer.status_code == 422
    assert answer.json()["stored"] == {"cue_volume": 7}
    assert "10" in answer.json()["error"]
    with nothing_changes():
        assert answer_to(client, "/settings/sounds/", theme="dark").json()["stored"] == {
            "cue_volume": 7
        }


def test_a_zone_that_a_script_sends_was_chosen_by_hand() -> None:
    user = make_user(time_zone="Asia/Tokyo", zone_from="device")
    answer_to(client_of(user), "/settings/units/", time_zone="Europe/Zurich")
    assert (stored(user).time_zone, stored(user).zone_from) == ("Europe/Zurich", "hand")


def test_the_index_says_what_is_set_on_each_page() -> None:
    user = make_user(language="de", length="in", time_zone="Europe/Zurich", cue_volume=7)
    client = client_of(user, headers={"Accept-Language": "en"})
    User.objects.filter(pk=user.pk).update(language="en", theme="dark", text_size=130)
    copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    words = words_of(client.get("/settings/"))
    for sentence in (
        "Those that are built in, and 1 of yours",
        "Moves on by itself",
        "Volume 7 of 10",
        "English · Inches · Zurich",
        "Dark, largest text",
        user.email,
    ):
        assert sentence in words
    User.objects.filter(pk=user.pk).update(auto_advance=False, cue_volume=0, text_size=100)
    words = words_of(client.get("/settings/"))
    for sentence in ("Waits for Next", "No sound: the volume is 0", "Dark, normal text"):
        assert sentence in words


def text_size_of(response: HttpResponse) -> str | None:
    match = re.search(r'<html[^>]* data-text-size="(\d+)"', text_of(response))
    return match and match[1]


def test_every_page_of_somebody_signed_in_has_their_text_size() -> None:
    client = client_of(make_user(text_size=130))
    for address in ("/", "/settings/", "/progress/", "/sessions/start/", "/accounts/email/"):
        assert text_size_of(client.get(address)) == "130"
    assert client.get("/offline/kit/").json()["text_size"] == 130
    assert text_size_of(Client().get("/accounts/login/")) is None
    assert text_size_of(client_of(make_user()).get("/")) is None


def test_scripts_get_every_preference_online_and_offline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("auto_advance", "day_starts_at")
    more = property(lambda user: {name: getattr(user, name) for name in names})
    monkeypatch.setattr(User, "preferences", more)
    client = client_of(make_user(auto_advance=False, day_starts_at=5))
    wanted = {"auto_advance": False, "day_starts_at": 5}
    for address in ("/", "/settings/", "/history/"):
        match = re.search(r'<main [^>]*data-preferences="([^"]*)"', text_of(client.get(address)))
        assert match and json.loads(html.unescape(match[1])) == wanted
    assert client.get("/offline/kit/").json()["preferences"] == wanted


def test_scripts_read_exactly_the_preferences_of_the_user() -> None:
    scripts = (BASE_DIR / "static" / "js").rglob("*.js")
    reads = (re.findall(r"\bpreferences\(\)\.(\w+)", path.read_text()) for path in scripts)
    assert {name for names in reads for name in names} == set(User().preferences)


def test_the_offline_page_has_the_default_preferences() -> None:
    match = re.search(r'data-preferences="([^"]*)"', text_of(Client().get("/offline/")))
    assert match and json.loads(html.unescape(match[1])) == User().preferences


@pytest.mark.parametrize(
    ("page", "name", "value"),
    [
        *(
            ("units", "time_zone", wrong)
            for wrong in ("", "Mars/Olympus", "../../etc/passwd", "\x00")
        ),
        *(("units", "day_starts_at", wrong) for wrong in ("", "24", "-1", "3.5", "٣", "9" * 3000)),
        *(("units", "week_starts", wrong) for wrong in ("", "1", "7", "\x00")),
        *(("units", "length", wrong) for wrong in ("", "ft", "\x00")),
        *(("look", "theme", wrong) for wrong in ("", "pink", "\x00")),
        *(("look", "text_size", wrong) for wrong in ("", "99", "200", "\x00")),
        *(("sounds", "cue_volume", wrong) for wrong in ("", "-1", "11", "3.5", "9" * 3000)),
    ],
)
def test_bad_input_is_refused_with_an_error_and_shown_again(
    page: str, name: str, value: str
) -> None:
    client, address = client_of(make_user()), f"/settings/{page}/"
    good = GOOD[address] | ({"language": ""} if page == "units" else {})
    with nothing_changes():
        response = client.post(address, WHOLE | good | {name: value})
    assert response.status_code == 422
    assert "Please check this" in words_of(response)
    refused_fields = fields_of(response, address)
    others = {field: [text] for field, text in good.items() if field != name}
    assert {field: refused_fields.get(field) for field in others} == others


@pytest.mark.parametrize("headers", [{}, OF_SCRIPTS])
def test_no_other_field_of_the_user_can_be_set(headers: dict[str, str]) -> None:
    user = make_user(safety_read=False)
    more = {"is_staff": "on", "is_superuser": "on", "email": "x@example.org"}
    for page, good in GOOD.items():
        sent = WHOLE | good | more | {"safety_read_at": "2026-01-01", "password": "x"}
        client_of(user).post(page, sent, headers=headers)
    now = stored(user)
    assert (now.is_staff, now.is_superuser, now.safety_read_at) == (False, False, None)
    assert (now.email, now.password) == (user.email, user.password)
