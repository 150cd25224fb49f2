"""Costly or malformed requests never reach Django, and get one sentence instead."""

import encodings.aliases
import json
import logging
import pkgutil
import random
import string
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from pytest_django import Settings

from mobility import gate, uploads
from mobility.wsgi import application
from tests.wsgi import FORM, Answer, ask, field, form

pytestmark = pytest.mark.django_db

MULTIPART = "multipart/form-data; boundary=x"
TYPES = (FORM, MULTIPART, "application/json", "text/plain")
CODECS = sorted(
    {name for _, name, _ in pkgutil.iter_modules(encodings.__path__)}
    | set(encodings.aliases.aliases)
    | {"idna", "zip", "rot13", "hex", "no-such", "", "utf-8 punycode", "utf-7", "utf_8", "latin-1"}
)
SEED = 20261130
A_FILE = field(b"file", b"x" * 100).replace(b'name="file"', b'name="file"; filename="a.bin"')


def spelled(codec: str) -> list[str]:
    return [
        *(f"charset={codec}", f'charset="{codec}"', f"CHARSET={codec.upper()}"),
        *(f"charset*=utf-8''{codec}", f"x*={codec}''abc", f"charset*0={codec}"),
        *(f"charset=utf-8; charset={codec}", f"charset={codec}; charset=utf-8"),
        *(f"charset = {codec}", f"boundary*={codec}''aaaa", f'charset="\\{codec}"'),
    ]


def is_utf8(charset: str) -> bool:
    return charset in {
        f"{name}={quote}{spelling}{quote}"
        for name, spellings in (("charset", ("utf-8", "utf8")), ("CHARSET", ("UTF-8", "UTF8")))
        for spelling in spellings
        for quote in ("", '"')
    }


@pytest.mark.once
def test_charsets_other_than_utf8_are_refused_in_every_spelling() -> None:
    wrong = []
    gate.log.disabled = True
    for codec in CODECS:
        for charset in spelled(codec):
            for kind in TYPES:
                status = ask("/livez", content_type=f"{kind}; {charset}", method="GET").status
                if status != (200 if is_utf8(charset) else 415):
                    wrong.append((status, kind, charset))
    gate.log.disabled = False
    assert wrong == []
    assert len(CODECS) * len(spelled("x")) * len(TYPES) > 10_000


@pytest.mark.once
def test_without_the_gate_the_same_requests_break_django() -> None:
    """The negative control: every case is a reason for the gate."""
    for charset in ("charset=base64", "charset=undefined", "x*=no-such''a"):
        with pytest.raises((LookupError, ValueError)):
            ask(of=WSGIHandler(), content_type=f"text/plain; {charset}", query="next=%41")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', '"UTF8"'])
@pytest.mark.parametrize("kind", TYPES)
def test_utf8_is_accepted_in_every_common_spelling(charset: str, kind: str) -> None:
    body = form(field(b"login", "ä".encode())) if kind == MULTIPART else "login=ä".encode()
    answer = ask(content_type=f"{kind};charset={charset}", body=body)
    assert answer.status == 403, "as without a charset: the token of the form is missing"


