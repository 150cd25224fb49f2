"""The tests in their order: an arrow keeps the focus, and a failed move is taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, Route, expect

from tests.browser.looks import audit
from tests.conftest import Device
from tests.factories import make_user
from tests.watched import Noticed
from tracker.models import Routine, User
from tracker.queries.offered import UsualSet, offered_tests
from tracker.sessions.test_order import set_usual

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
TESTS, START = "/tests/", "/sessions/start/"
USUAL = ["toe_spread", "toe_extension", "toe_flexion"]


def order_of(user: User) -> list[str]:
    return [test.slug for test in offered_tests(user)[:3]]


def first_on(page: Page) -> list[str]:
    buttons = page.locator("button[name=up]")
    return [str(buttons.nth(place).get_attribute("value")) for place in range(3)]


def test_an_arrow_moves_its_test_at_once_and_keeps_the_focus(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    user = make_user()
    page = signed_in(phone, user).new_page()
    page.goto(TESTS)
    page.locator("form[data-mounted]").wait_for()
    audit(page)
    down = page.get_by_role("button", name="Move Toe spread down")
    with page.expect_response(the_second_move()):
        for _ in range(2):
            down.focus()
            page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Toe spread")).to_have_text(
        "Toe spread is now number 3 of 8."
    )
    assert first_on(page) == [*USUAL[1:], USUAL[0]]
    assert order_of(user) == first_on(page)
    page.route(re.compile(r"/tests/$"), lose)
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The new order was not saved.")).to_be_visible()
    noticed.consume("ERR_FAILED")
    assert first_on(page) == order_of(user) == [*USUAL[1:], USUAL[0]]


def the_second_move() -> Callable[[Response], bool]:
    moves = []

    def is_second(response: Response) -> bool:
        if response.request.method == "POST":
            moves.append(response)
        return len(moves) == 2

    return is_second


def lose(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_without_a_script_the_same_arrow_has_the_focus_on_the_next_page(
    device: Device, signed_in: SignIn
) -> None:
    page = signed_in(device(java_script_enabled=False), make_user()).new_page()
    page.goto(TESTS)
    page.get_by_role("button", name="Move Toe spread down").click()
    expect(page.get_by_role("button", name="Move Toe spread down")).to_be_focused()


def test_the_tests_set_for_a_routine_are_filled_in_once_it_is_chosen(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull")
    set_usual(user, routine, UsualSet("own", ["toe_touch", "hip_flexion"]))
    page = signed_in(phone, user).new_page()
    page.goto(START)
    page.locator("[data-mounted]").first.wait_for()
    expect(page.get_by_text("Set for Sock Pull")).to_be_hidden()
    page.get_by_role("radio", name="Sock Pull").check()
    expect(page.get_by_role("radio", name="Choose tests")).to_be_checked()
    checked = page.locator("[name=tests]:checked")
    assert checked.evaluate_all("boxes => boxes.map((box) => box.value)") == [
        "hip_flexion",
        "toe_touch",
    ]
    expect(page.get_by_text("Set for Sock Pull: Hip flexion and Toe touch.")).to_be_visible()
