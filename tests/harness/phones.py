"""A headless phone with the outbox that docs/sync.md requires of the page."""

import datetime
import email.message
import http.client
import json
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tests.harness.ledger import Ledger

Entry = dict[str, Any]
MOST_ENTRIES = 200
SECONDS_FOR_AN_ANSWER = 60
SIGN_IN_AGAIN = (401, 403)
UNREADABLE = (400, 413)
SOMEBODY_ELSE = 409
SLOTS = (
    *((test, side) for test in ("toe_spread", "toe_flexion", "toe_extension") for side in "lr"),
    *((test, side) for test in ("ankle_dorsiflexion", "knee_flexion") for side in "lr"),
    *((test, side) for test in ("hip_flexion", "hip_extension") for side in "lr"),
    ("toe_touch", "n"),
)
SIDES = {"l": "left", "r": "right", "n": "none"}


class Person(NamedTuple):
    """Who holds the phone, signed in with a cookie, with an open session on the server."""

    user: int
    cookie: str
    session: str


class Answer(NamedTuple):
    """What came back over the network; without an answer the status is 0."""

    status: int
    headers: email.message.Message
    body: bytes

    def results(self) -> list[Entry]:
        """What the server says of single entries; nothing unless it is JSON of the right shape."""
        try:
            body = json.loads(self.body)
        except ValueError:
            return []
        results = body.get("results") if isinstance(body, dict) and self.status == 200 else None
        return (
            [entry for entry in results if isinstance(entry, dict)]
            if isinstance(results, list)
            else []
        )


class Phone:
    """Keeps every entry until a JSON response names it."""

    def __init__(
        self,
        person: Person,
        port: int,
        ledger: Ledger,
        chance: random.Random,
        *,
        longest_pause: float = 0.3,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.person, self.port, self.ledger, self.chance = person, port, ledger, chance
        self.longest_pause, self.clock = longest_pause, clock
        self.token = "t" * 32
        self.waiting: list[Entry] = []
        self.refused: dict[str, str] = {}
        self.sign_in: Callable[[], str] | None = None
        self.asks_to_sign_in = self.is_somebody_else = False
        self.last_at = self.tries = 0
        self.quiet_until = 0.0
        self.longest_batch = self.most = MOST_ENTRIES

    # What a person does

    def tap(self, phase: str, test: str, side: str, field: str, value: Any) -> Entry:
        return self.put(phase=phase, test=test, side=side, field=field, value=str(value))

    def put(self, **says: Any) -> Entry:
        """An entry with a name for ever and a moment later than the one before."""
        self.last_at = max(self.last_at + 1, round(self.clock() * 1000))
        entry = {"uuid": str(uuid.UUID(int=self.chance.getrandbits(128), version=4))}
        entry |= {"session": self.person.session, "at": _moment(self.last_at)} | says
        self.waiting.append(entry)
        self.ledger.tapped(entry)
        return entry

    def phase(self, phase: str, *, send_every: int = 1, pace: float = 0.0) -> None:
        """Sixteen ratings `pace` seconds apart, sent after every `send_every` of them."""
        for number, where in enumerate(readings(), 1):
            value = "8.5" if where[2] == "value" else self.chance.randrange(11)
            self.tap(phase, *where, value)
            if number % send_every == 0:
                self.send()
            time.sleep(pace)

    def routine(self) -> None:
        self.put(kind="routine", dose='{"left.ts_twist": 30}', stopped_reason="interrupted")

    def start(self, **choices: Any) -> None:
        """A session that the server does not know yet."""
        new = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.person = self.person._replace(session=new)
        plain = {"zone": "Europe/Zurich", "set": "full", "tests": "", "routine": "toe_spreaders"}
        plain |= {"seconds": "45", "order": "left", "vary": "{}"}
        self.put(kind="start", **(plain | choices))

    def finish(self) -> None:
        self.put(kind="finish")

    def whole_session(
        self, *, send_every: int = 1, pace: float = 0.0, started_here: bool = False
    ) -> None:
        if started_here:
            self.start()
        self.phase("pre", send_every=send_every, pace=pace)
        self.routine()
        self.send()
        self.phase("post", send_every=send_every, pace=pace)
        if started_here:
            self.finish()

    # What the outbox does

    @property
    def says_saved(self) -> bool:
        """What the page would say: everything is on the server."""
        return not self.waiting and not self.refused

    @property
    def _needs_a_person(self) -> bool:
        return self.is_somebody_else or (self.asks_to_sign_in and not self.sign_in)

    def send(self) -> None:
        """One try, unless it was told to wait, or by whom it is signed in has to change first."""
        if not self.waiting or self._needs_a_person or time.monotonic() < self.quiet_until:
            return
        batch = self.waiting[: self.most]
        sent = self.as_sent(batch)
        self.handle(batch, sent, self.post(sent))

    def drain(self, seconds: float = 60) -> bool:
        """Sends until nothing waits; False if that took too long or cannot be."""
        deadline = time.monotonic() + seconds
        while self.waiting and not self._needs_a_person and time.monotonic() < deadline:
            self.send()
            time.sleep(max(0.0, min(self.quiet_until, deadline) - time.monotonic()))
        return not self.waiting

    def die_while_sending(self) -> "Phone":
        """It is killed before it hears the answer; what is on its disk is there afterwards."""
        self.post(self.as_sent(self.waiting[: self.most]), and_die=True)
        return self.reopened()

    def reopened(self) -> "Phone":
        again = type(self)(
            self.person,
            self.port,
            self.ledger,
            self.chance,
            longest_pause=self.longest_pause,
            clock=self.clock,
        )
        again.waiting = json.loads(json.dumps(self.waiting))
        again.refused, again.last_at = dict(self.refused), self.last_at
        again.sign_in = self.sign_in
        return again

    def as_sent(self, batch: list[Entry]) -> list[Entry]:
        return batch

    def post(self, entries: list[Entry], *, and_die: bool = False) -> Answer:
        body = json.dumps({"user": self.person.user, "entries": entries})
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_FOR_AN_ANSWER)
        try:
            line.request("POST", "/sync/", body, self._headers())
            answer = Answer(0, email.message.Message(), b"") if and_die else _read(line)
        except (OSError, http.client.HTTPException):
            answer = Answer(0, email.message.Message(), b"")
        finally:
            line.close()
        self.ledger.heard(answer.status, time.monotonic() - began)
        return answer

    def _headers(self) -> dict[str, str]:
        cookies = f"sessionid={self.person.cookie}; csrftoken={'t' * 32}"
        about = {"Content-Type": "application/json", "Connection": "close"}
        return about | {"Cookie": cookies, "X-CSRFToken": self.token}

    def handle(self, batch: list[Entry], sent: list[Entry], answer: Answer) -> None:
        """Remove the entries that the response names, and schedule the next attempt."""
        names = {now["uuid"]: entry for now, entry in zip(sent, batch, strict=True)}
        named = [
            (names[result["uuid"]], result)
            for result in answer.results()
            if result.get("uuid") in names
        ]
        for entry, result in named:
            self._settle(entry, result)
        if named:
            self.tries, self.most = 0, self.longest_batch
        else:
            self._not_taken(batch, answer)

    def _settle(self, entry: Entry, result: Entry) -> None:
        if result.get("status") in ("stored", "duplicate"):
            self.ledger.acknowledged(entry)
        elif result.get("status") == "rejected":
            self.refused[entry["uuid"]] = result.get("reason", "")
            self.ledger.refused(entry, result.get("reason", ""))
        else:
            return
        self.waiting = [waiting for waiting in self.waiting if waiting is not entry]

    def _not_taken(self, batch: list[Entry], answer: Answer) -> None:
        if answer.status in SIGN_IN_AGAIN and _is_json(answer):
            self.asks_to_sign_in = True
            if self.sign_in:
                self.person = self.person._replace(cookie=self.sign_in())
                self.token = "t" * 32
        elif answer.status == SOMEBODY_ELSE and _is_json(answer):
            self.is_somebody_else = True
        elif answer.status in UNREADABLE and _is_json(answer):
            self._smaller(batch)
        self._pause(answer)

    def _smaller(self, batch: list[Entry]) -> None:
        """An entry that makes a whole batch unreadable is found by sending less at a time."""
        if len(batch) > 1:
            self.most = len(batch) // 2
        else:
            self.most = self.longest_batch
            self._settle(batch[0], {"status": "rejected", "reason": "It cannot be read."})

    def _pause(self, answer: Answer) -> None:
        self.tries += 1
        retry_after = answer.headers.get("Retry-After", "")
        backed_off = min(2.0**self.tries, 300) / 60 * self.chance.uniform(0.5, 1.5)
        seconds = float(retry_after) if retry_after.isdigit() else backed_off
        self.quiet_until = time.monotonic() + min(seconds, self.longest_pause)


