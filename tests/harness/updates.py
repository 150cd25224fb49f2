"""A new release is installed in the middle of a session: it goes on, and the worker waits.

Each release is a copy of this one with other files and one more migration. After it came the page
is left alone, or loaded anew with or without the network.
"""

import argparse
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from tests.harness.browsers import (
    QUICK,
    QUICK_GROUPS,
    BrowserProxy,
    Device,
    Site,
    drained,
    opened,
    playing,
    ready,
    scale,
    scores_of,
    stop_the_routine,
)
from tests.harness.proxy import DOWN
from tests.harness.servers import command, parser, people
from tracker.models import Session
from tracker.rules.stages import DONE

CODE = ("manage.py", "mobility", "tracker", "templates", "static", "requirements.txt")
STAGES = ("pre", "routine", "post")
AFTERWARDS = ("left alone", "loaded anew", "loaded anew without the network")
MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "{before}")]
    operations = [migrations.RunSQL("CREATE TABLE tracker_release_{number} (id integer)")]
"""
INSTALLED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  while (registration.installing) await new Promise((done) => setTimeout(done, 50));
}"""
STILL_OLD = """async (old) => {
  const registration = await navigator.serviceWorker.getRegistration();
  return Boolean(registration.waiting) && (await caches.keys()).includes(old);
}"""
LET_IN = """async (old) => {
  while ((await caches.keys()).includes(old)) await new Promise((done) => setTimeout(done, 50));
}"""


class Outcome(NamedTuple):
    updates: int
    finished: int
    ratings: int
    right: int
    waited: int
    stayed: int

    @property
    def is_clean(self) -> bool:
        whole = self.finished == self.waited == self.stayed == self.updates
        return whole and self.right == self.ratings > 0

    def __str__(self) -> str:
        return (
            f"{self.finished} of {self.updates} sessions finished, {self.right} of {self.ratings} "
            f"ratings as tapped, the worker waited for the end {self.waited} times, "
            f"no page was loaded anew by itself {self.stayed} times"
        )


class Releases:
    """One server after the other at the same address, each from a folder of its own."""

    def __init__(self, folder: Path, server: Site, *, eager: bool = False) -> None:
        self.folder, self.server, self.eager, self.number = folder, server, eager, 0

    def install(self) -> None:
        self.number += 1
        code = self.folder / f"release {self.number}"
        self._copy(code)
        self.server.stop()
        self.server.code = code
        # One folder for all of them, as where ./run is started again after an update.
        prepare = [sys.executable, "-m", "mobility.prepare"]
        with open(self.server.log, "ab") as log:
            subprocess.run(
                prepare, cwd=code, env=self.server.environment, check=True, stderr=log, stdout=log
            )
        self.server.start()

    def _copy(self, code: Path) -> None:
        before = self.server.code
        code.mkdir()
        for name in CODE:
            copy = shutil.copytree if (before / name).is_dir() else shutil.copy
            copy(before / name, code / name)
        (code / "node_modules").symlink_to(settings.NODE_MODULES)
        for path in (code / "static/js").rglob("*.js"):
            path.write_text(f"{path.read_text()}// Release {self.number}.\n")
        worker = code / "static/js/worker.js"
        if self.eager:
            worker.write_text(f'{worker.read_text()}addEventListener("install", skipWaiting);\n')
        migrations = code / "tracker/migrations"
        last = max(path.stem for path in migrations.glob("0*.py"))
        text = MIGRATION.format(before=last, number=self.number)
        (migrations / f"{int(last[:4]) + 1:04}_release.py").write_text(text)


class Visit:
    """One session with its update; what is seen of the worker on the way."""

    def __init__(
        self, device: Device, proxy: BrowserProxy, install: Callable[[], None], about: list[str]
    ) -> None:
        self.page = device.context.pages[0]
        self.device, self.proxy, self.install = device, proxy, install
        self.stage, self.afterwards = about
        self.waited = self.stayed = False

    def session(self, chance: random.Random) -> dict[tuple[str, str], int]:
        page, tapped = self.page, {}
        ready(page, self.device.person.user)
        (self.old,) = page.evaluate("caches.keys()")
        page.goto(f"/sessions/{self.device.person.session}/pre/")
        for phase in ("pre", "post"):
            page.locator("form[data-mounted]").wait_for()
            for number, group in enumerate(QUICK_GROUPS):
                if number == 1 and self.stage == phase:
                    self._update()
                if (phase, group) == ("post", QUICK_GROUPS[-1]):
                    self.waited = page.evaluate(STILL_OLD, self.old)
                tapped[phase, group] = chance.randrange(11)
                scale(page, group, tapped[phase, group]).tap()
            if phase == "pre":
                page.get_by_role("button", name="Start the routine").tap()
                page.get_by_role("timer").or_(
                    page.get_by_role("button", name="Start")
                ).first.wait_for()
                self._routine()
        page.wait_for_url("**/result/")
        page.evaluate(LET_IN, self.old)
        drained(page, self.device.person.user)
        return tapped

    def _routine(self) -> None:
        self.page.get_by_role("timer").first.wait_for()
        if self.stage == "routine":
            self._update()
        stop_the_routine(self.page)

    def _update(self) -> None:
        page = self.page
        page.evaluate("window.isSame = true")
        self.install()
        page.evaluate(INSTALLED)
        self.stayed = bool(page.evaluate("window.isSame"))
        if self.afterwards != AFTERWARDS[0]:
            self.proxy.mode = DOWN if self.afterwards == AFTERWARDS[2] else ""
            page.reload()
            page.locator("[data-mounted]").first.wait_for()
            self.proxy.mode = ""


def updates(
    playwright: Any, folder: Path, server: Site, number: int, seed: int, *, eager: bool = False
) -> Outcome:
    releases = Releases(folder, server, eager=eager)
    sums = dict.fromkeys(Outcome._fields, 0)
    with BrowserProxy(server.port, random.Random(seed)) as proxy:
        for turn in range(number):
            (person,), chance = people(1, tests=QUICK), random.Random(f"{seed} {turn}")
            about = [STAGES[turn % 3], AFTERWARDS[turn // 3 % 3]]
            with opened(playwright, folder / f"profile {turn}", proxy.url, person) as device:
                visit = Visit(device, proxy, releases.install, about)
                tapped = visit.session(chance)
            for name, count in _seen(person.session, tapped, visit).items():
                sums[name] += count
    return Outcome(**(sums | {"updates": number}))


def _seen(uuid: str, tapped: dict[tuple[str, str], int], visit: Visit) -> dict[str, int]:
    shown = scores_of(uuid)
    return {
        "finished": Session.objects.filter(uuid=uuid, stage=DONE).count(),
        "ratings": len(tapped),
        "right": sum(shown.get(slot) == score for slot, score in tapped.items()),
        "waited": visit.waited,
        "stayed": visit.stayed,
    }


def run(folder: Path, options: argparse.Namespace) -> bool:
    with Site(folder) as server, playing() as playwright:
        outcome = updates(
            playwright, folder, server, options.updates, options.seed, eager=options.eager
        )
    print(outcome)
    return outcome.is_clean


def main() -> int:
    options = parser(__doc__, updates=(20, "each in the middle of a session"))
    options.add_argument("--eager", action="store_true", help="the control: it must fail")
    return command("tests.harness.updates", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
