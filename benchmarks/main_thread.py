"""Plays a routine in the browser and prints what it took, on the server that it starts."""

import argparse
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

django.setup()

from benchmarks import people, server  # noqa: E402
from benchmarks.people import Person  # noqa: E402
from tests import chromium  # noqa: E402
from tests.factories import make_session  # noqa: E402
from tests.server import database_url  # noqa: E402
from tracker.models import User  # noqa: E402
from tracker.sessions.lifecycle import delete_for_now  # noqa: E402

ROUTINES = ("toe_spreaders", "sock_pull")
PHONE = {"width": 390, "height": 844}
INTO_A_MOVE = 20_000  # ms: past the lead-in and the set-up, into the first move of 60 seconds
HEADS = ("busy %", "script %", "style %", "layout %", "paints/s")


class Load(NamedTuple):
    """Shares of the main thread's time in percent, and paints a second."""

    busy: float
    script: float
    style: float
    layout: float
    paints: float


def loads(page: Page, seconds: int) -> Iterator[tuple[str, Load]]:
    """The states of a routine one after the other, each with what it took."""
    page.get_by_role("button", name="Start", exact=True).tap()
    page.wait_for_timeout(INTO_A_MOVE)
    yield "running", load(page, seconds)
    page.emulate_media(reduced_motion="reduce")
    yield "running, less motion", load(page, seconds)
    page.emulate_media(reduced_motion="no-preference")
    page.keyboard.press("Space")
    yield "paused", load(page, seconds)


def load(page: Page, seconds: int) -> Load:
    wire = page.context.new_cdp_session(page)
    traced = _trace(wire)
    # The time of the thread itself: what else runs on the machine does not count.
    wire.send("Performance.enable", {"timeDomain": "threadTicks"})
    before, started = _metrics(wire), time.monotonic()
    page.wait_for_timeout(seconds * 1000)
    after, passed = _metrics(wire), time.monotonic() - started
    wire.send("Tracing.end")
    while not traced.get("done"):
        page.wait_for_timeout(50)
    wire.detach()
    names = ("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
    shares = [100 * (after[name] - before[name]) / passed for name in names]
    return Load(*shares, traced.get("Paint", 0) / passed)


def _metrics(wire: CDPSession) -> dict[str, float]:
    return {row["name"]: row["value"] for row in wire.send("Performance.getMetrics")["metrics"]}


def _trace(wire: CDPSession) -> dict[str, Any]:
    """Counts the events of a trace by their names, from now until it is ended."""
    counted: dict[str, Any] = {}

    def note(events: dict[str, Any]) -> None:
        for event in events["value"]:
            counted[event["name"]] = counted.get(event["name"], 0) + 1

    wire.on("Tracing.dataCollected", note)
    wire.on("Tracing.tracingComplete", lambda _: counted.update(done=1))
    categories = "devtools.timeline"
    wire.send("Tracing.start", {"categories": categories, "transferMode": "ReportEvents"})
    return counted


class Routine(NamedTuple):
    """A routine that is about to start, and the cookie of who does it."""

    name: str
    path: str
    cookie: str


def begun(person: Person, name: str) -> Routine:
    user = User.objects.get(pk=person.id)
    for session in user.sessions.open():
        delete_for_now(session)
    session = make_session(owner=user, stage="routine", routine=name, seconds=60)
    cookie = people.client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    return Routine(name, f"/sessions/{session.uuid}/routine/", cookie)


def measure(browser: Browser, address: str, routine: Routine, seconds: int) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, base_url=address)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": routine.cookie, "url": address}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(routine.path)
    print(f"{routine.name:24}" + "".join(f"{head:>10}" for head in HEADS))
    for state, took in loads(page, seconds):
        print(f"{state:24}" + "".join(f"{value:10.2f}" for value in took), flush=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, required=True)
    seconds = parser.parse_args().seconds
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        persons = people.fill(users=len(ROUTINES), years=0)
        routines = [begun(*pair) for pair in zip(persons, ROUTINES, strict=True)]
        database = database_url(connection.settings_dict)
        with server.running(database) as (port, _), sync_playwright() as playwright:
            options = {"args": ["--no-sandbox", *chromium.OPTIONS]}
            browser = playwright.chromium.launch(executable_path=chromium.installed(), **options)
            for routine in routines:
                measure(browser, f"http://127.0.0.1:{port}", routine, seconds)
            browser.close()
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
