"""The pages around the account say what is so: if mail is sent, whom to ask, how long to wait."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from mobility import environment
from tests.factories import PASSWORD, make_user
from tests.pages import client_of, text_of, words_of

pytestmark = pytest.mark.django_db

EMAIL, CHANGE = "/accounts/email/", "/accounts/password/change/"
RESET, LOGIN, SIGNUP = "/accounts/password/reset/", "/accounts/login/", "/accounts/signup/"
RUNNER = "runner@example.org"
EVIL = "evil.example:8080"


@pytest.fixture(autouse=True)
def _no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def sends(settings: Settings) -> None:
    settings.SENDS_MAIL = True


@pytest.fixture
def sends_none(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.CONTACT = False, ""


def wrong_tries(count: int, **options: str) -> list[str]:
    sent = ({"login": RUNNER, "password": f"wrong sentence {number}"} for number in range(count))
    return [words_of(Client(**options).post(LOGIN, form)) for form in sent]


# The way back in


def test_the_sign_in_page_leads_to_a_new_password_under_the_field() -> None:
    page = text_of(Client().get(LOGIN))
    field, link = page.index('name="password"'), page.index("Forgot your password?")
    assert field < link < page.index("Sign in</button>")
    assert f'href="{RESET}"' in page[field:link]


def test_so_do_the_words_of_the_error() -> None:
    page = text_of(Client().post(LOGIN, {"login": RUNNER, "password": "wrong"}))
    assert re.search(
        rf'Check for typos\. <a [^>]*href="{RESET}"[^>]*>Reset your password</a>', page
    )


def test_an_address_that_has_an_account_leads_to_both_ways_in() -> None:
    make_user(email=RUNNER)
    page = text_of(Client().post(SIGNUP, {"email": RUNNER, "password1": PASSWORD}))
    assert re.search(rf'There is an account with this email\. <a [^>]*href="{LOGIN}"', page)


def test_with_mail_the_pages_say_that_a_link_is_on_its_way(sends: None) -> None:
    answer = Client().post(RESET, {"email": RUNNER}, follow=True)
    assert "a link is on its way. It works once, for 1 hour." in words_of(answer)
    assert "sends no mail" not in words_of(Client().get(RESET))


@pytest.mark.parametrize(
    ("contact", "whom"),
    [
        ("", "Ask the person who runs it for the link."),
        ("Tom", "Ask Tom, who runs it, for the link."),
    ],
)
def test_without_mail_they_say_so_and_whom_to_ask(
    contact: str, whom: str, sends_none: None, settings: Settings
) -> None:
    settings.CONTACT = contact
    make_user(email=RUNNER)
    for page in (Client().get(RESET), Client().post(RESET, {"email": RUNNER}, follow=True)):
        assert f"This server sends no mail. {whom}" in words_of(page)
        assert not re.search("on its way|We email you|Check your email|spam", words_of(page))
    assert len(mail.outbox) == 1  # for the log, from which the host reads it out


def test_nothing_is_noted_in_the_log_for_an_address_without_an_account(sends_none: None) -> None:
    Client().post(RESET, {"email": "nobody@example.org"})
    assert mail.outbox == []


@pytest.mark.parametrize("path", [EMAIL, "/accounts/confirm-email/", RESET])
def test_no_page_pretends_that_mail_was_sent(path: str, sends_none: None) -> None:
    page = words_of(client_of(make_user()).get(path))
    assert "This server sends no mail" in page
    assert not re.search("on its way|was sent|Send a link|Check spam", page)


def test_a_name_of_the_host_is_text(sends_none: None, settings: Settings) -> None:
    settings.CONTACT = "<b>Tom</b>"
    assert "<b>Tom" not in text_of(Client().get(RESET))
    assert "<b>Tom" not in text_of(Client().get("/accounts/inactive/"))


# What a password manager and a person need to know


@pytest.mark.parametrize(
    "path", [CHANGE, "/accounts/reauthenticate/?next=/accounts/email/", "a link"]
)
def test_a_password_manager_learns_whose_password_it_is(path: str, sends: None) -> None:
    client = client_of(make_user(email=RUNNER))
    if path == "a link":
        client = Client()
        client.post(RESET, {"email": RUNNER})
        path = client.get(link_of_reset()).headers["Location"]
    page = text_of(client.get(path))
    assert re.search(rf'<input[^>]*autocomplete="username"[^>]*value="{RUNNER}"', page)


def link_of_reset() -> str:
    match = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert match
    return match[1]


@pytest.mark.parametrize(("path", "name"), [(CHANGE, "oldpassword"), ("again", "password")])
def test_a_wrong_current_password_is_called_wrong(path: str, name: str) -> None:
    path = "/accounts/reauthenticate/?next=/accounts/email/" if path == "again" else path
    new = {"password1": "another quiet sentence", "password2": "another quiet sentence"}
    page = words_of(client_of(make_user()).post(path, {name: "not the sentence", **new}))
    assert "That is not your current password." in page


def test_the_manifest_is_asked_for_as_the_one_who_is_signed_in() -> None:
    assert re.search(
        r'<link rel="manifest" crossorigin="use-credentials"', text_of(Client().get("/"))
    )


def test_every_page_has_a_title_and_one_spelling_of_email(sends: None) -> None:
    client = client_of(make_user())
    for who, path in (
        *((Client(), path) for path in (LOGIN, SIGNUP, RESET, f"{RESET}done/")),
        *((client, path) for path in (EMAIL, CHANGE, "/accounts/logout/", "/settings/")),
    ):
        page = text_of(who.get(path))
        assert re.search(r"<title>[^<·]+ · Supple</title>", page), path
        assert "e-mail" not in page.lower(), path


# How long one waits


def test_a_lock_says_for_how_long_and_the_way_out(sends: None) -> None:
    *_, last = wrong_tries(6)
    assert "Too many tries. Try again in 5 minutes, or reset your password" in last


def test_without_mail_the_way_out_is_the_host(sends_none: None, settings: Settings) -> None:
    settings.CONTACT = "Tom"
    *_, last = wrong_tries(6)
    assert "Try again in 5 minutes. If you forgot your password, ask Tom, who runs this" in last


def test_a_reset_is_the_way_out_of_a_lock(sends: None) -> None:
    make_user(email=RUNNER)
    wrong_tries(6)
    client, new = Client(), "another quiet sentence"
    client.post(RESET, {"email": RUNNER})
    form = client.get(link_of_reset()).headers["Location"]
    client.post(form, {"password1": new, "password2": new})
    assert client.post(LOGIN, {"login": RUNNER, "password": new}).status_code == 302


def test_the_lock_counts_whatever_name_of_the_site_is_asked_for() -> None:
    for number in range(5):
        wrong_tries(1, HTTP_HOST=f"name{number}.example")
    assert "Too many tries" in wrong_tries(1, HTTP_HOST="another.example")[0]


def test_the_lock_counts_however_the_address_is_written() -> None:
    for login in (RUNNER, RUNNER.upper(), f" {RUNNER} ", "Runner@example.org", RUNNER):
        Client().post(LOGIN, {"login": login, "password": "wrong sentence"})
    assert "Too many tries" in wrong_tries(1)[0]


def signed_in_before(email: str = RUNNER) -> Client:
    """And out again: what is left is the cookie of the device."""
    client = Client()
    assert client.post(LOGIN, {"login": email, "password": PASSWORD}).status_code == 302
    client.post("/accounts/logout/")
    return client


def test_guesses_of_others_do_not_lock_out_a_device_that_was_signed_in_before() -> None:
    make_user(email=RUNNER)
    device, sent = signed_in_before(), {"login": RUNNER, "password": PASSWORD}
    wrong_tries(6)
    assert "Too many tries" in words_of(Client().post(LOGIN, sent))
    assert device.post(LOGIN, sent).status_code == 302


def test_such_a_device_has_no_more_tries_than_others_and_only_for_its_own_account() -> None:
    make_user(email=RUNNER)
    make_user(email="attacker@example.org")
    own, others = signed_in_before(), signed_in_before("attacker@example.org")
    for device in (own, others):
        cache.clear()
        for number in range(5):
            device.post(LOGIN, {"login": RUNNER, "password": f"wrong sentence {number}"})
        answer = device.post(LOGIN, {"login": RUNNER, "password": PASSWORD})
        assert "Too many tries" in words_of(answer)
    # What the attacker's own device used up is what everybody has.
    assert "Too many tries" in wrong_tries(1)[0]


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "{}", "é"])
def test_a_made_up_cookie_of_a_device_is_none(value: str) -> None:
    client = Client()
    client.cookies["device"] = value
    assert client.post(LOGIN, {"login": RUNNER, "password": "wrong"}).status_code == 200


def test_a_page_that_is_asked_too_often_says_for_how_long(sends: None) -> None:
    answers = [Client().post(RESET, {"email": RUNNER}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"
    assert "Wait one minute" in words_of(answers[-1])


# Where a link leads


def reset_mail() -> None:
    Client(HTTP_HOST=EVIL).post(RESET, {"email": RUNNER})


def unknown_mail() -> None:
    Client(HTTP_HOST=EVIL).post(RESET, {"email": "nobody@example.org"})


def changed_mail() -> None:
    client = client_of(make_user(), HTTP_HOST=EVIL)
    new = {"password1": "another quiet sentence", "password2": "another quiet sentence"}
    client.post(CHANGE, {"oldpassword": PASSWORD, **new})


def confirmation_mail() -> None:
    client = client_of(make_user(), HTTP_HOST=EVIL)
    response = client.post(EMAIL, {"action_add": "", "email": "new@example.org"})
    client.post(response.headers["Location"], {"password": PASSWORD})


@pytest.mark.parametrize(
    "cause",
    [reset_mail, unknown_mail, changed_mail, confirmation_mail],
    ids=lambda form: form.__name__,
)
def test_mails_name_the_site_as_the_host_does_whatever_was_asked_for(
    cause: Callable[[], None], sends: None, settings: Settings
) -> None:
    make_user(email=RUNNER)
    cause()
    (message,) = mail.outbox
    assert "evil" not in str(message.message())
    assert f"Supple, {settings.SITE_URL.removeprefix('http://')}" in message.body
    links = re.findall(r"\w+://\S+", message.body)
    assert all(link.startswith(f"{settings.SITE_URL}/accounts/") for link in links)
    assert bool(links) == (cause is not unknown_mail)


@pytest.mark.parametrize(
    "target",
    [
        *(
            "https://localhost/x",
            "http://127.0.0.1:8000/x",
            "http://testserver/x",
            "//testserver/x",
        ),
        *("https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http://[::1"),
    ],
)
def test_after_the_sign_in_only_a_path_of_this_site_is_followed(target: str) -> None:
    make_user(email=RUNNER)
    sent = {"login": RUNNER, "password": PASSWORD, "next": target}
    assert Client().post(LOGIN, sent).headers["Location"] == "/"


# Behind proxies


@pytest.mark.parametrize(
    ("proxies", "header", "status"),
    [(0, "", 200), (1, "192.0.2.1", 200), (2, "192.0.2.1, 192.0.2.2", 200), (2, "192.0.2.1", 403)],
)
def test_the_number_of_proxies_is_the_hosts_to_say(
    proxies: int, header: str, status: int, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    more = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    answer = Client(**more).post(LOGIN, {"login": RUNNER, "password": "wrong sentence"})
    assert answer.status_code == status


def test_the_log_has_one_line_with_the_link(
    sends_none: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = environment.mail({}, settings.SITE_URL)["EMAIL_BACKEND"]
    make_user(email=RUNNER)
    Client().post(RESET, {"email": RUNNER})
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Not mailed to {RUNNER}, for want of EMAIL_URL: ")
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in line
