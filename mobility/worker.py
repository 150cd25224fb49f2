"""A process of the server that leaves no request unanswered in the queue of a port that closes."""

import contextlib
import errno
import mmap
import signal
import socket
from types import FrameType
from typing import Any

from gunicorn.http import errors

from mobility import gate
from mobility.connections import Patient

OURS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)

# One byte that all processes share: whether the whole server stops, or only this process.
_stopping = mmap.mmap(-1, 1)


def close_the_port_when_stopped(server: Any) -> None:
    """On SIGTERM the processes learn that nobody comes after them. On SIGHUP others do."""

    def stop(number: int, frame: FrameType | None) -> None:
        _stopping[0] = 1
        server.signal(number, frame)

    signal.signal(signal.SIGTERM, stop)


class Worker(Patient):
    """gunicorn's own lets the system queue new connections while it answers the last requests.

    Where it was the last process, those would be cut off without an answer when it goes.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive and _stopping[0]:
            for listener in self.sockets:
                self._take_the_queue(listener)
                self._refuse_from_now_on(listener)

    def accept(self, listener: Any) -> None:
        try:
            super().accept(listener)
        except OSError as error:
            # Another process has closed the port that they share.
            if error.errno != errno.EINVAL:
                raise

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """What is no request gets our sentence with our headers, never a 5xx, and one line."""
        if isinstance(exc, OURS) or not isinstance(exc, errors.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Bad request from %s: %s", addr[0] if addr else "", exc)
        is_long = isinstance(exc, errors.LimitRequestHeaders)
        with contextlib.suppress(OSError):
            client.sendall(gate.in_bytes(gate.TOO_LONG_A_HEAD if is_long else gate.NO_REQUEST))

    def _take_the_queue(self, listener: Any) -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def _refuse_from_now_on(self, listener: Any) -> None:
        try:
            listener.sock.shutdown(socket.SHUT_RD)
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                raise
