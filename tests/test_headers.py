"""The headers of every response over https: pages, redirects, errors, files and JSON."""

import http.client
import json
import re
import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from mobility import headers
from mobility.settings import BASE_DIR
from tests import observatory, server
from tests.factories import PASSWORD, make_user
from tests.pages import client_of
from tracker.views import home

pytestmark = pytest.mark.once

HOST = "supple.example.org"
PROXY_HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
EXPECTED = headers.response_headers(https=True)
ALLOWED = {
    *("accelerometer", "autoplay", "clipboard-write", "gyroscope", "screen-wake-lock"),
    *("publickey-credentials-create", "publickey-credentials-get", "web-share"),
}


class Answer:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body.decode("utf-8", "replace")

    def __getitem__(self, name: str) -> str:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, f"{name} is there {len(values)} times"
        return "".join(values)


class Site:
    """The server as seen by a proxy with https."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc

    def ask(self, method: str, path: str, body: str = "", **more: str) -> Answer:
        line = http.client.HTTPConnection(self.address, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in more.items()}
        line.request(method, path, body or None, PROXY_HEADERS | sent)
        answer = line.getresponse()
        reply = Answer(answer.status, answer.getheaders(), answer.read())
        line.close()
        return reply


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("https")
    more = {"SITE_URL": f"https://{HOST}"}
    with server.running(connection.settings_dict, folder, **more) as url:
        yield Site(url)


def every_kind_of_answer(site: Site) -> dict[str, Answer]:
    page = site.ask("GET", "/")
    script = re.findall(r'"(/static/js/app[^"]*)"', page.body)[0]
    return {
        "the start page": page,
        "sign-in": site.ask("GET", "/accounts/login/"),
        "sign-up": site.ask("GET", "/accounts/signup/"),
        "a page that wants a sign-in": site.ask("GET", "/history/"),
        "a page without its slash": site.ask("GET", "/history"),
        "a page that is not there": site.ask("GET", "/nothing/"),
        "a form without its token": site.ask("POST", "/accounts/login/", "a=b"),
        "another host": site.ask("GET", "/", Host="evil.example"),
        "a script": site.ask("GET", script),
        "a script that is known already": site.ask("GET", script, If_Modified_Since=FUTURE),
        "a file that is not there": site.ask("GET", "/static/nothing.js"),
        "the worker": site.ask("GET", "/sw.js"),
        "the page without a network": site.ask("GET", "/offline/"),
        "the manifest": site.ask("GET", "/manifest.webmanifest"),
        "the kit": site.ask("GET", "/offline/kit/"),
        "an entry": site.ask("POST", "/sync/", json.dumps({}), Content_Type="application/json"),
        "whether it lives": site.ask("GET", "/livez"),
        "a method that is not allowed": site.ask("PUT", "/livez"),
    }


FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"


def test_every_response_has_every_header_once(site: Site) -> None:
    for kind, answer in every_kind_of_answer(site).items():
        for name, value in EXPECTED.items():
            assert answer[name] == value, f"{kind} ({answer.status}): {name}"
        assert answer["Access-Control-Allow-Origin"] == "", kind


def test_every_page_has_the_full_observatory_score(site: Site) -> None:
    for kind in ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        answer = site.ask("GET", kind)
        assert answer.status == 200, kind
        assert observatory.score(answer.headers, answer.body) >= 135, kind


def test_no_response_breaks_a_rule_of_the_observatory(site: Site) -> None:
    for kind, answer in every_kind_of_answer(site).items():
        assert observatory.score(answer.headers, answer.body) >= 130, kind


@pytest.mark.parametrize("name", EXPECTED)
def test_the_score_drops_for_every_missing_header(name: str) -> None:
    unseen = {"Cross-Origin-Embedder-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"}
    whole = observatory.score(list(EXPECTED.items()))
    less = observatory.score([pair for pair in EXPECTED.items() if pair[0] != name])
    # The policy says who may frame a page, too; without it the older header still does.
    assert less < whole or name in unseen | {"X-Frame-Options"}


@pytest.mark.parametrize(
    "cookie",
    ["sessionid=a; HttpOnly; SameSite=Lax", "sessionid=a; Secure; SameSite=Lax", "csrftoken=a"],
)
def test_the_score_drops_for_an_insecure_cookie(cookie: str) -> None:
    assert observatory.score([*EXPECTED.items(), ("Set-Cookie", cookie)]) < 100


def test_pages_may_use_only_the_features_that_a_session_needs() -> None:
    rules = dict(rule.split("=") for rule in EXPECTED["Permissions-Policy"].split(", "))
    assert {name for name, who in rules.items() if who == "(self)"} == ALLOWED
    assert {rules[name] for name in ("camera", "microphone", "geolocation", "payment")} == {"()"}
    assert set(rules.values()) == {"(self)", "()"}


def test_cookies_have_names_that_a_neighbour_cannot_set(site: Site) -> None:
    page = site.ask("GET", "/accounts/login/")
    assert page["Set-Cookie"].startswith("__Host-csrftoken=")
    assert "Path=/" in page["Set-Cookie"]
    assert "Secure" in page["Set-Cookie"]
    assert "Domain" not in page["Set-Cookie"]


@pytest.mark.usefixtures("committed")
def test_signing_in_and_out_works_with_these_cookies(site: Site) -> None:
    jar = SimpleCookie(site.ask("GET", "/accounts/signup/")["Set-Cookie"])
    token = jar["__Host-csrftoken"].value
    email = f"runner-{uuid.uuid4().hex[:8]}@example.org"
    form = {"csrfmiddlewaretoken": token, "email": email, "password1": PASSWORD}
    sent = {"Cookie": f"__Host-csrftoken={token}", "Referer": f"https://{HOST}/"}
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    answer = site.ask("POST", "/accounts/signup/", urlencode(form), **sent, **kind)
    assert answer.status == 302
    cookies = SimpleCookie()
    for name, value in answer.headers:
        if name == "Set-Cookie":
            cookies.load(value)
    received = cookies["__Host-sessionid"]
    assert (received["secure"], received["httponly"], received["samesite"]) == (True, True, "Lax")
    assert observatory.score(answer.headers) >= 130
    key = {"Cookie": f"__Host-sessionid={received.value}"}
    assert site.ask("GET", "/history/", **key).status == 200
    assert site.ask("GET", "/history/", Cookie=f"sessionid={received.value}").status == 302


def test_manifests_of_static_files_are_not_served(site: Site) -> None:
    for name in (".collected", "staticfiles.json", "staticfiles.json.br", "staticfiles.json.gz"):
        assert site.ask("GET", f"/static/{name}").status == 404, name


def test_every_script_has_an_integrity_hash(site: Site) -> None:
    page = site.ask("GET", "/").body
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert len(scripts) >= 2
    assert all('integrity="sha384-' in script for script in scripts)
    for path in BASE_DIR.glob("templates/**/*.html"):
        assert "<script" not in path.read_text().replace("<script id", ""), path


def test_without_https_there_is_no_hsts(server: str) -> None:
    line = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
    line.request("GET", "/")
    received = dict(line.getresponse().getheaders())
    assert "Strict-Transport-Security" not in received
    assert received["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(RuntimeError, 500), (OperationalError, 503)])
def test_a_server_error_has_them_as_well(
    error: type[Exception], status: int, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def broken(*given: Any) -> None:
        raise error

    settings.HEADERS = EXPECTED
    user = make_user()
    monkeypatch.setattr(home, "render", broken)
    for client in (Client(raise_request_exception=False), client_of(user)):
        client.raise_request_exception = False
        answer = client.get("/", headers={"Accept": "text/html"})
        assert answer.status_code == status
        assert EXPECTED.items() <= dict(answer.headers).items()
