"""Whole sessions by touch, finished twice: how long a tap takes to reach the disk.

The last button is tapped twice in a row, and again after the back button.
"""

import argparse
import random
import statistics
import sys
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.harness.browsers import (
    QUICK,
    QUICK_GROUPS,
    Device,
    Site,
    opened,
    playing,
    scale,
    scores_of,
)
from tests.harness.phones import Person
from tests.harness.servers import command, parser, people
from tracker.models import Session
from tracker.models.entry import Entry
from tracker.rules.stages import DONE

TWICE = "button => { button.click(); button.click(); }"
SAVE = "Save and see what changed"


class Outcome(NamedTuple):
    rounds: int
    stored_once: int
    right: int
    ratings: int
    seconds: tuple[float, ...]

    @property
    def is_clean(self) -> bool:
        return self.stored_once == self.rounds and self.right == self.ratings > 0

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.seconds, n=100, method="inclusive")
        return (
            f"{self.stored_once} of {self.rounds} sessions there once, "
            f"{self.right} of {self.ratings} ratings as tapped; "
            f"from the tap to the answered commit p50 {cuts[49] * 1000:.0f} ms, "
            f"p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms of {len(self.seconds)}"
        )


def finish_twice(page: Page, person: Person, chance: random.Random) -> int:
    """Rates and finishes; how many ratings are there as tapped."""
    page.goto(f"/sessions/{person.session}/post/")
    page.locator("form[data-mounted]").wait_for()
    page.get_by_role("button", name="Show all tests as a list").tap()
    tapped = {group: chance.randrange(11) for group in QUICK_GROUPS}
    for group, score in tapped.items():
        scale(page, group, score).tap()
    expect(page.locator("[data-saved]")).to_have_attribute("data-kind", "saved")
    page.get_by_role("button", name=SAVE).evaluate(TWICE)
    page.wait_for_url("**/result/")
    page.go_back()
    again = page.get_by_role("button", name=SAVE)
    if again.count():
        again.tap()
        page.wait_for_url("**/result/")
    shown = scores_of(person.session)
    return sum(shown.get(("post", group)) == score for group, score in tapped.items())


def rounds(device: Device, persons: list[Person], seed: int) -> Outcome:
    chance, right, stored_once = random.Random(seed), 0, 0
    seconds: list[float] = []
    for person in persons:
        device.person = person
        device.sign_in()
        right += finish_twice(device.context.pages[0], person, chance)
        stored_once += Session.objects.filter(owner=person.user, stage=DONE).count() == 1
        rows = Entry.objects.filter(owner=person.user, payload__field="score")
        moments = rows.values_list("entered_at", "received_at")
        seconds += [(received - at).total_seconds() for at, received in moments]
    return Outcome(
        len(persons), stored_once, right, len(persons) * len(QUICK_GROUPS), tuple(seconds)
    )


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Site(folder) as server, playing() as playwright:
        outcome = taps(playwright, folder, server.port, options.sessions, options.seed)
    print(outcome)
    return outcome.is_clean


def taps(playwright: Any, folder: Path, port: int, number: int, seed: int) -> Outcome:
    persons = people(number, tests=QUICK, stage="post")
    url = f"http://127.0.0.1:{port}"
    with opened(playwright, folder / "profile", url, persons[0]) as device:
        return rounds(device, persons, seed)


def main() -> int:
    options = parser(__doc__, sessions=(200, "each finished twice"))
    return command("tests.harness.taps", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
