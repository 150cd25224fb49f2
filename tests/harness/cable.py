"""A TCP relay that can be unplugged."""

import contextlib
import socket
import threading
from types import TracebackType

LARGEST = 65536


class Cable:
    """Between phones and the server at the port `behind`, in threads of its own."""

    def __init__(self, behind: int) -> None:
        self.behind, self.is_cut = behind, False
        self.ends: set[socket.socket] = set()

    def __enter__(self) -> "Cable":
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.listening.close()
        self.cut()

    def cut(self) -> None:
        self.is_cut = True
        for end in list(self.ends):
            self._close(end)

    def mend(self) -> None:
        self.is_cut = False

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self.listening.accept()
                self._join(phone)

    def _join(self, phone: socket.socket) -> None:
        if self.is_cut:
            phone.close()
            return
        server = socket.create_connection(("127.0.0.1", self.behind))
        self.ends |= {phone, server}
        for source, target in ((phone, server), (server, phone)):
            threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(LARGEST):
                target.sendall(data)
        self._close(source)
        self._close(target)

    def _close(self, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
        self.ends.discard(end)
