"""Three weeks of somebody who measures their own way, half of it offline, and what pages say then.

They make two tests of their own, one with a picture and seconds, read inches and begin the week on
Sunday, hide two tests, and measure the ankle with a tape. With --pictures a folder gets each page
on a phone and a laptop, light and dark, in English and German.
"""

import argparse
import datetime
import io
import random
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.factories import copy, make_user
from tests.harness.browsers import (
    BrowserProxy,
    Device,
    Site,
    drained,
    opened,
    playing,
    ready,
    stop_the_routine,
    uuid_of,
)
from tests.harness.phones import Person
from tests.harness.proxy import DOWN
from tests.harness.servers import command, parser, signed_in
from tracker.models import MobilityTest, Rating, Routine, Session, User
from tracker.rules.stages import DONE

BALANCE, PUSH = "Single-leg balance", "Big toe push"
HIDDEN = ("knee_flexion", "hip_flexion")
ANKLE = "ankle_dorsiflexion"
TYPED = ("4 1/8", "4.25", "4 3/16", "4.4", "4½")  # inches, as people write them
INCHES = [Decimal(n) for n in ("4.125", "4.25", "4.1875", "4.4", "4.5")]
DAYS = 21
SECONDS_WORKED = 3
STEP = ("technique", "name", "cue", "say", "sides", "hand", "kind", "seconds")
PAGES = ("/", "/progress/", "/compare/", "/history/", "/tests/", "/trial/", "/sessions/start/")
SIZES = {"phone": (390, 844), "laptop": (1280, 800)}


class LaterSite(Site):
    """A server whose day can be set."""

    application = "tests.harness.later"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = folder / "days"
        self.environment["LATER"] = str(self.file)
        self.day(0)

    def day(self, days: int) -> None:
        self.file.write_text(str(days))


