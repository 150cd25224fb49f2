"""Replays attacks on a server of its own, straight and behind the documented proxies.

Meanwhile /livez is asked all the time: each line says what came out, the longest wait of a probe,
and what it cost in processor time, on the disk and in memory. Nothing but 127.0.0.1 is talked to.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache

from tests.documented import SITE
from tests.factories import PASSWORD, copy, make_user
from tests.harness.holding import WAYS, holding, probed
from tests.harness.proxies import PROXIES
from tests.harness.servers import Server, command, parser, signed_in
from tests.pages import FormReader
from tests.server import collect_static_files
from tests.wsgi import field, form
from tracker.models import Routine, User

LONGEST_WAIT = 2.0
LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"
RESET, EMAIL = "/accounts/password/reset/", "/accounts/email/"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
TOKEN = "a" * 32
HEADERS = {"Host": SITE, "Referer": f"https://{SITE}/", "X-CSRFToken": TOKEN}
MEGABYTE = 1024 * 1024


class Reply(NamedTuple):
    status: int
    text: str


@dataclass
class Door:
    """An address to attack, and measurements of the server behind it."""

    name: str
    port: int
    server: Server
    folder: Path
    lines: int

    def ask(self, method: str, path: str, *, cookie: str = "", **about: Any) -> Reply:
        """One request; without an answer the status is 0 and the text says why."""
        body, headers = about.get("body"), HEADERS | about.get("headers", {})
        if self.name == "straight":
            headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"} | headers
        headers["Cookie"] = f"__Host-csrftoken={TOKEN}; csrftoken={TOKEN}"
        if cookie:
            headers["Cookie"] += f"; __Host-sessionid={cookie}; sessionid={cookie}"
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            line.request(method, path, body, headers)
            response = line.getresponse()
            reply = Reply(response.status, response.read().decode(errors="replace"))
            line.close()
        except (OSError, http.client.HTTPException) as error:
            return Reply(0, type(error).__name__)
        return reply

    def form(self, path: str, fields: dict[str, str], **about: Any) -> Reply:
        body = "&".join(f"{name}={value}" for name, value in fields.items()).replace("@", "%40")
        headers = {"Content-Type": FORM} | about.pop("headers", {})
        return self.ask("POST", path, body=body.replace(" ", "+"), headers=headers, **about)

    def processes(self) -> list[int]:
        pid = self.server.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def seconds_used(self) -> float:
        seconds = 0.0
        for pid in self.processes():
            used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
        return seconds

    def memory(self) -> int:
        """Megabytes used by all server processes; shared memory counts once."""
        kilobytes = 0
        for pid in self.processes():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes += int(re.search(r"^Pss: +(\d+) kB", rollup, re.M)[1])
        return kilobytes // 1024

    def on_disk(self) -> int:
        """Bytes in all folders that the server and the proxy can write to."""
        total = 0
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):
                total += path.stat().st_size if path.is_file() else 0
        return total


def at_once(number: int, what: Callable[[int], Reply]) -> str:
    with ThreadPoolExecutor(number) as people:
        statuses = Counter(reply.status for reply in people.map(what, range(number)))
    return in_words(statuses)


def in_words(statuses: Counter[int]) -> str:
    return ", ".join(f"{status} × {number}" for status, number in sorted(statuses.items()))


# Each returns (outcome in words, whether it is acceptable).
Outcome = tuple[str, bool]


def charset(door: Door) -> Outcome:
    """1: eight forms of 0.9 MB whose charset is punycode."""
    body = form(field(b"login", b"a" * 900_000))
    kind = {"Content-Type": f"{PARTS}; charset=punycode"}
    outcome = at_once(8, lambda _: door.ask("POST", LOGIN, body=body, headers=kind))
    return outcome, "415 × 8" in outcome


def routines(door: Door) -> Outcome:
    """2: many own routines, 200 starts in a batch; meanwhile somebody else saves settings."""
    user, other = make_user(), make_user()
    for _ in range(50):
        copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    cookie, others = signed_in(user), signed_in(other)
    over = door.ask("GET", "/routines/new/", cookie=cookie)
    batch_of_starts, began = starts(user), time.monotonic()
    with ThreadPoolExecutor(2) as people:
        batch = people.submit(door.ask, "POST", "/sync/", cookie=cookie, **batch_of_starts)
        saving = people.submit(save_settings, door, others)
        statuses = (batch.result().status, saving.result().status)
    seconds = time.monotonic() - began
    kit = door.ask("GET", "/offline/kit/", cookie=cookie)
    outcome = f"batch {statuses[0]}, other's save {statuses[1]}, both in {seconds:.1f} s; "
    outcome += f"kit {len(kit.text) / 1000:.0f} kB; a 51st routine {over.status}"
    return outcome, statuses == (200, 302) and len(kit.text) < 300_000 and kit.status == 200


def starts(person: User) -> dict[str, Any]:
    choices = {"zone": "Europe/Zurich", "set": "full", "tests": "", "routine": "toe_spreaders"}
    plain = choices | {"kind": "start", "seconds": "45", "order": "left", "vary": "{}"}
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entries = [
        plain | {"uuid": str(uuid.uuid4()), "session": str(uuid.uuid4()), "at": at}
        for _ in range(200)
    ]
    body = json.dumps({"user": person.pk, "entries": entries})
    return {"body": body, "headers": {"Content-Type": "application/json"}}


def save_settings(door: Door, cookie: str) -> Reply:
    reader = FormReader(page := "/settings/look/")
    reader.feed(door.ask("GET", page, cookie=cookie).text)
    fields = {name: values[0] for name, values in reader.fields.items() if values}
    return door.form(page, fields, cookie=cookie)


def takeover(door: Door) -> Outcome:
    """3: with a cookie alone another address is added, made the first, the old one removed."""
    owner = make_user()
    before, cookie = owner.email, signed_in(owner)
    thief = f"thief-{uuid.uuid4().hex[:6]}@example.org"
    for action, address in (("add", thief), ("primary", thief), ("remove", before)):
        door.form(EMAIL, {f"action_{action}": "", "email": address}, cookie=cookie)
    new = {"oldpassword": "wrong one here", "password1": "another quiet one"}
    door.form("/accounts/password/change/", new | {"password2": "another quiet one"}, cookie=cookie)
    owner.refresh_from_db()
    is_theirs = owner.email == before and owner.check_password(PASSWORD)
    is_added = EmailAddress.objects.filter(email=thief).exists()
    return f"address and password kept: {is_theirs}; the thief's address is in: {is_added}", (
        is_theirs and not is_added
    )


def uploads(door: Door) -> Outcome:
    """4: four files of 100 MB, to the sign-in and to /sync/."""
    begin = form(field(b"file", b"")).replace(b'name="file"', b'name="file"; filename="a.bin"')
    begin = begin[: begin.rindex(b"\r\n--x--")]

    def send(number: int) -> Reply:
        path = (LOGIN, "/sync/")[number % 2]
        return Reply(upload(door, path, begin, 100 * MEGABYTE), "")

    outcome, disk = at_once(4, send), door.on_disk()
    # Caddy breaks off by itself, and calls that 502.
    return outcome, set(re.findall(r"(\d+) ×", outcome)) <= {"413", "502"} and disk < 10 * MEGABYTE


def upload(door: Door, path: str, begin: bytes, length: int) -> int:
    """Send until there is a response, the connection is closed, or everything is sent."""
    headers = {"Content-Type": PARTS, "Content-Length": str(length), "Cookie": f"csrftoken={TOKEN}"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (HEADERS | headers).items())
    with socket.create_connection(("127.0.0.1", door.port), timeout=30) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + begin)
        with contextlib.suppress(OSError):
            for _ in range(length // MEGABYTE):
                line.sendall(b"a" * MEGABYTE)
        try:
            return int((line.recv(4096) or b"HTTP/1.1 000").split()[1])
        except OSError:
            # Cut off while it sent: the answer went with it.
            return 413


def held_up(door: Door) -> Outcome:
    """5: slow, silent and endless connections."""
    outcomes = []
    for way, what in WAYS.items():
        with holding(door.port, what, door.lines), probed(door.port) as probes:
            time.sleep(2)
        outcomes.append((probes.worst, way, probes.all_answered))
    worst, way, _ = max(outcomes)
    return f"{door.lines} of each of {len(WAYS)} kinds; longest with {way}: {worst:.2f} s", (
        all(answered for _, _, answered in outcomes) and worst < LONGEST_WAIT
    )


def another_host(door: Door) -> Outcome:
    """6: a password link for a host that the request names; over plain http, where any may ask."""
    person = make_user()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    with serving(door.folder / "http") as server:
        plain = Door("over http", server.port, server, door.folder, 0)
        evil = {"Host": "evil.example:8080", "Referer": "http://evil.example:8080/"}
        status = plain.form(RESET, {"email": person.email}, headers=evil).status
        log = server.log.read_text()
    is_sent, is_evil = "/reset/key/" in log, "evil.example" in log
    return f"answered {status}; a link was sent: {is_sent}; it names the stranger: {is_evil}", (
        not is_evil
    )


BROKEN: tuple[tuple[str, str, dict[str, str]], ...] = (
    *(("GET", f"{LOGIN}?next=%41", {"Content-Type": f"text/plain; charset={codec}"})
      for codec in ("base64", "rot13", "zip", "idna", "undefined", "hex", "punycode")),
    ("GET", LOGIN, {"Content-Type": "text/plain; x*=no-such''a"}),
    ("GET", f"{LOGIN}?next=http://[x", {}),
    ("GET", f"{LOGIN}?next=%00", {}),
    ("GET", "/", {"SCRIPT_NAME": "/x"}),
    ("POST", LOGIN, {"Content-Type": "multipart/form-data"}),
    ("POST", LOGIN, {"Content-Type": "multipart/form-data; boundary=é"}),
    ("GET", "/", {"Host": "evil.example"}),
    ("GET", f"{RESET}key/zzzzzzzzzzzzz-set-password/", {}),
    ("GET", "/no/%0d%0aSet:%20x/", {}),
)  # fmt: skip


def mistakes(door: Door) -> Outcome:
    """8: what broke Django, from outside, and how much of it is in the log."""
    before, statuses = len(door.server.log.read_text().splitlines()), Counter[int]()
    for method, path, headers in BROKEN:
        sent = {name: value.encode("latin-1") for name, value in headers.items()}
        statuses[door.ask(method, path, headers=sent).status] += 1
    for value in (r'"aaaaaaaaaa\000aaaa"', "a" * 31, "%00" * 10):
        statuses[door.ask("GET", "/", cookie=value).status] += 1
    log = door.server.log.read_text()
    lines, tracebacks = len(log.splitlines()) - before, log.count("Traceback")
    number = len(BROKEN) + 3
    return f"{in_words(statuses)}; {lines} lines for {number}, tracebacks {tracebacks}", (
        max(statuses) < 500 and not tracebacks and lines <= number
    )


def addresses(door: Door) -> Outcome:
    """9: somebody else's address is added; then its owner signs up, and asks for a link."""
    # Behind a proxy the flood of the door before came from the same address.
    cache.clear()
    adder, theirs = make_user(), f"owner-{uuid.uuid4().hex[:6]}@example.org"
    door.form(EMAIL, {"action_add": "", "email": theirs}, cookie=signed_in(adder))
    EmailAddress.objects.get_or_create(user=adder, email=theirs, defaults={"verified": False})
    made = door.form(SIGNUP, {"email": theirs, "password1": PASSWORD})
    own = User.objects.filter(email=theirs).exclude(pk=adder.pk).exists()
    return f"signing up {made.status}, has an account of their own: {own}", own


