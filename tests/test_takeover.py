"""A stolen session cannot take over an account, and its owner is notified of changes."""

import re
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session as SignIn
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils.http import int_to_base36
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.pages import client_of, words_of
from tests.rows import nothing_changes
from tests.sessions.test_parallel import at_once
from tracker.accounts import addresses
from tracker.models import AccountEvent, User

EMAIL, CHANGE = "/accounts/email/", "/accounts/password/change/"
RESET, LOGIN, SIGNUP = "/accounts/password/reset/", "/accounts/login/", "/accounts/signup/"
NEW, OTHERS = "new@example.org", "other@example.org"
NEXT_PASSWORD = "another quiet sentence"
ADDRESS_CHANGED, PASSWORD_CHANGED = "The email of your account was changed", "password was changed"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def owner() -> User:
    return make_user(email="owner@example.org")


@pytest.fixture
def mails(settings: Settings) -> list[EmailMessage]:
    settings.SENDS_MAIL = True
    return mail.outbox


@pytest.fixture
def no_mail(settings: Settings) -> None:
    settings.SENDS_MAIL = False


def ask_to_change(client: Client, to: str = NEW) -> HttpResponse:
    """Everything possible without the password."""
    return client.post(EMAIL, {"action_add": "", "email": to})


def change(client: Client, to: str = NEW, password: str = PASSWORD) -> HttpResponse:
    """The form, then the question for the password; whoever was asked lately is not asked again."""
    response = ask_to_change(client, to)
    if "reauthenticate" not in response.headers.get("Location", ""):
        return response
    return client.post(response.headers["Location"], {"password": password})


def link_in(message: EmailMessage, of: str = "confirm-email") -> str:
    match = re.search(rf"http://\S+?(/accounts/\S*{of}\S+)", message.body)
    assert match, message.body
    return match[1]


def change_password(client: Client, old: str = PASSWORD) -> HttpResponse:
    new = {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD}
    return client.post(CHANGE, {"oldpassword": old, **new})


def reset(email: str, messages: list[EmailMessage]) -> None:
    Client().post(RESET, {"email": email})
    client = Client()
    form = client.get(link_in(messages[-1], "reset/key")).headers["Location"]
    client.post(form, {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD})


def signs_in(email: str, password: str = PASSWORD) -> bool:
    client = Client()
    client.post(LOGIN, {"login": email, "password": password})
    return client.get("/history/").status_code == 200


# Whoever holds a sign-in, and not the password


ATTACKS: dict[str, Callable[[Client, User], Any]] = {
    "a new address": lambda client, owner: ask_to_change(client),
    "a wrong password": lambda client, owner: change(client, password="not the sentence"),
    "the main one": lambda client, owner: client.post(
        EMAIL, {"action_primary": "", "email": owner.email}
    ),
    "away with the old one": lambda client, owner: client.post(
        EMAIL, {"action_remove": "", "email": owner.email}
    ),
    "by an address": lambda client, owner: client.get(EMAIL, {"action_add": "", "email": NEW}),
    "a new password": lambda client, owner: change_password(client, "not the sentence"),
    "no old password": lambda client, owner: change_password(client, ""),
    "another form for a password": lambda client, owner: client.post(
        "/accounts/password/set/", {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD}
    ),
    "straight to the question": lambda client, owner: client.get(
        "/accounts/reauthenticate/?next=/accounts/email/"
    ),
}


