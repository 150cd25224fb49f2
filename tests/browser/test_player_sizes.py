"""Every face of the player when zoomed, on low and narrow screens, and with large text."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.clock import stand_still
from tests.browser.fits import faults
from tests.browser.touch import touch
from tests.factories import make_session, make_user
from tests.harness.stretches import stretches
from tracker.models import Session

SECOND = 1000
START = datetime.datetime(2026, 3, 1, 7, 0, tzinfo=datetime.UTC)
SPIES = Path(__file__).with_name("spies.js")
LOW = {
    "1280x1024 at 400 %": (320, 256),
    "1280x800 at 200 %": (640, 400),
    "a small phone on its side": (568, 320),
    "an iPhone SE on its side": (667, 331),
    "a common phone on its side": (640, 360),
    "a large phone on its side": (844, 390),
}
UPRIGHT = {
    "the smallest phone": (320, 568),
    "a common Android": (360, 640),
    "an iPhone SE in Safari": (375, 553),
    "an iPhone in Safari": (390, 664),
    "an iPhone": (390, 844),
}
SIZES = LOW | UPRIGHT | {"a laptop": (1280, 800)}
# The widest letters that people have; and text at double size, as the browser's settings make it.
WIDE = "document.body.style.fontFamily = 'DejaVu Sans, Verdana, sans-serif'"
DOUBLE = "is => { document.documentElement.style.fontSize = is ? '200%' : '' }"

SignIn = Callable[[BrowserContext, Any], BrowserContext]


@pytest.fixture
def session(committed: None) -> Session:
    return make_session(owner=make_user(), stage="routine", tests=("toe_touch",))


@pytest.fixture
def page(phone: BrowserContext, signed_in: SignIn, session: Session) -> Page:
    """The page of the routine before its start; its clock moves only when told to."""
    page = signed_in(phone, session.owner).new_page()
    page.add_init_script(path=SPIES)
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    start_button(page).wait_for()
    page.evaluate(WIDE)
    return page


def start_button(page: Page) -> Any:
    return page.get_by_role("button", name="Start", exact=True)


def run(page: Page, seconds: float) -> None:
    page.clock.run_for(round(seconds * SECOND))


def faces(page: Page, session: Session) -> Iterator[str]:
    """Goes through the faces of a routine, one after the other, the crowded ones of each kind."""
    yield "before the start"
    page.evaluate("window.refusesAwake = true")
    touch(start_button(page))
    run(page, 1)
    expect(page.get_by_text("The screen may turn off")).to_be_visible()
    yield "get ready, with a notice"
    planned = stretches(session.plan.routine)
    run(page, planned[3].begins + 8)
    yield "a step"
    reload(page)
    run(page, 1)
    expect(page.get_by_text("Paused while you were away")).to_be_visible()
    expect(page.get_by_role("button", name="Tap for sound")).to_be_visible()
    yield "paused, with a notice and a tap for sound asked for"
    touch(page.locator(".player__cue"))
    swap = next(step for step in planned if step.kind == "swap")
    run(page, swap.begins - planned[3].begins - 8 + 2)
    expect(page.get_by_role("heading", name="Switch to your right foot")).to_be_visible()
    yield "switching sides"
    touch(page.get_by_role("button", name="End the routine"))
    yield "the way out"
    touch(page.get_by_role("button", name="Sharp pain"))
    expect(page.get_by_role("button", name="Finish here")).to_be_visible()
    yield "the end after sharp pain"


def reload(page: Page) -> None:
    """After five minutes on another page."""
    address = page.url
    page.goto("about:blank")
    page.clock.fast_forward(300 * SECOND)
    page.goto(address)
    page.get_by_role("timer").wait_for()
    page.evaluate(WIDE)


def faults_at_all_sizes(page: Page) -> list[str]:
    faults_found = []
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        faults_found += [f"{name}: {fault}" for fault in faults(page)]
    for name in ("an iPhone", "the smallest phone", "a laptop"):
        width, height = SIZES[name]
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(DOUBLE, True)
        faults_found += [f"{name}, text at double size: {fault}" for fault in faults(page)]
        page.evaluate(DOUBLE, False)
    return faults_found


@pytest.mark.once
def test_at_every_size_every_face_is_complete_and_every_button_can_be_tapped(
    page: Page, session: Session
) -> None:
    faults_found = [
        f"{face}, {fault}" for face in faces(page, session) for fault in faults_at_all_sizes(page)
    ]
    assert not faults_found, "\n".join(faults_found)


@pytest.mark.once
def test_the_check_detects_covered_cut_and_unreachable_elements(page: Page) -> None:
    touch(start_button(page))
    run(page, 1)
    assert not faults(page)
    broken = {
        ".player__sounds { position: absolute; left: 0 }": "lies under",
        ".controls { grid-template-columns: 30px 30px 30px }": "runs out of its button",
        ".player__cue { translate: 0 -60px }": "lies over",
        ".player__run { width: 130vw }": "sideways",
    }
    for rule, words in broken.items():
        page.evaluate(
            "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
            " document.adoptedStyleSheets = [sheet]; }",
            rule,
        )
        assert words in "\n".join(faults(page)), rule


INSTRUCTION = """() => [".player__cue", ".player__next", ".controls__main"].filter((name) => {
  const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return !hit?.closest(name);
})"""
# Here the whole of it is seen at once; on a lower screen or a larger text the page scrolls.
AT_ONCE = (
    "a large phone on its side",
    "an iPhone SE on its side",
    "an iPhone in Safari",
    "an iPhone",
    "a laptop",
)


@pytest.mark.once
def test_no_notice_hides_the_instruction_or_the_next_step(page: Page) -> None:
    page.evaluate("window.refusesAwake = true")
    touch(start_button(page))
    run(page, 6)
    for notice in ("The screen may turn off", "Paused while the screen was off"):
        expect(page.get_by_text(notice)).to_be_visible()
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator(".player__cue")).to_be_visible()
            expect(page.locator(".player__next")).to_be_visible()
            if name in AT_ONCE:
                assert page.evaluate(INSTRUCTION) == [], f"{notice}, {name}"
        page.evaluate("window.hide(true)")
        page.clock.fast_forward(600 * SECOND)
        page.evaluate("window.hide(false)")
        run(page, 0.5)


@pytest.mark.once
def test_a_laptop_says_which_keys_there_are_and_shows_all_without_scrolling(
    laptop: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(laptop, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/routine/")
    start_button(page).click()
    page.keyboard.press(" ")
    expect(page.get_by_text("Space pauses")).to_be_visible()
    page.evaluate(WIDE)
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


@pytest.mark.once
def test_a_phone_that_is_turned_shows_the_seconds_again(page: Page) -> None:
    touch(start_button(page))
    run(page, 2)
    for size in (LOW["a large phone on its side"], UPRIGHT["an iPhone"]):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        box = page.get_by_role("timer").bounding_box()
        assert box and box["width"] > 100


@pytest.mark.once
def test_a_new_face_begins_scrolled_to_its_top(page: Page, session: Session) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    touch(start_button(page))
    planned = stretches(session.plan.routine)
    swap = next(step for step in planned if step.kind == "swap")
    down = "scrollTo(0, document.documentElement.scrollHeight)"
    for seconds, heading in ((swap.begins + 2, "Switch to your right foot"), (600, "Routine done")):
        page.evaluate(down)
        run(page, seconds)
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport(ratio=0.9)
