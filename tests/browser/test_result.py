"""The result by hand: its places fold, and stay as their person left them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.factories import make_session, make_user

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
PLACES = "details[data-fold]"


def test_a_place_that_was_closed_stays_closed_on_the_next_result_and_for_nobody_else(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user, other = make_user(), make_user()
    first, second, theirs = (make_session(owner=u, stage="done") for u in (user, user, other))
    page = signed_in(phone, user).new_page()
    page.goto(f"/sessions/{first.uuid}/result/", wait_until="networkidle")
    worked = page.locator(f"{PLACES} summary").first
    worked.press("Enter")
    for session, is_open in ((first, False), (second, False), (theirs, True)):
        page = signed_in(phone, session.owner).new_page()
        page.goto(f"/sessions/{session.uuid}/result/", wait_until="networkidle")
        page.locator("[data-mount=folds][data-mounted]").wait_for()
        expect(page.locator(PLACES)).to_have_count(3)
        expect(page.locator(f"{PLACES}[open]")).to_have_count(3 if is_open else 2)
        expect(page.locator(PLACES).first).to_contain_text("6 freer")


def test_a_link_to_the_grades_opens_their_fold(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/sure/#grades")
    expect(page.get_by_text("Rating twice, warming up and stiff days")).to_be_visible()
    expect(page.locator("details[open]")).to_have_count(1)
    page.locator("summary").last.press("Enter")
    expect(page.get_by_text("Benjamini–Hochberg").first).to_be_visible()
