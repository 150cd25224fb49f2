"""The pages of settings: each change is saved at once, or put back with what to do about it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.looks import OVERFLOW, theme_of
from tests.browser.test_sound import SPIES, heard
from tests.factories import make_user
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
LETTERS = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
LOUDEST_TONE = 10 ** (-12 / 20)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.add_init_script(path=SPIES)
    page.goto(address)
    page.locator("[data-mounted]").wait_for()
    return page


def stored(user: User) -> User:
    return User.objects.get(pk=user.pk)


def expect_saved(page: Page) -> None:
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()


def test_a_change_is_saved_at_once_and_one_that_cannot_be_is_put_back(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = opened(signed_in(phone, user), "/settings/look/")
    expect(page.get_by_role("button", name="Save settings")).to_be_hidden()
    page.get_by_role("radio", name="Largest").check()
    expect_saved(page)
    assert (stored(user).text_size, page.evaluate(LETTERS)) == (130, 16 * 1.3)
    page.emulate_media(media="print")
    assert page.evaluate(LETTERS) == 16 * 0.875
    page.emulate_media(media="screen")

    phone.set_offline(True)
    page.get_by_role("radio", name="Dark").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There is no connection right now, and nothing was changed.")
    expect(page.get_by_role("radio", name="Like the device")).to_be_checked()
    expect(page.get_by_role("radio", name="Largest")).to_be_checked()
    expect(page.get_by_role("status").get_by_text("Saved")).to_have_count(0)
    assert (theme_of(page), stored(user).theme) == ("light", "auto")
    phone.set_offline(False)
    expect(alert).to_have_count(0)
    page.get_by_role("radio", name="Dark").check()
    expect_saved(page)
    assert (theme_of(page), stored(user).theme) == ("dark", "dark")


def test_a_change_from_before_the_script_came_is_saved_when_it_comes(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(phone, user).new_page()

    def tapped_first(route: Route) -> None:
        page.get_by_role("radio", name="Largest").check()
        route.continue_()

    page.route("**/settings/index*.js", tapped_first)
    page.goto("/settings/look/")
    expect_saved(page)
    assert stored(user).text_size == 130


def test_the_volume_is_that_of_the_tones_and_the_voice_also_without_a_network(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = opened(signed_in(phone, user), "/settings/sounds/")
    slider, play = page.get_by_role("slider"), page.get_by_role("button", name="Play a test")
    for volume in (5, 0):
        slider.fill(str(volume))
        expect(page.locator("output")).to_have_text(str(volume))
        page.evaluate("window.heard.length = 0")
        play.tap()
        tones = {event["peak"] for event in heard(page, "tone")}
        voices = {event["volume"] for event in heard(page, "speak")}
        if volume:
            assert tones == {LOUDEST_TONE * 0.25}
            assert voices == {0.5}
        else:
            assert (tones, voices) == (set(), set())
            expect(page.get_by_text("The volume of cues is 0.")).to_be_visible()
        expect_saved(page)
    assert stored(user).cue_volume == 0


def test_what_is_set_on_this_device_is_the_same_wherever_it_is_shown(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = opened(signed_in(phone, make_user()), "/settings/sounds/")
    page.get_by_role("switch", name="Voice").uncheck()
    page.goto("/settings/sounds/")
    expect(page.get_by_role("switch", name="Voice")).not_to_be_checked()
    assert page.evaluate("JSON.parse(localStorage.getItem('sounds')).voice") is False


def test_without_a_script_one_button_saves_the_page(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(no_js_phone, user).new_page()
    page.goto("/settings/units/")
    page.get_by_role("radio", name="Inches").check()
    page.get_by_label("Week begins on").select_option("Sunday")
    page.get_by_role("button", name="Save settings").tap()
    expect(page.get_by_text("Saved. Your settings count from now on.")).to_be_visible()
    assert (stored(user).length, stored(user).week_starts) == ("in", 6)


PAGES = ("/", "/settings/", "/settings/sounds/", "/settings/units/", "/sessions/start/")


def test_the_largest_text_and_200_percent_together_need_no_scrolling_sideways(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user(text_size=130)).new_page()
    page.set_viewport_size({"width": 360 // 2, "height": 640 // 2})
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(LETTERS) == 16 * 1.3
        assert page.evaluate(OVERFLOW) == [], address
