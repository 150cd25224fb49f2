"""Two tabs with the same session, and a sign-in that expires midway: everything arrives.

Both tabs rate all tests anew without a network and both finish. In most rounds the person is
signed out, or the token changes, before the network is back.
"""

import argparse
import random
import sys
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.sessions.models import Session as SignIn
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
    scores_of,
)
from tests.harness.proxy import DOWN
from tests.harness.servers import command, parser, people, signed_in
from tracker.models import Session, User
from tracker.models.entry import Entry
from tracker.rules.stages import DONE

ENDINGS = ("signed out", "another token", "stays")


class Outcome(NamedTuple):
    rounds: int
    finished: int
    entries: int
    stored: int
    fields: int
    newest: int
    sign_ins: int
    to_ask: int

    @property
    def is_clean(self) -> bool:
        pairs = ((self.finished, self.rounds), (self.stored, self.entries))
        pairs += ((self.newest, self.fields), (self.sign_ins, self.to_ask))
        return self.entries > 0 and all(actual == expected for actual, expected in pairs)

    def __str__(self) -> str:
        return (
            f"{self.finished} of {self.rounds} sessions one and finished, {self.stored} of "
            f"{self.entries} entries kept, {self.newest} of {self.fields} fields show the newest, "
            f"asked to sign in {self.sign_ins} of {self.to_ask} times"
        )


def rate_all(pages: list[Page], chance: random.Random) -> dict[str, int]:
    """Both tabs rate each group, in an order by chance; the last number of each."""
    newest = {}
    for group in QUICK_GROUPS:
        for page in chance.sample(pages, len(pages)):
            newest[group] = chance.randrange(11)
            page.bring_to_front()
            scale(page, group, newest[group]).tap()
            expect(page.locator("[data-saved]")).to_have_attribute("data-kind", "phone")
    return newest


def once(device: Device, proxy: BrowserProxy, chance: random.Random, ending: str) -> dict[str, Any]:
    user = User.objects.get(pk=device.person.user)
    pages = [device.context.pages[0], device.context.new_page()]
    for page in pages:
        page.goto(f"/sessions/{device.person.session}/post/")
        page.locator("form[data-mounted]").wait_for()
        # In the list no tab goes on by itself after its last rating.
        page.get_by_role("button", name="Show all tests as a list").tap()
    proxy.mode = DOWN
    newest = rate_all(pages, chance)
    if ending == "signed out":
        SignIn.objects.all().delete()
    if ending == "another token":
        device.context.clear_cookies(name="csrftoken")
    proxy.mode = ""
    sign_ins = _sign_ins(device, pages, user) if ending == "signed out" else 0
    for page in pages:
        page.evaluate("dispatchEvent(new Event('online'))")
        drained(page, user.pk)
    sent = held(pages[0], user.pk)
    for page in pages:
        _finish(page)
    return _seen(device.person.session, newest, sent) | {"sign_ins": sign_ins}


def _sign_ins(device: Device, pages: list[Page], user: User) -> int:
    """The mark says it; then the person signs in, in another tab."""
    sign_ins = 0
    for page in pages:
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-saved]")).to_contain_text("Sign in")
        sign_ins += 1
    device.person = device.person._replace(cookie=signed_in(user))
    device.sign_in()
    return sign_ins


def _finish(page: Page) -> None:
    page.get_by_role("button", name="Save and see what changed").tap()
    page.wait_for_url("**/result/")


def _seen(uuid: str, newest: dict[str, int], sent: list[dict[str, Any]]) -> dict[str, Any]:
    shown = scores_of(uuid)
    names = [row["uuid"] for row in sent if row["entry"]]
    return {
        "finished": Session.objects.filter(uuid=uuid, stage=DONE).count(),
        "entries": len(names),
        "stored": Entry.objects.filter(session__uuid=uuid, uuid__in=names).count(),
        "fields": len(newest),
        "newest": sum(shown.get(("post", group)) == score for group, score in newest.items()),
    }


def rounds(playwright: Any, folder: Path, port: int, number: int, seed: int) -> Outcome:
    chance, sums, to_ask = random.Random(seed), dict.fromkeys(Outcome._fields, 0), 0
    with BrowserProxy(port, random.Random(seed)) as proxy:
        for turn in range(number):
            (person,) = people(1, tests=QUICK, stage="post")
            ending = ENDINGS[turn % len(ENDINGS)]
            to_ask += 2 * (ending == "signed out")
            with opened(playwright, folder / f"profile {turn}", proxy.url, person) as device:
                for name, count in once(device, proxy, chance, ending).items():
                    sums[name] += count
    return Outcome(**(sums | {"rounds": number, "to_ask": to_ask}))


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Site(folder) as server, playing() as playwright:
        outcome = rounds(playwright, folder, server.port, options.rounds, options.seed)
    print(outcome)
    return outcome.is_clean


def main() -> int:
    options = parser(__doc__, rounds=(100, "each with two tabs of one session"))
    return command("tests.harness.tabs", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
