"""A process of the server that leaves no request unanswered in the queue of a port that closes."""

import errno
import mmap
import signal
import socket
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# One byte that all processes share: whether the whole server stops, or only this process.
_stopping = mmap.mmap(-1, 1)


def close_the_port_when_stopped(server: Any) -> None:
    """On SIGTERM the processes learn that nobody comes after them. On SIGHUP others do."""

    def stop(number: int, frame: FrameType | None) -> None:
        _stopping[0] = 1
        server.signal(number, frame)

    signal.signal(signal.SIGTERM, stop)


class Worker(ThreadWorker):
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
