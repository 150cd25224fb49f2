"""Fragmented, pipelined, oversized and malformed requests to the real server."""

import re
import select
import socket
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from mobility import connections, uploads

pytestmark = pytest.mark.once

HEAD = b"Host: 127.0.0.1\r\n"
LIVE = b"GET /livez HTTP/1.1\r\n" + HEAD
LAST = b"Connection: close\r\n\r\n"


def answers(server: str, *pieces: bytes) -> str:
    """Send the pieces one by one, and return everything received until the server closes."""
    with socket.create_connection(("127.0.0.1", urlsplit(server).port), timeout=20) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            line.sendall(piece)
        received = b""
        while data := line.recv(65536):
            received += data
    return received.decode()


def statuses(text: str) -> list[int]:
    return [int(status) for status in re.findall(r"HTTP/1\.1 (\d+)", text)]


def test_a_request_may_arrive_byte_by_byte(server: str) -> None:
    text = answers(server, *(bytes([letter]) for letter in LIVE + LAST))
    assert statuses(text) == [200]
    assert "ok\n" in text


def test_a_form_that_arrives_in_two_parts_is_read_as_one(server: str) -> None:
    body = b"login=nobody@example.org&password=" + b"a" * 200_000
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
    begin = b"POST /accounts/login/ HTTP/1.1\r\n" + HEAD + kind + LAST
    assert statuses(answers(server, begin + body[:1000], body[1000:])) == [403]


def test_pipelined_requests_are_answered_in_order(server: str) -> None:
    missing = b"GET /no/such/page HTTP/1.1\r\n" + HEAD + b"\r\n"
    text = answers(server, LIVE + b"\r\n" + missing + LIVE[:10], LIVE[10:] + LAST)
    assert statuses(text) == [200, 404, 200]


def test_a_client_that_reads_no_responses_occupies_no_thread(server: str) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        line.connect(("127.0.0.1", urlsplit(server).port))
        line.sendall((b"GET /offline/ HTTP/1.1\r\n" + HEAD + b"\r\n") * 200)
        gone = select.poll()
        gone.register(line, select.POLLERR)
        assert gone.poll(10_000), "a thread waits until it takes them"


def test_leading_zeros_of_a_length_are_ignored(server: str) -> None:
    begin = b"POST /accounts/login/ HTTP/1.1\r\n" + HEAD + b"Content-Length: " + b"0" * 20
    text = answers(server, begin + b"5\r\n\r\nab", b"cde" + LIVE + LAST)
    assert statuses(text) == [403, 200]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /livez HTTP/9.9\r\n\r\n", 400),
        (LIVE + b"Transfer-Encoding: nonsense\r\n\r\n", 400),
        (LIVE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (LIVE + b"Content-Length: -1\r\n\r\n", 400),
        (LIVE + b"Content-Type: a/b\r\nContent-Type: a/c\r\n\r\n", 400),
        (LIVE + b"Expect: nonsense\r\n\r\n", 400),
        (LIVE + b"A folded: header\r\n b\r\n\r\n", 400),
        (LIVE + b"X-Long: " + b"a" * 9000 + b"\r\n\r\n", 431),
        (LIVE + b"X: y\r\n" * 200 + b"\r\n", 431),
        (LIVE + b"X-Long: " + b"a" * (connections.MAX_HEAD_BYTES + 1), 431),
        (LIVE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (LIVE + b"Content-Length: %d\r\n\r\n" % (uploads.MAX_BYTES + 1), 413),
        (LIVE + b"Content-Length: " + b"9" * 18 + b"\r\n\r\n", 413),
    ],
)
def test_a_malformed_request_gets_a_sentence_with_all_headers_and_closes(
    server: str, sent: bytes, status: int
) -> None:
    text = answers(server, sent)
    assert statuses(text) == [status]
    headers, _, text = text.partition("\r\n\r\n")
    for name, value in settings.HEADERS.items():
        assert f"{name}: {value}" in headers
    assert re.fullmatch(r"[A-Z][^<>]+\.\n", text)


def test_only_the_address_of_a_picture_is_waited_for_beyond_a_megabyte(server: str) -> None:
    """As for every page that needs a sign-in, the answer leads to it."""
    content = b"a" * (2 * uploads.MAX_BYTES)
    length = b"Content-Length: %d\r\n" % len(content) + LAST
    for path, status in ((b"/tests/my-x/picture/?a=b", 302), (b"/tests/my-x/edit/", 413)):
        begin = b"POST " + path + b" HTTP/1.1\r\n" + HEAD + length
        parts = (begin, content) if status == 302 else (begin,)
        assert statuses(answers(server, *parts)) == [status]


def test_no_request_can_set_the_mount_path(server: str) -> None:
    for header in (b"SCRIPT_NAME: /elsewhere\r\n", b"PATH_INFO: /elsewhere\r\n"):
        assert statuses(answers(server, LIVE + header + LAST)) == [200]


def test_no_response_names_a_program(server: str) -> None:
    text = answers(server, LIVE + LAST).lower()
    assert "gunicorn" not in text
    assert "django" not in text
