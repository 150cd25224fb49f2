"""Waits for the preloaded page after the routine, before a test cuts the network."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

LOOKS, BETWEEN = 300, 50  # times, ms
# Asked of the page itself: its clock is the test's, and one module is loaded only once.
SCRIPT = r"""async () => {
  const { src } = [...document.scripts].find((script) => script.src.includes("/js/app."));
  const [name] = (await (await fetch(src)).text()).match(/rating\/index[^"]*/);
  await import(new URL(name, src));
}"""


@contextmanager
def fetched_ahead(page: Page) -> Iterator[None]:
    """Inside it the routine begins; after it, the page of the after ratings is here."""
    # To wait for the end of an answer that was given already could take for ever.
    with page.expect_request_finished(lambda request: request.url.endswith("/post/")):
        yield
    styles = page.locator('link[rel=stylesheet][href*="css/rating."]').first
    styles.wait_for(state="attached")
    for _ in range(LOOKS):
        if styles.evaluate("link => Boolean(link.sheet)"):
            break
        page.wait_for_timeout(BETWEEN)
    page.evaluate(SCRIPT)
