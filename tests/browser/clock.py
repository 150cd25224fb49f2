"""Lets a page's clock run for as long as an answer needs that itself takes real time."""

from playwright.sync_api import Locator, expect

STEP = 2000  # ms of the page's clock
MOST_STEPS = 90


def until_seen(locator: Locator) -> None:
    """Runs the clock on in steps until `locator` is visible; at each the network may answer."""
    for _ in range(MOST_STEPS):
        if locator.is_visible():
            break
        locator.page.clock.run_for(STEP)
    expect(locator).to_be_visible()
