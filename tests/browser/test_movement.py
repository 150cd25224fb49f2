"""What moves in the player: a drawing in two positions and the ring, at the pace of the move."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.clock import stand_still
from tests.browser.touch import touch
from tests.factories import make_session, make_user

START = datetime.datetime(2026, 3, 1, 7, 0, tzinfo=datetime.UTC)
INTO_A_MOVE = 5 + 10 + 3  # seconds
SPIES = Path(__file__).with_name("spies.js")
# What goes on by itself: the names and seconds of the animations that are under way.
UNDER_WAY = """() => document.getAnimations()
    .filter((animation) => animation.playState === "running")
    .map(({ animationName, effect }) => [animationName, effect.getTiming().duration / 1000])
    .sort()"""
MOVES = [["breathe", 4], ["there-and-back", 4]]

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def playing(context: BrowserContext, signed_in: SignIn, **fields: Any) -> Page:
    """The player before its start; its clock moves only when it is told to."""
    fields = {"owner": make_user(), "tests": ("toe_touch",), "stage": "routine"} | fields
    session = make_session(**fields)
    page = signed_in(context, session.owner).new_page()
    page.add_init_script(path=SPIES)
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    touch(page.get_by_role("button", name="Start", exact=True))
    return page


def run(page: Page, seconds: float) -> None:
    page.clock.run_for(round(seconds * 1000))


def test_a_move_is_shown_at_its_pace_and_only_while_it_is_under_way(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = playing(phone, signed_in)
    run(page, 7)
    expect(page.get_by_role("heading", name="Lace the fingers")).to_be_visible()
    run(page, INTO_A_MOVE - 7)
    expect(page.get_by_role("heading", name="Traction")).to_be_visible()
    assert page.evaluate(UNDER_WAY) == MOVES
    page.keyboard.press("Space")
    expect(page.locator("[data-player]")).to_have_attribute("data-mode", "paused")
    assert page.evaluate(UNDER_WAY) == []
    page.keyboard.press("Space")
    assert page.evaluate(UNDER_WAY) == MOVES
    page.evaluate("window.hide(true)")
    run(page, 1)
    assert page.evaluate(UNDER_WAY) == [], "It goes on, but nobody can see it."
    page.evaluate("window.hide(false)")
    assert page.evaluate(UNDER_WAY) == MOVES
    run(page, 42)
    expect(page.get_by_role("heading", name="Flex and extend")).to_be_visible()
    assert page.evaluate(UNDER_WAY) == []


def test_the_sock_pull_is_paced_by_its_passes(phone: BrowserContext, signed_in: SignIn) -> None:
    page = playing(phone, signed_in, routine="sock_pull")
    run(page, 7)
    expect(page.get_by_role("heading", name="Hands on")).to_be_visible()
    assert page.evaluate(UNDER_WAY) == [], "Its drawing has two positions; setting up is no move."
    run(page, INTO_A_MOVE - 7)
    assert page.evaluate(UNDER_WAY) == [["breathe", 15], ["there-and-back", 15]]


def test_nothing_moves_where_less_motion_is_asked_for(
    device: Callable[..., BrowserContext], signed_in: SignIn
) -> None:
    page = playing(device(reduced_motion="reduce", has_touch=True), signed_in)
    run(page, INTO_A_MOVE)
    expect(page.get_by_role("heading", name="Traction")).to_be_visible()
    assert page.evaluate(UNDER_WAY) == []
    second = page.locator("[data-art] svg").nth(1)
    expect(second).to_have_css("opacity", "0")
