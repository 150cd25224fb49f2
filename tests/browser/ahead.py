"""Waits for the preloaded page after the routine, before a test cuts the network."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

# Asked of the page itself: its clock is the test's, and one module is loaded only once.
STYLES = """link => link.sheet || new Promise((done, failed) => {
  link.addEventListener("load", done);
  link.addEventListener("error", failed);
})"""
SCRIPT = r"""async () => {
  const { src } = [...document.scripts].find((script) => script.src.includes("/js/app."));
  const [name] = (await (await fetch(src)).text()).match(/rating\/index[^"]*/);
  await import(new URL(name, src));
}"""


@contextmanager
def fetched_ahead(page: Page) -> Iterator[None]:
    """Inside it the routine begins; after it, the page of the after ratings is here."""
    with page.expect_response("**/post/") as answer:
        yield
    answer.value.finished()
    styles = page.locator('link[rel=stylesheet][href*="css/rating."]').first
    styles.wait_for(state="attached")
    styles.evaluate(f"async link => {{ await ({STYLES})(link); }}")
    page.evaluate(SCRIPT)
