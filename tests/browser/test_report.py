"""The report on paper is one page; a shared page is no part of the app."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_print import A_PAGE
from tests.models.test_trial import make_trial
from tests.states import sixty
from tracker.models import User
from tracker.sessions.sharing import NewLink, link_of, make, new_secret
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
ALL = "/report/?ticks=1&show=measured&show=notes"
# The margins that its style sheet asks for: a browser without a window reads them from here.
MARGIN = {"top": "7mm", "bottom": "7mm", "left": "10mm", "right": "10mm"}
GREY = """() => [...document.querySelectorAll(".rp, .rp *")].flatMap((element) => {
  const { color, backgroundColor } = getComputedStyle(element);
  return [color, backgroundColor].filter((colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return Math.max(r, g, b) - Math.min(r, g, b) > 12;
  });
})"""
TWICE_AS_LONG = """() => {
  const [sheet, weeks] = [".rp", ".rp__weeks"].map((name) => document.querySelector(name));
  sheet.append(weeks.cloneNode(true), weeks.cloneNode(true));
}"""


def pages_of(page: Page, size: str) -> int:
    return len(A_PAGE.findall(page.pdf(format=size, margin=MARGIN)))


@pytest.fixture
def full() -> User:
    """Eight tests on fifteen sides, 26 weeks, all eight measured, with notes and an ended plan."""
    user = sixty()
    assert user.ratings.exclude(method="").values("test").distinct().count() == 8
    end_trial(make_trial(owner=user))
    return user


@pytest.mark.parametrize("language", ["en", "de"])
def test_eight_tests_and_26_weeks_are_one_page(
    laptop: BrowserContext, signed_in: SignIn, full: User, language: str
) -> None:
    full.language = language
    full.save()
    page = signed_in(laptop, full).new_page()
    page.goto(ALL)
    page.get_by_role("textbox").fill("Wilhelmina Sprunggelenksbeweglichkeit")
    assert {size: pages_of(page, size) for size in ("A4", "Letter")} == {"A4": 1, "Letter": 1}
    assert page.evaluate(GREY) == []
    # The control: as much again does not fit.
    page.evaluate(TWICE_AS_LONG)
    assert pages_of(page, "Letter") == 2


def test_a_shared_page_is_no_part_of_the_app(
    browser: Browser, phone: BrowserContext, server: str, committed: None
) -> None:
    cache.clear()
    user = sixty()
    secret = new_secret()
    make(user, secret, NewLink("Anna", "", ("rated", "done"), new_sessions=True, days=7))
    requested: list[str] = []
    visitor = browser.new_context(base_url=server, color_scheme="dark", locale="de")
    page = visitor.new_page()
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"/shared/{user.pk}/{secret}/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_text(re.compile("Print as one page|drucken")).click()
    page.get_by_role("button").wait_for()
    page.wait_for_load_state("networkidle")
    outside = [url for url in requested if "/static/" not in url and "/shared/" not in url]
    assert outside == []
    assert (
        page.evaluate("() => navigator.serviceWorker.getRegistrations().then((all) => all.length)")
        == 0
    )
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("() => Object.keys(localStorage)") == []
    assert visitor.cookies() == []
    link = link_of(user.pk, secret)
    assert link is not None
    assert link.opened == 1
    visitor.close()
