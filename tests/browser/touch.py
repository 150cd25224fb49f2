"""Taps and waits for the click, which a browser makes of the touch a moment later."""

from playwright.sync_api import Locator

LISTEN = """() => {
  if (window.clicked === undefined) {
    window.clicked = 0;
    addEventListener("click", () => (window.clicked += 1));
  }
  return window.clicked;
}"""


def touch(target: Locator) -> None:
    """Taps it, and comes back when everything that listens for the click has run."""
    page = target.page
    before = page.evaluate(LISTEN)
    target.tap()
    page.wait_for_function("before => window.clicked !== before", arg=before)
