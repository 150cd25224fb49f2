"""Whole sessions offline, with a reload, a closed tab and a new browser in between."""

import argparse
import random
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import expect

from tests.harness.browsers import (
    FULL_GROUPS,
    QUICK_GROUPS,
    BrowserProxy,
    Device,
    Site,
    drained,
    held,
    opened,
    playing,
    ready,
    scale,
    scores_of,
    stop_the_routine,
    uuid_of,
)
from tests.harness.proxy import DOWN
from tests.harness.servers import command, parser, people
from tracker.models import Session
from tracker.models.entry import Entry
from tracker.rules.stages import DONE

GROUPS = {"Full": FULL_GROUPS, "Quick": QUICK_GROUPS}
Names = tuple[str, ...]
Scores = list[tuple[str, str, int]]


class Outcome(NamedTuple):
    sessions: int
    complete: int
    ratings: int
    right: int
    entries: int
    once: int

    @property
    def is_clean(self) -> bool:
        return self.complete == self.sessions and self.right == self.ratings and self._all_once

    @property
    def _all_once(self) -> bool:
        return self.once == self.entries

    def __str__(self) -> str:
        return (
            f"{self.complete} of {self.sessions} sessions arrived once and finished, "
            f"{self.right} of {self.ratings} ratings as tapped, "
            f"{self.once} of {self.entries} entries once and with their own time"
        )


class Runner:
    """Does whole sessions on a phone that has no network."""

    def __init__(self, device: Device, tests: str, chance: random.Random) -> None:
        self.device, self.tests, self.chance = device, tests, chance
        self.page = device.context.pages[0]

    def session(self) -> tuple[str, Scores]:
        """The uuid and what was tapped."""
        page = self.page
        page.goto("/sessions/start/")
        page.locator(f"input[name=set][value={self.tests.lower()}]").tap()
        page.get_by_role("button", name="Start").tap()
        page.wait_for_url("**/pre/")
        uuid, groups = uuid_of(page), GROUPS[self.tests]
        breaks = dict(
            zip(self.chance.sample(range(2 * len(groups)), 3), self._breaks(), strict=True)
        )
        tapped = self._phase("pre", groups, breaks, 0)
        self.page.get_by_role("button", name="Start the routine").tap()
        self.page.get_by_role("timer").first.wait_for()
        stop_the_routine(self.page)
        tapped += self._phase("post", groups, breaks, len(groups))
        self.page.wait_for_url("**/result/")
        expect(self.page.get_by_role("heading", name="No routine done", exact=True)).to_be_visible()
        return uuid, tapped

    def _breaks(self) -> tuple[Any, ...]:
        return (self._reload, self._close_the_tab, self._restart)

    def _phase(self, phase: str, groups: Names, breaks: dict[int, Any], first: int) -> Scores:
        tapped = []
        for number, group in enumerate(groups, first):
            score = self.chance.randrange(11)
            scale(self.page, group, score).tap()
            tapped.append((phase, group, score))
            # The last tap of a phase leads on by itself.
            if number in breaks and group != groups[-1]:
                expect(self.page.locator("[data-saved]")).to_have_attribute("data-kind", "phone")
                breaks[number]()
        return tapped

    def _reload(self) -> None:
        self.page.reload()
        self._wait()

    def _close_the_tab(self) -> None:
        address, old = self.page.url, self.page
        self.page = self.device.context.new_page()
        old.close()
        self.page.goto(address)
        self._wait()

    def _restart(self) -> None:
        address = self.page.url
        self.device.kill()
        self.page = self.device.open()
        self.page.goto(address)
        self._wait()

    def _wait(self) -> None:
        self.page.locator("form[data-mounted]").wait_for()


def sessions(
    playwright: Any, folder: Path, port: int, number: int, seed: int, tests: str
) -> Outcome:
    chance = random.Random(seed)
    with BrowserProxy(port, random.Random(seed)) as proxy:
        done = []
        for turn in range(number):
            (person,) = people(1, stage="done")
            profile = folder / f"profile {turn}"
            with opened(playwright, profile, proxy.url, person) as device:
                done.append(_one_session(device, proxy, chance, tests))
    return _outcome(done)


def _one_session(
    device: Device, proxy: BrowserProxy, chance: random.Random, tests: str
) -> tuple[str, Scores, list[dict[str, Any]]]:
    runner = Runner(device, tests, chance)
    ready(runner.page, device.person.user)
    proxy.mode = DOWN
    uuid, tapped = runner.session()
    entries = [row["entry"] for row in held(runner.page, device.person.user)]
    proxy.mode = ""
    runner.page.reload()
    expect(runner.page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    drained(runner.page, device.person.user)
    return uuid, tapped, entries


def _outcome(done: list[tuple[str, Scores, list[dict[str, Any]]]]) -> Outcome:
    counts = [_compared(*session) for session in done]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    return Outcome(len(done), *sums)


def _compared(uuid: str, tapped: Scores, entries: list[dict[str, Any]]) -> tuple[int, ...]:
    sessions = Session.objects.filter(uuid=uuid, stage=DONE)
    shown = scores_of(uuid)
    rows = Entry.objects.filter(session__uuid=uuid).values_list("uuid", "entered_at")
    at = {
        str(name): re.sub(r"\+00:00$", "Z", moment.isoformat(timespec="milliseconds"))
        for name, moment in rows
    }
    once = sum(at.get(entry["uuid"]) == entry["at"] for entry in entries)
    right = sum(shown.get((phase, group)) == score for phase, group, score in tapped)
    return int(sessions.count() == 1), len(tapped), right, max(len(entries), len(rows)), once


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Site(folder) as server, playing() as playwright:
        outcome = sessions(
            playwright, folder, server.port, options.sessions, options.seed, options.tests
        )
    print(outcome)
    return outcome.is_clean


def main() -> int:
    options = parser(__doc__, sessions=(50, "from before the first rating to after the last"))
    options.add_argument("--tests", choices=GROUPS, default="Full", help="which tests are rated")
    return command("tests.harness.offline_sessions", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
