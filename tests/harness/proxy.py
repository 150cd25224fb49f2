"""A bad network: a proxy that cuts, refuses, delays, doubles, or answers like a hotel's."""

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

REFUSALS = {
    429: ("Too Many Requests", '{"error": "Wait."}'),
    502: ("Bad Gateway", "<h1>Bad gateway</h1>"),
    503: ("Service Unavailable", '{"error": "Away."}'),
    504: ("Gateway Timeout", "<h1>Gateway timeout</h1>"),
}
PORTALS = {
    "html": (200, "OK", "<title>Welcome to our network</title>"),
    "json": (200, "OK", '{"ok": true}'),
    "redirect": (302, "Found", ""),
    "511": (511, "Network Authentication Required", "<title>Sign in to the network</title>"),
}
DOWN = "down"
BUSY = "busy"


class Chances(NamedTuple):
    """How likely each fault is, for each request."""

    cut_before: float = 0.15
    cut_after: float = 0.15
    refuse: float = 0.05
    twice: float = 0.05
    late: float = 0.2
    longest_delay: float = 5.0


CALM = Chances(*(0.0,) * 6)


class Proxy:
    """In a thread of its own, between phones and the server at `behind`."""

    def __init__(self, behind: int, chance: random.Random, chances: Chances = CALM) -> None:
        self.behind, self.chance, self.chances = behind, chance, chances
        self.mode = ""
        # The faults of the first requests by their names, before chance decides.
        self.first: list[str] = []
        self.sample_size: Counter[str] = Counter()
        # Asked between the server's answer and its way back; True cuts the answer off.
        self.when_answered: Callable[[], bool] = lambda: False
        self.serving: set[asyncio.Task[None] | None] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "Proxy":
        self.thread.start()
        self.server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = int(self.server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.close()
        self._run(self._end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    async def _end(self) -> None:
        # Until none is left: a connection that was just accepted begins a task of its own.
        while others := asyncio.all_tasks(self.loop) - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop itself keeps no task alive whose phone has hung up.
        self.serving.add(task := asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            answer = await self._answer(await _request(reader))
            writer.write(answer)
            await writer.drain()
        writer.close()
        self.serving.discard(task)

    async def _answer(self, request: bytes) -> bytes:
        """What goes back; nothing at all if the line is cut."""
        if self.mode:
            self.sample_size[self.mode] += 1
            return self._own_answer()
        due = self.first.pop(0) if self.first else ""
        await self._delay()
        if self._happens("cut_before", due):
            return b""
        if self._happens("refuse", due):
            status = self.chance.choice(sorted(REFUSALS))
            return _page(status, *REFUSALS[status])
        return await self._pass_on(request, due)

    def _own_answer(self) -> bytes:
        if self.mode == BUSY:
            return _page(429, *REFUSALS[429])
        return b"" if self.mode == DOWN else _page(*PORTALS[self.mode])

    async def _pass_on(self, request: bytes, due: str) -> bytes:
        copies = 2 if self._happens("twice", due) else 1
        answers = await asyncio.gather(*(self._ask(request) for _ in range(copies)))
        await self._delay()
        cut = await asyncio.get_running_loop().run_in_executor(None, self.when_answered)
        return b"" if self._happens("cut_after", due) or cut else answers[-1]

    async def _delay(self) -> None:
        # Before the server and behind it, so each is half as likely.
        if self.chance.random() < self.chances.late / 2:
            await asyncio.sleep(self.chance.uniform(0, self.chances.longest_delay))

    def _happens(self, name: str, due: str) -> bool:
        by_chance = self.chance.random() < float(getattr(self.chances, name))
        happens = name == due if due else by_chance
        self.sample_size[name] += happens
        return happens

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.behind)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()

    def __str__(self) -> str:
        return ", ".join(f"{name} × {count:,}" for name, count in self.sample_size.items() if count)


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request; the phones ask for a new connection each time."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    lengths = [line.split(":")[1] for line in lines if line.startswith("content-length:")]
    return head + (await reader.readexactly(int(lengths[0])) if lengths else b"")


def _page(status: int, reason: str, body: str) -> bytes:
    kind = "application/json" if body.startswith("{") else "text/html"
    more = {429: "Retry-After: 1\r\n", 503: "Retry-After: 1\r\n", 302: "Location: /portal\r\n"}
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n{more.get(status, '')}"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