class Runner:
    """The person with their phone; `faults` says what was not as it should be."""

    def __init__(self, device: Device, site: LaterSite, proxy: BrowserProxy, user: User) -> None:
        self.site, self.proxy, self.user = site, proxy, user
        self.page: Page = device.context.pages[0]
        self.context = device.context
        self.faults: list[str] = []
        self.typed: dict[str, list[Decimal]] = {}

    def day(self, days: int) -> None:
        self.site.day(days)
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        self.context.clock.set_system_time(moment)

    def settle_in(self) -> None:
        page = self.page
        page.goto("/settings/units/")
        for setting in ("length", "week_starts"):
            value = {"length": "in", "week_starts": "6"}[setting]
            self._set(setting, value)
        short = copy(Routine.objects.get(slug="toe_spreaders"), self.user)
        work = [step for step in short.steps.values(*STEP) if step["kind"] == "work"]
        short.lead_in, self.routine = 0, short.slug
        short.save()
        short.replace_steps(work[:1])
        self.own_test(BALANCE, "hip", unit="s", low="0", high="60", picture=True)
        self.own_test(PUSH, "foot")
        for slug in HIDDEN:
            page.goto(f"/tests/{slug}/")
            with page.expect_navigation():
                page.locator(f"form[action='/tests/{slug}/hide/'] button").click()

    def _set(self, name: str, value: str) -> None:
        """Waits until the server has it: each setting is saved at once."""
        place = self.page.locator(f"[name={name}]")
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            if place.first.evaluate("element => element.tagName") == "SELECT":
                place.select_option(value)
            else:
                self.page.locator(f"[name={name}][value={value}]").check(force=True)

    def own_test(self, name: str, region: str, *, picture: bool = False, **measure: str) -> None:
        page = self.page
        page.goto("/tests/new/")
        page.locator("[name=name]").fill(name)
        page.locator("[name=sides][value=one]").check(force=True)
        page.locator("[name=region]").select_option(region)
        if measure:
            page.locator("[name=measured]").check(force=True)
            page.locator("[name=unit]").select_option(measure["unit"])
            page.locator("[name=low]").fill(measure["low"])
            page.locator("[name=high]").fill(measure["high"])
        page.locator("main form .btn-primary").first.click()
        page.wait_for_url(re.compile(r"/tests/my-.*/picture/"))
        if picture:
            content = {"name": "me.png", "mimeType": "image/png", "buffer": drawing()}
            page.locator("input[type=file]").set_input_files([content])
            page.locator("main form .btn-primary").first.click()
            expect(page.locator("figure img")).to_be_visible()

    def session(self, number: int, *, offline: bool) -> None:
        page = self.page
        if offline:
            ready(page, self.user.pk)
            self.proxy.mode = DOWN
        page.goto("/sessions/start/")
        page.locator("input[name=set][value=own]").check(force=True)
        for slug in self.slugs:
            page.locator(f"input[name=tests][value='{slug}']").check(force=True)
        for slug in set(self.offered()) - set(self.slugs):
            page.locator(f"input[name=tests][value='{slug}']").uncheck(force=True)
        page.locator(f"input[name=routine][value='{self.routine}']").check(force=True)
        for slug in HIDDEN:
            if page.locator(f"input[name=tests][value='{slug}']").count():
                self.faults.append(f"session {number}: {slug} is offered although it is hidden")
        page.locator("form:has(input[name=set]) .btn-primary").last.tap()
        page.wait_for_url("**/pre/")
        uuid = uuid_of(page)
        self.phase(number, gain=0)
        self.context_card(number)
        page.locator("[data-forward]").tap()
        page.get_by_role("timer").first.wait_for()
        page.wait_for_timeout(SECONDS_WORKED * 1000)
        stop_the_routine(page)
        self.phase(number, gain=1)
        page.wait_for_url(re.compile("/result/"))
        if offline:
            self.proxy.mode = ""
            page.reload()
            expect(page.locator("h1")).to_be_visible()
            if left := drained(page, self.user.pk):
                self.faults.append(f"session {number}: {left} entries were not sent")
        self._stored(number, uuid)

    @property
    def slugs(self) -> list[str]:
        own = MobilityTest.objects.filter(owner=self.user).order_by("pk")
        return [ANKLE, *own.values_list("slug", flat=True)]

    def offered(self) -> list[str]:
        boxes = self.page.locator("input[name=tests]")
        return [boxes.nth(n).get_attribute("value") or "" for n in range(boxes.count())]

    def phase(self, number: int, gain: int) -> None:
        ankle, balance, _ = self.slugs
        score = 4 + number % 3 + gain
        order = [slug for slug in self.offered_cards() if slug in self.slugs]
        for slug in order:
            card = self.page.locator(f"[data-test='{slug}']")
            card.wait_for()
            if slug == ankle:
                at = (number + 2 * gain) % len(TYPED)
                self.measure(slug, "knee_to_wall_cm", {"left": TYPED[at], "right": TYPED[at - 1]})
                self.typed.setdefault(slug, []).append(INCHES[at])
            elif slug == balance:
                self.measure(slug, "own_s", {"none": str(20 + number + 3 * gain)})
            for side in ("left", "right") if slug == ankle else ("none",):
                name = f"{slug}-{side}-score"
                card.locator(f"input[name='{name}'][value='{score}']").check(force=True)
        if gain == 0:
            expect(self.page.locator("[data-done]")).to_be_visible()

    def offered_cards(self) -> list[str]:
        self.page.locator("form[data-mounted]").wait_for()
        cards = self.page.locator("[data-test]")
        return [cards.nth(n).get_attribute("data-test") or "" for n in range(cards.count())]

    def measure(self, slug: str, method: str, values: dict[str, str]) -> None:
        card = self.page.locator(f"[data-test='{slug}']")
        button = card.locator(".testcard__more > button").first
        button.tap()
        card.locator("dialog[open]").wait_for()
        chooser = card.locator(f"dialog[open] [type=radio][value='{method}']")
        if slug == ANKLE and chooser.count():
            chooser.check(force=True)
            card.locator("dialog[open] .btn-primary").tap()
        sheet = card.locator("dialog[open]")
        for side, value in values.items():
            sheet.locator(f"input[name='{slug}-{side}-value']").fill(value)
        sheet.locator(".btn-primary").tap()
        expect(sheet).to_have_count(0)

    def context_card(self, number: int) -> None:
        card = self.page.locator("[data-context]")
        if not card.count() or not card.is_visible():
            self.faults.append(f"session {number}: what came before was not asked")
            return
        value = ("none", "easy", "hard", "long")[number % 4]
        card.locator(f"[name=ran][value={value}]").check(force=True)

    def _stored(self, number: int, uuid: str) -> None:
        session = Session.objects.filter(owner=self.user, uuid=uuid, stage=DONE).first()
        if session is None:
            self.faults.append(f"session {number}: it did not arrive")
            return
        row = Rating.objects.get(owner=self.user, session=session, test__slug=ANKLE, side="left")
        at, then = number % len(TYPED), (number + 2) % len(TYPED)
        exact = (INCHES[at] * Decimal("2.54"), INCHES[then] * Decimal("2.54"))
        if (row.pre_value, row.post_value, row.unit) != (*exact, "cm"):
            stored = f"{row.pre_value} and {row.post_value} {row.unit}"
            self.faults.append(f"session {number}: {stored} stored, typed {exact}")
        if session.ran != ("none", "easy", "hard", "long")[number % 4]:
            self.faults.append(f"session {number}: ran is “{session.ran}”")

    def read(self) -> None:
        """What pages say of it at the end."""
        newest = Session.objects.filter(owner=self.user).order_by("-started_at").first()
        own = self.slugs[1]
        demands = {
            "/progress/": [BALANCE, PUSH],
            f"/progress/{ANKLE}/": [" in"],
            f"/progress/{own}/": [BALANCE, " s"],
            f"/sessions/{newest.uuid}/result/": [BALANCE, PUSH, " in"],
            f"/sessions/{newest.uuid}/edit/": [BALANCE],
            "/history/": ["run in 24 hours", "after a hard run"],
            "/compare/": [],
            "/trial/": [BALANCE, PUSH],
            "/tests/": [BALANCE, PUSH, "Hidden"],
        }
        for address, words in demands.items():
            answer = self.page.goto(address)
            text = self.page.locator("main").inner_text() + self.page.locator("main").inner_html()
            wrong = [word for word in words if word not in text]
            if answer is None or answer.status != 200 or wrong:
                self.faults.append(f"{address}: {answer and answer.status}, without {wrong}")
            if re.search(r"\d ?cm\b", self.page.locator("main").inner_text()):
                self.faults.append(f"{address}: says centimetres")

    def take_pictures(self, folder: Path) -> None:
        newest = Session.objects.filter(owner=self.user).order_by("-started_at").first()
        ankle, balance, _ = self.slugs
        of_tests = [f"/progress/{ankle}/", f"/progress/{balance}/", f"/tests/{ankle}/"]
        of_tests += [f"/tests/{balance}/edit/", f"/tests/{balance}/picture/", "/settings/units/"]
        done = [f"/sessions/{newest.uuid}/{page}/" for page in ("result", "edit")]
        for language in ("en", "de"):
            User.objects.filter(pk=self.user.pk).update(language=language)
            for size, (width, height) in SIZES.items():
                self.page.set_viewport_size({"width": width, "height": height})
                for theme in ("light", "dark"):
                    self.page.emulate_media(color_scheme=theme)
                    for address in (*PAGES, *of_tests, *done):
                        self.page.goto(address)
                        name = re.sub(r"[0-9a-f-]{36}", "newest", address).strip("/")
                        name = name.replace("/", "-") or "today"
                        path = folder / f"{name}.{language}.{size}.{theme}.png"
                        self.page.screenshot(path=path, full_page=True)


