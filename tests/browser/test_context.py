"""The card of what came before a session: behind the last rating, saved with each tap."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, expect

from tests.browser.looks import audit
from tests.browser.test_rating import rating_page, tap
from tests.conftest import LAPTOP
from tests.factories import make_session, make_user
from tracker.models import Session
from tracker.rules.events import ContextGiven

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def test_the_card_comes_behind_the_last_rating_and_each_tap_is_saved(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    card = page.locator("[data-context]")
    hard, clear = card.get_by_role("radio", name="Hard"), card.get_by_role("button", name="Clear")
    expect(card).to_be_hidden()
    tap(page, "Toe touch", 4)
    expect(card).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 640})
    # In sight, with all that one can set and answer above it.
    start = page.get_by_role("button", name="Start the routine")
    expect(start).to_be_in_viewport(ratio=1)
    hard.tap()
    card.get_by_role("checkbox", name="Slept badly").tap()
    audit(page)
    clear.tap()
    expect(hard).not_to_be_checked()
    card.get_by_role("radio", name="Easy").tap()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    page.set_viewport_size(LAPTOP["viewport"])
    page.reload()
    # As a list, too, and with what was answered.
    expect(card.get_by_role("radio", name="Easy")).to_be_checked()
    tap(page, "Toe touch", 4)  # Cleared by a second tap.
    expect(card).to_be_hidden()
    contexts = session.entries.filter(kind="context").order_by("pk")
    runs = [(entry.payload["ran"], entry.payload["slept_badly"]) for entry in contexts]
    assert runs == [("hard", "False"), ("hard", "True"), ("", "None"), ("easy", "False")]
    assert Session.objects.get(pk=session.pk).context == ContextGiven(
        "easy", slept_badly=False, just_woke=False
    )
