"""Random faults during rating: every statement of the page about a tap must be true.

"Saved" is true when the server's database has every tap, "on this phone" when the phone's own has.
"""

import argparse
import contextlib
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.harness.browser_kills import Hand, rating_page
from tests.harness.browsers import QUICK, BrowserProxy, Device, Site, held, opened, playing
from tests.harness.proxy import CALM, DOWN, PORTALS, Chances
from tests.harness.servers import command, parser, people
from tracker.models.entry import Entry

PEOPLE_FOR = 50  # sequences; a new person and a new profile after so many
LONGEST = 6  # steps of a sequence
SECONDS_TO_DECIDE = 10
NETWORKS: tuple[tuple[str, Chances], ...] = (
    ("", CALM),
    ("", CALM),
    (DOWN, CALM),
    *((portal, CALM) for portal in PORTALS),
    ("", CALM._replace(cut_before=0.5)),
    ("", CALM._replace(cut_after=0.5)),
    ("", CALM._replace(refuse=0.5)),
    ("", CALM._replace(late=1.0, longest_delay=0.5)),
)
# The control: whatever answers 200 counts as if it had named every entry.
GULLIBLE = """
const fetched = window.fetch;
window.fetch = async (url, options = {}) => {
  const answer = await fetched(url, options);
  if (!String(url).includes("/sync/") || answer.status !== 200) return answer;
  const { entries } = JSON.parse(options.body);
  const results = entries.map(({ uuid }) => ({ uuid, status: "stored" }));
  return new Response(JSON.stringify({ results }), { status: 200 });
};
"""


class Watch:
    """One person's page under faults, and what it said that was not so."""

    def __init__(
        self, device: Device, proxy: BrowserProxy, chance: random.Random, setup: str
    ) -> None:
        self.device, self.proxy, self.chance, self.setup = device, proxy, chance, setup
        # A page that believes a hotel is led into one.
        self.networks = (("html", CALM),) if setup == GULLIBLE else NETWORKS
        self.hand = Hand(device, chance)
        self.statements: Counter[str] = Counter()
        self.false: list[str] = []

    def sequence(self) -> None:
        self._network("", CALM)
        page = rating_page(self.device, self.setup)
        self.setup = ""
        steps = (self._tap, self._tap, self._change, self._wait, self._wait)
        others = [self.chance.choice(steps) for _ in range(self.chance.randint(0, LONGEST - 3))]
        # Each begins with a tap into a network by chance, and waits for what is said of it.
        for step in (self._change, self._tap, self._settle, *others):
            step(page)
            self._check(page, step.__name__)
        if self.chance.random() < 0.05:
            self.device.kill()
            self.device.open()

    def _tap(self, page: Page) -> None:
        self.hand.tap(page)

    def _change(self, page: Page) -> None:
        self._network(*self.chance.choice(self.networks))
        page.evaluate("dispatchEvent(new Event('online'))")

    def _wait(self, page: Page) -> None:
        """Until the page has made up its mind, most of the time."""
        if self.chance.random() < 0.3:
            page.wait_for_timeout(self.chance.uniform(0, 250))
        else:
            self._settle(page)

    def _settle(self, page: Page) -> None:
        with contextlib.suppress(AssertionError):
            mark = page.locator("[data-saved][data-kind]:not([data-kind=sending])")
            expect(mark).to_be_attached(timeout=SECONDS_TO_DECIDE * 1000)

    def _network(self, mode: str, chances: Chances) -> None:
        self.proxy.mode, self.proxy.chances = mode, chances

    def _check(self, page: Page, step: str) -> None:
        # What is said comes first: what is kept only ever grows.
        kind = page.locator("[data-saved]").get_attribute("data-kind") or "nothing"
        self.statements[kind] += 1
        if kind not in ("saved", "phone"):
            return
        user = self.device.person.user
        there = set(map(str, Entry.objects.filter(owner=user).values_list("uuid", flat=True)))
        if kind == "phone":
            there |= {row["uuid"] for row in held(page, user)}
        if len(there) < self.hand.taps:
            self.false.append(f"“{kind}” after {step}: {len(there)} of {self.hand.taps} taps")


def watch(
    playwright: Any, folder: Path, port: int, number: int, seed: int, setup: str = ""
) -> tuple[Counter[str], list[str]]:
    """The number of statements by kind, and the false ones."""
    statements: Counter[str] = Counter()
    false: list[str] = []
    for first in range(0, number, PEOPLE_FOR):
        (person,), chance = people(1, tests=QUICK), random.Random(f"{seed} {first}")
        with (
            BrowserProxy(port, chance) as proxy,
            opened(playwright, folder / f"profile {first}", proxy.url, person) as device,
        ):
            session = Watch(device, proxy, chance, setup)
            for _ in range(min(PEOPLE_FOR, number - first)):
                session.sequence()
        statements += session.statements
        false += session.false
    return statements, false


def run(folder: Path, options: argparse.Namespace) -> bool:
    setup = GULLIBLE if options.gullible else ""
    with Site(folder) as server, playing() as playwright:
        statements, false = watch(
            playwright, folder, server.port, options.sequences, options.seed, setup
        )
    words = ", ".join(f"{kind} × {count:,}" for kind, count in statements.most_common())
    print(f"{options.sequences} sequences; the page said {words}")
    print(f"{len(false)} times it was not so{''.join(f'; {claim}' for claim in false[:5])}")
    return statements["saved"] > 0 and statements["phone"] > 0 and not false


def main() -> int:
    options = parser(__doc__, sequences=(1000, "of random faults"))
    options.add_argument("--gullible", action="store_true", help="the control: it must fail")
    return command("tests.harness.truth", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