def locked(door: Door) -> Outcome:
    """10: five wrong passwords, a flood of other addresses, then the right one; eight at once."""
    cache.clear()
    person, others = make_user(), [make_user() for _ in range(8)]
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    wrong = [sign_in(door, person, f"not it {n}", n).status for n in range(7)]
    for number in range(400):
        door.form(SIGNUP, {"email": "nobody"}, headers=coming_from(number + 20))
    right = sign_in(door, person, PASSWORD, 900).status
    outcome = at_once(8, lambda n: sign_in(door, others[n], PASSWORD, 1000 + n))
    return (
        f"wrong {in_words(Counter(wrong))}, then right {right}; eight at once {outcome}",
        right != 302,
    )


def sign_in(door: Door, person: User, password: str, number: int) -> Reply:
    fields = {"login": person.email, "password": password}
    return door.form(LOGIN, fields, headers=coming_from(number))


def coming_from(number: int) -> dict[str, str]:
    """Believed straight at the port only; a proxy writes its own."""
    return {"X-Forwarded-For": f"10.2.{number // 250}.{number % 250 + 1}"}


ATTACKS = (charset, routines, takeover, uploads, held_up, another_host, mistakes, addresses, locked)


def replayed(attack: Callable[[Door], Outcome], door: Door) -> bool:
    """Run one attack and print its outcome; true if it failed and no probe waited too long."""
    disk, used, peak = door.on_disk(), door.seconds_used(), [0, 0]

    def look() -> None:
        peak[0] = max(peak[0], door.memory())
        peak[1] = max(peak[1], door.on_disk() - disk)

    began = time.monotonic()
    with probed(door.port, look) as probes:
        outcome, good = attack(door)
    seconds, used = time.monotonic() - began, door.seconds_used() - used
    waits = probes.worst < LONGEST_WAIT and probes.all_answered
    print(f"{door.name}, {attack.__doc__}")
    print(f"    {outcome}{'' if good else '   *** NOT AS IT HAS TO BE'}")
    print(
        f"    /livez {dict(probes.statuses)}, longest {probes.worst:.2f} s"
        f"{'' if waits else '   *** TOO LONG'}; {seconds:.1f} s, processor {used:.1f} s, "
        f"disk +{max(0, peak[1]) / 1000:.0f} kB, memory {peak[0]} MB",
        flush=True,
    )
    return good and (waits or door.name == "straight")