@pytest.mark.parametrize(
    ("why", "status", "about"),
    [
        (gate.NOT_UTF8, 415, {"content_type": f"{FORM}; charset=latin-1"}),
        (gate.NO_TYPE, 415, {"content_type": "nonsense"}),
        (gate.TOO_LONG, 413, {"content_length": str(uploads.MAX_BYTES + 1)}),
        (gate.TOO_LONG, 413, {"content_length": "9" * 5000}),
        (gate.NO_LENGTH, 411, {"transfer_encoding": "chunked"}),
        (gate.NUL_IN_ADDRESS, 400, {"query": "next=%00"}),
        (gate.NUL_IN_ADDRESS, 400, {"path": "/tests/a\0b/steady/"}),
    ],
)
def test_a_refusal_is_one_sentence_and_one_log_line_with_all_headers(
    why: gate.Refusal,
    status: int,
    about: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = ask(**about)
    assert (answer.status, answer.text) == (status, f"{why[1]}\n")
    page = ask("/livez", method="GET", content_type="").headers
    of_a_page = {name for name in page if name not in ("Expires", "Vary")}
    assert of_a_page <= set(answer.headers)
    assert settings.HEADERS.items() <= answer.headers.items()
    (line,) = caplog.records
    assert line.levelno == logging.WARNING
    assert "\n" not in line.getMessage()
    assert "\0" not in line.getMessage()
    assert len(line.getMessage()) < 300


def test_a_json_request_is_refused_in_json() -> None:
    answer = ask("/sync/", content_type="application/json; charset=latin-1")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == json.dumps({"error": str(gate.NOT_UTF8[1])})


def test_a_refused_head_request_has_no_body() -> None:
    assert ask(method="HEAD", content_type="nonsense").text == ""


def test_a_refused_body_is_not_read() -> None:
    """The negative control is a request that is accepted."""

    class Body:
        def __getattr__(self, name: str) -> object:
            pytest.fail("It was read.")

    def with_a_body(environ: dict, start_response: object) -> object:
        return application(environ | {"wsgi.input": Body()}, start_response)

    for about in ({"content_type": "text/plain; charset=x"}, {"content_length": "9999999"}):
        assert ask(of=with_a_body, **about).status in (413, 415)
    with pytest.raises(pytest.fail.Exception):
        ask(of=with_a_body, content_length="5")


def test_multipart_forms_have_a_lower_limit_because_parsing_is_slow() -> None:
    part = b"Content-Disposition: form-data%s\r\n\r\n" % (b";" * 900)
    assert parsed("/accounts/login/", (MULTIPART, form(*[part] * 900))).status == 413
    assert parsed("/accounts/login/", (MULTIPART, form(*[part] * 60))).status == 403
    assert parsed("/accounts/login/", (FORM, b"login=" + b"a" * 800_000)).status == 403


@pytest.mark.once
def test_checking_a_content_type_takes_linear_time() -> None:
    """Almost 8 kB that could cause backtracking, followed by a mismatch."""
    for unit in ("; ", ";;", " ", 'a="', "; a=b", ";a", '"', "; \t"):
        answer = ask(content_type=f"text/plain{unit * (8000 // len(unit))}\x7f", method="GET")
        assert answer.status == 415


HEADERS = (
    *("accept", "accept_encoding", "accept_language", "content_type", "content_length", "cookie"),
    *("expect", "host", "origin", "if_modified_since", "if_none_match", "range", "referer"),
    *("query", "transfer_encoding", "x_forwarded_for", "x_forwarded_proto", "x_requested_with"),
)


def anything(chance: random.Random) -> dict[str, str]:
    """Arbitrary headers; those with a meaning are close to valid ones."""
    letters = string.printable + "\0\x7f\x80\xff=;\"'%*"
    noise = "".join(chance.choices(letters, k=chance.randrange(60)))
    name = chance.choice(HEADERS)
    begins = {
        "content_type": ("multipart/form-data; boundary=", "text/plain; ", ""),
        "cookie": ("sessionid=", 'sessionid="', "csrftoken=", "messages=", ""),
        "range": ("bytes=", ""),
        "referer": ("http://", "http://[", "https://127.0.0.1:", ""),
        "origin": ("http://", "http://[", "null"),
        "query": ("next=", "next=http://[", "next=//", "page=", ""),
        "host": ("localhost:", "[::1", "", "example.org\0"),
    }
    return {name: chance.choice(begins.get(name, ("",))) + noise}


PAGES = (
    *("/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/sync/"),
    *("/accounts/password/reset/key/1-set-password/", "/accounts/confirm-email/a:b:c/"),
    *("/accounts/password/reset/key/zzzzzzzzzzzzz-set-password/", "/livez", "/sw.js", "/offline/"),
    *("/history/", "/static/css/base.css", "/accounts/logout/", "/no/such/page"),
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_request_of_a_stranger_causes_a_server_error(method: str) -> None:
    chance, broken = random.Random(SEED), []
    for number in range(600):
        page, about = PAGES[number % len(PAGES)], anything(chance) | anything(chance)
        answer = ask(page, method=method, **about)
        if answer.status >= 500:
            broken.append((answer.status, page, about))
    assert broken == []


BODIES = {
    "no boundary": ("multipart/form-data", b"x"),
    "an empty boundary": ("multipart/form-data; boundary=", b"x"),
    "another boundary": (MULTIPART, form(field(b"a", b"b"), boundary=b"y")),
    "never ended": (MULTIPART, form(field(b"a", b"b"))[:-9]),
    "too many fields": (MULTIPART, form(*(field(b"a", b"b") for _ in range(1100)))),
    "too many values": (FORM, b"a=b&" * 1100),
    "base64 that is none": (
        MULTIPART,
        form(field(b"login", b"===", b"Content-Transfer-Encoding: base64")),
    ),
    "quoted-printable": (
        MULTIPART,
        form(field(b"login", b"=ff", b"Content-Transfer-Encoding: quoted-printable")),
    ),
    "a part with a charset": (
        MULTIPART,
        form(field(b"login", b"a" * 9000, b"Content-Type: text/plain; charset=punycode")),
    ),
    "a field that names a charset": (
        MULTIPART,
        form(field(b"_charset_", b"punycode"), field(b"login", b"a" * 9000)),
    ),
    "a name in a charset": (
        MULTIPART,
        form(field(b"a", b"b").replace(b'name="a"', b"name*=undefined''a")),
    ),
    "a name in no charset": (
        MULTIPART,
        form(field(b"a", b"b").replace(b'name="a"', b"name*=no-such''a")),
    ),
    "headers without an end": (MULTIPART, b"--x\r\n" + b"a: b\r\n" * 9000),
    "a folded header": (MULTIPART, form(field(b"a", b"b", b"X: y\r\n z"))),
    "bytes that are no text": (FORM, b"login=%ff%fe&password=%80"),
    "bytes that are no text in parts": (MULTIPART, form(field(b"login", bytes(range(256))))),
    "NUL": (FORM, b"login=a%00b&password=%00&email=a%00@example.org&next=%00"),
    "deep JSON": ("application/json", b"[" * 100_000),
    "JSON with a long number": ("application/json", b"1" * 100_000),
    "gzip": ("application/json", b"\x1f\x8b\x08\0\0\0\0\0"),
    "a file": (MULTIPART, form(A_FILE)),
    "a file behind a field": (MULTIPART, form(field(b"login", b"a"), A_FILE)),
}


def parsed(path: str, about: tuple[str, bytes], **headers: str) -> Answer:
    """With the cookie that makes the CSRF check read the body."""
    token = "a" * 32
    cookie = f"{settings.CSRF_COOKIE_NAME}={token}"
    return ask(path, content_type=about[0], body=about[1], cookie=cookie, **headers)


@pytest.mark.parametrize("what", BODIES)
def test_no_body_of_a_stranger_causes_more_than_one_log_line(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/sync/"):
        caplog.clear()
        assert 400 <= parsed(path, BODIES[what]).status < 500
        assert len(caplog.records) <= 1


def test_a_file_is_refused_before_any_of_it_is_stored(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The negative control: Django's own upload handlers write it."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    written = []
    opened = tempfile.NamedTemporaryFile
    with mock.patch.object(
        tempfile, "NamedTemporaryFile", lambda *a, **o: written.append(1) or opened(*a, **o)
    ):
        answer = parsed("/accounts/login/", BODIES["a file"])
        assert (answer.status, written) == (400, [])
        assert "damaged or too large" in answer.text
        (line,) = caplog.records
        assert "A file was sent" in line.getMessage()
        settings.FILE_UPLOAD_HANDLERS = [
            "django.core.files.uploadhandler.TemporaryFileUploadHandler"
        ]
        assert parsed("/accounts/login/", BODIES["a file"]).status == 403


@pytest.mark.once
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "get", "CONNECT"])
def test_a_method_that_no_page_has_is_refused(method: str) -> None:
    answer = ask("/livez", method=method, secret="said-back")
    assert answer.status == 405
    assert "said-back" not in answer.text
