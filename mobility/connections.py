"""A gunicorn worker that buffers requests, so that slow clients do not occupy threads.

gunicorn's threads read from the network themselves, so a few slow senders can occupy all of them.
Here the event loop of each process receives the data, and dispatches only complete requests.
"""

import contextlib
import fcntl
import functools
import re
import selectors
import socket
import struct
import termios
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from gunicorn.workers.gthread import ThreadWorker

from mobility import gate, uploads

REQUEST_TIMEOUT = 30
LINGER_TIMEOUT = 2
SEND_TIMEOUT = 20
# Beyond these limits, the connection that has been waiting longest is closed.
MAX_CONNECTIONS = 400
MAX_BUFFERED_BYTES = 16 * 1024 * 1024
MAX_HEAD_BYTES = 64 * 1024
READ_BYTES = 64 * 1024
# Large enough for any response, so that no thread waits for a slow reader.
SEND_BUFFER_BYTES = 1024 * 1024
# With more unread data than this, the next response of a connection would block a thread.
MAX_UNSENT_BYTES = 64 * 1024
REQUEST_PATH = re.compile(rb"[A-Z]{1,20} ([!-~]{1,2000}?)(?:\?[!-~]*)? HTTP/")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,15})[ \t]*\r\n", re.I)


def request_length(received: bytearray) -> int | None:
    """The length of the request in bytes; None while its head is incomplete.

    A body that gunicorn or the gate refuses unread does not count.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    header = CONTENT_LENGTH.search(received, 0, end + 2)
    body = int(header[1]) if header else 0
    return end + 4 + (body if body <= uploads.max_body_bytes(_path_of(received)) else 0)


def _path_of(received: bytearray) -> str:
    """Of the request line; empty for anything else that was sent."""
    line = REQUEST_PATH.match(received)
    return line[1].decode("ascii") if line else ""


def unsent_bytes(sock: socket.socket) -> int:
    """The number of response bytes that the peer has not acknowledged."""
    buffer = bytearray(struct.calcsize("i"))
    try:
        fcntl.ioctl(sock, termios.TIOCOUTQ, buffer)
    except OSError:
        return 0  # not supported by this system
    return int(struct.unpack("i", buffer)[0])


def _end_of_input(_size: int | None = None) -> bytes:
    """Replaces the read from the socket: the request is complete, so a thread never reads on."""
    return b""


class Connection(Protocol):
    """A connection of gunicorn's, and what has been received of its next request."""

    sock: socket.socket
    parser: Any
    timeout: float
    received: bytearray
    length: int | None
    buffered: int
    data_ready: bool

    def init(self) -> None: ...
    def close(self) -> None: ...


class BufferingWorker(ThreadWorker):
    """Everything but `handle` runs in the event loop, so it must not block."""

    poller: selectors.BaseSelector

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buffered = 0

    def enqueue_req(self, conn: Connection) -> None:
        """Called for a new connection, and for every further request on it."""
        if self.nr_conns > MAX_CONNECTIONS:
            self._evict_one()
        already_read = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        conn.received, conn.length, conn.buffered = bytearray(), None, 0
        self._wait(conn, REQUEST_TIMEOUT, self._receive)
        self._buffer(conn, already_read)
        if not self._dispatch_if_complete(conn):
            self._receive(conn)

    def _buffer(self, conn: Connection, data: bytes) -> None:
        conn.received += data
        conn.buffered += len(data)
        self.buffered += len(data)

    def _clear_buffer(self, conn: Connection) -> None:
        self.buffered -= conn.buffered
        conn.buffered, conn.received = 0, bytearray()

    def _wait(
        self, conn: Connection, seconds: float, on_readable: Callable[[Connection], None]
    ) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        self.pending_conns.append(conn)
        callback = functools.partial(lambda conn, _sock: on_readable(conn), conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, callback)

    def _receive(self, conn: Connection) -> None:
        try:
            data = conn.sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._buffer(conn, data)
        if not data:
            self._drop(conn)
        elif not self._dispatch_if_complete(conn) and self.buffered > MAX_BUFFERED_BYTES:
            self._evict_one()

    def _dispatch_if_complete(self, conn: Connection) -> bool:
        conn.length = conn.length or request_length(conn.received)
        if conn.length is not None and len(conn.received) >= conn.length:
            self._stop_waiting(conn)
            if unsent_bytes(conn.sock) > MAX_UNSENT_BYTES:
                # Discard the rest at once, instead of letting the system keep it for the peer.
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._close(conn)
                return True
            conn.data_ready = True
            super().enqueue_req(conn)
            return True
        if conn.length is None and len(conn.received) > MAX_HEAD_BYTES:
            with contextlib.suppress(OSError):
                conn.sock.send(gate.raw_response(gate.HEAD_TOO_LONG))
            self._stop_waiting(conn)
            self._linger(conn)
            return True
        return False

    def _stop_waiting(self, conn: Connection) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self._stop_waiting(conn)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self._clear_buffer(conn)
        self.nr_conns -= 1
        conn.close()

    def _evict_one(self) -> None:
        """Close the connection that has been waiting longest, preferably an idle keep-alive one."""
        if self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0
            self.murder_keepalived()
        elif self.pending_conns:
            self._drop(self.pending_conns[0])

    def murder_pending(self) -> None:
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if conn.timeout < now]:
            self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """A stopping process does not wait for requests that have not started."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            if not conn.received:
                conn.timeout = min(conn.timeout, deadline)

    def handle(self, conn: Connection) -> Any:
        """Runs in a thread, on a request that has been received completely."""
        conn.init()
        conn.parser.unreader.chunk = _end_of_input
        conn.parser.unreader.unread(bytes(conn.received))
        # A peer that reads nothing of a response for so long is dropped.
        patience = struct.pack("ll", SEND_TIMEOUT, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        return super().handle(conn)

    def finish_request(self, conn: Connection, done: Future[Any]) -> None:
        self._clear_buffer(conn)
        if not done.cancelled() and not done.exception() and done.result():
            super().finish_request(conn, done)
        else:
            self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        """Close once the peer has closed, or after a timeout, without blocking the loop."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
        else:
            self._wait(conn, LINGER_TIMEOUT, self._close_if_peer_closed)

    def _close_if_peer_closed(self, conn: Connection) -> None:
        try:
            gone = not conn.sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            self._drop(conn)
