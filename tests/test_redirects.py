"""Whatever an address says where to go next, nobody is led to another site."""

import uuid
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.hostile import ELSEWHERE, leaves
from tests.pages import client_of
from tracker.accounts.adapter import Adapter
from tracker.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LEAD_ON = ("login", "signup", "logout", "reauthenticate")


@pytest.fixture
def user(settings: Settings) -> User:
    # Hundreds of passwords are compared; how they are stored is no matter here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_user(password=make_password(PASSWORD))


def ask(name: str, user: User, then: str, *, in_the_form: bool) -> HttpResponse:
    """Do what this address is for, and ask to go on there."""
    cache.clear()  # or else the limits would answer
    new = {"email": f"{uuid.uuid4()}@example.org", "password1": PASSWORD}
    fields = {
        "login": {"login": user.email, "password": PASSWORD},
        "signup": new,
        "logout": {},
        "reauthenticate": {"password": PASSWORD},
    }[name]
    client = Client() if name in ("login", "signup") else client_of(user)
    if in_the_form:
        return client.post(f"/accounts/{name}/", fields | {"next": then})
    return client.post(f"/accounts/{name}/?next={quote(then)}", fields)


@pytest.mark.parametrize("in_the_form", [True, False])
@pytest.mark.parametrize("name", LEAD_ON)
def test_nobody_is_led_elsewhere(name: str, in_the_form: bool, user: User) -> None:
    answers = {then: ask(name, user, then, in_the_form=in_the_form) for then in ELSEWHERE}
    locations = {then: answer.headers.get("Location", "") for then, answer in answers.items()}
    assert {then: place for then, place in locations.items() if leaves(place)} == {}
    # Refused or not, they do get where they wanted to be: on.
    assert {answer.status_code for answer in answers.values()} == {302}
    assert (
        ask(name, user, "/progress/", in_the_form=in_the_form).headers["Location"] == "/progress/"
    )


def test_without_the_check_somebody_would_be_led_elsewhere(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(Adapter, "is_safe_url", lambda *_: True)
    elsewhere = ask("login", user, "//evil.example/", in_the_form=True)
    assert leaves(elsewhere.headers["Location"])


@pytest.mark.parametrize("place", ["/", "", "/a?next=http://evil.example", "/a:b", "a/b:c", "?a:b"])
def test_an_address_of_this_site_does_not_leave(place: str) -> None:
    assert not leaves(place)
