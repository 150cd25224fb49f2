"""What the outbox needs of the browser: a lock for one sending tab, and persistent storage."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.test_outbox import (
    ONE_TEST,
    SYNC,
    put,
    rater,
    rating_entry,
    rating_page,
    saved,
    scores,
    tap,
)
from tests.conftest import PHONE, Device
from tests.factories import make_session
from tracker.models import Session

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def in_two_tabs(context: BrowserContext, session: Session) -> tuple[list[Route], list[Page]]:
    """Both have something to send, and every request waits in the list that is given."""
    held: list[Route] = []
    context.route(SYNC, lambda route: held.append(route))
    tabs = [rating_page(context, session) for _ in range(2)]
    for score, tab in enumerate(tabs):
        tap(tab, score)
    return held, tabs


def test_a_second_tab_sends_nothing_while_the_first_does(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    held, tabs = in_two_tabs(signed_in(phone, session.owner), session)
    tabs[1].wait_for_function("async () => (await navigator.locks.query()).pending.length === 1")
    assert len(held) == 1
    phone.route(SYNC, lambda route: route.continue_())
    held[0].continue_()
    for tab in tabs:
        saved(tab)
    assert (scores(session), session.entries.count()) == ([1], 2)


def test_control_without_a_lock_both_tabs_send(phone: BrowserContext, signed_in: SignIn) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined });")
    session = make_session(owner=rater(), tests=ONE_TEST)
    held, tabs = in_two_tabs(signed_in(phone, session.owner), session)
    while len(held) < 2:
        tabs[1].wait_for_timeout(20)
    for route in held:
        route.continue_()


def test_persistent_storage_is_requested_once(device: Device, signed_in: SignIn) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    context = signed_in(device(**PHONE), session.owner)
    context.add_init_script("""window.asked = 0;
      if (navigator.storage) navigator.storage.persist = async () => { window.asked += 1; };""")
    page = rating_page(context, session)
    put(page, session.owner, [rating_entry(session, "5")])
    assert page.evaluate("asked") == 0
    for _ in range(2):
        put(page, session.owner, [{"session": str(session.uuid), "kind": "finish"}])
    assert page.evaluate("asked") == 1