def drawing() -> bytes:
    """A picture as a phone could make it."""
    image = Image.new("RGB", (1600, 1200), "#dfe8e2")
    ImageDraw.Draw(image).ellipse((500, 200, 1100, 1000), fill="#4a7c69")
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def run(folder: Path, options: argparse.Namespace) -> bool:
    user = make_user(email="runner@example.org")
    person = Person(user.pk, signed_in(user), "")
    with LaterSite(folder) as site, playing() as playwright:
        chance = random.Random(options.seed)
        with (
            BrowserProxy(site.port, chance) as proxy,
            opened(playwright, folder / "profile", proxy.url, person) as device,
        ):
            runner = Runner(device, site, proxy, user)
            live(runner, options)
    print(*runner.faults or ["everything reads right"], sep="\n")
    return not runner.faults


def live(runner: Runner, options: argparse.Namespace) -> None:
    runner.day(-DAYS)
    runner.settle_in()
    for number in range(options.sessions):
        runner.day(round(-DAYS + (number + 1) * DAYS / options.sessions))
        runner.session(number, offline=number % 2 == 1)
    runner.read()
    if options.pictures:
        Path(options.pictures).mkdir(parents=True, exist_ok=True)
        runner.take_pictures(Path(options.pictures))
    print(f"{options.sessions} sessions over {DAYS} days, every second one offline")


def main() -> int:
    options: Any = parser(__doc__, sessions=(10, "over three weeks"))
    options.add_argument("--pictures", default="", help="a folder for pictures of the pages")
    return command("tests.harness.own_ways", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
