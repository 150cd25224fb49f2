"""A connection holds a thread only while its request is answered, never while it is sent.

gunicorn's own threads read from the network, so that a few connections that send slowly keep all of
them. Here the loop of each process gathers what arrives and hands a request on when it is whole.
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
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from mobility import gate, uploads

SECONDS_TO_SAY_ALL = 30
SECONDS_TO_LEAVE = 2
SECONDS_TO_TAKE_SOME = 20
# Beyond these the one that has waited longest makes room.
MOST_CONNECTIONS = 400
MOST_BYTES_HELD = 16 * 1024 * 1024
LONGEST_HEAD = 64 * 1024
A_READ = 64 * 1024
# Room for a whole answer, so that a thread need not wait for whoever takes it slowly.
ROOM_FOR_AN_ANSWER = 1024 * 1024
# Whoever asks again with more than this not taken yet would have a thread wait for it.
MOST_NOT_TAKEN = 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,15})[ \t]*\r\n", re.I)


def length_of(received: bytearray) -> int | None:
    """How long the request is that begins here; None while its head has no end.

    What gunicorn or the gate refuses unread ends with its head.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    found = LENGTH.search(received, 0, end + 2)
    body = int(found[1]) if found else 0
    return end + 4 + (body if body <= uploads.most_bytes_anywhere() else 0)


def not_taken(sock: socket.socket) -> int:
    """How many bytes of the answers so far are still on this side of the network."""
    found = bytearray(struct.calcsize("i"))
    try:
        fcntl.ioctl(sock, termios.TIOCOUTQ, found)
    except OSError:
        return 0  # a system that does not say
    return int(struct.unpack("i", found)[0])


def _nothing_more(_size: int | None = None) -> bytes:
    """What a thread finds on the line, however long gunicorn takes the request to be."""
    return b""


class Patient(ThreadWorker):
    """All here but `handle` runs in the loop, so nothing in it may wait."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.held = 0

    def enqueue_req(self, conn: Any) -> None:
        """Called for a new connection, and for each further request on an old one."""
        if self.nr_conns > MOST_CONNECTIONS:
            self._make_room()
        begun = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM_FOR_AN_ANSWER)
        conn.received, conn.length, conn.held = bytearray(), None, 0
        self._wait(conn, SECONDS_TO_SAY_ALL, self._gather)
        self._hold(conn, begun)
        if not self._hand_on_if_whole(conn):
            self._gather(conn)

    def _hold(self, conn: Any, data: bytes) -> None:
        conn.received += data
        conn.held += len(data)
        self.held += len(data)

    def _hold_nothing(self, conn: Any) -> None:
        self.held -= conn.held
        conn.held, conn.received = 0, bytearray()

    def _wait(self, conn: Any, seconds: float, then: Callable[[Any], None]) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        self.pending_conns.append(conn)
        called = functools.partial(lambda conn, _sock: then(conn), conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, called)

    def _gather(self, conn: Any) -> None:
        try:
            data = conn.sock.recv(A_READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._hold(conn, data)
        if not data:
            self._drop(conn)
        elif not self._hand_on_if_whole(conn) and self.held > MOST_BYTES_HELD:
            self._make_room()

    def _hand_on_if_whole(self, conn: Any) -> bool:
        conn.length = conn.length or length_of(conn.received)
        if conn.length is not None and len(conn.received) >= conn.length:
            self._stop_waiting(conn)
            if not_taken(conn.sock) > MOST_NOT_TAKEN:
                # At once: the system does not keep the rest for whoever does not want it.
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._close(conn)
                return True
            conn.data_ready = True
            super().enqueue_req(conn)
            return True
        if conn.length is None and len(conn.received) > LONGEST_HEAD:
            with contextlib.suppress(OSError):
                conn.sock.send(gate.in_bytes(gate.TOO_LONG_A_HEAD))
            self._stop_waiting(conn)
            self._see_off(conn)
            return True
        return False

    def _stop_waiting(self, conn: Any) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self._stop_waiting(conn)
        self._close(conn)

    def _close(self, conn: Any) -> None:
        self._hold_nothing(conn)
        self.nr_conns -= 1
        conn.close()

    def _make_room(self) -> None:
        """The one that has waited longest goes, first of those that were answered already."""
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
        """A process that stops waits for no request that has not begun."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            if not conn.received:
                conn.timeout = min(conn.timeout, deadline)

    def handle(self, conn: Any) -> Any:
        """In a thread: nothing is read from the network any more."""
        conn.init()
        conn.parser.unreader.chunk = _nothing_more
        conn.parser.unreader.unread(bytes(conn.received))
        # Whoever takes nothing of an answer for so long is left alone.
        patience = struct.pack("ll", SECONDS_TO_TAKE_SOME, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        return super().handle(conn)

    def finish_request(self, conn: Any, done: Any) -> None:
        self._hold_nothing(conn)
        if not done.cancelled() and not done.exception() and done.result():
            super().finish_request(conn, done)
        else:
            self._see_off(conn)

    def _see_off(self, conn: Any) -> None:
        """Closed when the other side has the answer, or after a moment, and the loop goes on."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
        else:
            self._wait(conn, SECONDS_TO_LEAVE, self._let_go)

    def _let_go(self, conn: Any) -> None:
        try:
            gone = not conn.sock.recv(A_READ)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            self._drop(conn)
