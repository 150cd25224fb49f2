"""Accounts: by email, told plainly what is wrong."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.factories import PASSWORD, make_session, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import User

pytestmark = pytest.mark.django_db

SIGNUP, LOGIN = "/accounts/signup/", "/accounts/login/"
RESET = "/accounts/password/reset/"
EMAIL = "runner@example.org"
NEW = "another quiet sentence"


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


def sign_up(client: Client, email: str = EMAIL, password: str = PASSWORD) -> HttpResponse:
    return client.post(SIGNUP, {"email": email, "password1": password})


def sign_in(client: Client, email: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/history/").status_code == 200


def test_an_account_is_an_address_and_a_password_and_one_is_in() -> None:
    client = Client()
    response = sign_up(client)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert is_in(client)
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == (EMAIL, False, False)


def test_the_page_of_the_sign_up_asks_for_no_more_than_that() -> None:
    assert set(fields_of(Client().get(SIGNUP), SIGNUP)) <= {"email", "password1", "next"}


def test_a_password_is_stored_as_an_argon2_hash() -> None:
    sign_up(Client())
    user = User.objects.get()
    assert user.password.startswith("argon2$argon2id$")
    assert PASSWORD not in user.password
    assert user.check_password(PASSWORD)


def test_an_address_is_stored_in_small_letters_and_is_one_account() -> None:
    sign_up(Client(), "Runner@Example.org")
    assert User.objects.get().email == EMAIL
    with nothing_changes():
        sign_up(Client(), "RUNNER@example.ORG")


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("", PASSWORD, "This field is required."),
        ("runner", PASSWORD, "Enter a valid email address."),
        (f"{'x' * 300}@example.org", PASSWORD, "254"),
        ("run\x00ner@example.org", PASSWORD, ""),
        (EMAIL, "", "This field is required."),
        (EMAIL, "short", "at least 10 characters"),
        (EMAIL, "1234567890", "too common"),
        (EMAIL, "73648120957", "entirely numeric"),
        (EMAIL, "runner@example", "too similar"),
    ],
)
def test_a_wrong_sign_up_is_told_what_is_wrong_and_changes_nothing(
    email: str, password: str, words: str
) -> None:
    client = Client()
    with nothing_changes():
        response = sign_up(client, email, password)
    assert response.status_code == 200
    assert words in words_of(response)
    assert not is_in(client)
    assert password == "" or f'value="{password}"' not in text_of(response)


@pytest.mark.parametrize("email", [EMAIL, "Runner@Example.org", "RUNNER@EXAMPLE.ORG", f" {EMAIL} "])
def test_one_signs_in_whatever_the_case_of_the_letters(email: str) -> None:
    make_user(email=EMAIL)
    client = Client()
    assert sign_in(client, email).headers["Location"] == "/"
    assert is_in(client)


def test_one_comes_back_to_where_one_wanted_to_go_and_to_no_other_site() -> None:
    make_user(email=EMAIL)
    wanted = Client().get("/history/").headers["Location"]
    assert wanted == f"{LOGIN}?next=/history/"
    for target, goes_to in (("/history/", "/history/"), ("https://a.org/", "/"), ("//a.org", "/")):
        sent = {"login": EMAIL, "password": PASSWORD, "next": target}
        assert Client().post(LOGIN, sent).headers["Location"] == goes_to


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence() -> None:
    make_user(email=EMAIL)
    answers = [sign_in(Client(), email, "not the sentence") for email in (EMAIL, "no@example.org")]
    for answer in answers:
        assert "don’t match" in words_of(answer)
    texts = {text_of(answer).replace("no@example.org", EMAIL) for answer in answers}
    assert len(texts) == 1


def test_a_password_counts_with_its_case_and_spaces() -> None:
    make_user(email=EMAIL)
    for password in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.replace(" ", "")):
        client = Client()
        sign_in(client, EMAIL, password)
        assert not is_in(client)


def test_many_wrong_passwords_have_to_wait() -> None:
    make_user(email=EMAIL)
    answers = [sign_in(Client(), EMAIL, f"wrong sentence {number}") for number in range(12)]
    assert "Too many" in words_of(answers[-1]) or answers[-1].status_code == 429
    client = Client()
    sign_in(client, EMAIL)
    assert not is_in(client)


def test_an_account_that_was_put_out_of_use_does_not_sign_in() -> None:
    make_user(email=EMAIL, is_active=False)
    client = Client()
    sign_in(client, EMAIL)
    assert not is_in(client)


def test_a_closed_site_takes_no_new_account_and_says_so(settings: Settings) -> None:
    settings.SIGNUP = "closed"
    assert fields_of(Client().get(SIGNUP), SIGNUP) == {}
    with nothing_changes():
        response = sign_up(Client())
    assert response.status_code in (200, 403)
    assert not User.objects.exists()
    assert SIGNUP not in text_of(Client().get("/"))
    assert SIGNUP not in text_of(Client().get(LOGIN))


def test_a_closed_site_still_lets_in_whoever_has_an_account(settings: Settings) -> None:
    settings.SIGNUP = "closed"
    make_user(email=EMAIL)
    client = Client()
    sign_in(client, EMAIL)
    assert is_in(client)


def ask_for_a_reset(email: str) -> tuple[str, str]:
    client = Client()
    response = client.post(RESET, {"email": email})
    page = client.get(response.headers["Location"])
    return response.headers["Location"], text_of(page).replace(email, "")


def test_a_reset_does_not_tell_whether_the_address_has_an_account() -> None:
    make_user(email=EMAIL)
    assert ask_for_a_reset(EMAIL) == ask_for_a_reset("nobody@example.org")
    assert len(mail.outbox) <= 2


def link_in(message: EmailMessage) -> str:
    match = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", message.body)
    assert match, message.body
    return match[1]


def test_the_link_in_the_mail_sets_a_new_password_once() -> None:
    user = make_user(email=EMAIL)
    ask_for_a_reset("Runner@Example.org")
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    client = Client()
    form = client.get(link_in(message)).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    with nothing_changes():
        again = Client().get(link_in(message), follow=True)
    assert "password1" not in text_of(again)


def test_a_new_password_ends_the_other_sign_ins() -> None:
    user = make_user(email=EMAIL)
    phone, laptop = client_of(user), client_of(user)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    laptop.post("/accounts/password/change/", sent)
    assert not is_in(phone)
    assert is_in(laptop)


def test_signing_out_asks_first_and_then_everything_is_closed() -> None:
    session = make_session(owner=make_user())
    client = client_of(session.owner)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert client.get(f"/sessions/{session.uuid}/").status_code == 302


def test_the_user_of_the_site_is_ours_and_has_no_other_name() -> None:
    assert get_user_model() is User
    assert User.USERNAME_FIELD == "email"
    assert not hasattr(User, "username")


def test_the_command_line_makes_a_person_with_a_password() -> None:
    user = User.objects.create_superuser("Host@Example.org", PASSWORD)
    assert (user.email, user.is_staff) == ("host@example.org", True)
    assert user.check_password(PASSWORD)
