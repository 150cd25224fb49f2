"""Stops the browser's renderer as a sleeping phone would, and looks whether the routine noticed.

python -m tests.harness.sleep [30]   so many stops of 20 to 300 seconds, ten at a time; up to two
                                     minutes the second has to be right, after that it has to wait
"""

import contextlib
import math
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import django
from playwright.sync_api import sync_playwright

SHORTEST, LONGEST = 20, 300
AWAY = 120  # seconds; who was away for longer finds the routine where it was left
# Whether a stop so near to that was longer, the page and this process may see differently.
NEAR = 2
TIME_TO_NOTICE = 0.9
AT_ONCE = 10
SECOND = 1000
REPAINT = 300  # ms; so old may be what is painted
SHOWN = """() => ({
  now: Date.now(),
  side: document.querySelector(".player").dataset.side,
  kind: document.querySelector(".player").dataset.stretch,
  mode: document.querySelector(".player").dataset.mode,
  name: [...document.querySelectorAll('[data-show="name"]')][0].textContent,
  seconds: Number(document.querySelector("[data-face] [role=timer]").textContent),
})"""
STATE = "uuid => JSON.parse(localStorage.getItem(`player:${uuid}`))"


class Outcome(NamedTuple):
    """What the page showed after a stop, and what it had to show."""

    slept: float
    shown: str
    due: str
    error: float

    def __str__(self) -> str:
        return f"{self.slept:5.0f} s: {self.shown}, due {self.due}, {self.error:.2f} s off"


def renderers_of(page: Any) -> list[int]:
    """The processes that run pages in the browser of `page`, which has no other page."""
    wire = page.context.browser.new_browser_cdp_session()
    processes = wire.send("SystemInfo.getProcessInfo")["processInfo"]
    wire.detach()
    return [int(process["id"]) for process in processes if process["type"] == "renderer"]


@contextlib.contextmanager
def stopped(processes: list[int]) -> Iterator[Callable[[], None]]:
    """Nothing runs in the processes until the end, or until what it gives is called."""

    def resume() -> None:
        for process in processes:
            os.kill(process, signal.SIGCONT)

    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield resume
    finally:
        resume()


def look(page: Any, before: dict[str, Any], slept: float) -> Outcome:
    """Compares the page with the plan; `before` is the state as it was before the stop."""
    time.sleep(TIME_TO_NOTICE)
    shown = page.evaluate(SHOWN)
    seen = f"{shown['mode']} {shown['kind']} {shown['side']} {shown['name']}"
    # What is kept on the phone is a second old at most, and what is painted as old as REPAINT.
    is_away = slept > AWAY
    lags = [SECOND, SECOND - REPAINT, 0] if is_away else [0, REPAINT]
    compared = [_compared(seen, shown, before, lag, is_away=is_away) for lag in lags]
    due, error = min(compared, key=lambda pair: pair[1])
    return Outcome(slept, f"{seen} {shown['seconds']}", due, error)


def _compared(
    seen: str, shown: dict[str, Any], before: dict[str, Any], lag: int, *, is_away: bool
) -> tuple[str, float]:
    now = before["seen"] + lag if is_away else shown["now"] - lag
    at, left = _due(before, now)
    stretch, mode = before["timeline"][at], "paused" if is_away else "running"
    due = f"{mode} {stretch['kind']} {stretch['step']['side']} {stretch['step']['name']}"
    # A number stands for the second that ends with it: 7 is right from 7.0 down to 6.0.
    error = max(0.0, left - shown["seconds"], shown["seconds"] - 1 - left)
    return f"{due} {left:.1f}", error if seen == due else math.inf


def _due(state: dict[str, Any], now: int) -> tuple[int, float]:
    """(stretch, seconds left) at `now`."""
    at, ends = state["at"], state["endsAt"]
    while now >= ends:
        at += 1
        ends += state["timeline"][at]["ms"]
    return at, (ends - now) / 1000


def start(context: Any, session: Any) -> Any:
    """A page with the routine under way."""
    page = context.new_page()
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    page.get_by_role("timer").wait_for()
    return page


def sleep(
    pages: dict[Any, str], seconds: list[float], leaps: list[float] | None = None
) -> Iterator[Outcome]:
    """Stops the `pages` ({page: uuid of its session}) together, each for its own `seconds`.

    Each page is alone in a browser of its own; its clock may say `leaps` more seconds after it.
    """
    more = dict(zip(pages, leaps or [0] * len(pages), strict=True))
    before = {page: page.evaluate(STATE, uuid) for page, uuid in pages.items()}
    processes = {page: renderers_of(page) for page in pages}
    with contextlib.ExitStack() as waking:
        begun = time.monotonic()
        resume = {page: waking.enter_context(stopped(own)) for page, own in processes.items()}
        for page, length in sorted(zip(pages, seconds, strict=True), key=lambda pair: pair[1]):
            time.sleep(max(0.0, begun + length - time.monotonic()))
            resume[page]()
            yield look(page, before[page], time.monotonic() - begun + more[page])


def main(stops: int) -> int:
    """Prints each outcome and the sum; 0 if all were right."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    chance = random.Random(seed := random.randrange(10**6))
    print(f"seed {seed}")
    outcomes: list[Outcome] = []
    with _everything() as open_pages:
        while len(outcomes) < stops:
            number = min(AT_ONCE, stops - len(outcomes))
            lengths = [_length(chance) for _ in range(number)]
            with open_pages(number) as pages:
                for outcome in sleep(pages, lengths):
                    outcomes.append(outcome)
                    print(outcome, flush=True)
    right = sum(outcome.error <= 1 for outcome in outcomes)
    waited = sum(outcome.slept > AWAY for outcome in outcomes)
    print(f"{right} of {stops} within 1 s, {waited} of them paused where they were left")
    return 0 if right == stops else 1


def _length(chance: random.Random) -> float:
    length = chance.uniform(SHORTEST, LONGEST)
    return length if abs(length - AWAY) > NEAR else _length(chance)


@contextlib.contextmanager
def _everything() -> Iterator[Any]:
    """A database and a server of its own; gives what opens pages, each in its own browser."""
    # These need Django's settings, which are chosen above.
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_databases, teardown_databases

    from tests import chromium, server
    from tests.factories import make_session, make_user

    made = setup_databases(verbosity=0, interactive=False)
    with (
        tempfile.TemporaryDirectory() as folder,
        server.running(connection.settings_dict, Path(folder)) as url,
        sync_playwright() as playwright,
    ):

        @contextlib.contextmanager
        def open_pages(number: int) -> Iterator[dict[Any, str]]:
            pages = {}
            for _ in range(number):
                session = make_session(owner=make_user(), stage="routine")
                client = Client()
                client.force_login(session.owner)
                cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
                browser = playwright.chromium.launch(executable_path=chromium.installed())
                context = browser.new_context(base_url=url, has_touch=True)
                context.add_cookies([cookie | {"url": url}])
                pages[start(context, session)] = str(session.uuid)
            yield pages
            for page in pages:
                page.context.browser.close()

        yield open_pages
    teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
