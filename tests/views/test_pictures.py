"""The picture of an own test: how it comes in, and that only its owner gets it back."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from mobility import gate, rate_limit, uploads
from tests.factories import make_user
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Picture, User
from tracker.sessions.own_tests import save
from tracker.views import pictures as views

pytestmark = pytest.mark.django_db

PARTS = "multipart/form-data; boundary=x"


@pytest.fixture(autouse=True)
def _nothing_sent_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "uploads", rate_limit.Buckets(20, 1 / 120))


def made(owner: User) -> MobilityTest:
    about = {"name": "Balance", "region": "ankle", "sided": True, "measures": []}
    return save(owner, None, about)


def photo(kind: str = "JPEG", colour: str = "red", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, kind, **options)
    return file.getvalue()


def page_of(test: MobilityTest) -> str:
    return f"/tests/{test.slug}/picture/"


def sent(client: Client, test: MobilityTest, content: bytes, **fields: str) -> HttpResponse:
    file = SimpleUploadedFile("../../etc/<b>.php", content, "text/html")
    return client.post(page_of(test), fields | {"file": file})


def address_of(client: Client, test: MobilityTest) -> str:
    """Where the page shows its picture from; empty without one."""
    match = re.search(r'<img src="(/tests/[^"]+)"', text_of(client.get(page_of(test))))
    return match[1] if match else ""


def test_a_picture_is_sent_shown_replaced_and_removed() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    assert address_of(client, test) == ""
    assert sent(client, test, photo()).status_code == 302
    first = address_of(client, test)
    picture = client.get(first)
    assert Image.open(io.BytesIO(picture.content)).size == (60, 40)
    for page in (f"/tests/{test.slug}/edit/", f"/progress/{test.slug}/", "/tests/"):
        assert first in text_of(client.get(page)), page
    sent(client, test, photo(colour="blue"))
    second = address_of(client, test)
    assert second != first, "a browser keeps the first one for ever"
    assert client.get(first).status_code == 404
    assert client.get(second).content != picture.content
    assert client.post(page_of(test), {"do": "remove"}).status_code == 302
    assert address_of(client, test) == ""
    assert client.get(second).status_code == 404
    assert not Picture.objects.exists()


def test_it_is_served_as_a_picture_and_as_nothing_else() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    sent(client, test, photo("PNG") + b"<script>alert(1)</script>")
    answer = client.get(address_of(client, test))
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert b"script" not in answer.content
    assert client.post(address_of(client, test)).status_code == 405


def test_nobody_else_gets_it() -> None:
    owner, other = make_user(), make_user()
    client, test, theirs = client_of(owner), made(owner), made(other)
    sent(client, test, photo())
    address = address_of(client, test)
    name = address.rstrip("/").rpartition("/")[2]
    for stranger in (client_of(other), Client()):
        assert stranger.get(address).status_code in (302, 404)
        assert stranger.get(f"/tests/{theirs.slug}/picture/{name}/").status_code in (302, 404)
    stranger = client_of(make_user())
    with nothing_changes():
        assert sent(stranger, test, photo()).status_code == 404


def test_of_two_pages_that_send_a_picture_at_once_one_is_left() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    for colour in ("red", "blue"):
        sent(client, test, photo(colour=colour))
    assert Picture.objects.filter(owner=owner).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload=alert(1)>", "Picture: That is no picture that can be read."),
        (b"", "Picture: That file is empty."),
    ],
)
def test_what_is_no_picture_is_said_and_the_one_before_stays(content: bytes, sentence: str) -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    sent(client, test, photo())
    shown = address_of(client, test)
    with nothing_changes():
        answer = sent(client, test, content)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert address_of(client, test) == shown
    assert "Choose a picture first." in words_of(client.post(page_of(test), {"do": "save"}))


def hidden(client: Client, test: MobilityTest) -> dict[str, str]:
    """The fields of the page's form that nobody sees."""
    page = client.get(page_of(test)).content.decode()
    return dict(re.findall(r'name="(csrfmiddlewaretoken|person)" value="([^"]+)"', page))


