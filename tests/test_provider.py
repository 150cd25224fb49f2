"""Signing in with an account at a provider of OpenID Connect, which really runs."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session as SignIn
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from mobility import headers, oidc
from tests.factories import PASSWORD, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.provider import CLIENT_ID, SECRET
from tests.provider.running import Visitor, running
from tests.rows import nothing_changes
from tracker.accounts import invitations, provider, signing_up
from tracker.models import AccountEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAME, KIM = "Lakeside Runners", "kim@example.org"
LOGIN, BACK = "/accounts/login/", "/accounts/provider/back/"
AWAY, LINK, UNLINK = "/accounts/provider/", "/accounts/provider/link/", "/accounts/provider/unlink/"
NOT_CONFIRMED = f"{NAME} did not confirm who you are."


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider whose client is this server."""
    with running(tmp_path_factory.mktemp("provider")) as url:
        uri = f"http://127.0.0.1:8000{BACK}"
        requests.get(f"{url}/allow/", params={"uri": uri}, timeout=9).raise_for_status()
        yield url


@pytest.fixture(autouse=True)
def _linked(club: str, settings: Settings) -> None:
    cache.clear()
    provider._configurations.clear()
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.OIDC = oidc.Provider(NAME, club, CLIENT_ID, SECRET, signup=False)


@pytest.fixture
def at_club(club: str) -> Callable[..., Visitor]:
    return lambda *about, **named: Visitor(club, *about, **named)


def away(client: Client, address: str = AWAY, **sent: str) -> str:
    answer = client.post(address, sent)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def come(client: Client, visitor: Visitor, action: str = "grant", **sent: str) -> Any:
    """To the provider and back again."""
    return client.get(visitor.answer(away(client, **sent), action))


def is_in(client: Client) -> bool:
    return client.get("/history/").status_code == 200


def test_whoever_is_new_signs_up_and_later_signs_in(at_club: Callable[..., Visitor]) -> None:
    kim, client = at_club("kim", KIM), Client()
    assert f"Use {NAME}" in words_of(client.get(LOGIN))
    answer = come(client, kim, next="/progress/")
    assert answer.headers["Location"] == "/progress/"
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), user.is_staff) == (KIM, False, False)
    again = Client()
    come(again, kim)
    assert is_in(client)
    assert is_in(again)
    assert User.objects.count() == 1
    events = AccountEvent.objects.filter(owner=user).values_list("kind", "about")
    assert set(events) == {("signed_in_provider", NAME)}


def test_of_an_account_elsewhere_a_number_is_stored_and_nothing_else(
    at_club: Callable[..., Visitor],
) -> None:
    come(Client(), at_club("kim", KIM))
    account = SocialAccount.objects.get()
    assert (account.provider, account.extra_data) == ("provider", {})
    assert not SocialToken.objects.exists()


def test_the_way_there_has_a_state_a_nonce_and_a_challenge() -> None:
    query = parse_qs(urlsplit(away(Client())).query)
    assert set(query["scope"][0].split()) == {"openid", "email"}
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert query["redirect_uri"] == [f"http://127.0.0.1:8000{BACK}"]


def test_a_visit_alone_leads_nowhere() -> None:
    for address in (AWAY, LINK, UNLINK):
        assert client_of(make_user()).get(address).status_code == 405
    assert Client().get(AWAY).status_code == 405


@pytest.mark.parametrize("signup", ["invited", "closed"])
def test_whoever_is_new_is_refused_while_sign_up_is_not_open(
    signup: str, at_club: Callable[..., Visitor]
) -> None:
    signing_up.set_who_can_sign_up(signup)
    with nothing_changes(without=(SignIn,)):
        answer = come(Client(), at_club("kim", KIM))
    assert "No new accounts here" in words_of(answer)


def test_the_host_may_let_in_whoever_has_an_account_there(
    at_club: Callable[..., Visitor], club: str, settings: Settings
) -> None:
    signing_up.set_who_can_sign_up("closed")
    settings.OIDC = oidc.Provider(NAME, club, CLIENT_ID, SECRET, signup=True)
    client = Client()
    come(client, at_club("kim", KIM))
    assert is_in(client)