class Forgetful(Phone):
    """The control for doubling: each try has new UUIDs, as a plain form would have none."""

    def as_sent(self, batch: list[Entry]) -> list[Entry]:
        return [entry | {"uuid": str(uuid.uuid4())} for entry in batch]


class Trusting(Phone):
    """The control for losing: an answer that is no error counts as an acknowledgement."""

    def handle(self, batch: list[Entry], sent: list[Entry], answer: Answer) -> None:
        if 0 < answer.status < 400:
            for entry in batch:
                self._settle(entry, {"status": "stored"})
        else:
            self._pause(answer)


class Careless(Phone):
    """The control for losing: sent is as good as stored."""

    def handle(self, batch: list[Entry], sent: list[Entry], answer: Answer) -> None:
        for entry in batch:
            self._settle(entry, {"status": "stored"})


class Expiring(Phone):
    """The control for lying long: a week is the longest that an entry is kept."""

    def send(self) -> None:
        week_ago = _moment(round((time.time() - 7 * 86400) * 1000))
        self.waiting = [entry for entry in self.waiting if entry["at"] > week_ago]
        super().send()


class Strict(Phone):
    """The control for poison: one entry at a time, and none before the one ahead is stored."""

    def send(self) -> None:
        self.most = 1
        super().send()

    def _settle(self, entry: Entry, result: Entry) -> None:
        if result.get("status") != "rejected":
            super()._settle(entry, result)


PHONES: dict[str, type[Phone]] = {
    "careful": Phone,
    **{phone.__name__.lower(): phone for phone in (Forgetful, Trusting, Careless)},
}


def readings() -> Iterator[tuple[str, str, str]]:
    """(test, side, field) of what one phase has to rate: each score and a length."""
    yield from ((test, SIDES[side], "score") for test, side in SLOTS)
    yield "ankle_dorsiflexion", "left", "value"


def drained(phones: Iterable[Phone], seconds: float = 60) -> list[bool]:
    return [phone.drain(seconds) for phone in phones]


def _moment(milliseconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"


def _read(line: http.client.HTTPConnection) -> Answer:
    answer = line.getresponse()
    return Answer(answer.status, answer.headers, answer.read())


def _is_json(answer: Answer) -> bool:
    return answer.headers.get("Content-Type", "").startswith("application/json")
