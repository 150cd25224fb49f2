"""Guesses passwords and codes on four processes at once, and times who has an account.

Each guess that is compared is one wrong try in the list of its owner, so the list says how many
came through. Nothing but 127.0.0.1 is talked to.
"""

import argparse
import http.client
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.factories import PASSWORD, make_user
from tests.harness.servers import Server, command, parser, signed_in
from tests.second_step import turn_on
from tests.server import collect_static_files
from tracker.models import User

LOGIN, CODE, RESET = "/accounts/login/", "/accounts/code/", "/accounts/password/reset/"
TOKEN = "a" * 32
SOMEWHERE = ip_network("10.0.0.0/8")
# allauth's limit, and what may slip through between two processes.
MOST, RACES = 5, 2
AT_ONCE = 8
SLOWER = 0.010  # seconds between an address that has an account and one that has none


class Guesser:
    """Sends forms from as many addresses as it likes."""

    def __init__(self, port: int) -> None:
        self.port, self.number = port, 0

    def send(self, path: str, form: dict[str, str], session: str = "") -> tuple[int, str, float]:
        """The status, the session that it set, and the seconds that it took."""
        self.number += 1
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
        about = {
            "Cookie": cookie,
            "X-CSRFToken": TOKEN,
            "X-Forwarded-For": str(SOMEWHERE[self.number]),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        line.request("POST", path, urlencode(form), about)
        answer = line.getresponse()
        answer.read()
        seconds = time.perf_counter() - began
        return answer.status, _session(answer.getheader("Set-Cookie") or ""), seconds


def _session(cookies: str) -> str:
    return cookies.partition("sessionid=")[2].partition(";")[0]


def wrong_tries(user: User) -> int:
    """How many guesses were compared with the password or the code."""
    return sum(int(event.about) for event in user.account_events.filter(kind="failed"))


def at_once(guess: Callable[[int], object], count: int) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(guess, range(count)))


def passwords(guesser: Guesser, owner: User, count: int) -> int:
    def guess(number: int) -> None:
        guesser.send(LOGIN, {"login": owner.email, "password": f"wrong sentence {number}"})

    at_once(guess, count)
    return wrong_tries(owner)


def codes(guesser: Guesser, owner: User, count: int) -> int:
    """By somebody who has the password, which is all that it takes to be asked for a code."""
    _, session, _ = guesser.send(LOGIN, {"login": owner.email, "password": PASSWORD})
    at_once(lambda number: guesser.send(CODE, {"code": f"{number:06}"}, session), count)
    return wrong_tries(owner)


def difference(guesser: Guesser, path: str, forms: Iterable[tuple[dict[str, str], ...]]) -> float:
    """The median seconds by which an address with an account takes longer than one without."""
    seconds: tuple[list[float], list[float]] = [], []
    for number, pair in enumerate(forms):
        # Each comes as often after the other.
        for which in (0, 1) if number % 2 else (1, 0):
            seconds[which].append(guesser.send(path, pair[which])[2])
    return median(seconds[0]) - median(seconds[1])


def form_of(path: str, email: str) -> dict[str, str]:
    return {"email": email} if path == RESET else {"login": email, "password": "wrong sentence"}


def still_in(server: Server, owner: User) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", "/settings/", headers={"Cookie": f"sessionid={signed_in(owner)}"})
    return line.getresponse().status == 200


def run(folder: Path, options: argparse.Namespace) -> bool:
    server = Server(folder, workers=4)
    server.environment |= {"TRUSTED_PROXIES": "1"}
    if options.apart:
        server.environment["DJANGO_SETTINGS_MODULE"] = "tests.harness.apart_settings"
    collect_static_files(server.environment)
    with server:
        # All of it, whatever comes of the first.
        return all([*_tried(server, Guesser(server.port), options)])


def _tried(server: Server, guesser: Guesser, options: argparse.Namespace) -> Iterable[bool]:
    first, second = make_user(), make_user()
    turn_on(second)
    for what, trial, owner in (("passwords", passwords, first), ("codes", codes, second)):
        compared = trial(guesser, owner, options.guesses)
        print(f"{options.guesses} wrong {what}, 4 processes: {compared} compared (at most {MOST})")
        yield compared <= MOST + RACES
        print(f"  the owner’s own sign-in goes on: {still_in(server, owner)}")
        yield still_in(server, owner)
    there = [make_user().email for _ in range(options.pairs)]
    for path in (LOGIN, RESET):
        forms = [(form_of(path, email), form_of(path, f"no.{email}")) for email in there]
        slower = difference(guesser, path, forms)
        print(f"{path}: an account takes {slower * 1000:+.1f} ms longer, median of {options.pairs}")
        yield abs(slower) <= SLOWER


if __name__ == "__main__":
    sizes = {"guesses": (1000, "wrong passwords and codes"), "pairs": (500, "addresses, twice")}
    trial = parser(str(__doc__), **sizes)
    trial.add_argument("--apart", action="store_true", help="the control: no shared counter")
    sys.exit(command("tests.harness.guessing", trial.parse_args(), run))
