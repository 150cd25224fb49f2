"""The routine while the browser's process is stopped, as a phone does it with a dark screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests import chromium
from tests.conftest import PHONE
from tests.factories import make_session, make_user
from tests.harness.sleep import sleep, start

SignIn = Callable[[BrowserContext, Any], BrowserContext]
# Each costs its seconds; `python -m tests.harness.sleep` does thirty, and longer ones.
LENGTHS = [20.0, 25.0]


@pytest.mark.once
def test_after_the_process_was_stopped_the_step_and_the_second_are_right(
    browser: Browser, server: str, committed: None, signed_in: SignIn
) -> None:
    pages = {}
    for _ in LENGTHS:
        own = browser.browser_type.launch(executable_path=chromium.installed())
        session = make_session(owner=make_user(), stage="routine", tests=("toe_touch",))
        context = signed_in(own.new_context(base_url=server, **PHONE), session.owner)
        pages[start(context, session)] = str(session.uuid)
    outcomes = list(sleep(pages, LENGTHS))
    assert all(outcome.error <= 1 for outcome in outcomes), [*map(str, outcomes)]
    for page in pages:
        expect(page.get_by_text("Lace the fingers ended")).to_be_visible()
        page.context.browser.close()


@pytest.mark.once
def test_the_check_is_red_for_a_clock_that_counts_ticks(
    browser: Browser, server: str, committed: None, signed_in: SignIn
) -> None:
    own = browser.browser_type.launch(executable_path=chromium.installed())
    session = make_session(owner=make_user(), stage="routine", tests=("toe_touch",))
    context = signed_in(own.new_context(base_url=server, **PHONE), session.owner)
    # The engine is given a time that goes on by a quarter of a second a tick.
    context.add_init_script("""
      const { now } = Date;
      window.ticks = now();
      const { setInterval } = window;
      window.setInterval = (tick, ms) => setInterval(() => {
        window.ticks += ms;
        Date.now = () => window.ticks;
        try { tick(); } finally { Date.now = now; }
      }, ms);
    """)
    page = start(context, session)
    (outcome,) = sleep({page: str(session.uuid)}, [6.0])
    assert outcome.error > 1, str(outcome)
    own.close()
