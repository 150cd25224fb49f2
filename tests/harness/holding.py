"""Connections that occupy a server by sending slowly or never."""

import contextlib
import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HOST = "supple.example.org"
POST = f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\n".encode()
GET = f"GET /livez HTTP/1.1\r\nHost: {HOST}\r\n".encode()
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SECONDS_BETWEEN_DRIPS = 1.0
SECONDS_BETWEEN_PROBES = 0.2
SECONDS_TO_ANSWER = 15

# What is sent at first, and what is added from time to time.
Held = tuple[bytes, bytes]
WAYS: dict[str, Held] = {
    "slow bodies": (POST + FORM + b"Content-Length: 900000\r\n\r\nlogin=a", b"a"),
    "slow bodies, a length with zeros before": (
        POST + FORM + b"Content-Length: " + b"0" * 16 + b"900000\r\n\r\nlogin=a",
        b"a",
    ),
    "slow headers": (POST + b"X-Slow: ", b"a"),
    "endless headers": (POST + (b"X-Long: " + b"a" * 7000 + b"\r\n") * 9, b"a"),
    "silent connections": (b"", b""),
    "bodies without an end": (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", b""),
    "bodies that are too long": (POST + FORM + b"Content-Length: 900000000\r\n\r\na", b"a"),
    "lines that are never closed": (GET + b"Connection: close\r\n\r\n", b""),
    "answers that are never read": (GET.replace(b"/livez", b"/") + b"\r\n", b""),
}


def held(port: int, what: Held) -> socket.socket:
    """A connection with as little room for an answer as there can be."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    line.settimeout(SECONDS_TO_ANSWER)
    line.connect(("127.0.0.1", port))
    line.sendall(what[0])
    line.setblocking(False)
    return line


@contextlib.contextmanager
def holding(port: int, what: Held, number: int) -> Iterator[None]:
    """So many connections of this kind; each that the server closes is opened again."""
    over = threading.Event()
    lines: list[socket.socket] = []

    def drip() -> None:
        while not over.is_set():
            for place, line in enumerate(lines):
                try:
                    line.send(what[1])
                except BlockingIOError:
                    continue
                except OSError:
                    line.close()
                    with contextlib.suppress(OSError):
                        lines[place] = held(port, what)
            over.wait(SECONDS_BETWEEN_DRIPS)

    with contextlib.ExitStack() as stack:
        for _ in range(number):
            with contextlib.suppress(OSError):
                lines.append(held(port, what))
        dripping = threading.Thread(target=drip)
        stack.callback(lambda: [line.close() for line in lines])
        stack.callback(dripping.join)
        stack.callback(over.set)
        dripping.start()
        yield


@dataclass
class Probes:
    """The statuses of /livez during an attack, and the longest response time."""

    statuses: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0

    @property
    def all_answered(self) -> bool:
        return set(self.statuses) == {"200"}


def probe(port: int, probes: Probes) -> None:
    began = time.monotonic()
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
        line.request("GET", "/livez", headers={"Host": HOST, "Connection": "close"})
        statuses = str(line.getresponse().status)
        line.close()
    except (OSError, http.client.HTTPException) as error:
        statuses = type(error).__name__
    probes.statuses[statuses] += 1
    probes.worst = max(probes.worst, time.monotonic() - began)


@contextlib.contextmanager
def probed(port: int, also: Callable[[], object] = lambda: None) -> Iterator[Probes]:
    """/livez is asked all the time, at least twice; `also` is looked at each time."""
    over, probes = threading.Event(), Probes()

    def ask() -> None:
        while not over.is_set() or probes.statuses.total() < 2:
            probe(port, probes)
            also()
            over.wait(SECONDS_BETWEEN_PROBES)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield probes
    finally:
        over.set()
        asking.join()
