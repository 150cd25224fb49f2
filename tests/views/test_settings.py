"""Settings: saved if they are valid, refused with an error if not."""

import html
import json
import re

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client

from mobility.settings import BASE_DIR
from tests.factories import make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import User

pytestmark = pytest.mark.django_db

GOOD = {"theme": "dark", "time_zone": "Asia/Kolkata", "day_starts_at": "5", "auto_advance": "on"}


def test_the_page_shows_the_settings_and_can_be_sent_unchanged() -> None:
    client = client_of(make_user(time_zone="Asia/Tokyo", day_starts_at=4, theme="light"))
    fields = fields_of(client.get("/settings/"))
    expected = {
        "theme": "light",
        "time_zone": "Asia/Tokyo",
        "day_starts_at": "4",
        "auto_advance": "on",
    }
    assert {name: fields[name] for name in expected} == {
        name: [expected[name]] for name in expected
    }
    with nothing_changes(without=(SignIn,)):
        assert client.post("/settings/", fields).headers["Location"] == "/settings/"


def test_changed_settings_are_saved_and_confirmed() -> None:
    user = make_user()
    client = client_of(user)
    response = client.post("/settings/", GOOD, follow=True)
    stored = User.objects.get(pk=user.pk)
    assert (stored.theme, stored.time_zone, stored.day_starts_at) == ("dark", "Asia/Kolkata", 5)
    assert stored.auto_advance
    assert "Saved." in words_of(response)
    assert 'data-theme="dark"' in text_of(response)


def test_a_switch_that_is_not_sent_is_off() -> None:
    user = make_user()
    client_of(user).post("/settings/", {k: v for k, v in GOOD.items() if k != "auto_advance"})
    assert not User.objects.get(pk=user.pk).auto_advance


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
    ("name", "value"),
    [
        *(("time_zone", wrong) for wrong in ("", "Mars/Olympus", "../../etc/passwd", "\x00")),
        *(("day_starts_at", wrong) for wrong in ("", "24", "-1", "3.5", "٣", "9" * 3000)),
        *(("theme", wrong) for wrong in ("", "pink", "\x00")),
    ],
)
def test_bad_input_is_refused_with_an_error_and_shown_again(name: str, value: str) -> None:
    client = client_of(make_user())
    with nothing_changes():
        response = client.post("/settings/", GOOD | {name: value})
    assert response.status_code == 422
    assert "Please check this" in words_of(response)
    refused_fields = fields_of(response)
    others = {field: [text] for field, text in GOOD.items() if field != name}
    assert {field: refused_fields.get(field) for field in others} == others


def test_no_other_field_of_the_user_can_be_set() -> None:
    user = make_user(safety_read=False)
    more = {"is_staff": "on", "is_superuser": "on", "email": "x@example.org"}
    client_of(user).post("/settings/", GOOD | more | {"safety_read_at": "2026-01-01"})
    stored = User.objects.get(pk=user.pk)
    assert (stored.is_staff, stored.is_superuser, stored.safety_read_at) == (False, False, None)
    assert stored.email == user.email
