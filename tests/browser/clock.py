"""Controls the clock of a page: it stands still, or runs while a response is awaited."""

import datetime

from playwright.sync_api import Locator, Page, expect

LONG_BEFORE = datetime.timedelta(hours=1)
STEP = 2000  # ms of the page's clock
MOST_STEPS = 90


def stand_still(page: Page, at: datetime.datetime) -> None:
    """From now on it is `at` there, until the clock is told to run."""
    # Until it is stopped it runs by itself, on a busy machine for seconds, and it never goes back.
    page.clock.install(time=at - LONG_BEFORE)
    page.clock.pause_at(at)


def until_seen(locator: Locator) -> None:
    """Runs the clock on in steps until `locator` is visible; at each the network may answer."""
    for _ in range(MOST_STEPS):
        if locator.is_visible():
            break
        locator.page.clock.run_for(STEP)
    expect(locator).to_be_visible()
