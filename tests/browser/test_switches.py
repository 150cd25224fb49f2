"""The switches of a test's ratings: a side and a time range, by finger and by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit, set_theme
from tests.browser.test_charts import COLOURS, INK, LEFT, runner
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
RIGHT = {"light": "173,71,9"}
ANKLE = "/progress/ankle_dorsiflexion/"
SAME_PAGE = "window.isTheSame === true"
COVERED = """() => [...document.querySelectorAll(".segctl label, .ratings__form")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())"""


@pytest.fixture
def person() -> User:
    return runner(60)


def opened(context: BrowserContext, path: str = ANKLE) -> Page:
    page = context.new_page()
    page.goto(path)
    expect(page.locator("[data-mount=range]")).to_have_attribute("data-mounted", "")
    page.evaluate("window.isTheSame = true")
    return page


def shown(page: Page) -> Any:
    return page.locator("[data-view]").locator("visible=true")


def test_a_side_is_switched_on_the_spot_with_its_sentence_key_and_band(
    phone: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(phone, person))
    expect(shown(page).locator(".fig__says")).to_contain_text("on the left")
    expect(shown(page).get_by_text("The grey band is your usual swing.")).to_be_visible()
    page.get_by_role("radio", name="Right").check()
    expect(shown(page).locator(".fig__says")).to_contain_text("on the right. Afterwards")
    expect(shown(page).locator("canvas")).to_have_attribute("data-drawn", "")
    colours = shown(page).locator("canvas").evaluate(COLOURS)
    assert RIGHT["light"] in colours and LEFT["light"] not in colours
    page.get_by_role("radio", name="Both").check()
    expect(shown(page).locator("canvas")).to_have_attribute("data-drawn", "")
    colours = shown(page).locator("canvas").evaluate(COLOURS)
    assert RIGHT["light"] in colours and LEFT["light"] in colours
    expect(shown(page).get_by_text("Left before")).to_be_visible()
    expect(shown(page).get_by_text("usual swing")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"side=both&range=6m$"))
    assert page.evaluate(SAME_PAGE)


def test_a_range_is_switched_without_leaving_the_page(
    phone: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(phone, person))
    page.get_by_role("heading", name="Every session as a table").click()
    rows = page.get_by_role("table", name="Every session").get_by_role("row").count()
    page.get_by_role("radio", name="Right").check()
    label = page.locator("label", has_text="3 months")
    label.scroll_into_view_if_needed()
    place = label.bounding_box()
    page.get_by_role("radio", name="3 months").check()
    expect(shown(page).locator(".fig__says")).to_contain_text("In the last 3 months")
    assert label.bounding_box() == place
    expect(shown(page).locator(".fig__says")).to_contain_text("on the right")
    expect(shown(page).locator("canvas")).to_have_attribute("data-drawn", "")
    assert shown(page).locator("canvas").evaluate(INK) > 0.005
    table = page.get_by_role("table", name="Every session")
    expect(table).to_be_visible()  # it was open, and still is
    assert table.get_by_role("row").count() < rows
    expect(page.get_by_role("status").filter(has_text="In the last 3 months")).to_have_count(1)
    assert page.evaluate(SAME_PAGE)
    page.reload()
    expect(shown(page).locator(".fig__says")).to_contain_text("In the last 3 months")
    expect(page.get_by_role("radio", name="Right")).to_be_checked()
    audit(page)


def test_switches_answer_to_the_keyboard_and_do_not_lose_the_focus(
    laptop: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(laptop, person))
    page.get_by_role("radio", name="6 months").focus()
    page.keyboard.press("ArrowRight")
    expect(shown(page).locator(".fig__says")).to_contain_text("In the last 12 months")
    expect(page.get_by_role("radio", name="12 months")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(shown(page).locator(".fig__says")).to_contain_text("In all your sessions")


def test_without_a_network_the_browser_goes_to_the_range_itself(
    laptop: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(laptop, person))
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    page.get_by_role("radio", name="3 months").check()
    expect(page).to_have_url(re.compile(r"side=left&range=3m$"))
    expect(shown(page).locator(".fig__says")).to_contain_text("In the last 3 months")
    assert not page.evaluate(SAME_PAGE)


def test_a_test_without_sides_has_only_the_range(
    phone: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(phone, person), "/progress/toe_touch/")
    expect(page.get_by_role("radio")).to_have_count(4)
    page.get_by_role("radio", name="All").check()
    expect(shown(page).locator(".fig__says")).to_contain_text("In all your sessions")
    assert "LR" not in page.locator("main").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_of_another_range_follow_the_theme(
    theme: str, laptop: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(laptop, person))
    page.get_by_role("radio", name="3 months").check()
    expect(shown(page).locator(".fig__says")).to_contain_text("In the last 3 months")
    expect(shown(page).locator("canvas")).to_have_attribute("data-drawn", "")
    set_theme(page, theme)
    page.evaluate("document.dispatchEvent(new Event('themechange'))")
    assert LEFT[theme] in shown(page).locator("canvas").evaluate(COLOURS)


def test_long_words_and_narrow_phones_do_not_cut_the_switches(
    phone: BrowserContext, signed_in: SignIn, person: User
) -> None:
    page = opened(signed_in(phone, person))
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        """() => document.querySelectorAll(".segctl label").forEach((label) => {
          label.textContent = "Halbjahreszeitraum"; })"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(COVERED) == []