@pytest.mark.parametrize("verified", [True, False])
def test_an_invitation_counts_for_an_address_that_the_provider_has_checked(
    verified: bool, at_club: Callable[..., Visitor]
) -> None:
    signing_up.set_who_can_sign_up("invited")
    host = make_user(is_staff=True)
    invitation, _link = invitations.invite(host, KIM)
    client = Client()
    come(client, at_club(f"kim-{verified}", KIM, verified=verified))
    assert is_in(client) == verified
    assert invitations.pending().filter(pk=invitation.pk).exists() != verified


@pytest.mark.parametrize("verified", [True, False])
def test_an_account_is_not_taken_over_by_what_the_provider_says(
    verified: bool, at_club: Callable[..., Visitor]
) -> None:
    make_user(email=KIM)
    client = Client()
    with nothing_changes(without=(SignIn,)):
        answer = come(client, at_club(f"thief-{verified}", KIM, verified=verified))
    assert answer.status_code == 409
    assert f"It belongs to {KIM}. Sign in as usual, then link {NAME}" in words_of(answer)
    assert not is_in(client)


def test_without_an_email_there_is_no_account(at_club: Callable[..., Visitor]) -> None:
    answer = come(Client(), at_club("nameless"))
    assert "did not pass on an email address" in words_of(answer)
    assert not User.objects.exists()


def test_whoever_cancels_there_is_back_at_the_sign_in(at_club: Callable[..., Visitor]) -> None:
    client = Client()
    answer = client.get(come(client, at_club("kim", KIM), "cancel").headers["Location"])
    assert f"You cancelled at {NAME}. Nothing was changed." in words_of(answer)
    assert not is_in(client)


def test_an_answer_counts_in_the_browser_that_asked_and_once(
    at_club: Callable[..., Visitor],
) -> None:
    kim, victim, client = at_club("kim", KIM), Client(), Client()
    path = kim.answer(away(client))
    for wrong in (path, path.replace("state=", "state=x"), BACK, f"{BACK}?code=1&state=1"):
        answer = victim.get(wrong, follow=True)
        assert NOT_CONFIRMED in words_of(answer)
        assert not is_in(victim)
    client.get(path)
    assert is_in(client)
    assert NOT_CONFIRMED in words_of(Client().get(path, follow=True))


