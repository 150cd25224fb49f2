"""The rating page: skipping, measuring, errors, and how it looks."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.looks import audit
from tests.conftest import LAPTOP, PHONE
from tests.factories import make_session, make_user
from tests.watched import Noticed
from tracker.models import Session

SignIn = Callable[[BrowserContext, Any], BrowserContext]
QUICK = ("ankle_dorsiflexion", "toe_touch")


def rating_page(
    context: BrowserContext, signed_in: SignIn, session: Session, phase: str = "pre"
) -> Page:
    page = signed_in(context, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/{phase}/")
    page.locator("[data-mounted]").wait_for()
    return page


def tap(page: Page, group: str, score: int) -> None:
    scale = page.get_by_role("group", name=group, exact=True)
    scale.get_by_role("radio", name=str(score), exact=True).tap()


def test_one_tap_on_a_reason_skips_a_test_and_is_not_a_zero(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    tap(page, "Ankle dorsiflexion, left", 0)
    page.get_by_role("button", name="Skip the right", exact=True).tap()
    page.get_by_role("button", name="Pain", exact=True).tap()
    expect(page.get_by_role("group", name="Toe touch", exact=True)).to_be_visible()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    left, right = session.ratings.order_by("side")
    assert (left.pre_score, left.pre_skip) == (0, "")
    assert (right.pre_score, right.pre_skip) == (None, "pain")


@pytest.mark.once
def test_only_our_own_pages_replace_the_ratings(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    tap(page, "Toe touch", 4)
    start = page.get_by_role("button", name="Start the routine")
    ours = '<main id="main">Something broke on the server</main>'
    for status, body in ((502, "<h1>Bad Gateway</h1>"), (200, "Sign in"), (500, ours), (404, ours)):
        message = page.get_by_text("There is no connection right now")
        page.evaluate("document.querySelector('[data-done-text]').textContent = ''")
        answer = {"status": status, "body": body, "content_type": "text/html"}
        page.route("**/pre/", partial(fulfil, answer))
        start.tap()
        expect(message).to_be_visible()
        assert page.url.endswith("/pre/")
        page.unroute("**/pre/")
    for status in ("502", "500", "404"):
        noticed.consume(status)
    start.tap()
    page.wait_for_url("**/routine/")


def fulfil(answer: dict[str, Any], route: Route) -> None:
    route.fulfill(**answer)


def test_two_taps_on_the_submit_button_count_once(phone: BrowserContext, signed_in: SignIn) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    tap(page, "Toe touch", 4)
    sent: list[Route] = []

    def send(route: Route) -> None:
        sent.append(route)
        route.continue_()

    page.route("**/pre/", send)
    length = page.evaluate("history.length")
    page.get_by_role("button", name="Start the routine").dblclick()
    page.wait_for_url("**/routine/")
    assert (len(sent), page.evaluate("history.length")) == (1, length + 1)


def test_a_link_within_the_page_loads_nothing_but_going_back_does(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    loads: list[Page] = []
    page.on("domcontentloaded", lambda it: loads.append(it))
    to_the_content(page)
    tap(page, "Toe touch", 4)
    page.get_by_role("button", name="Start the routine").tap()
    page.get_by_role("timer").first.wait_for()
    to_the_content(page)
    page.go_back()
    expect(page.get_by_role("timer").first).to_be_visible()
    assert not loads
    page.go_back()
    page.locator("form.rate[data-mounted]").wait_for()
    assert len(loads) == 1


def to_the_content(page: Page) -> None:
    """Through the link in front of the page, until the browser has told the page of it."""
    page.evaluate("""() => new Promise((told) => {
      addEventListener("hashchange", () => setTimeout(told), { once: true });
      document.querySelector("a.skip").click();
    })""")


def test_discomfort_is_saved_independently_of_the_score(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Discomfort").tap()
    page.get_by_role("combobox", name="Discomfort").select_option("3")
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    rating = session.ratings.get()
    assert (rating.pre_score, rating.pre_discomfort) == (None, 3)


# Everything that a screen reader is told without being asked.
LISTEN = """() => {
  window.told = [];
  for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
    const note = () => region.textContent && window.told.push(region.textContent);
    new MutationObserver(note).observe(region, { childList: true, subtree: true });
  }
}"""


def test_quick_ratings_are_announced_once_when_saved(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = rating_page(phone, signed_in, make_session(owner=make_user(), tests=QUICK))
    page.evaluate(LISTEN)
    tap(page, "Ankle dorsiflexion, left", 4)
    tap(page, "Ankle dorsiflexion, left", 5)
    tap(page, "Ankle dorsiflexion, right", 6)
    expect(page.locator("[data-heard]")).to_have_text("Saved")
    assert page.evaluate("window.told") == ["Toe touch, test 2 of 2.", "Saved"]


def test_an_error_of_a_rating_is_announced_at_once(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    page = rating_page(phone, signed_in, make_session(owner=make_user(), tests=QUICK))
    page.context.clear_cookies()
    tap(page, "Ankle dorsiflexion, left", 4)
    expect(page.locator("[data-heard]")).to_contain_text("Sign in to send 1 entry.")
    noticed.consume("/sync/")
    noticed[:] = [message for message in noticed if "/offline/kit/" not in message]


def test_missing_ratings_are_named_and_can_be_skipped(
    no_js_phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = signed_in(no_js_phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    tap(page, "Toe touch", 7)
    page.get_by_role("button", name="Save and start the routine").tap()
    expect(page.get_by_role("link", name="Ankle dorsiflexion, right")).to_be_visible()
    page.get_by_role("button", name="Continue without the rest").tap()
    page.wait_for_url("**/routine/")
    assert session.ratings.filter(pre_score__isnull=False).count() == 1
    noticed.consume("422")


def test_arrow_keys_never_move_on_to_the_next_test(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch", "toe_spread"))
    page = rating_page(phone, signed_in, session)
    page.clock.install()
    for group in ("Toe spread, left", "Toe spread, right"):
        page.get_by_role("group", name=group, exact=True).get_by_role("radio").first.focus()
        page.keyboard.press("ArrowUp")
    page.clock.run_for(5000)
    expect(page.get_by_role("group", name="Toe spread, left", exact=True)).to_be_visible()
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_role("group", name="Toe touch", exact=True)).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("phase", ["pre", "post"])
@pytest.mark.parametrize("look", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_rating_page_passes_the_audit(
    look: dict[str, Any], phase: str, device: Any, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage=phase)
    page = signed_in(device(**look), session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/{phase}/")
    page.locator("form.rate[data-mounted]").wait_for()
    audit(page)


@pytest.mark.once
@pytest.mark.parametrize("sheet", ["Measure", "Discomfort", "How to test", "Skip"])
def test_the_sheets_pass_the_audit(sheet: str, phone: BrowserContext, signed_in: SignIn) -> None:
    page = rating_page(phone, signed_in, make_session(owner=make_user(), tests=QUICK))
    page.get_by_role("button", name=sheet, exact=True).and_(page.locator(":visible")).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_focused()
    assert dialog.evaluate("it => it.scrollTop") == 0
    audit(page)


@pytest.mark.once
def test_nothing_can_be_tapped_while_the_list_turns_into_one_test_per_screen(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = signed_in(phone, session.owner).new_page()
    held: list[Route] = []
    page.route("**/js/rating/index*.js", lambda route: held.append(route))
    page.goto(f"/sessions/{session.uuid}/pre/", wait_until="domcontentloaded")
    tests = page.locator(".rate__tests")
    assert tests.evaluate("it => getComputedStyle(it).animationName") == "not-yet"
    scale = page.get_by_role("group", name="Ankle dorsiflexion, right", exact=True)
    expect(scale).to_be_visible()
    tap(page, "Ankle dorsiflexion, right", 4)
    assert not page.locator("[data-mounted]").count()
    held[0].continue_()
    page.locator("[data-mounted]").wait_for()
    assert tests.evaluate("it => getComputedStyle(it).animationName") == "none"
    expect(scale.get_by_role("radio", name="4", exact=True)).to_be_checked()
