"""Adding a past session: few rows for few ratings, no word cut, no typed value hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.looks import audit
from tests.conftest import Device
from tests.factories import make_session, make_user

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
# The words of each list as wide as they are drawn, against the room that there is for them.
CUT = """lists => {
  const pen = document.createElement("canvas").getContext("2d");
  return lists.filter((list) => {
    const style = getComputedStyle(list);
    pen.font = style.font;
    const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return pen.measureText(list.selectedOptions[0].text).width > room;
  }).map((list) => list.name);
}"""


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_word_is_cut_and_the_page_has_no_fault(
    width: int, device: Device, signed_in: SignIn
) -> None:
    context = device(viewport={"width": width, "height": 640})
    page = signed_in(context, make_user()).new_page()
    page.goto("/history/add/", wait_until="networkidle")
    page.get_by_label("Toe touch, before", exact=True).select_option("skip pain")
    assert page.locator(".tbl--edit select").evaluate_all(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    audit(page)


def test_the_tests_of_a_set_are_shown_alone_without_losing_what_is_filled_in(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    make_session(owner=user, stage="done", tests=("hip_flexion",))
    page = signed_in(phone, user).new_page()
    page.goto("/history/add/", wait_until="networkidle")
    rows = page.locator("tr[data-in]").locator("visible=true")
    expect(rows).to_have_count(page.locator("tr[data-in]").count())
    page.get_by_label("Knee flexion, left, before", exact=True).select_option("4")
    page.get_by_role("radio", name="Quick").check()
    expect(rows).to_have_count(4)
    expect(page.get_by_label("Knee flexion, left, before", exact=True)).to_have_value("4")
    page.get_by_role("radio", name="As last time").check()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Add session").tap()
    page.wait_for_url("**/result/")
    assert user.sessions.get(entered_later=True).ratings.get().pre_score == 4
