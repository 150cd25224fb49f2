"""Cookies that this site cannot have set are ignored, on every database."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from mobility import cookies
from tests.factories import make_user
from tests.pages import client_of
from tests.wsgi import ask

pytestmark = pytest.mark.django_db

# As a header says it: in quotes, \000 is a NUL, \015\012 a new line.
NO_KEYS = (
    r'"aaaaaaaaaa\000aaaa"',
    r'"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\000"',
    r'"aaaa\015\012Set-Cookie: a=b"',
    *(
        "",
        "a",
        "a" * 31,
        "a" * 33,
        "A" * 32,
        "é" * 32,
        "a" * 5000,
        "../../../../etc/passwd" + "a" * 10,
    ),
    "' OR 1=1 --",
)


@pytest.mark.parametrize("value", NO_KEYS)
@pytest.mark.parametrize("name", ["session", "csrf", "messages", "other"])
def test_a_malformed_cookie_is_ignored(name: str, value: str) -> None:
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    cookie = f"{names.get(name, name)}={value}".encode().decode("latin-1")
    for path in ("/", "/history/", "/accounts/login/"):
        without = ask(path, method="GET", content_type="")
        answer = ask(path, method="GET", content_type="", cookie=cookie)
        assert answer.status == without.status < 500
        assert answer.headers.get("Location") == without.headers.get("Location")


@pytest.mark.parametrize("value", NO_KEYS)
def test_a_phone_with_a_broken_cookie_is_asked_to_sign_in(value: str) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={value}".encode().decode("latin-1")
    answer = ask("/offline/kit/", method="GET", content_type="", cookie=cookie)
    assert answer.status in (302, 401)


def test_a_valid_session_cookie_signs_in() -> None:
    assert client_of(make_user()).get("/history/").status_code == 200


def test_a_csrf_cookie_is_accepted_in_both_lengths() -> None:
    client = Client(enforce_csrf_checks=True)
    for length in (32, 64):
        client.cookies[settings.CSRF_COOKIE_NAME] = "a" * length
        sent = client.post("/accounts/login/", {"csrfmiddlewaretoken": "a" * length})
        assert sent.status_code == 200 if length == 32 else sent.status_code in (200, 403)


def test_views_see_only_well_formed_cookies() -> None:
    seen: dict[str, str] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(request.COOKIES)
        return HttpResponse()

    request = RequestFactory().get("/")
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "a\0" * 16, "theme": "a\nb", "lang": "en"}
    cookies.drop_cookies(view)(request)
    assert seen == {"lang": "en"}
