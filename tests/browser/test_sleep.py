"""The routine while the browser's process is suspended, as phones do with the screen off."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import chromium
from tests.conftest import PHONE
from tests.factories import make_session, make_user
from tests.harness.sleep import sleep, start

SignIn = Callable[[BrowserContext, Any], BrowserContext]
# They cost their seconds, all at once; `python -m tests.harness.sleep` does more and longer ones.
LENGTHS = [20.0, 25.0]
LENGTH_BY_TICKS = 6.0
# One of them wakes to a clock that says so much more: for a page the same as to sleep so long.
LEAP = 200
LEAPING = f"""() => {{
  const {{ now }} = Date;
  const before = now();
  Date.now = () => now() + (now() - before > 5000 ? {LEAP * 1000} : 0);
}}"""
# The engine is given a time that goes on by a quarter of a second a tick.
BY_TICKS = """
  const { now } = Date;
  window.ticks = now();
  const { setInterval } = window;
  window.setInterval = (tick, ms) => setInterval(() => {
    window.ticks += ms;
    Date.now = () => window.ticks;
    try { tick(); } finally { Date.now = now; }
  }, ms);
"""


def under_way(
    browser: Browser, server: str, signed_in: SignIn, script: str = ""
) -> tuple[Page, str]:
    """A routine in a browser of its own, and the uuid of its session."""
    own = browser.browser_type.launch(executable_path=chromium.installed(), args=chromium.OPTIONS)
    session = make_session(owner=make_user(), stage="routine", tests=("toe_touch",))
    context = signed_in(own.new_context(base_url=server, **PHONE), session.owner)
    context.add_init_script(script)
    return start(context, session), str(session.uuid)


@pytest.mark.once
def test_after_a_suspended_process_the_second_is_right_unlike_with_ticks(
    browser: Browser, server: str, committed: None, signed_in: SignIn
) -> None:
    first, second = (under_way(browser, server, signed_in) for _ in LENGTHS)
    pages = dict([first, second])
    by_ticks = dict([under_way(browser, server, signed_in, BY_TICKS)])
    second[0].evaluate(LEAPING)
    leaps = [0, 0, LEAP]
    # The shortest comes first.
    wrong, *outcomes = sleep(by_ticks | pages, [LENGTH_BY_TICKS, *LENGTHS], leaps)
    assert wrong.error > 1, str(wrong)
    assert all(outcome.error <= 1 for outcome in outcomes), [*map(str, outcomes)]
    expect(first[0].get_by_text("Lace the fingers ended")).to_be_visible()
    expect(second[0].get_by_text("Paused while you were away")).to_be_visible()
    for page in by_ticks | pages:
        page.context.browser.close()
