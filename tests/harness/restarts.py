"""Restarts the server repeatedly under load: no request in flight is lost, and none gets a 5xx.

SIGHUP replaces the processes while the port stays open: nothing at all may fail, nor when a process
is replaced after its last request. After SIGTERM nobody listens for a moment: connecting may be
refused, but what was taken is answered.
"""

import argparse
import email.message
import http.client
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.harness.ledger import Ledger
from tests.harness.phones import Answer, Entry, Person, Phone
from tests.harness.servers import Server, command, is_sound, parser, people
from tests.harness.tapping import phones_of, tapping

LONGEST_BETWEEN = 0.5
SECONDS_TO_CHANGE = 60
REFUSED, CUT, ANSWERED, BROKEN = "refused", "cut off", "answered", "5xx"


class Caller(Phone):
    """Tells a refused connection from a request that was taken and then not answered."""

    keeps_its_line = False

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.line: http.client.HTTPConnection | None = None
        self.outcomes: Counter[str] = Counter()

    def post(self, entries: list[Entry], *, and_die: bool = False) -> Answer:
        body = json.dumps({"user": self.person.user, "entries": entries})
        began, answer = time.monotonic(), Answer(0, email.message.Message(), b"")
        try:
            answer = self._request(body)
            self.outcomes[BROKEN if answer.status >= 500 else ANSWERED] += 1
        except ConnectionRefusedError:
            self.outcomes[REFUSED] += 1
            self.hang_up()
        except (OSError, http.client.HTTPException):
            self.outcomes[CUT] += 1
            self.hang_up()
        self.ledger.heard(answer.status, time.monotonic() - began)
        return answer

    def _request(self, body: str) -> Answer:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = self._headers()
        if self.keeps_its_line:
            del headers["Connection"]
        self.line.request("POST", "/sync/", body, headers)
        response = self.line.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if response.will_close:
            self.hang_up()
        return answer

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None


class KeepsItsLine(Caller):
    """Sends its requests over one connection, as a browser and a proxy do."""

    keeps_its_line = True


def workers_of(server: Server) -> set[int]:
    pid = server.process.pid
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def hang_up(server: Server) -> None:
    """All processes are replaced; the old ones answer what they have begun."""
    before = workers_of(server)
    os.kill(server.process.pid, signal.SIGHUP)
    deadline = time.monotonic() + SECONDS_TO_CHANGE
    while (now := workers_of(server)) & before or len(now) < server.workers:
        if time.monotonic() > deadline:
            raise RuntimeError("The processes were not replaced.")
        time.sleep(0.02)


def stop_and_start(server: Server) -> None:
    server.stop()
    server.start()


def recycle(server: Server) -> None:
    """One process has answered as many requests as it may, and is replaced."""
    before, deadline = workers_of(server), time.monotonic() + SECONDS_TO_CHANGE
    while before <= workers_of(server) and time.monotonic() < deadline:
        time.sleep(0.02)


def kill(server: Server) -> None:
    server.kill()
    server.start()


HOW = {"hup": hang_up, "term": stop_and_start, "recycle": recycle, "kill": kill}
# Where the port stays open, nobody may even be refused.
OPEN = ("hup", "recycle")
FEW = "--max-requests=60 --max-requests-jitter=30"


def restarts(
    server: Server, persons: list[Person], number: int, seed: int, how: str
) -> tuple[Ledger, Counter[str]]:
    """So many restarts while everybody sends; half of them over a connection that they keep."""
    ledger, chance = Ledger(), random.Random(seed)
    callers: list[Caller] = []
    for half, kind in enumerate((Caller, KeepsItsLine)):
        callers += phones_of(persons[half::2], server.port, ledger, seed + half, kind)
    with tapping(callers, 0.01):
        for _ in range(number):
            time.sleep(chance.uniform(0, LONGEST_BETWEEN))
            HOW[how](server)
    for caller in callers:
        caller.hang_up()
    return ledger, sum((caller.outcomes for caller in callers), Counter())


def lost(outcomes: Counter[str], how: str) -> int:
    """Requests that went wrong although the server had them, or had to take them."""
    return outcomes[BROKEN] + outcomes[CUT] + (outcomes[REFUSED] if how in OPEN else 0)


def run(folder: Path, options: argparse.Namespace) -> bool:
    good = True
    for how in options.how.split(","):
        server = Server(folder)
        server.environment |= {"GUNICORN_CMD_ARGS": FEW if how == "recycle" else ""}
        with server:
            began = time.monotonic()
            persons = people(options.phones)
            ledger, outcomes = restarts(server, persons, options.restarts, options.seed, how)
        verdict, seconds = ledger.compare(), time.monotonic() - began
        summary = ", ".join(f"{what} {count:,}" for what, count in sorted(outcomes.items()))
        print(f"{how}: {options.restarts} restarts in {seconds:.0f} s; {summary}", flush=True)
        print(f"{how}: lost or 5xx: {lost(outcomes, how)}; entries: {verdict}; {is_sound()}")
        good = good and not lost(outcomes, how) and verdict.is_complete
    return good


def main() -> int:
    options = parser(
        __doc__,
        restarts=(100, "of the server, in each way"),
        phones=(6, "that send all the time, half of them over a connection that they keep"),
    )
    options.add_argument("--how", default="hup,term,recycle", help="kill is the control")
    return command("tests.harness.restarts", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