@pytest.mark.parametrize("sends", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_sign_in_alone_changes_nothing(
    attack: str, sends: bool, owner: User, settings: Settings
) -> None:
    settings.SENDS_MAIL = sends
    client = client_of(owner)
    client.get(EMAIL)
    with nothing_changes(without=(SignIn, AccountEvent)):
        ATTACKS[attack](client, owner)
    assert mail.outbox == []
    assert signs_in(owner.email)


def test_a_pending_address_becomes_primary_only_by_its_link(
    owner: User, mails: list[EmailMessage]
) -> None:
    client = client_of(owner)
    change(client)
    with nothing_changes(without=(SignIn,)):
        client.post(EMAIL, {"action_primary": "", "email": NEW})


def test_guesses_at_reauthentication_are_rate_limited_like_sign_ins(owner: User) -> None:
    client = client_of(owner)
    for number in range(5):
        change_password(client, f"wrong sentence {number}")
    answer = client_of(owner).post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Too many tries" in words_of(answer)


# The owner, who knows it


def test_changing_the_address_asks_for_the_password_and_writes_to_the_old_one(
    owner: User, mails: list[EmailMessage]
) -> None:
    client, before = client_of(owner), owner.email
    assert "/accounts/reauthenticate/" in ask_to_change(client).headers["Location"]
    change(client)
    (to_the_new,) = mails
    assert to_the_new.to == [NEW]
    assert signs_in(before)
    assert not signs_in(NEW, "not the sentence")
    client.post(link_in(to_the_new))
    owner.refresh_from_db()
    assert owner.email == NEW
    to_the_old = mails[-1]
    assert to_the_old.to == [before]
    assert f"from {before} to {NEW}" in to_the_old.body
    assert signs_in(NEW)
    assert not signs_in(before)


def test_without_mail_a_new_address_counts_at_once(owner: User, no_mail: None) -> None:
    before, client = owner.email, client_of(owner)
    assert "counts at once" in words_of(client.get(EMAIL))
    answer = change(client)
    assert mail.outbox == []
    assert f"You sign in with {NEW} from now on." in words_of(
        client.get(answer.headers["Location"])
    )
    assert signs_in(NEW)
    assert not signs_in(before)


def test_a_new_password_is_announced_by_mail(owner: User, mails: list[EmailMessage]) -> None:
    change_password(client_of(owner))
    (message,) = mails
    assert (message.to, message.subject) == ([owner.email], "Your password was changed")
    assert "choose a new password at once" in message.body


def test_a_password_chosen_through_a_link_is_announced_by_mail(
    owner: User, mails: list[EmailMessage]
) -> None:
    reset(owner.email, mails)
    assert [message.subject for message in mails][1:] == ["Your password was changed"]
    assert mails[-1].to == [owner.email]


def test_a_failed_mail_does_not_undo_the_change(
    owner: User, mails: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: Any) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fails)
    assert change_password(client_of(owner)).status_code == 302
    assert signs_in(owner.email, NEXT_PASSWORD)
    answer = Client().post(RESET, {"email": owner.email})
    assert answer.status_code == 503
    assert "could not be sent" in words_of(answer)


# What every sign-in is told


def pages_of(client: Client) -> list[str]:
    return [words_of(client.get(path)) for path in ("/history/", "/settings/")]


@pytest.mark.parametrize("sends", [True, False])
def test_a_new_address_signs_out_the_others_and_the_next_sign_ins_are_notified_once(
    sends: bool, owner: User, settings: Settings
) -> None:
    phone, laptop = client_of(owner), client_of(owner)
    settings.SENDS_MAIL = sends
    change(laptop)
    if sends:
        laptop.post(link_in(mail.outbox[0]))
    assert phone.get("/history/").status_code == 302
    owner.refresh_from_db()
    first, second = pages_of(client_of(owner))
    assert f"{ADDRESS_CHANGED} to {NEW} on " in first
    assert ADDRESS_CHANGED not in second
    assert all(ADDRESS_CHANGED not in page for page in pages_of(laptop))
    owner.refresh_from_db()
    first, second = pages_of(client_of(owner))
    assert ADDRESS_CHANGED in first
    assert ADDRESS_CHANGED not in second


def by_the_form(owner: User) -> None:
    change_password(client_of(owner))


def by_the_host(owner: User) -> None:
    owner.set_password(NEXT_PASSWORD)
    owner.save()


def by_a_link(owner: User) -> None:
    reset(owner.email, mail.outbox)


@pytest.mark.parametrize("changed", [by_the_form, by_the_host, by_a_link])
def test_the_next_sign_ins_are_notified_of_a_new_password_once(
    changed: Callable[[User], None], owner: User, no_mail: None
) -> None:
    changed(owner)
    for _ in range(2):
        client = Client()
        client.post(LOGIN, {"login": owner.email, "password": NEXT_PASSWORD})
        first, second = pages_of(client)
        assert PASSWORD_CHANGED in first
        assert PASSWORD_CHANGED not in second


def test_the_person_who_changed_it_is_not_notified(owner: User) -> None:
    client = client_of(owner)
    change_password(client)
    first, _ = pages_of(client)
    assert "Your password is changed." in first
    assert PASSWORD_CHANGED not in first


def test_entries_of_a_phone_do_not_consume_the_notice(owner: User, no_mail: None) -> None:
    change(client_of(owner))
    owner.refresh_from_db()
    phone = client_of(owner)
    phone.post("/sync/", "{}", content_type="application/json")
    phone.get("/offline/kit/")
    assert ADDRESS_CHANGED in pages_of(phone)[0]


def test_nobody_is_notified_without_a_change(owner: User) -> None:
    client = Client()
    client.post(SIGNUP, {"email": NEW, "password1": PASSWORD})
    for page in (*pages_of(client), *pages_of(client_of(owner))):
        assert "was changed" not in page


def test_a_rehashed_password_is_not_a_change(owner: User) -> None:
    weaker = Argon2PasswordHasher()
    weaker.time_cost = 1
    User.objects.filter(pk=owner.pk).update(password=weaker.encode(PASSWORD, "s" * 22))
    client = Client()
    client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    owner.refresh_from_db()
    assert "t=1" not in owner.password
    assert owner.password_changed_at is None
    assert all(PASSWORD_CHANGED not in page for page in pages_of(client))


