"""Signing out on a phone: it asks about unsent entries, and leaves nothing behind."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit
from tests.browser.test_outbox import (
    ASLEEP,
    AWAY,
    ONE_TEST,
    away,
    rater,
    rating_page,
    saved,
    scores,
    tap,
    waiting,
)
from tests.factories import make_session
from tracker.models import Session, User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def with_one_unsent(phone: BrowserContext, signed_in: SignIn) -> tuple[Page, Session]:
    """A page of somebody whose one rating is on the phone alone; the network stays away."""
    session = make_session(owner=rater(), tests=ONE_TEST)
    context = signed_in(phone, session.owner)
    context.add_init_script(AWAY)
    page = rating_page(context, session)
    away(page)
    tap(page, 3)
    waiting(page, 1)
    return page, session


def test_signing_out_asks_about_unsent_entries_and_leaves_nothing_behind(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page, session = with_one_unsent(phone, signed_in)
    page.goto("/accounts/logout/")
    expect(page.get_by_role("heading", name="1 entry on this phone not sent yet")).to_be_visible()
    audit(page)
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Send now").tap()
    expect(page.get_by_text("There is no connection right now.")).to_be_visible()
    page.get_by_role("button", name="Discard 1 entry and sign out").tap()
    page.wait_for_url(lambda url: "logout" not in url)
    away(page, False)
    assert page.evaluate("localStorage.getItem('user')") == ""
    assert stored_on_phone(page, session.owner) == (["removed"], [], False)
    saved_nothing = rating_page(signed_in(phone, session.owner), session)
    expect(saved_nothing.locator("[data-saved]")).to_be_empty()
    assert scores(session) == []


def test_a_slow_database_is_not_treated_as_empty(phone: BrowserContext, signed_in: SignIn) -> None:
    page, _ = with_one_unsent(phone, signed_in)
    page.context.add_init_script(ASLEEP)
    page.goto("/accounts/logout/", wait_until="networkidle")
    page.get_by_role("button", name="Sign out", exact=True).tap()
    page.evaluate("window.isAwake = true")
    expect(page.get_by_role("heading", name="1 entry on this phone not sent yet")).to_be_visible()
    page.goto("/unsent/")
    expect(page.get_by_text("Looking at what is on this phone…")).to_be_visible()
    page.evaluate("window.isAwake = true")
    expect(page.get_by_text("Before, toe touch: 3")).to_be_visible()


def test_signing_out_with_everything_sent_asks_nothing(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    tap(page, 3)
    saved(page)
    page.goto("/accounts/logout/")
    page.locator("[data-mount=leaving][data-mounted]").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).tap()
    page.wait_for_url(lambda url: "logout" not in url)
    assert page.evaluate("localStorage.getItem('user')") == ""
    assert stored_on_phone(page, session.owner) == (["removed"], [], False)


def stored_on_phone(page: Page, user: User) -> tuple[list[str], list[str], bool]:
    """What the database of a person holds: states, names of what is kept, any contents at all."""
    states, names, has_contents = page.evaluate(
        """user => new Promise((resolve) => {
          indexedDB.open(`supple-${user}`).onsuccess = ({ target }) => {
            const change = target.result.transaction(["entries", "kept"]);
            const entries = change.objectStore("entries").getAll();
            const kept = change.objectStore("kept").getAllKeys();
            change.oncomplete = () => {
              const states = entries.result.map(({ state }) => state);
              resolve([states, kept.result, entries.result.some(({ entry }) => entry)]);
              target.result.close();
            };
          };
        })""",
        user.pk,
    )
    return states, names, has_contents
