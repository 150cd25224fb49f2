"""Settings: kept when they are right, refused in words when they are not."""

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


def test_the_page_shows_what_is_set_and_can_be_sent_as_it_comes() -> None:
    client = client_of(make_user(time_zone="Asia/Tokyo", day_starts_at=4, theme="light"))
    fields = fields_of(client.get("/settings/"))
    kept = {"theme": "light", "time_zone": "Asia/Tokyo", "day_starts_at": "4", "auto_advance": "on"}
    assert {name: fields[name] for name in kept} == {name: [kept[name]] for name in kept}
    with nothing_changes(without=(SignIn,)):
        assert client.post("/settings/", fields).headers["Location"] == "/settings/"


def test_what_is_changed_is_kept_and_said() -> None:
    user = make_user()
    client = client_of(user)
    response = client.post("/settings/", GOOD, follow=True)
    found = User.objects.get(pk=user.pk)
    assert (found.theme, found.time_zone, found.day_starts_at) == ("dark", "Asia/Kolkata", 5)
    assert found.auto_advance
    assert "Saved." in words_of(response)
    assert 'data-theme="dark"' in text_of(response)


def test_a_switch_that_is_not_sent_is_off() -> None:
    user = make_user()
    client_of(user).post("/settings/", {k: v for k, v in GOOD.items() if k != "auto_advance"})
    assert not User.objects.get(pk=user.pk).auto_advance


def test_scripts_get_each_preference_with_every_page_and_without_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("auto_advance", "day_starts_at")
    more = property(lambda user: {name: getattr(user, name) for name in names})
    monkeypatch.setattr(User, "preferences", more)
    client = client_of(make_user(auto_advance=False, day_starts_at=5))
    wanted = {"auto_advance": False, "day_starts_at": 5}
    for address in ("/", "/settings/", "/history/"):
        found = re.search(r'<main [^>]*data-preferences="([^"]*)"', text_of(client.get(address)))
        assert found and json.loads(html.unescape(found[1])) == wanted
    assert client.get("/offline/kit/").json()["preferences"] == wanted


def test_scripts_read_each_setting_that_is_for_them_and_no_other() -> None:
    scripts = (BASE_DIR / "static" / "js").rglob("*.js")
    reads = (re.findall(r"\bpreferences\(\)\.(\w+)", path.read_text()) for path in scripts)
    assert {name for names in reads for name in names} == set(User().preferences)


def test_the_page_without_a_network_starts_with_what_nobody_has_changed() -> None:
    found = re.search(r'data-preferences="([^"]*)"', text_of(Client().get("/offline/")))
    assert found and json.loads(html.unescape(found[1])) == User().preferences


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("time_zone", wrong) for wrong in ("", "Mars/Olympus", "../../etc/passwd", "\x00")),
        *(("day_starts_at", wrong) for wrong in ("", "24", "-1", "3.5", "٣", "9" * 3000)),
        *(("theme", wrong) for wrong in ("", "pink", "\x00")),
    ],
)
def test_bad_input_gets_a_sentence_keeps_the_rest_and_changes_nothing(
    name: str, value: str
) -> None:
    client = client_of(make_user())
    with nothing_changes():
        response = client.post("/settings/", GOOD | {name: value})
    assert response.status_code == 422
    assert "Please look at this again" in words_of(response)
    kept = fields_of(response)
    others = {field: [each] for field, each in GOOD.items() if field != name}
    assert {field: kept.get(field) for field in others} == others


def test_nothing_but_the_settings_can_be_set_here() -> None:
    user = make_user(safety_read=False)
    more = {"is_staff": "on", "is_superuser": "on", "email": "x@example.org"}
    client_of(user).post("/settings/", GOOD | more | {"safety_read_at": "2026-01-01"})
    found = User.objects.get(pk=user.pk)
    assert (found.is_staff, found.is_superuser, found.safety_read_at) == (False, False, None)
    assert found.email == user.email
