"""A word opens its explanation where it stands: by key and by finger, without a script."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import audit
from tests.conftest import Device

pytestmark = pytest.mark.once

SMALL = {"width": 360, "height": 640}
SAYS = "How far two ratings can differ with nothing changed."
INSIDE = """(element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}"""


def tried(device: Device, **options: Any) -> Page:
    page = device(viewport=SMALL, **options).new_page()
    page.goto("/try/")
    page.get_by_role("button", name="See a made-up result").click()
    page.locator("#made-up").wait_for()
    return page


def explained(page: Page) -> tuple[Locator, Locator]:
    return page.get_by_role("button", name="usual swing"), page.locator("#term-usual_swing")


def test_a_word_is_explained_by_key_without_javascript(device: Device) -> None:
    page = tried(device, java_script_enabled=False)
    word, says = explained(page)
    expect(says).to_be_hidden()
    word.press("Enter")
    expect(says).to_be_visible()
    expect(says).to_contain_text(SAYS)
    expect(word).to_be_focused()
    page.keyboard.press("Escape")
    expect(says).to_be_hidden()


def test_a_word_tells_its_meaning_to_a_screen_reader_before_it_is_opened(device: Device) -> None:
    word, _ = explained(tried(device))
    expect(word).to_have_accessible_description(f"{SAYS} A change within it may be nothing.")


def test_every_explanation_is_whole_on_a_small_phone_and_passes_the_audit(device: Device) -> None:
    page = tried(device, has_touch=True)
    words = page.locator("button.term")
    assert words.count() == 7
    for word in words.all():
        word.tap()
        says = page.locator(f"#{word.get_attribute('popovertarget')}")
        expect(says).to_be_visible()
        assert says.evaluate(INSIDE)
        page.keyboard.press("Escape")
    words.first.tap()
    audit(page)
