"""Two people on one phone, and an expired sign-in: the page keeps what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import PASSWORD, make_session, make_user
from tests.watched import Noticed
from tracker.models import Session

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
NOTE = "A’s private note"


def filled_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/history/add/", wait_until="networkidle")
    page.get_by_label("Toe touch, before", exact=True).select_option("5")
    page.get_by_role("textbox", name="Note (optional)").fill(NOTE)
    return page


def sign_in_beside(page: Page, email: str) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new tab").click()
    beside = opened.value
    beside.locator("[name=login]").fill(email)
    beside.locator("[name=password]").fill(PASSWORD)
    beside.get_by_role("button", name="Sign in").click()
    beside.wait_for_url(lambda url: "login" not in url)
    beside.close()


def test_a_form_of_one_person_stays_with_its_text_while_another_is_signed_in(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    ann, ben = make_user(email="ann@example.org"), make_user(email="ben@example.org")
    page = filled_in(signed_in(phone, ann))
    start = phone.new_page()
    start.goto("/sessions/start/", wait_until="networkidle")
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    signed_in(phone, ben)
    for tab, button in ((page, "Add session"), (start, "Start")):
        tab.get_by_role("button", name=button, exact=True).click()
        alert = tab.get_by_role("alert").filter(has_text="You are signed in as ben@example.org.")
        expect(alert).to_contain_text("This page was ann@example.org’s. Nothing was saved.")
    expect(page.get_by_role("textbox", name="Note (optional)")).to_have_value(NOTE)
    assert not Session.objects.filter(owner__in=(ann, ben)).exists()


def test_a_page_signed_out_meanwhile_saves_after_signing_in_beside_it(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    ann = make_user(email="ann@example.org")
    page = filled_in(signed_in(phone, ann))
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save = page.get_by_role("button", name="Add session")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("what you typed is here")
    assert not ann.sessions.exists()
    sign_in_beside(page, ann.email)
    save.click()
    page.wait_for_url("**/result/")
    assert ann.sessions.get().note == NOTE


def test_without_javascript_the_response_contains_what_was_typed(
    no_js_phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    ann, ben = make_user(), make_user()
    page = filled_in(signed_in(no_js_phone, ann))
    signed_in(no_js_phone, ben)
    page.get_by_role("button", name="Add session").click()
    expect(page.get_by_role("alert")).to_contain_text(f"You are signed in as {ben.email}.")
    page.get_by_text("What was typed").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert not Session.objects.filter(owner__in=(ann, ben)).exists()
    noticed.consume("409")


def test_a_person_who_signed_out_elsewhere_can_sign_out_here(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    make_session(owner=user)
    page = signed_in(phone, user).new_page()
    page.goto("/accounts/logout/", wait_until="networkidle")
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(lambda url: "logout" not in url)
    assert page.evaluate("localStorage.getItem('user')") == ""
