"""Invitations: one address, one use, one week, and a link that is stored nowhere."""

import datetime
import hashlib
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tests.sessions.test_parallel import at_once
from tracker.accounts import invitations, signing_up
from tracker.accounts.invitations import invite
from tracker.models import Invitation, User

pytestmark = pytest.mark.django_db

BEN, SIGNUP = "ben@example.org", "/accounts/signup/"
OVER = "This link does not work"


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def host() -> User:
    return make_user(email="tom@example.org", is_staff=True)


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def link_for(host: User, email: str = BEN) -> str:
    """What the page shows after the invitation, as a path."""
    answer = client_of(host).post("/host/invite/", {"email": email})
    (link,) = re.findall(r'value="[^"]*(/join/[^"]+)"', text_of(answer))
    return str(link)


def join(path: str, **sent: Any) -> Any:
    return Client().post(path, {"password1": PASSWORD} | sent)


@pytest.mark.parametrize("signup", ["invited", "open"])
def test_an_invitation_makes_the_account_of_its_address(signup: str, host: User) -> None:
    signing_up.set_who_can_sign_up(signup)
    path = link_for(host)
    page = Client().get(path)
    assert fields_of(page)["email"] == [BEN]
    assert re.search(r'<input[^>]*name="email"[^>]*readonly', text_of(page))
    assert "Who sees what" in words_of(page)
    answer = join(path, email="somebody.else@example.org")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert User.objects.filter(email=BEN).count() == 1
    assert User.objects.count() == 2


def test_the_secret_is_stored_nowhere_and_shown_once(host: User) -> None:
    path = link_for(host)
    token = path.split("/")[2]
    stored = Invitation.objects.get()
    assert stored.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    page = client_of(host).get("/host/")
    assert token not in text_of(page)
    assert f"{BEN} Invited on" in words_of(page)


def test_used_taken_back_over_and_unknown_are_one_page(host: User) -> None:
    signing_up.set_who_can_sign_up("invited")
    used, withdrawn, over = (link_for(host, f"{number}@example.org") for number in range(3))
    join(used)
    pending = {row.email: row.pk for row in Invitation.objects.all()}
    client_of(host).post(f"/host/{pending['1@example.org']}/take-back/")
    past = timezone.now() - datetime.timedelta(seconds=1)
    Invitation.objects.filter(email="2@example.org").update(ends_at=past)
    pages = [Client().get(path) for path in (used, withdrawn, over, "/join/unknown/")]
    assert {page.status_code for page in pages} == {404}
    assert len({text_of(page) for page in pages}) == 1
    assert OVER in words_of(pages[0])
    with nothing_changes(without=(SignIn,)):
        for path in (used, withdrawn, over, "/join/unknown/"):
            assert join(path).status_code == 404


def test_it_ends_after_seven_days(host: User) -> None:
    link_for(host)
    lasts = Invitation.objects.get().ends_at - timezone.now()
    assert datetime.timedelta(days=6, hours=23) < lasts <= datetime.timedelta(days=7)


def test_while_nobody_can_sign_up_the_link_waits(host: User) -> None:
    path = link_for(host)
    signing_up.set_who_can_sign_up("closed")
    assert Client().get(path).status_code == 404
    assert "Nobody can sign up now" in words_of(client_of(host).get("/host/invite/"))
    signing_up.set_who_can_sign_up("invited")
    assert Client().get(path).status_code == 200


def test_a_second_invitation_of_an_address_ends_the_first(host: User) -> None:
    first, second = link_for(host), link_for(host)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Invitation.objects.count() == 1


def test_the_next_invitation_forgets_those_that_are_over(host: User) -> None:
    join(link_for(host))
    link_for(host, "kim@example.org")
    assert [row.email for row in Invitation.objects.all()] == ["kim@example.org"]


def test_a_refused_password_uses_nothing_up(host: User) -> None:
    path = link_for(host)
    answer = join(path, password1="short")
    assert answer.status_code == 200
    assert fields_of(answer)["email"] == [BEN]
    assert join(path).status_code == 302


def test_too_many_accounts_from_one_place_use_nothing_up(
    host: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link_for(host)
    with monkeypatch.context() as full:
        full.setattr("mobility.rate_limit.accounts.wait", lambda _: 9)
        assert "Many accounts were made" in words_of(join(path))
    assert join(path).status_code == 302


def test_somebody_who_has_an_account_is_not_invited(host: User) -> None:
    make_user(email=BEN)
    client = client_of(host)
    with nothing_changes():
        answer = client.post("/host/invite/", {"email": "Ben@Example.org"})
    assert answer.status_code == 422
    assert "ben@example.org has an account here already." in words_of(answer)


def test_with_mail_the_link_is_sent_and_shown(host: User, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    answer = client_of(host).post("/host/invite/", {"email": BEN})
    assert "An email with it is on its way." in words_of(answer)
    (message,) = mail.outbox
    assert message.to == [BEN]
    link = re.findall(r"http\S+/join/\S+", str(message.body))[0]
    assert link in text_of(answer)
    assert Client().get(path_of(link)).status_code == 200


def test_a_mail_that_fails_leaves_the_link(
    host: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    settings.SENDS_MAIL = True
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    answer = client_of(host).post("/host/invite/", {"email": BEN})
    assert "could not be sent: pass it on yourself" in words_of(answer)
    assert "/join/" in text_of(answer)


def test_without_mail_the_page_says_to_pass_it_on(host: User) -> None:
    answer = client_of(host).post("/host/invite/", {"email": BEN})
    assert "This server sends no email: pass it on yourself." in words_of(answer)


def test_whoever_is_signed_in_uses_no_invitation_up(host: User) -> None:
    path = link_for(host)
    client = client_of(make_user())
    with nothing_changes():
        answer = client.post(path, {"password1": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_only_the_host_takes_an_invitation_back(host: User) -> None:
    path = link_for(host)
    pk = Invitation.objects.get().pk
    client_of(make_user()).post(f"/host/{pk}/take-back/")
    assert Client().get(path).status_code == 200
    answer = client_of(host).post(f"/host/{pk}/take-back/", follow=True)
    assert "The invitation is taken back." in words_of(answer)
    assert Client().get(path).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
class TestAtOnce:
    def test_two_who_use_one_link_at_once_make_one_account(self) -> None:
        host = make_user(is_staff=True)
        _invitation, link = invite(host, BEN)
        answers = at_once(*[lambda: join(path_of(link))] * 2)
        assert sorted(answer.status_code for answer in answers) == [302, 404]
        assert User.objects.filter(email=BEN).count() == 1

    def test_the_later_use_of_an_invitation_is_none(self) -> None:
        host = make_user(is_staff=True)
        invitation, _link = invite(host, BEN)
        uses = at_once(*[lambda: invitations.use(invitation)] * 2)
        assert sorted(uses) == [False, True]
