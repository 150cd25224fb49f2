"""Charts in a real browser: rendered when seen, in both themes; tables without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit, set_theme
from tests.factories import full_slots, make_user
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
PAGES = ("/progress/", "/progress/ankle_dorsiflexion/", "/progress/toe_touch/", "/history/")

# The share of pixels that something was drawn on, and how the line of the left side is coloured.
INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) inked += 1;
  return inked / (data.length / 4);
}"""
COLOURS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) seen.add([data[i], data[i + 1], data[i + 2]].join());
  }
  return [...seen];
}"""
OPEN_ALL = """() => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  document.querySelectorAll("[data-off]").forEach((each) => each.removeAttribute("data-off"));
}"""
RATED = r"(\d+|not rated|skipped \(\w[\w ]*\))"
DESCRIPTION = re.compile(rf"(Left|Right|Both legs at once): before {RATED}, after {RATED}")
PICTURES = "canvas, .fr__plot, .board__row svg"
LEFT = {"light": "29,95,196", "dark": "134,180,255"}


def runner(sessions: int) -> User:
    email = f"charts{sessions}@example.org"
    call_command("demo", email=email, password="one two three", sessions=sessions, verbosity=0)
    return User.objects.get(email=email)


def render_charts(page: Page) -> None:
    """Opens and scrolls through the whole page until every chart is rendered."""
    page.evaluate(OPEN_ALL)
    for canvas in page.locator("canvas").all():
        canvas.scroll_into_view_if_needed()
        expect(canvas).to_have_attribute("data-drawn", "")


@pytest.mark.parametrize("sessions", [1, 4, 60])
def test_every_page_with_charts_passes_the_audit(
    phone: BrowserContext, signed_in: SignIn, sessions: int
) -> None:
    page = signed_in(phone, runner(sessions)).new_page()
    for path in PAGES:
        page.goto(path)
        render_charts(page)
        audit(page)


def test_without_sessions_there_is_a_labelled_example(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    for path in PAGES[:3]:
        page.goto(path)
        render_charts(page)
        expect(page.get_by_text("Made-up ratings, to show what this page")).to_be_visible()
        assert page.locator(f"main .fig :is({PICTURES})").count() > 0
        for figure in page.locator("main .fig").all():
            expect(figure.get_by_text("Example", exact=True)).to_be_visible()
        audit(page)


def test_every_chart_is_rendered_and_described_in_words(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(laptop, runner(30)).new_page()
    for path in PAGES[:3]:
        page.goto(path)
        render_charts(page)
        for canvas in page.get_by_role("img").and_(page.locator("canvas")).all():
            assert canvas.evaluate(INK) > 0.005
            assert (canvas.get_attribute("aria-label") or "").endswith(".")


def test_a_chart_out_of_view_waits_until_it_is_seen(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, runner(30)).new_page()
    page.goto("/progress/ankle_dorsiflexion/")
    page.locator("canvas").first.scroll_into_view_if_needed()
    expect(page.locator("canvas").first).to_have_attribute("data-drawn", "")
    page.evaluate(OPEN_ALL)
    last = page.locator("canvas").last
    expect(last).not_to_have_attribute("data-drawn", "")
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-drawn", "")


def test_charts_take_the_colours_of_the_theme(laptop: BrowserContext, signed_in: SignIn) -> None:
    page = signed_in(laptop, runner(30)).new_page()
    page.goto("/progress/ankle_dorsiflexion/")
    render_charts(page)
    for theme in ("light", "dark", "light"):
        set_theme(page, theme)
        page.evaluate("document.dispatchEvent(new Event('themechange'))")
        assert LEFT[theme] in page.locator("canvas").first.evaluate(COLOURS)


def test_without_javascript_the_table_is_shown_and_a_button_switches(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(no_js_phone, runner(30)).new_page()
    page.goto("/progress/ankle_dorsiflexion/")
    expect(page.locator("canvas").first).not_to_be_visible()
    page.get_by_role("heading", name="Every session as a table").click()
    table = page.get_by_role("table", name="Every session as a table")
    sides = [
        f"{side} {what}" for side in ("Left", "Right") for what in ("before", "after", "change")
    ]
    expect(table.get_by_role("columnheader")).to_have_text(["Date", "Session", *sides])
    assert table.get_by_role("row").count() > 10
    page.get_by_role("radio", name="Right").check(force=True)
    page.get_by_role("radio", name="3 months").check(force=True)
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"side=right&range=3m$"))
    expect(page.get_by_text("In the last 3 months your before ratings")).to_have_count(3)
    expect(page.get_by_text("on the right. Afterwards it was")).to_be_visible()
    expect(page.get_by_text("on the left. Afterwards it was")).to_be_hidden()


def test_the_result_describes_every_change_in_words(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = runner(4)
    page = signed_in(phone, user).new_page()
    page.goto(f"/sessions/{user.sessions.newest_first()[0].uuid}/")
    rows = page.locator(".db__row")
    assert rows.count() == len(full_slots())
    for row in rows.all():
        expect(row.locator(".visually-hidden")).to_have_text(DESCRIPTION)
    audit(page)


def test_the_first_change_in_the_table_of_averages_fits_a_narrow_phone(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, runner(60)).new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/compare/")
    table = page.locator(".fig--mean_table .tbl-wrap")
    edge = table.evaluate("element => element.getBoundingClientRect().right")
    cells = table.locator("td:nth-child(3)")
    rights = cells.evaluate_all("all => all.map(cell => cell.getBoundingClientRect().right)")
    assert rights
    assert max(rights) <= edge + 1
