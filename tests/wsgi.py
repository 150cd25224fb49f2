"""Calls the WSGI application directly, with requests that no browser or test client sends."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from mobility.wsgi import application

FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


def ask(
    path: str = "/accounts/login/",
    *,
    method: str = "POST",
    content_type: str = FORM,
    body: bytes = b"",
    query: str = "",
    of: Any = application,
    **headers: str,
) -> Answer:
    """ask(cookie="…", content_length="5"); a header's name is its argument, also of the body."""
    response: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": headers.pop("content_length", "") or str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    with the_connection_of_the_test():
        read = of(
            environ, lambda status, headers: response.update(status=status, headers=dict(headers))
        )
        text = b"".join(read).decode(errors="replace")
        getattr(read, "close", list)()
    return Answer(int(response["status"][:3]), response["headers"], text)


@contextlib.contextmanager
def the_connection_of_the_test() -> Iterator[None]:
    """It stays open after a request, with what the test has not committed."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def form(*parts: bytes, boundary: bytes = b"x") -> bytes:
    """The body of multipart/form-data; each part is its headers, an empty line and its text."""
    line = b"--" + boundary
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def field(name: bytes, text: bytes, *more: bytes) -> bytes:
    headers = (b'Content-Disposition: form-data; name="%s"' % name, *more)
    return b"\r\n".join(headers) + b"\r\n\r\n" + text
