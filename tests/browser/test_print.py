"""On paper: no navigation, black on white, and nothing cut off."""

import math
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests import people
from tests.browser.test_charts import COLOURS, LEFT
from tests.factories import make_user
from tests.models.test_trial import make_trial
from tracker.models import User
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
PAGES = ("result", "history", "progress", "test")
# An A4 page without its margins, at 96 dots an inch.
PAPER = {"width": 688, "height": 1017}

SCREEN_ONLY = (
    ".topbar, .tabbar, .skip, .ratings__form, button, .btn, summary:not(.fold > summary),"
    " .hrow > .ic, a > .ic-s, .ic-chev, .term, .link"
)
# What is kept together leaves this much of a sheet free at its foot.
SPACE_BETWEEN = 1.1
A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
# What may not be cut in two has to fit: else it starts a page of its own and leaves one empty.
TALL = """(height) => [...document.querySelectorAll("main *")].filter((element) =>
  getComputedStyle(element).breakInside === "avoid" && element.offsetHeight > height / 2)
  .map((element) => `${element.localName}.${element.className} ${element.offsetHeight}`)"""
# A word stands over what it means, never in a row with that of another.
BESIDE_ITS_MEANING = """() => [...document.querySelectorAll("dt + dd")]
  .map((meaning) => [meaning.previousElementSibling, meaning])
  .filter((both) => both.every((one) => one.checkVisibility()))
  .filter(([word, meaning]) =>
    meaning.getBoundingClientRect().top < word.getBoundingClientRect().bottom - 1)
  .map(([word]) => word.textContent)"""
GROUND = "getComputedStyle(document.body).backgroundColor"
# What is wrong on paper: grounds that are not white, words too light to read on it, and what
# stands out to the right or does not fit in a box that hides the rest.
FAULTS = """() => {
  const seen = [...document.querySelectorAll("body, main, main *")].filter((element) =>
    element.checkVisibility() && !element.closest(".visually-hidden, svg"));
  const told = (element, what) => `${element.localName}.${element.className}: ${what}`;
  const linear = (part) => (part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
  const contrast = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => linear(part / 255));
    return 1.05 / (.2126 * r + .7152 * g + .0722 * b + .05);
  };
  const hasWords = ({ childNodes }) =>
    [...childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const width = document.documentElement.clientWidth;
  const faults = (element) => {
    const { backgroundColor, color, overflow } = getComputedStyle(element);
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    const isWhite = ["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(backgroundColor);
    const isFull = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
    return [
      isWhite || `ground ${backgroundColor}`,
      !hasWords(element) || contrast(color) >= 4.5 || `pale ${color}`,
      element.getBoundingClientRect().right <= width + 1 || "out of the paper",
      overflow === "visible" || !isFull || "cut off",
    ].filter((fault) => fault !== true).map((fault) => told(element, fault));
  };
  return seen.flatMap(faults);
}"""


def runner(theme: str) -> User:
    call_command("demo", email="paper@example.org", password="one two three", verbosity=0)
    User.objects.filter(email="paper@example.org").update(theme=theme)
    return User.objects.get(email="paper@example.org")


def address(name: str, user: User) -> str:
    session = user.sessions.done().newest_first()[0]
    return {
        "result": f"/sessions/{session.uuid}/result/",
        "history": "/history/",
        "progress": "/progress/",
        "test": "/progress/ankle_dorsiflexion/",
    }[name]


def printed(page: Page, path: str) -> None:
    """The page as it goes to the printer."""
    page.goto(path)
    for canvas in page.locator("canvas").all():
        expect(canvas).to_have_attribute("data-mounted", "")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_can_be_printed(theme: str, laptop: BrowserContext, signed_in: SignIn) -> None:
    user = runner(theme)
    signed_in(laptop, user)
    for name in PAGES:
        page = laptop.new_page()
        printed(page, address(name, user))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for part in page.locator(SCREEN_ONLY).all():
            expect(part).to_be_hidden()
        assert page.evaluate(GROUND) == "rgb(255, 255, 255)", name
        assert page.evaluate(FAULTS) == [], name
        page.close()


