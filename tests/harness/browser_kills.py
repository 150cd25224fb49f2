"""Kills a real browser during rating, and checks that everything reported as safe survives.

Every other kill comes when the server has stored a tap and its answer is still under way.
"""

import argparse
import random
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.harness.browsers import (
    QUICK,
    QUICK_GROUPS,
    BrowserProxy,
    Device,
    Site,
    drained,
    held,
    opened,
    playing,
    scale,
)
from tests.harness.proxy import CALM, DOWN
from tests.harness.servers import command, parser, people
from tracker.models.entry import Entry

SAFE = re.compile("^(phone|saved)$")
# A phone that only says that it writes: every claim of it is a lie.
FORGETFUL = """
IDBObjectStore.prototype.put = function (value) { return this.get(value.uuid ?? value.name); };
"""
FAULTS = (
    CALM,
    CALM._replace(cut_before=0.4),
    CALM._replace(cut_after=0.6),
    CALM._replace(late=1.0, longest_delay=1.0),
)


class Outcome(NamedTuple):
    kills: int
    claimed: int
    lost: int
    doubled: int
    waiting: int

    @property
    def is_clean(self) -> bool:
        return self.claimed > 0 and not (self.lost or self.doubled or self.waiting)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.claimed} taps called safe before a kill, {self.lost} lost, "
            f"{self.doubled} double, {self.waiting} still on the phone"
        )


class Hand:
    """Taps at random, and notes which taps the page called safe; one without a row is lost."""

    def __init__(self, device: Device, chance: random.Random) -> None:
        self.device, self.chance = device, chance
        self.safe: set[str] = set()
        self.shown: dict[str, int] = {}
        self.taps = 0

    def tap(self, page: Page) -> None:
        """A number that is not chosen yet: the chosen one would be taken away."""
        group = self.chance.choice(QUICK_GROUPS[:2])
        others = [score for score in range(11) if score != self.shown.get(group)]
        self.shown[group] = self.chance.choice(others)
        scale(page, group, self.shown[group]).tap()
        self.taps += 1

    def look(self, page: Page) -> None:
        """Waits until the page calls everything safe."""
        expect(page.locator("[data-saved]")).to_have_attribute("data-kind", SAFE)
        self.claim(page)

    def claim(self, page: Page) -> None:
        """What was called safe has a name by which the server will know it."""
        names = {row["uuid"] for row in held(page, self.device.person.user)}
        self.safe |= names | {f"tap {number}" for number in range(len(names), self.taps)}


def rating_page(device: Device, setup: str = "") -> Page:
    page = device.context.pages[0]
    if setup:
        page.add_init_script(setup)
    page.goto(f"/sessions/{device.person.session}/pre/")
    page.locator("form[data-mounted]").wait_for()
    # In the list no card goes away after a tap.
    page.get_by_role("button", name="Show all tests as a list").tap()
    return page


def kill_at_random(hand: Hand, proxy: BrowserProxy, page: Page) -> None:
    proxy.chances = hand.chance.choice(FAULTS)
    proxy.mode = hand.chance.choice(("", "", DOWN))
    for _ in range(hand.chance.randint(1, 4)):
        hand.tap(page)
        if hand.chance.random() < 0.8:
            hand.look(page)
    page.wait_for_timeout(hand.chance.uniform(0, 300))
    hand.device.kill()


def kill_without_a_network(hand: Hand, proxy: BrowserProxy, page: Page) -> None:
    proxy.mode = DOWN
    hand.tap(page)
    expect(page.locator("[data-saved]")).to_have_attribute("data-kind", SAFE)
    hand.claim(page)
    hand.device.kill()


def kill_before_the_answer(hand: Hand, proxy: BrowserProxy, page: Page) -> None:
    stored, killed = threading.Event(), threading.Event()

    def hold() -> bool:
        stored.set()
        killed.wait(20)
        return True

    proxy.chances, proxy.mode, proxy.when_answered = CALM, "", hold
    hand.tap(page)
    while not stored.is_set():
        page.wait_for_timeout(20)
    hand.claim(page)
    hand.device.kill()
    proxy.when_answered = lambda: False
    killed.set()


KILLS: tuple[Callable[[Hand, BrowserProxy, Page], None], ...] = (
    kill_at_random,
    kill_before_the_answer,
)


def kills(
    playwright: Any,
    folder: Path,
    port: int,
    number: int,
    seed: int,
    setup: str = "",
    *,
    down: bool = False,
) -> Outcome:
    """Kill one browser repeatedly, then compare with the server."""
    (person,), chance = people(1, tests=QUICK), random.Random(seed)
    with (
        BrowserProxy(port, random.Random(seed)) as proxy,
        opened(playwright, folder / "profile", proxy.url, person) as device,
    ):
        hand = Hand(device, chance)
        for turn in range(number):
            kill = kill_without_a_network if down else KILLS[turn % len(KILLS)]
            kill(hand, proxy, rating_page(device, setup))
            proxy.chances, proxy.mode = CALM, ""
            device.open()
            rating_page(device)
        waiting = drained(device.context.pages[0], person.user)
    return _outcome(number, hand.safe, person.user, waiting)


def _outcome(number: int, safe: set[str], user: int, waiting: int) -> Outcome:
    rows = Entry.objects.filter(owner=user).values_list("uuid", "entered_at")
    moments = [at for _, at in rows]
    lost = safe - {str(name) for name, _ in rows}
    return Outcome(number, len(safe), len(lost), len(moments) - len(set(moments)), waiting)


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Site(folder) as server, playing() as playwright:
        setup = FORGETFUL if options.forgetful else ""
        outcome = kills(playwright, folder, server.port, options.kills, options.seed, setup)
    print(outcome)
    return outcome.is_clean


def main() -> int:
    options = parser(__doc__, kills=(100, "of the browser, kill -9"))
    options.add_argument("--forgetful", action="store_true", help="the control: it must fail")
    return command("tests.harness.browser_kills", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
