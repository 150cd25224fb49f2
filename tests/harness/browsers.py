"""Real browsers with a profile on the disk, which can be killed and opened again."""

import contextlib
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests import chromium
from tests.conftest import MILLISECONDS_TO_WAIT, PHONE
from tests.harness.phones import Person
from tests.harness.proxy import Proxy
from tests.harness.servers import Server
from tests.server import collect_static_files
from tracker.catalogue.reading import read_all
from tracker.management.catalogue_sync import FOLDER
from tracker.models import Rating
from tracker.rules.plan import SIDES

SECONDS_TO_DRAIN = 60
QUICK = ("ankle_dorsiflexion", "toe_touch")
QUICK_GROUPS = ("Ankle dorsiflexion, left", "Ankle dorsiflexion, right", "Toe touch")
FULL_GROUPS = tuple(
    group
    for test in read_all(FOLDER)[0]
    for group in ([f"{test.name}, {side}" for side in SIDES] if test.sided else [test.name])
)
# Rows of the phone's own database, as {uuid, entry, state}.
HELD = """async (user) => {
  const ask = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await ask(indexedDB.open(`supple-${user}`));
  const rows = db.objectStoreNames.contains("entries")
    ? await ask(db.transaction("entries").objectStore("entries").getAll()) : [];
  db.close();
  return rows;
}"""
READY = """async (user) => {
  const ask = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  await navigator.serviceWorker.ready;
  const isThere = async () =>
    (await indexedDB.databases()).some(({ name }) => name === `supple-${user}`);
  for (;;) {
    // To open it before the page has made it would make an empty one.
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 50));
    const db = await ask(indexedDB.open(`supple-${user}`));
    const kit = db.objectStoreNames.contains("kept")
      && await ask(db.transaction("kept").objectStore("kept").get("kit"));
    db.close();
    if (kit && navigator.serviceWorker.controller) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@contextlib.contextmanager
def playing() -> Iterator[Playwright]:
    """Playwright; while it runs, Django keeps connections of their own for this thread."""
    with sync_playwright() as playwright:
        try:
            yield playwright
        finally:
            connections.close_all()


class Site(Server):
    """A server that has its static files, too."""

    def start(self) -> None:
        self.environment["STATIC_ROOT"] = str(settings.TESTS_DIR / "static")
        collect_static_files(self.environment)
        super().start()


class BrowserProxy(Proxy):
    """Asks the server to end each connection, so that a fault hits one request alone."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _answer(self, request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [
            line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")
        ]
        return await super()._answer(b"\r\n".join([*lines, b"Connection: close", b"", body]))


class Device:
    """A phone's browser; what it keeps stays in `folder` over kills and restarts."""

    def __init__(self, playwright: Playwright, folder: Path, url: str, person: Person) -> None:
        self.playwright, self.folder, self.url, self.person = playwright, folder, url, person
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        """Starts the browser; gives its first page, still empty."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium.installed(),
            args=chromium.OPTIONS,
            base_url=self.url,
            **PHONE,
        )
        self.context.set_default_timeout(MILLISECONDS_TO_WAIT)
        self.sign_in()
        return self.context.pages[0]

    def sign_in(self) -> None:
        cookie = {"name": "sessionid", "value": self.person.cookie, "url": self.url}
        self.context.add_cookies([cookie])

    def kill(self) -> None:
        """As the system does it, without a word to any page."""
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.context.close()

    def processes(self) -> list[int]:
        """The browser's own processes, told by the profile that only this one has."""
        mark = f"--user-data-dir={self.folder}".encode()
        pids = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if mark in path.read_bytes().split(b"\0"):
                    pids.append(int(path.parent.name))
        return pids


@contextlib.contextmanager
def opened(playwright: Playwright, folder: Path, url: str, person: Person) -> Iterator[Device]:
    device = Device(playwright, folder, url, person)
    device.open()
    try:
        yield device
    finally:
        device.close()


def ready(page: Page, user: int) -> None:
    """Waits until the page works without a network."""
    page.goto("/")
    page.evaluate(READY, user)


def held(page: Page, user: int) -> list[dict[str, Any]]:
    """What the phone itself has, sent or not."""
    return list(page.evaluate(HELD, user))


def drained(page: Page, user: int) -> int:
    """Waits until everything was sent; how much is left when that takes too long."""
    deadline = time.monotonic() + SECONDS_TO_DRAIN
    while waiting := sum(row["state"] == "waiting" for row in held(page, user)):
        if time.monotonic() > deadline:
            break
        page.wait_for_timeout(50)
    return waiting


def scores_of(uuid: str) -> dict[tuple[str, str], int | None]:
    """What the database has of a session, by phase and by the name of the scale."""
    scores = {}
    for rating in Rating.objects.filter(session__uuid=uuid).select_related("test"):
        group = rating.test.name + ("" if rating.side == "none" else f", {rating.side}")
        scores |= {(phase, group): getattr(rating, f"{phase}_score") for phase in ("pre", "post")}
    return scores


def scale(page: Page, group: str, score: int) -> Any:
    group_of = page.get_by_role("group", name=group, exact=True)
    return group_of.get_by_role("radio", name=str(score), exact=True)


def stop_the_routine(page: Page) -> None:
    page.get_by_role("button", name="End the routine").tap()
    page.get_by_role("button", name="Done enough").tap()
    page.get_by_role("button", name="Rate again").tap()


def uuid_of(page: Page) -> str:
    match = re.search(r"/sessions/([0-9a-f-]{36})/", page.url)
    return match[1] if match else ""
