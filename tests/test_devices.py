"""Where somebody is signed in, by browser and time; a change of the ways in ends the others."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.pages import client_of, text_of, words_of
from tests.second_step import code, turn_on
from tracker.models import User

pytestmark = pytest.mark.django_db

EMAIL = "runner@example.org"
LOGIN, DEVICES, EVENTS = "/accounts/login/", "/accounts/sessions/", "/settings/account/events/"
NEXT = "another quiet sentence"
PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def runner() -> User:
    return make_user(email=EMAIL)


def signed_in(browser: str = PIXEL, password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": browser})
    client.post(LOGIN, {"login": EMAIL, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


# The list


def test_the_list_names_browser_and_time_and_no_place(runner: User) -> None:
    here, _ = signed_in(PIXEL), signed_in(WINDOWS)
    page = words_of(here.get(DEVICES))
    assert re.search(r"Chrome on Android Signed in .+ This one Firefox on Windows Signed in", page)
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}


def test_another_device_is_signed_out_and_not_the_own(runner: User) -> None:
    here, other, third = signed_in(), signed_in(WINDOWS), signed_in(WINDOWS)
    mine, theirs, _ = UserSession.objects.order_by("pk")
    for row in (mine, theirs):
        here.post(DEVICES, {"device": str(row.pk)})
    assert [is_in(client) for client in (here, other, third)] == [True, False, True]
    events = runner.account_events.order_by("pk").values_list("kind", "about")
    assert list(events)[-1] == ("signed_out_elsewhere", "Firefox on Windows")


@pytest.mark.parametrize("device", ["", "x", "9" * 30, "-1"])
def test_a_device_that_is_not_there_changes_nothing(device: str, runner: User) -> None:
    here, other = signed_in(), signed_in()
    assert here.post(DEVICES, {"device": device}).status_code == 302
    assert is_in(other)


def test_nobody_signs_out_a_device_of_somebody_else(runner: User) -> None:
    victim, row = signed_in(), UserSession.objects.get()
    client_of(make_user()).post(DEVICES, {"device": str(row.pk)})
    client_of(make_user()).post(DEVICES, {"others": "1"})
    assert is_in(victim)


def test_all_others_end_also_such_as_no_list_names(runner: User) -> None:
    here, listed, unlisted = signed_in(), signed_in(), client_of(runner)
    here.post(DEVICES, {"others": "1"})
    assert [is_in(client) for client in (here, listed, unlisted)] == [True, False, False]


def test_a_sign_out_leaves_the_list(runner: User) -> None:
    client = signed_in()
    client.post("/accounts/logout/")
    assert not UserSession.objects.exists()


def test_a_visit_on_another_day_lists_a_sign_in_from_before_there_was_a_list(runner: User) -> None:
    client = client_of(runner)
    assert not UserSession.objects.exists()
    session = client.session
    session["visited_at"] = 0
    session.save()
    client.get("/settings/")
    assert UserSession.objects.get().user == runner


# What ends all others


def by_password(client: Client, user: User) -> None:
    new = {"password1": NEXT, "password2": NEXT}
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})


def by_link(client: Client, user: User) -> None:
    Client().post("/accounts/password/reset/", {"email": EMAIL})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    stranger = Client()
    form = stranger.get(link[1]).headers["Location"]
    stranger.post(form, {"password1": NEXT, "password2": NEXT})


def by_address(client: Client, user: User) -> None:
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})


def by_app(client: Client, user: User) -> None:
    page = text_of(client.get("/accounts/authenticator/on/"))
    key = re.search(r'<code id="key">([A-Z2-7 ]+)</code>', page)
    assert key
    client.post("/accounts/authenticator/on/", {"code": code(key[1])})


def by_recovery(client: Client, user: User) -> None:
    turn_on(user)
    client.post("/accounts/recovery/")


def by_app_off(client: Client, user: User) -> None:
    turn_on(user)
    client.post("/accounts/authenticator/off/")


def by_passkey(client: Client, user: User) -> None:
    row = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Pixel 9"})
    client.post(reverse("passkey_remove", args=[row.pk]))


def by_closing(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def by_deletion(client: Client, user: User) -> None:
    user.delete()


STAYS = {by_password, by_address, by_app, by_recovery, by_app_off, by_passkey}
EVENT = {
    by_password: "password_changed",
    by_link: "password_reset",
    by_address: "email_changed",
    by_app: "app_added",
    by_recovery: "codes_made",
    by_app_off: "app_removed",
    by_passkey: "passkey_removed",
}


@pytest.mark.parametrize("change", [*EVENT, by_closing, by_deletion])
def test_a_change_of_the_ways_in_ends_every_other_sign_in(
    change: Callable[[Client, User], None],
    runner: User,
    settings: Settings,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    settings.SENDS_MAIL = change is by_link
    here, listed, unlisted = signed_in(), signed_in(), client_of(runner)
    with django_capture_on_commit_callbacks(execute=True):
        change(here, runner)
    assert not is_in(listed)
    assert not is_in(unlisted)
    assert is_in(here) is (change in STAYS)
    if change in EVENT:
        assert EVENT[change] in runner.account_events.values_list("kind", flat=True)


def test_a_sign_in_is_asked_again_only_after_a_quarter_of_an_hour(
    runner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in()
    assert client.get("/accounts/passkeys/1/remove/").status_code == 404
    assert client.get("/accounts/authenticator/on/").status_code == 200
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 901
    session.save()
    answer = client.get("/accounts/authenticator/on/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(answer.headers["Location"], {"password": PASSWORD}).status_code == 302
    assert client.get("/accounts/authenticator/on/").status_code == 200


# What happened


def test_the_person_reads_what_happened_the_newest_first(runner: User) -> None:
    client = signed_in()
    Client().post(LOGIN, {"login": EMAIL, "password": "not the sentence"})
    Client().post(LOGIN, {"login": EMAIL, "password": "nor this sentence"})
    by_password(client, runner)
    page = words_of(client.get(EVENTS))
    lines = ("Changed the password", "Wrong password or code, times that day: 2", "Signed in")
    places = [page.index(line) for line in lines]
    assert places == sorted(places)


def test_nobody_reads_it_of_somebody_else(runner: User) -> None:
    signed_in()
    assert "Signed in" not in words_of(client_of(make_user()).get(EVENTS))