def test_a_page_on_paper_has_name_and_date_and_no_empty_sheet(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    user = runner("light")
    signed_in(laptop, user)
    for name in PAGES:
        page = laptop.new_page()
        page.goto(address(name, user))
        owner = page.get_by_text("paper@example.org, printed on")
        expect(owner).to_be_attached()
        expect(owner).to_be_hidden()
        printed(page, address(name, user))
        _demand_whole_sheets(page, name, user)
        page.close()


def _demand_whole_sheets(page: Page, name: str, user: User) -> None:
    expect(page.get_by_text("paper@example.org, printed on")).to_be_visible()
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(user.time_zone))
    expect(page.get_by_text(f"printed on {today.day} {today:%B %Y}")).to_be_visible()
    if name == "result":
        day = user.sessions.done().newest_first()[0].day
        expect(page.get_by_text(f"{day:%A} {day.day} {day:%B %Y}").first).to_be_visible()
    if name == "test":
        expect(page.get_by_text("Last 6 months", exact=True)).to_be_visible()
        for side in ("Left", "Right"):
            expect(page.get_by_role("heading", name=side, exact=True)).to_be_visible()
        for fold in page.locator(".fold").all():
            expect(fold.locator(".fold__b")).to_be_visible()
    if name == "history":
        expect(page.get_by_text("Page 1 of 2")).to_be_visible()
    assert "tap" not in re.findall(r"\w+", page.inner_text("main").lower())
    for words in ("Show as a table", "You can close the page", "Long run yesterday"):
        expect(page.get_by_text(words).locator("visible=true")).to_have_count(0)
    assert page.evaluate(TALL, PAPER["height"]) == [], name
    sheets = len(A_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))
    height = page.evaluate("document.documentElement.scrollHeight")
    assert 1 <= sheets <= math.ceil(height * SPACE_BETWEEN / PAPER["height"]), name


def test_a_comparison_and_a_fair_test_are_whole_on_paper(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    user = runner("light")
    trial = make_trial(owner=user, tests=["ankle_dorsiflexion", "toe_touch"], guess="toe_touch")
    people.lived(user, count=26, trial=trial)
    end_trial(trial)
    page = signed_in(laptop, user).new_page()
    for path in ("/compare/", f"/trial/{trial.pk}/"):
        printed(page, path)
        expect(page.get_by_text("paper@example.org, printed on")).to_be_visible()
        for table in page.get_by_role("table").all():
            expect(table).to_be_visible()
        assert page.evaluate(FAULTS) == []
        assert page.evaluate(TALL, PAPER["height"]) == []
        sheets = len(A_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))
        height = page.evaluate("document.documentElement.scrollHeight")
        assert 2 <= sheets <= math.ceil(height * SPACE_BETWEEN / PAPER["height"]), path


def test_the_meaning_of_each_word_is_on_paper(laptop: BrowserContext) -> None:
    page = laptop.new_page()
    printed(page, "/about/")
    words = page.get_by_role("definition")
    assert words.count() >= 8
    for meaning in words.all():
        expect(meaning).to_be_visible()
    printed(page, "/sure/")
    assert page.evaluate(BESIDE_ITS_MEANING) == []


@pytest.mark.parametrize("name", ["result", "sure"])
def test_closed_folds_are_open_on_paper(
    name: str, laptop: BrowserContext, signed_in: SignIn
) -> None:
    user = runner("light")
    page = signed_in(laptop, user).new_page()
    path = "/sure/" if name == "sure" else address(name, user)
    page.goto(path)
    page.locator("details.fold[open] > summary").evaluate_all("all => all.forEach(s => s.click())")
    folds = page.locator(".fold__b")
    assert folds.count() >= 4
    for fold in folds.all():
        expect(fold).to_be_hidden()
    page.emulate_media(media="print")
    for fold in folds.all():
        expect(fold).to_be_visible()
    expect(page.locator(".fold > summary .ic-chev:visible")).to_have_count(0)
    expect(page.locator(".fold > summary h2:visible").first).to_be_visible()


def test_progress_is_printed_whole(phone: BrowserContext, signed_in: SignIn) -> None:
    page = signed_in(phone, runner("light")).new_page()
    printed(page, "/progress/?show=weeks")
    for half in ("is-day", "is-weeks"):
        cells = page.locator(f".board__c.{half}")
        assert cells.count() == 15
        assert all(cell.is_visible() for cell in cells.all())
    for name in ("After a session", "Before ratings over the weeks"):
        table = page.get_by_role("table", name=name, exact=True)
        expect(table).to_be_visible()
        assert table.get_by_role("row").count() == 16
        box = table.bounding_box()
        assert box is not None and box["x"] + box["width"] <= PAPER["width"] + 1
    expect(page.get_by_text("Every number as a table")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_out_of_view_are_printed_in_the_colours_of_paper(
    theme: str, phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, runner(theme)).new_page()
    printed(page, "/progress/ankle_dorsiflexion/")
    for canvas in page.locator("canvas").all():
        expect(canvas).to_have_attribute("data-drawn", "")
    colours = page.locator("canvas").first.evaluate(COLOURS)
    assert LEFT["light"] in colours
    assert LEFT["dark"] not in colours


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("color", "#bbb", "pale"),
        ("background-color", "#222", "ground"),
        ("width", "900px", "out of the paper"),
        ("height", "5px; overflow: hidden", "cut off"),
    ],
)
def test_a_fault_on_paper_is_detected(
    name: str, value: str, fault: str, laptop: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(laptop, make_user()).new_page()
    printed(page, "/history/")
    spoil = """style => [...document.querySelectorAll("main p")]
      .find((one) => one.checkVisibility()).style.cssText = style"""
    page.evaluate(spoil, f"{name}: {value}")
    faults = page.evaluate(FAULTS)
    assert len(faults) == 1, faults
    assert fault in faults[0]
