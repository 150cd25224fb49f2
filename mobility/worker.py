"""A worker that drains the listen queue before it closes the socket."""

import contextlib
import errno
import mmap
import signal
import socket
from types import FrameType
from typing import Any

from gunicorn.http import errors

from mobility import gate
from mobility.connections import BufferingWorker

SERVER_ERRORS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)

# A byte shared by all processes: 1 if the whole server is stopping, not only this process.
_stopping = mmap.mmap(-1, 1)


def stop_listening_on_sigterm(server: Any) -> None:
    """Tell all processes on SIGTERM that no others will follow; after SIGHUP others do."""

    def stop(number: int, frame: FrameType | None) -> None:
        _stopping[0] = 1
        server.signal(number, frame)

    signal.signal(signal.SIGTERM, stop)


class Worker(BufferingWorker):
    """Answers queued connections before it stops, and refuses new ones.

    gunicorn lets the system queue new connections while the last requests are answered; when the
    last process exits, those would be reset without a response.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive and _stopping[0]:
            for listener in self.sockets:
                self._drain_queue(listener)
                self._stop_listening(listener)

    def accept(self, listener: Any) -> None:
        try:
            super().accept(listener)
        except OSError as error:
            # Another process has shut down the shared socket.
            if error.errno != errno.EINVAL:
                raise

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer a malformed request with our own sentence and headers; never with a 5xx."""
        if isinstance(exc, SERVER_ERRORS) or not isinstance(exc, errors.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Bad request from %s: %s", addr[0] if addr else "", exc)
        is_long = isinstance(exc, errors.LimitRequestHeaders)
        with contextlib.suppress(OSError):
            client.sendall(gate.raw_response(gate.HEAD_TOO_LONG if is_long else gate.NOT_HTTP))

    def _drain_queue(self, listener: Any) -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def _stop_listening(self, listener: Any) -> None:
        try:
            listener.sock.shutdown(socket.SHUT_RD)
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                raise
