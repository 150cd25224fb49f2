"""Pages, errors and mails are in the language of the person, else in that of the browser."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tests.test_translations import compiled
from tests.wsgi import ask
from tracker.models import User
from tracker.phone import shell

pytestmark = pytest.mark.django_db

LOGIN, SETTINGS, UNITS = "/accounts/login/", "/settings/", "/settings/units/"
NO_TYPE = "The Content-Type of this request cannot be read. Send it as type/subtype; name=value."
GERMAN = {
    "Settings": "Einstellungen",
    "Saved. Your settings count from now on.": "Gesichert. Das gilt ab jetzt.",
    "Times are shown for %(place)s.": "Zeiten gelten für %(place)s.",
    NO_TYPE: "Nicht lesbar.",
    "Choose a new password": "Neues Passwort",
}
IN_GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.4"}


@pytest.fixture(autouse=True)
def german(tmp_path: Path) -> Iterator[None]:
    """A small catalogue; Django's own is German anyway."""
    cache.clear()
    shell.shell_page.cache_clear()
    shell.worker_script.cache_clear()
    with override_settings(LOCALE_PATHS=[compiled(tmp_path, "de", "django", GERMAN)]):
        yield
    shell.shell_page.cache_clear()
    shell.worker_script.cache_clear()


def german_browser(user: User | None = None) -> Client:
    return client_of(user, headers=IN_GERMAN) if user else Client(headers=IN_GERMAN)


def language_of(response: HttpResponse) -> str:
    match = re.search(r'<html lang="([\w-]+)"\s+dir="(ltr|rtl)"', text_of(response))
    assert match, "each page says its language and where it begins"
    assert match[1] == response.headers["Content-Language"]
    return match[1]


def choose(client: Client, language: str) -> HttpResponse:
    fields = fields_of(client.get(UNITS), UNITS) | {"language": [language]}
    return client.post(UNITS, fields, follow=True)


def test_the_browser_decides_as_long_as_nobody_chose() -> None:
    answer = german_browser().get(LOGIN)
    assert language_of(answer) == "de"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    settings = german_browser(make_user()).get(SETTINGS)
    assert (language_of(settings), "Einstellungen" in words_of(settings)) == ("de", True)
    for wish in ("", "fr", "xx-nonsense;q=a", "*"):
        assert language_of(Client(headers={"Accept-Language": wish}).get(LOGIN)) == "en"


def test_the_choice_of_a_person_wins_and_holds_on_another_device() -> None:
    user = make_user()
    saved = choose(client_of(user), "de")
    assert "Gesichert. Das gilt ab jetzt." in words_of(saved)
    assert language_of(saved) == "de"
    assert language_of(client_of(user, headers={"Accept-Language": "en"}).get("/")) == "de"
    english = german_browser(user)
    assert "Saved." in words_of(choose(english, "en"))
    assert language_of(english.get("/")) == "en"
    assert language_of(choose(english, "")) == "de"