# Whose an address is


def test_only_one_address_is_pending_and_links_of_others_are_void(
    owner: User, mails: list[EmailMessage]
) -> None:
    client = client_of(owner)
    change(client, NEW)
    change(client, OTHERS)
    assert waiting(owner) == [OTHERS]
    assert client.post(link_in(mails[0])).status_code == 404
    assert "no longer works" in words_of(client.get(link_in(mails[0])))
    client.post(link_in(mails[1]))
    owner.refresh_from_db()
    assert owner.email == OTHERS
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [OTHERS]


def waiting(owner: User) -> list[str]:
    rows = EmailAddress.objects.filter(user=owner, verified=False).exclude(email=owner.email)
    return list(rows.values_list("email", flat=True))


def test_a_foreign_address_blocks_nobody_and_gives_nobody_the_account(
    owner: User, mails: list[EmailMessage]
) -> None:
    adder = client_of(owner)
    change(adder, OTHERS)
    link = link_in(mails.pop())
    # Before they have an account: no link to that of the adder.
    Client().post(RESET, {"email": OTHERS})
    assert "reset/key" not in mails.pop().body
    them = Client()
    assert them.post(SIGNUP, {"email": OTHERS, "password1": PASSWORD}).status_code == 302
    assert User.objects.get(email=OTHERS).pk != owner.pk
    assert signs_in(OTHERS)
    # Afterwards: a link to their own, and none for the adder.
    Client().post(RESET, {"email": OTHERS})
    (message,) = mails
    assert f"/key/{int_to_base36(User.objects.get(email=OTHERS).pk)}-" in message.body
    with nothing_changes(without=(SignIn,)):
        adder.post(link)
    assert "taken" in words_of(adder.get(link))


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_link_to_a_wrong_address_gives_its_recipient_no_access(
    signed_in: bool, owner: User, mails: list[EmailMessage]
) -> None:
    change(client_of(owner), OTHERS)
    them = client_of(make_user()) if signed_in else Client()
    with nothing_changes(without=(SignIn,)):
        page = them.get(link_in(mails[0]))
        assert them.post(link_in(mails[0])).status_code == 403
    assert ("another account" if signed_in else "Sign in to confirm it") in words_of(page)
    assert signed_in == (them.get("/history/").status_code == 200)


def test_a_confirmed_address_is_not_given_to_a_second_account(
    owner: User, mails: list[EmailMessage]
) -> None:
    make_user(email=OTHERS)
    client = client_of(owner)
    change(client, OTHERS)
    client.post(link_in(mails[0]))
    owner.refresh_from_db()
    assert owner.email == "owner@example.org"
    assert "Another account already uses" in pages_of(client)[0]


def test_without_mail_a_taken_address_is_refused_in_words(owner: User, no_mail: None) -> None:
    make_user(email=OTHERS)
    client = client_of(owner)
    client.get(EMAIL)
    with nothing_changes(without=(SignIn,)):
        answer = change(client, OTHERS)
    assert f"Another account already uses {OTHERS}." in words_of(answer)


def test_a_pending_address_can_be_cancelled(owner: User, mails: list[EmailMessage]) -> None:
    client = client_of(owner)
    change(client)
    client.post(EMAIL, {"action_remove": "", "email": NEW})
    assert waiting(owner) == []
    assert client.post(link_in(mails[0])).status_code == 404


def test_a_throttled_link_is_not_reported_as_sent(owner: User, mails: list[EmailMessage]) -> None:
    client = client_of(owner)
    change(client)
    client.get(EMAIL)
    answer = client.post(EMAIL, {"action_send": "", "email": NEW}, follow=True)
    assert len(mails) == 1
    assert "less than 3 minutes ago" in words_of(answer)
    assert "on its way" not in words_of(answer)


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
class TestAtOnce:
    def test_two_who_want_the_same_address_do_not_both_get_it(self) -> None:
        people = [make_user(), make_user()]
        calls = [lambda who=who: addresses.change(who, NEW, confirmed=False) for who in people]
        outcomes = at_once(*calls)
        assert sum(isinstance(outcome, addresses.AddressInUse) for outcome in outcomes) == 1
        assert User.objects.filter(email=NEW).count() == 1

    def test_two_addresses_asked_for_at_once_leave_one_that_waits(self) -> None:
        owner = make_user()
        at_once(
            lambda: addresses.request_change(owner, NEW),
            lambda: addresses.request_change(owner, OTHERS),
        )
        assert len(waiting(owner)) == 1

    def test_of_two_who_sign_up_with_one_address_the_later_is_told_so(self) -> None:
        sent = {"email": NEW, "password1": PASSWORD}
        answers = at_once(*[lambda: Client().post(SIGNUP, sent)] * 2)
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert User.objects.filter(email=NEW).count() == 1
