"""Checks a face of the player: everything is there, uncut, and can be tapped."""

from pathlib import Path

from playwright.sync_api import Page

FAULTS = Path(__file__).with_name("fits.js").read_text()


def faults(page: Page) -> list[str]:
    """What is over, cut or out of reach on the face that the player shows now."""
    return list(page.evaluate(FAULTS))
