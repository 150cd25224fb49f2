"""Makes the pictures of the README anew, from the demo account on a server of its own.

.venv/bin/python -m docs.pictures.make
"""

# ruff: noqa: E402 — Django is set up before its models can be imported.

import os
from pathlib import Path

from tracker.sessions.lifecycle import advance

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium, server
from tests.conftest import PHONE
from tests.factories import make_session
from tracker.models import User

FOLDER = Path(__file__).parent
DEMO = "demo@example.org"
LAPTOP = {"viewport": {"width": 1040, "height": 680}}  # small, so that the picture is


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("demo", email=DEMO, password="a picture")
    user = User.objects.get(email=DEMO)
    running = server.running(connection.settings_dict, settings.TESTS_DIR)
    with running as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.installed())
        on_the_phone(signed_in(browser, url, user, PHONE), user)
        on_the_laptop(signed_in(browser, url, user, LAPTOP))
        browser.close()


def signed_in(browser: Browser, url: str, user: User, device: dict[str, object]) -> Page:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(user)
    context = browser.new_context(base_url=url, reduced_motion="reduce", **device)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    return context.new_page()


def on_the_phone(page: Page, user: User) -> None:
    last = user.sessions.done().newest_first()[0]
    page.goto(f"/sessions/{last.uuid}/result/")
    save(page, "result")
    session = make_session(owner=user, tests=("ankle_dorsiflexion", "toe_touch"))
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("form[data-mounted]").wait_for()
    left = page.get_by_role("group", name="Ankle dorsiflexion, left", exact=True)
    left.get_by_role("radio", name="4", exact=True).tap()
    page.get_by_text("Saved", exact=True).wait_for()
    save(page, "rate")
    advance(session, "pre")
    page.clock.install()
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    page.get_by_role("timer").first.wait_for()
    page.clock.run_for(40_000)
    save(page, "routine")


def on_the_laptop(page: Page) -> None:
    page.goto("/progress/ankle_dorsiflexion/")
    page.locator("canvas[data-drawn]").first.wait_for()
    save(page, "progress")


def save(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