def test_an_answer_for_another_nonce_is_refused(at_club: Callable[..., Visitor]) -> None:
    client = Client()
    path = at_club("kim", KIM).answer(away(client))
    session = client.session
    session[provider.NONCE] = "another"
    session.save()
    assert NOT_CONFIRMED in words_of(client.get(path, follow=True))
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/identity/o/api/userinfo"])
@pytest.mark.parametrize("body", ["[]", "{}", "no json", '{"sub": "999"}'])
def test_a_provider_that_answers_nonsense_breaks_nothing(
    path: str, body: str, at_club: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, real = at_club("kim", KIM), requests.Session.request

    def nonsense(session: requests.Session, method: str, url: str, **about: Any) -> Any:
        answer = real(session, method, url, **about)
        if urlsplit(url).path == path:
            answer._content = body.encode()
        return answer

    monkeypatch.setattr(requests.Session, "request", nonsense)
    client = Client()
    location = away(client)
    if location.startswith("http"):
        monkeypatch.setattr(kim.session, "request", lambda *a, **n: real(kim.session, *a, **n))
        location = client.get(kim.answer(location)).headers["Location"]
    assert NOT_CONFIRMED in words_of(client.get(location))
    assert not User.objects.exists()


def test_a_provider_that_is_away_is_said_in_a_sentence(settings: Settings) -> None:
    settings.OIDC = oidc.Provider(NAME, "http://127.0.0.1:9", CLIENT_ID, SECRET, signup=False)
    client = Client()
    assert NOT_CONFIRMED in words_of(client.get(away(client)))


def test_an_account_is_linked_after_the_password_and_unlinked(
    at_club: Callable[..., Visitor], settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    owner, kim = make_user(email="owner@example.org"), at_club("kim", KIM)
    client = client_of(owner)
    assert away(client, LINK).startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(kim.answer(away(client, LINK)), follow=True)
    assert f"{NAME} signs you in now, too." in words_of(answer)
    assert SocialAccount.objects.get().user == owner
    elsewhere = Client()
    come(elsewhere, kim)
    assert int(elsewhere.session["_auth_user_id"]) == owner.pk
    assert User.objects.count() == 1
    client.post(UNLINK)
    assert not SocialAccount.objects.exists()
    assert [message.subject for message in mail.outbox] == [
        f"{NAME} was linked",
        f"{NAME} was unlinked",
    ]
    kinds = AccountEvent.objects.filter(owner=owner).values_list("kind", flat=True)
    assert {"provider_linked", "provider_unlinked", "signed_in_provider"} <= set(kinds)


def test_what_belongs_to_somebody_else_is_not_linked(at_club: Callable[..., Visitor]) -> None:
    kim = at_club("kim", KIM)
    come(Client(), kim)
    thief = client_of(make_user())
    thief.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = thief.get(kim.answer(away(thief, LINK)), follow=True)
    assert "belongs to somebody else here. Nothing was changed." in words_of(answer)
    assert SocialAccount.objects.get().user.email == KIM


def test_the_only_way_in_is_not_unlinked(at_club: Callable[..., Visitor]) -> None:
    client = Client()
    come(client, at_club("kim", KIM))
    answer = client.post(UNLINK, follow=True)
    assert "Set a password or add a passkey first" in words_of(answer)
    assert SocialAccount.objects.exists()


def test_without_a_provider_no_page_offers_one(settings: Settings) -> None:
    settings.OIDC = None
    client = client_of(make_user())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for answer in (Client().get(LOGIN), client.get("/settings/account/")):
        assert reverse("provider_sign_in") not in text_of(answer)
        assert reverse("provider_link") not in text_of(answer)
    assert away(Client()) == LOGIN
    assert client.post(LINK).headers["Location"] == "/settings/account/"
    assert Client().get(BACK).headers["Location"] == LOGIN
    assert fields_of(Client().get(LOGIN))


COMPLETE = {
    "OIDC_NAME": NAME,
    "OIDC_URL": "https://id.example.org/realms/club/",
    "OIDC_CLIENT_ID": "supple",
    "OIDC_CLIENT_SECRET": "secret",
}


def test_the_provider_is_read_from_the_environment() -> None:
    read = oidc.provider(COMPLETE | {"OIDC_SIGNUP": "1"})
    assert read
    assert (read.url, read.origin) == (
        "https://id.example.org/realms/club",
        "https://id.example.org",
    )
    assert read.signup
    assert "secret'" not in repr(read)
    assert oidc.provider({}) is None


@pytest.mark.parametrize("missing", COMPLETE)
def test_a_provider_that_is_set_in_parts_is_refused(missing: str) -> None:
    parts = {name: value for name, value in COMPLETE.items() if name != missing}
    with pytest.raises(SystemExit, match=f"^{missing}: is missing"):
        oidc.provider(parts)
    with pytest.raises(SystemExit, match=r"^OIDC_NAME: is missing"):
        oidc.provider({"OIDC_SIGNUP": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_URL", "http://id.example.org"),
        ("OIDC_URL", "id.example.org"),
        ("OIDC_URL", "https://user@id.example.org"),
        ("OIDC_URL", "https://id.example.org;script-src"),
        ("OIDC_URL", "https://"),
        ("OIDC_NAME", "N" * 41),
        ("OIDC_NAME", "a\nb"),
        ("OIDC_SIGNUP", "yes"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name}: "):
        oidc.provider(COMPLETE | {name: value})


def test_forms_may_lead_to_the_provider_and_nowhere_else() -> None:
    policy = headers.response_headers(https=True, form_targets=("https://id.example.org",))
    assert "form-action 'self' https://id.example.org;" in policy["Content-Security-Policy"]
    plain = headers.response_headers(https=True)["Content-Security-Policy"]
    assert "form-action 'self';" in plain
