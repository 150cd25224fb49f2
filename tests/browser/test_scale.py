"""The scale of one test at a time: complete and uncovered on every screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import make_history, make_session, make_user, rate
from tracker.models import Session

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
QUICK = ("ankle_dorsiflexion", "toe_touch")
# What browsers leave of small, common and turned phones, and a laptop.
SCREENS = (
    (320, 568),
    (360, 640),
    (360, 740),
    (375, 553),
    (375, 667),
    (390, 664),
    (393, 727),
    (412, 732),
    (844, 390),
    (667, 331),
    (568, 320),
    (480, 320),
    (1280, 800),
)
TALL, FINGER, LEAST = 660, 44, 24
# Each number, both words at the ends, the question, the gloss and what can be tapped: within the
# screen, and not under anything where a finger or an eye goes.
HIDDEN = """() => {
  const card = [...document.querySelectorAll("[data-test]")].find((one) => one.checkVisibility());
  const { clientWidth, clientHeight, scrollWidth, scrollHeight } = document.documentElement;
  const faults = [];
  if (scrollHeight > clientHeight) faults.push(`the page scrolls: ${scrollHeight}`);
  if (scrollWidth > clientWidth) faults.push(`the page scrolls sideways: ${scrollWidth}`);
  const look = (element, own = element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isWithin = left >= 0 && top >= 0 && right <= clientWidth && bottom <= clientHeight;
    const isHit = hit && own.contains(hit);
    if (!isWithin || !isHit) faults.push(`${element.textContent.trim()}: under ${hit?.className}`);
  };
  const labels = [...card.querySelectorAll(".rung label")];
  for (const label of labels) look(label, label.parentElement);
  const said = (text) => [...card.querySelectorAll("p, b")].find((one) =>
    one.checkVisibility() && one.textContent.includes(text));
  const words = ["10 moves freely", "0 blocked or very stiff", "How freely did it move?",
    "Rate how it moved, not pain."];
  for (const text of words) {
    const element = said(text);
    if (element) look(element); else faults.push(`not there: ${text}`);
  }
  const rest = document.querySelectorAll("h1 [data-name], h1 small, form button:not(.iconbtn)");
  for (const element of rest) if (element.checkVisibility()) look(element);
  const sizes = labels.map((label) => label.parentElement.getBoundingClientRect().toJSON());
  return { faults, sizes };
}"""
# Lines of text and drawings that lie over one another.
OVERLAPS = """() => {
  const form = document.querySelector("form.rate");
  const walker = document.createTreeWalker(form, NodeFilter.SHOW_TEXT);
  const boxes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement: parent, data } = node;
    if (!data.trim() || !parent.checkVisibility() || parent.closest(".visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push({ text: data.trim(), parent, box });
  }
  for (const svg of document.querySelectorAll(".testcard .il")) {
    const box = svg.getBoundingClientRect();
    if (svg.checkVisibility()) boxes.push({ text: "drawing", parent: svg, box });
  }
  const over = ({ box: a }, { box: b }) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  return boxes.flatMap((one, index) => boxes.slice(index + 1)
    .filter((other) => one.parent !== other.parent && over(one, other))
    .map((other) => `${one.text} over ${other.text}`));
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def one_at_a_time(context: BrowserContext, signed_in: SignIn, session: Session) -> Page:
    page = signed_in(context, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/{session.stage}/")
    page.locator("[data-mounted]").wait_for()
    return page


def faults_on(page: Page, width: int, height: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(TWO_FRAMES)
    seen = page.evaluate(HIDDEN)
    faults = [*seen["faults"], *page.evaluate(OVERLAPS)]
    least = FINGER if height >= TALL else LEAST
    small = [box for box in seen["sizes"] if box["height"] < least or box["width"] < LEAST]
    faults += [f"{len(small)} rungs are smaller than {least} px"] if small else []
    name = page.locator("h1 [data-name]").text_content()
    return [f"{name} at {width}x{height}: {fault}" for fault in faults]


def go_past(page: Page) -> None:
    """Rates the test that is shown, by keys, and goes on."""
    for scale in page.locator("[data-scale]:visible").all():
        scale.locator("input").first.press("5")
    page.get_by_role("button", name="Next", exact=True).tap()


@pytest.mark.parametrize(
    ("stage", "screens"),
    [("pre", SCREENS), ("post", [(360, 640), (844, 390)])],
    ids=["pre", "post"],
)
def test_every_number_and_both_ends_are_in_view_on_every_screen(
    stage: str, screens: list[tuple[int, int]], phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage=stage)
    page = one_at_a_time(phone, signed_in, session)
    faults = []
    for _ in session.planned_tests:
        faults += [fault for screen in screens for fault in faults_on(page, *screen)]
        go_past(page) if not faults else None
    assert not faults, "\n".join(faults)


def test_a_covered_or_cut_scale_is_detected(phone: BrowserContext, signed_in: SignIn) -> None:
    page = one_at_a_time(phone, signed_in, make_session(owner=make_user()))
    assert not faults_on(page, 390, 664)
    page.locator(".rate__way").evaluate("""it => {
      it.style.cssText = "position: fixed; inset: auto 0 0; height: 130px";
    }""")
    faults = faults_on(page, 390, 664)
    assert any("0: under rate__way" in fault for fault in faults), faults
    assert any("blocked or very stiff: under" in fault for fault in faults), faults


def test_the_ends_of_the_scale_are_announced_with_their_numbers(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = one_at_a_time(phone, signed_in, make_session(owner=make_user(), tests=QUICK))
    left = page.get_by_role("group", name="Ankle dorsiflexion, left", exact=True)
    for number, words in (("10", "moves freely"), ("0", "blocked or very stiff")):
        radio = left.get_by_role("radio", name=number, exact=True)
        described = radio.evaluate("""it => it.getAttribute("aria-describedby").split(" ")
          .map((id) => document.getElementById(id).textContent).join(" ")""")
        assert words in described


def test_large_letters_never_cut_or_cover_anything(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    """Where the ladders do not fit any more, the test flows down a page that scrolls."""
    page = one_at_a_time(phone, signed_in, make_session(owner=make_user()))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width, height in ((390, 844), (320, 568), (320, 256), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(TWO_FRAMES)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OVERLAPS) == []
        expect(page.get_by_text("How freely did it move?").locator("visible=true")).to_have_count(1)
        assert (
            page.locator(".rate__way").evaluate("it => getComputedStyle(it).position") == "static"
        )


def test_the_submit_button_fits_in_large_letters(phone: BrowserContext, signed_in: SignIn) -> None:
    session = make_session(owner=make_user(), stage="post", tests=QUICK)
    rate(session, "post", 5)
    page = one_at_a_time(phone, signed_in, session)
    expect(page.get_by_role("button", name="See what changed").first).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 568})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_skip_is_at_the_left_and_next_comes_where_the_thumb_expects_it(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(auto_advance=False), tests=QUICK)
    page = one_at_a_time(phone, signed_in, session)
    skip, way_on = page.locator("[data-skip]"), page.locator("[data-forward]")
    middle = page.viewport_size["width"] / 2 if page.viewport_size else 0
    expect(skip).to_have_text("Skip")
    expect(way_on).to_be_hidden()
    page.get_by_role("radio", name="4", exact=True).first.tap()
    expect(skip).to_have_text("Skip the right")
    expect(page.get_by_text("Now the right.")).to_be_visible()
    box = skip.bounding_box()
    assert box and box["x"] + box["width"] < middle + 10
    page.get_by_role("radio", name="4", exact=True).nth(1).tap()
    expect(skip).to_be_hidden()
    expect(way_on).to_have_text("Next")
    way_on.tap()
    expect(page.get_by_role("button", name="Back to the test before")).to_be_visible()


@pytest.mark.parametrize(("past", "times"), [(1, 1), (2, 0)])
def test_auto_advance_is_explained_at_the_first_test_of_two_sessions(
    past: int, times: int, phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    make_history(owner=user, days=past)
    page = one_at_a_time(phone, signed_in, make_session(owner=user, tests=QUICK))
    hint = page.get_by_text("Moves on by itself when both sides are rated.")
    expect(hint).to_have_count(times)
    go_past(page)
    expect(page.get_by_text("Moves on by itself")).to_have_count(0)


PLACES = """() => [...document.querySelectorAll("[data-test] .rung")]
  .filter((rung) => rung.checkVisibility())
  .map((rung) => { const { x, y, width } = rung.getBoundingClientRect(); return [x, y, width]; })"""


def test_a_rating_moves_no_number_and_hides_nothing(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    """The finger is on its way to the other side already: it would take another number."""
    session = make_session(owner=make_user(), tests=QUICK)
    page = one_at_a_time(phone, signed_in, session)
    scales, faults = page.locator("[data-scale]:visible"), []
    for screen in SCREENS:
        page.set_viewport_size({"width": screen[0], "height": screen[1]})
        page.evaluate(TWO_FRAMES)
        before = page.evaluate(PLACES)
        for side in (1, 0):
            scales.nth(side).locator("input").first.press("5")
            page.evaluate(TWO_FRAMES)
            faults += [] if page.evaluate(PLACES) == before else [f"moved at {screen}"]
        page.set_viewport_size({"width": 1000, "height": 800})
        page.evaluate(TWO_FRAMES)
        faults += faults_on(page, *screen)
        for side in (1, 0):
            scales.nth(side).locator("input").nth(5).press("Delete")
    assert not faults, "\n".join(faults)


def test_a_sheet_is_read_from_its_edge_not_from_its_middle(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = one_at_a_time(phone, signed_in, make_session(owner=make_user(), tests=QUICK))
    page.get_by_role("button", name="How to test").locator("visible=true").tap()
    steps = page.get_by_role("dialog").get_by_role("listitem")
    expect(steps.first).to_be_visible()
    assert steps.first.evaluate("it => getComputedStyle(it).textAlign") == "start"
