"""Checks an open page: no text leaves the screen, is cut, or lies over another."""

from pathlib import Path

from playwright.sync_api import Page

FAULTS = Path(__file__).with_name("readable.js").read_text()


def unreadable(page: Page) -> list[str]:
    return list(page.evaluate(FAULTS))
