"""Where mail is sent, a sign-up asks for a mailed code, and tells nobody who has an account."""

import re
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from mobility.passwords import Argon2
from tests.factories import PASSWORD, make_user
from tests.pages import client_of, text_of, words_of
from tracker.accounts import addresses
from tracker.accounts.invitations import invite
from tracker.models import User

pytestmark = pytest.mark.django_db

NEW, OLD = "new@example.org", "taken@example.org"
SIGNUP, CONFIRM, HOME = "/accounts/signup/", "/accounts/confirm-email/", "/"


@pytest.fixture(autouse=True)
def mails(settings: Settings) -> None:
    cache.clear()
    settings.SENDS_MAIL = settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.PASSKEYS = settings.MFA_PASSKEY_SIGNUP_ENABLED = True


def sign_up(email: str, client: Client | None = None) -> tuple[Client, HttpResponse]:
    client = client or Client()
    return client, client.post(SIGNUP, {"email": email, "password1": PASSWORD})


def mailed_code() -> str:
    match = re.search(r"^(\d{8})$", str(mail.outbox[-1].body), re.M)
    assert match
    return match[1]


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_the_code_of_the_mail_lets_one_in_and_confirms_the_address() -> None:
    client, answer = sign_up(NEW)
    assert answer.headers["Location"] == CONFIRM
    assert not is_in(client)
    assert client.post(CONFIRM, {"code": mailed_code()}).headers["Location"] == HOME
    assert is_in(client)
    assert EmailAddress.objects.get(email=NEW).verified
    assert len(mail.outbox) == 1


def test_without_the_code_the_password_opens_nothing() -> None:
    sign_up(NEW)
    client = Client()
    cache.clear()
    client.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert not is_in(client)
    client.post(CONFIRM, {"code": mailed_code()})
    assert is_in(client)


def test_three_wrong_codes_end_it() -> None:
    client, _ = sign_up(NEW)
    pages = [client.post(CONFIRM, {"code": "wrong"}) for _ in range(3)]
    assert "That code is wrong. Type the one of the newest email." in words_of(pages[0])
    assert pages[2].headers["Location"] == "/accounts/login/"
    client.post(CONFIRM, {"code": mailed_code()})
    assert not is_in(client)


def test_a_new_code_can_be_asked_for() -> None:
    client, _ = sign_up(NEW)
    first = mailed_code()
    cache.clear()
    client.post(CONFIRM, {"action": "resend"})
    assert mailed_code() != first
    client.post(CONFIRM, {"code": mailed_code()})
    assert is_in(client)


def test_whoever_was_here_before_there_were_codes_still_comes_in_by_password() -> None:
    user = make_user(email=OLD)
    client_of(user)
    client = Client()
    client.post("/accounts/login/", {"login": OLD, "password": PASSWORD})
    assert is_in(client)


def test_a_person_made_by_a_command_needs_no_code() -> None:
    User.objects.create_user(OLD, PASSWORD)
    client = Client()
    client.post("/accounts/login/", {"login": OLD, "password": PASSWORD})
    assert is_in(client)


def test_a_pending_address_of_somebody_else_blocks_no_sign_up() -> None:
    addresses.request_change(make_user(), NEW)
    client, _ = sign_up(NEW)
    client.post(CONFIRM, {"code": mailed_code()})
    assert is_in(client)


def test_whoever_is_invited_needs_no_code() -> None:
    _, link = invite(make_user(is_staff=True), NEW)
    client = Client()
    client.post(urlsplit(link).path, {"email": NEW, "password1": PASSWORD})
    assert is_in(client)


def as_answered(email: str) -> tuple[int, str, list[tuple[str, str]], str]:
    """The answer and the page behind it, without the address itself and the time of now."""
    client, answer = sign_up(email)
    page = client.get(answer.headers["Location"])
    headers = sorted(pair for pair in answer.headers.items() if pair[0] != "Expires")
    return answer.status_code, text_of(answer), headers, text_of(page).replace(email, "")


def test_a_sign_up_answers_the_same_for_an_address_that_has_an_account() -> None:
    make_user(email=OLD)
    assert as_answered(NEW) == as_answered(OLD)
    assert [message.subject for message in mail.outbox] == [
        "Your code for Supple",
        "You have an account already",
    ]
    assert User.objects.count() == 2


def test_no_code_opens_the_account_that_is_there() -> None:
    make_user(email=OLD)
    client, _ = sign_up(OLD)
    state = client.session["account_email_verification_code"]
    client.post(CONFIRM, {"code": state["code"]})
    assert not is_in(client)


def test_it_takes_as_long_to_sign_up_with_either() -> None:
    make_user(email=OLD)
    hashes = [_hashes(email) for email in (NEW, OLD)]
    assert hashes == [1, 1]


def _hashes(email: str) -> int:
    with patch.object(Argon2, "encode", autospec=True, return_value="argon2$x") as encode:
        sign_up(email)
    return int(encode.call_count)