def test_a_script_that_chooses_a_language_finds_the_next_page_in_it() -> None:
    client = client_of(make_user())
    answer = client.post(UNITS, {"language": "de"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.cookies["language"].value) == (200, "de")
    assert "Gesichert. Das gilt ab jetzt." in words_of(page := client.get(UNITS))
    assert language_of(page) == "de"


def test_pages_before_the_sign_in_follow_the_last_choice_on_the_device() -> None:
    client = client_of(make_user())
    choose(client, "de")
    client.logout()
    client.cookies["language"] = "de"  # the test's client forgets every cookie
    assert language_of(client.get(LOGIN)) == "de"
    assert language_of(client.get("/nowhere/")) == "de"
    assert language_of(client.get("/offline/")) == "de"


def test_the_choice_of_one_person_is_not_that_of_the_next_on_the_device() -> None:
    client = client_of(make_user())
    client.cookies["language"] = "de"
    answer = client.get(SETTINGS)
    assert (language_of(answer), answer.cookies["language"].value) == ("en", "")
    assert "language" not in client.get(SETTINGS).cookies


def test_signing_in_brings_the_choice_to_the_device() -> None:
    user = make_user(language="de")
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert language_of(client.get("/")) == "de"
    assert client.cookies["language"].value == "de"


@pytest.mark.parametrize("language", ["fr", "de\x00", "../de", "x" * 300])
def test_a_language_that_is_not_offered_is_refused_and_changes_nothing(language: str) -> None:
    client = client_of(make_user(language="de"))
    client.get(UNITS)
    fields = fields_of(client.get(UNITS), UNITS) | {"language": [language]}
    with nothing_changes():
        answer = client.post(UNITS, fields)
    assert (answer.status_code, language_of(answer)) == (422, "de")
    assert "language" not in answer.cookies


def test_a_refused_form_changes_the_language_of_no_device() -> None:
    client = client_of(make_user())
    fields = fields_of(client.get(UNITS), UNITS) | {"language": ["de"], "length": ["ft"]}
    answer = client.post(UNITS, fields)
    assert (answer.status_code, language_of(answer)) == (422, "en")
    assert "language" not in answer.cookies


def test_a_language_that_is_no_longer_offered_counts_as_none() -> None:
    assert language_of(client_of(make_user(language="fr")).get("/")) == "en"


def test_errors_are_in_the_language_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user(language="de")
    client = client_of(user, raise_request_exception=False)
    assert language_of(client.get("/sessions/nowhere/")) == "de"
    monkeypatch.setattr("tracker.views.home.render", lambda *_: 1 / 0)
    assert (broken := client.get("/")).status_code == 500
    assert language_of(broken) == "de"
    strict = client_of(user, enforce_csrf_checks=True)
    assert language_of(strict.post("/settings/look/", {"theme": "dark"})) == "de"
    required = german_browser().post(LOGIN, {})
    assert "Dieses Feld ist zwingend erforderlich." in words_of(required)


def test_a_database_that_is_away_is_said_in_the_language_of_the_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("gone")

    client = german_browser(make_user())
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    answer = client.get("/", headers={"Accept": "text/html"})
    assert (answer.status_code, language_of(answer)) == (503, "de")


def test_a_request_that_never_reaches_a_page_is_refused_in_the_language(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for about in ({"accept_language": "de"}, {"cookie": "language=de; other=1"}):
        answer = ask(content_type="nonsense", **about)
        assert (answer.status, answer.text) == (415, "Nicht lesbar.\n")
        assert answer.headers["Content-Language"] == "de"
    assert ask(content_type="nonsense").text.startswith("The Content-Type of this")
    assert {line.getMessage()[:16] for line in caplog.records} == {"The Content-Type"}


@pytest.mark.parametrize(
    "wish", ["x" * 5000, "de," * 2000, "de;q=" + "9" * 400, "-", "é", '"de\\0"']
)
def test_a_wish_that_makes_no_sense_breaks_no_page(wish: str) -> None:
    for about in ({"accept_language": wish}, {"cookie": f"language={wish}"}):
        assert ask(LOGIN, method="GET", content_type="", **about).status == 200
        assert ask(content_type="nonsense", **about).status == 415


def test_the_phone_stores_the_page_in_the_language_that_it_asks_for() -> None:
    for client in (Client(), german_browser()):
        pages = [client.get("/offline/", {"language": name}) for name in ("en", "de")]
        assert [language_of(page) for page in pages] == ["en", "de"]
    assert language_of(german_browser().get("/offline/", {"language": "xx"})) == "de"


def test_the_worker_is_the_same_in_every_language_and_names_the_page_of_each() -> None:
    workers = [client.get("/sw.js").content.decode() for client in (Client(), german_browser())]
    assert workers[0] == workers[1]
    stored = re.search("const LANGUAGES = (.*);", workers[0])
    assert stored is not None
    assert json.loads(stored[1]) == {
        "en": ["/offline/?language=en"],
        "de": ["/offline/?language=de", "/static/catalogues/de.json"],
    }


def test_a_mail_is_in_the_language_of_whoever_reads_it(settings: Settings) -> None:
    settings.SENDS_MAIL = True
    for language in ("de", "en"):
        user = make_user(language=language)
        browser = Client() if language == "de" else german_browser()
        browser.post("/accounts/password/reset/", {"email": user.email})
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Neues Passwort", "Choose a new password"]


def test_nobody_gets_the_language_of_another_request() -> None:
    def languages(header: str) -> set[str]:
        browser = Client(headers={"Accept-Language": header})
        return {language_of(browser.get(LOGIN)) for _ in range(12)}

    wishes = ["de", "en", "de", "en"]
    with ThreadPoolExecutor(2) as threads:  # each thread serves both
        assert list(threads.map(languages, wishes)) == [{wish} for wish in wishes]
    assert language_of(german_browser().get(LOGIN)) == "de"
    assert translation.get_language() == "en", "nothing is left for what the thread does next"
    assert language_of(Client().get(LOGIN)) == "en"