@contextlib.contextmanager
def doors(folder: Path, wanted: list[str], lines: int) -> Iterator[Iterator[Door]]:
    """A separate server per address, whose temporary files count as its data."""

    def opened() -> Iterator[Door]:
        for name in wanted:
            own = folder / name
            (own / "tmp").mkdir(parents=True)
            (own / "http").mkdir()
            server = serving(own)
            server.environment |= {"SITE_URL": f"https://{SITE}", "TMPDIR": str(own / "tmp")}
            with contextlib.ExitStack() as stack:
                stack.enter_context(server)
                port = server.port
                if name in PROXIES:
                    port = stack.enter_context(PROXIES[name](port, own))
                yield Door(name, port, server, own, lines)

    yield opened()


def serving(folder: Path) -> Server:
    server = Server(folder)
    server.environment["STATIC_ROOT"] = str(settings.TESTS_DIR / "static")
    collect_static_files(server.environment)
    return server


def run(folder: Path, options: argparse.Namespace) -> bool:
    good, wanted = True, options.doors.split(",")
    for name in [name for name in wanted if name in PROXIES and not shutil.which(name)]:
        print(f"{name} is not here: apt-get install {name}")
        good, wanted = False, [door for door in wanted if door != name]
    with doors(folder, wanted, options.lines) as opened:
        for door in opened:
            for attack in ATTACKS:
                good &= options.attack not in ("all", attack.__name__) or replayed(attack, door)
    return good


def main() -> int:
    options = parser(__doc__, lines=(200, "connections at once that hold it up"))
    options.add_argument("--doors", default="straight,nginx,caddy", help="ways in")
    names = [attack.__name__ for attack in ATTACKS]
    options.add_argument("--attack", default="all", choices=["all", *names], help="only this one")
    return command("tests.harness.attacks", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
