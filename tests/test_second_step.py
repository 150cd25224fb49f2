"""After a password, a code: of an app or a recovery code, each once, and not for ever."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.pages import text_of, words_of
from tests.second_step import code, recovery_codes, turn_on
from tracker.models import User

pytestmark = pytest.mark.django_db

EMAIL = "runner@example.org"
LOGIN, CODE, HOME = "/accounts/login/", "/accounts/code/", "/"
ON, RECOVERY = "/accounts/authenticator/on/", "/accounts/recovery/"


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def runner() -> User:
    return make_user(email=EMAIL)


def with_password(client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def send(client: Client, text: str) -> HttpResponse:
    return client.post(CODE, {"code": text})


def turned_on(client: Client) -> str:
    """Turns the app on by its page, and returns its key."""
    key = re.search(r'<code id="key">([A-Z2-7 ]+)</code>', text_of(client.get(ON)))
    assert key
    assert client.post(ON, {"code": code(key[1])}).headers["Location"] == RECOVERY
    return key[1]


def test_the_app_is_turned_on_by_a_code_of_its_key_and_gives_recovery_codes(runner: User) -> None:
    client = with_password()
    turned_on(client)
    page = words_of(client.get(RECOVERY))
    assert all(f"{spare[:5]} {spare[5:]}" in page for spare in recovery_codes(runner))
    assert len(recovery_codes(runner)) == 10
    assert "On. 10 recovery codes left" in words_of(client.get("/settings/account/"))


def test_no_secret_is_stored_as_it_is(runner: User) -> None:
    client = with_password()
    key = turned_on(client).replace(" ", "")
    stored = repr(list(Authenticator.objects.values_list("data", flat=True)))
    assert key not in stored
    assert not any(spare in stored for spare in recovery_codes(runner))


def test_what_another_secret_key_sealed_opens_to_no_code(runner: User, settings: Settings) -> None:
    key, spares = turn_on(runner), recovery_codes(runner)
    settings.SECRET_KEY = "another key " * 4
    client = with_password()
    # The last is the code of an empty key.
    for text in (code(key), spares[0], "000000", code("")):
        assert "That code is wrong." in words_of(send(client, text))
    assert not is_in(client)


@pytest.mark.parametrize("ago", [0, 1])
def test_after_the_password_a_code_of_now_lets_one_in(ago: int, runner: User) -> None:
    key = turn_on(runner)
    client = with_password()
    assert not is_in(client)
    assert send(client, code(key, ago=ago)).headers["Location"] == HOME
    assert is_in(client)
    assert runner.account_events.latest("at").kind == "signed_in_code"


def test_a_code_is_accepted_once_by_whoever_sends_it_first(runner: User) -> None:
    key = turn_on(runner)
    shown = code(key)
    first, second = with_password(), with_password()
    send(first, shown)
    assert "That code was used already." in words_of(send(second, shown))
    assert is_in(first)
    assert not is_in(second)


def test_the_code_that_turned_the_app_on_signs_nobody_in(runner: User) -> None:
    client = with_password()
    key = turned_on(client)
    other = with_password()
    assert "That code was used already." in words_of(send(other, code(key)))


def test_an_old_code_is_called_old(runner: User) -> None:
    key = turn_on(runner)
    page = words_of(send(with_password(), code(key, ago=3)))
    assert "That code is too old. Type the one that shows now." in page


def test_wrong_codes_count_down_to_a_lock_that_the_right_one_does_not_open(runner: User) -> None:
    key = turn_on(runner)
    client = with_password()
    pages = [words_of(send(client, "abcdef")) for _ in range(6)]
    for page, left in zip(pages[:3], (4, 3, 2), strict=True):
        assert f"That code is wrong. {left} tries left." in page
    assert "That code is wrong. 1 try left." in pages[3]
    assert "That code is wrong. Try again in 5 minutes." in pages[4]
    assert "Too many tries. Try again in 5 minutes." in words_of(send(with_password(), code(key)))


def test_wrong_codes_of_a_day_are_one_line_with_a_count(runner: User) -> None:
    turn_on(runner)
    client = with_password()
    for _ in range(3):
        send(client, "abcdef")
    assert list(runner.account_events.values_list("kind", "about")) == [("failed", "3")]


def test_a_recovery_code_lets_one_in_once(runner: User) -> None:
    turn_on(runner)
    spare = recovery_codes(runner)[0]
    first, second = with_password(), with_password()
    assert send(first, f"{spare[:5]} {spare[5:]}").status_code == 302
    send(second, spare)
    assert is_in(first)
    assert not is_in(second)
    assert runner.account_events.filter(kind="signed_in_recovery").count() == 1


def test_new_recovery_codes_end_the_old_ones(runner: User) -> None:
    client = with_password()
    turned_on(client)
    old = recovery_codes(runner)
    client.post(RECOVERY)
    assert not {*old} & {*recovery_codes(runner)}


def test_a_reset_by_mail_does_not_skip_the_second_step(runner: User, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    turn_on(runner)
    Client().post("/accounts/password/reset/", {"email": EMAIL})
    link = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    client = Client()
    form = client.get(link[1], follow=True).request["PATH_INFO"]
    new = "another long sentence"
    client.post(form, {"password1": new, "password2": new})
    assert not is_in(client)
    client.post(LOGIN, {"login": EMAIL, "password": new})
    assert not is_in(client)
    assert "One more step" in words_of(client.get(CODE))


def test_a_passkey_alone_leaves_the_password_as_it_is(runner: User) -> None:
    Authenticator.objects.create(user=runner, type="webauthn", data={"name": "Pixel 9"})
    assert is_in(with_password())


def test_a_passkey_that_is_the_only_way_in_cannot_be_removed(runner: User) -> None:
    client = with_password()
    runner.set_unusable_password()
    runner.save()
    row = Authenticator.objects.create(user=runner, type="webauthn", data={"name": "Pixel 9"})
    client = Client()
    client.force_login(runner)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4e9}]
    session["account_authentication_methods_user"] = str(runner.pk)
    session.save()
    answer = client.post(reverse("passkey_remove", args=[row.pk]))
    assert "is your only way in" in words_of(answer)
    assert Authenticator.objects.filter(pk=row.pk).exists()