def test_the_form_is_checked_like_every_other_one() -> None:
    """Its middleware leaves it to the view, which reads it: token, person, sign-in and limit."""
    owner, other = make_user(), make_user()
    test, strict = made(owner), Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert hidden(strict, test).keys() == {"csrfmiddlewaretoken", "person"}
    with nothing_changes():
        assert sent(strict, test, photo()).status_code == 403
        assert Client().post(page_of(test))["Location"].startswith("/accounts/login/")
    assert sent(strict, test, photo(), **hidden(strict, test)).status_code == 302
    theirs = hidden(client_of(other), made(other))["person"]
    refused = sent(client_of(owner), test, photo(), person=theirs)
    assert refused.status_code == 409
    assert "Nothing was saved." in words_of(refused)


def test_whoever_sends_many_waits_and_can_go_on_rating(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture weighs as much as a year of ratings, so that it does not use up their share."""
    owner = make_user()
    client, test = client_of(owner), made(owner)
    monkeypatch.setattr(views, "uploads", rate_limit.Buckets(2, 1 / 120))
    monkeypatch.setattr(rate_limit, "shares", rate_limit.Buckets(1000, 0))
    codes = [sent(client, test, photo()).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert client.post(f"/tests/{test.slug}/delete/").status_code == 302


def body(*parts: bytes, end: bytes = b"\r\n--x--\r\n") -> bytes:
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts).removesuffix(b"\r\n") + end


def field(name: str, value: bytes, more: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value


ODD: dict[str, tuple[int, bytes]] = {
    "no end": (400, body(field("file", b"x", '; filename="a"'), end=b"")),
    "no parts": (400, b"hello"),
    "a part without headers": (400, body(b"hello")),
    "a part without a name": (400, body(b"Content-Type: text/plain\r\n\r\nhello")),
    "headers without an end": (400, body(b"X: " + b"a" * 2000 + b"\r\n\r\nx")),
    "a long field": (400, body(field("do", b"a" * 5000))),
    "many parts": (400, body(*[field("do", b"x")] * 2000)),
    "no file": (422, body(field("do", b"save"))),
    "a file in another field": (422, body(field("picture", photo(), '; filename="a"'))),
}


@pytest.mark.once
@pytest.mark.parametrize("what", ODD)
def test_a_form_that_no_browser_sends_is_refused(what: str) -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    status, data = ODD[what]
    with nothing_changes():
        assert client.generic("POST", page_of(test), data, PARTS).status_code == status


def test_a_picture_with_its_boundary_in_it_is_read_to_its_end() -> None:
    """The negative control of the parser: bytes that only look like the end of a part."""
    owner = make_user()
    client, test = client_of(owner), made(owner)
    content = photo("PNG") + b"--x--\r\n--y\n--x"
    data = body(field("file", content, '; filename="a.png"'))
    assert client.generic("POST", page_of(test), data, PARTS).status_code == 302


@pytest.mark.once
@pytest.mark.parametrize("kind", [PARTS, "application/json"])
def test_only_this_address_takes_five_megabytes(kind: str) -> None:
    def refusal(path: str, length: int) -> Any:
        about = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
        return gate.refusal_of({"PATH_INFO": path} | about)

    assert refusal("/tests/my-balance/picture/", uploads.MAX_PICTURE_BYTES + 2000) is None
    assert refusal("/tests/my-balance/picture/", uploads.MAX_PICTURE_BYTES * 2) == gate.TOO_LONG
    others = ("/tests/my-balance/edit/", "/sync/", "/tests/a/b/picture/", "/tests/x/picture/a/")
    for path in (*others, "/tests/my-balance/picture/\n"):
        assert refusal(path, 2 * uploads.MAX_BYTES) == gate.TOO_LONG, path
