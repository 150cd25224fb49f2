"""Zoomed, with large letters, in forced colours: everything is there and distinguishable."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.looks import AXE_OPTIONS, RUN_AXE, axe_of, description_of
from tests.conftest import PHONE
from tests.factories import copy, make_history, make_session, make_user, record
from tests.people import lived
from tests.states import planned
from tracker.models import Routine, Session, User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
PAGES = ("/", "/sessions/start/", "/history/", "/sessions/{done}/result/", "/sessions/{open}/pre/")
# 1280x1024 at 400 %, 1280x800 at 200 %, and letters of double size on two phones.
VIEWS = {
    "400 %": (320, 256, "100%", 99),
    "200 %": (640, 400, "100%", 99),
    "large letters": (390, 844, "200%", 99),
    # "Dorsiflexion" in such letters is wider than the screen.
    "large letters, small phone": (320, 640, "200%", 8),
}
# Sideways scrolling, words cut in their box or broken inside, and a bar over what is to be read.
CRAMPED = """(longest) => {
  const { clientWidth, scrollWidth, clientHeight } = document.documentElement;
  const faults = scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth}`] : [];
  const hasWords = ({ childNodes }) =>
    [...childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const seen = [...document.querySelectorAll("main *, nav *")].filter((element) =>
    element.checkVisibility() && !element.closest(".visually-hidden, svg, .side, .tbl-wrap")
    && hasWords(element) && getComputedStyle(element).display !== "inline");
  for (const element of seen) {
    const what = `${element.localName} "${element.textContent.trim().slice(0, 40)}"`;
    if (element.scrollWidth > element.clientWidth + 1) faults.push(`${what} is cut`);
    for (const { firstChild } of [element]) {
      if (firstChild?.nodeType !== 3) continue;
      for (const { index, 0: word } of firstChild.data.matchAll(/\\p{L}{3,}/gu)) {
        if (word.length > longest) continue;
        const range = document.createRange();
        range.setStart(firstChild, index);
        range.setEnd(firstChild, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) faults.push(`${what} is broken in “${word}”`);
      }
    }
  }
  const bars = [...document.querySelectorAll(".tabbar, .rate__foot, .rate__way")].filter((bar) =>
    bar.checkVisibility() && ["fixed", "sticky"].includes(getComputedStyle(bar).position));
  const covered = bars.reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0);
  if (covered > clientHeight / 3) faults.push(`bars cover ${covered} of ${clientHeight}`);
  return faults;
}"""
LETTERS = "size => { document.documentElement.style.fontSize = size; }"
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What the system's colours must leave to be seen. It sets those of all buttons by itself, which axe
# takes for a fault: only what has colours of its own is asked.
OWN_COLOURS = ".pick, .tick, .segctl, .rung, .tabbar, .hero__txt"


def runner() -> tuple[User, dict[str, str]]:
    user = make_user()
    done = make_history(owner=user, days=3)[-1]
    return user, {"done": str(done.uuid), "open": str(make_session(owner=user).uuid)}


def visit(page: Page, path: str) -> None:
    page.goto(path)
    if path.endswith("/pre/"):
        page.locator("[data-mounted]").wait_for()


def test_nothing_is_cut_covered_or_broken_when_zoomed(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user, sessions = runner()
    page = signed_in(phone, user).new_page()
    faults = []
    for name, (width, height, letters, longest) in VIEWS.items():
        page.set_viewport_size({"width": width, "height": height})
        for path in PAGES:
            visit(page, path.format(**sessions))
            page.evaluate(LETTERS, letters)
            page.evaluate(TWO_FRAMES)
            page.evaluate(Axe().axe_script)
            wrong = page.evaluate(RUN_AXE, [{"exclude": []}, AXE_OPTIONS])
            faults += [f"{name}, {path}: axe: {description_of(fault)}" for fault in wrong]
            faults += [f"{name}, {path}: {fault}" for fault in page.evaluate(CRAMPED, longest)]
        page.locator("[data-toggle]").tap()
        faults += [f"{name}, the list: {fault}" for fault in page.evaluate(CRAMPED, longest)]
    assert not faults, "\n".join(faults)


def test_german_in_letters_of_double_size_is_whole(
    device: Callable[..., BrowserContext], signed_in: SignIn
) -> None:
    user = planned()
    trial = user.trials.get()
    context = device(**PHONE | {"locale": "de"})
    result = f"/sessions/{user.sessions.done().newest_first()[0].uuid}/result/"
    faults = []
    for path in ("/", "/progress/ankle_dorsiflexion/", "/compare/", f"/trial/{trial.pk}/", result):
        page = context.new_page()
        page.goto(path)
        page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        page.evaluate(LETTERS, "200%")
        page.evaluate(TWO_FRAMES)
        faults += [f"{path}: {fault}" for fault in page.evaluate(CRAMPED, 6)]
        if path == result:
            faults += axe_of(page)
        page.close()
        signed_in(context, user)  # after the first, which is the welcome page
    assert not faults, "\n".join(faults)


def test_cut_covered_and_broken_elements_are_detected(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user, _ = runner()
    page = signed_in(phone, user).new_page()
    page.set_viewport_size({"width": 320, "height": 256})
    visit(page, "/")
    page.evaluate("""() => {
      document.querySelector(".tabbar").style.cssText = "position: fixed; height: 120px";
      document.querySelector("h1").style.cssText = "width: 40px; word-break: break-all";
      document.querySelector("main h2").style.cssText = "width: 30px; white-space: nowrap";
    }""")
    faults = "\n".join(page.evaluate(CRAMPED, 99))
    for fault in ("bars cover 120", "is broken in “Today”", "is cut"):
        assert fault in faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_selected_elements_are_readable_in_forced_colours(
    scheme: str, device: Callable[..., BrowserContext], signed_in: SignIn
) -> None:
    user, sessions = runner()
    context = device(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = signed_in(context, user).new_page()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    faults = []
    rating = f"/sessions/{sessions['open']}/pre/"
    for path in ("/sessions/start/", rating, "/history/", "/settings/look/"):
        visit(page, path)
        if path.endswith("/pre/"):
            page.get_by_role("radio", name="4", exact=True).first.click()
        page.evaluate(Axe().axe_script)
        options = AXE_OPTIONS | {"runOnly": ["color-contrast"]}
        here = {"include": OWN_COLOURS.split(", ")}
        if page.locator(OWN_COLOURS).count():
            violations = page.evaluate(RUN_AXE, [here, options])
            faults += [f"{path}: {description_of(violation)}" for violation in violations]
    assert not faults, "\n".join(faults)
    line, fill = page.evaluate("""() => {
      const drawing = document.createElement("div");
      drawing.innerHTML = '<svg class="il"><path class="il-o"/><path class="il-f"/></svg>';
      document.body.append(drawing);
      return [...drawing.querySelectorAll("path")].map((one) => getComputedStyle(one).stroke);
    }""")
    assert line != fill
    marks = "it => getComputedStyle(it).outlineStyle"
    assert page.locator(".tabbar [aria-current]").evaluate(marks) == "solid"


# Lines of text over one another, and fields that leave no room for what is typed.
CROWDED = """() => {
  const faults = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement: parent, data } = node;
    if (!data.trim() || !parent.checkVisibility()) continue;
    if (parent.closest(".visually-hidden, option, thead")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = data.trim().slice(0, 30);
    for (const box of range.getClientRects()) lines.push({ node, box, text });
  }
  const over = ({ box: a }, { box: b }) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height / 3;
  lines.forEach((one, index) => lines.slice(index + 1, index + 40).forEach((other) => {
    if (one.node !== other.node && over(one, other)) faults.push(`${one.text} over ${other.text}`);
  }));
  for (const field of document.querySelectorAll("main .unit input, main .tbl--edit select")) {
    if (!field.checkVisibility()) continue;
    const { fontSize, paddingLeft, paddingRight } = getComputedStyle(field);
    const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (room < 3 * parseFloat(fontSize)) faults.push(`${field.name}: ${room} px to type in`);
  }
  return [...new Set(faults)];
}"""


OPENED = "document.querySelectorAll('main details').forEach((one) => (one.open = true))"


def test_long_words_and_fields_have_room_in_large_letters(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user, sessions = runner()
    copy(Routine.objects.get(slug="toe_spreaders"), user)
    lived(user, count=40, ago=9)
    done = Session.objects.get(owner=user, uuid=sessions["done"])
    record(done, "pre", {slot: {"skip": "time"} for slot in done.slots}, done.finished_at)
    assert done.ratings.filter(pre_skip="time").count() == len(done.slots)
    page = signed_in(phone, user).new_page()
    faults = []
    paths = ("/history/", "/history/add/", "/routines/", "/trial/", "/sessions/{done}/result/")
    for path in paths:
        visit(page, path.format(**sessions))
        page.evaluate(LETTERS, "200%")
        page.evaluate(OPENED)
        for width in (320, 360, 390):
            page.set_viewport_size({"width": width, "height": 640})
            page.evaluate(TWO_FRAMES)
            cramped = page.evaluate(CRAMPED, 8) + page.evaluate(CROWDED)
            faults += [f"{path} at {width}: {fault}" for fault in cramped]
    assert not faults, "\n".join(faults)
