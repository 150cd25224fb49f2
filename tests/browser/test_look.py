"""The public and the account pages: readable and reachable in both themes on a narrow phone."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import OVERFLOW, audit, theme_of
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.once

LONG_NAME = "sprunggelenksbeweglichkeitsuebung.zehengrundgelenk@lauftreff-hinterzarten.example.org"
PUBLIC = {
    "welcome": "/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "reset": "/accounts/password/reset/",
    "reset sent": "/accounts/password/reset/done/",
    "reset with an old link": "/accounts/password/reset/key/1-abc-def/",
    "confirm with an old link": "/accounts/confirm-email/abc/",
    "confirm sent": "/accounts/confirm-email/",
    "closed account": "/accounts/inactive/",
    "safety": "/safety/",
    "try": "/try/",
    "about": "/about/",
    "privacy": "/privacy/",
}
OWN = {
    "settings": "/settings/",
    "safety": "/safety/",
    "password": "/accounts/password/change/",
    "addresses": "/accounts/email/",
    "sign out": "/accounts/logout/",
    "once more": "/accounts/reauthenticate/",
}

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()


@pytest.mark.parametrize("path", PUBLIC.values(), ids=PUBLIC.keys())
def test_every_public_page_passes_the_audit(phone: BrowserContext, path: str) -> None:
    page = phone.new_page()
    page.goto(path)
    assert page.locator("h1").count() == 1
    audit(page)


@pytest.mark.parametrize("width", [320, 360, 390, 430])
def test_no_word_of_the_next_session_is_broken(
    phone: BrowserContext, signed_in: SignIn, width: int
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    name = page.get_by_role("heading", name="Toe Spreaders")
    lines = name.evaluate("it => it.offsetHeight / parseFloat(getComputedStyle(it).lineHeight)")
    assert round(lines) <= 2


@pytest.mark.parametrize("path", OWN.values(), ids=OWN.keys())
def test_every_account_page_passes_the_audit(
    phone: BrowserContext, signed_in: SignIn, path: str
) -> None:
    page = signed_in(phone, make_user(email=LONG_NAME, safety_read=False)).new_page()
    page.goto(path)
    assert page.url.endswith(path)
    assert page.locator("h1").count() == 1
    audit(page)


def test_the_404_page_passes_the_audit(phone: BrowserContext, noticed: Any) -> None:
    page = phone.new_page()
    page.goto("/there/is/no/such/page/")
    expect(page.locator("h1")).to_have_text("Page not found")
    audit(page)
    noticed.consume("404")


def test_a_refused_sign_up_gives_a_reason_and_keeps_the_address(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill("maya@")
    page.locator("#id_password1").fill("runner")
    submit(page)
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator("#id_email")).to_have_value("maya@")
    expect(page.locator("#id_email ~ .invalid-feedback")).to_be_visible()
    expect(page.locator(".secret ~ .invalid-feedback").first).to_be_visible()
    page.locator(".errsum a").first.click()
    expect(page.locator("#id_email")).to_be_focused()
    audit(page)


def test_a_password_is_shown_and_hidden_again(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/accounts/login/")
    page.locator("#id_password").fill("a secret")
    button = page.get_by_role("button", name="Show password")
    button.click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(page.locator("#id_password")).to_have_attribute("type", "password")


def test_sign_in_works_without_javascript(no_js_phone: BrowserContext) -> None:
    make_user(email="maya@example.org")
    page = no_js_phone.new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Show password")).to_have_count(0)
    page.locator("#id_login").fill("maya@example.org")
    page.locator("#id_password").fill(PASSWORD)
    submit(page)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_reset_page_does_not_reveal_whether_an_address_has_an_account(
    phone: BrowserContext,
) -> None:
    make_user(email="known@example.org")
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        page = phone.new_page()
        page.goto("/accounts/password/reset/")
        page.get_by_label("Email").fill(address)
        submit(page)
        answers.append((page.url, page.locator("main").inner_text()))
    assert answers[0] == answers[1]


def test_a_new_password_is_chosen_through_the_link(phone: BrowserContext) -> None:
    user = make_user()
    key = default_token_generator.make_token(user)
    page = phone.new_page()
    page.goto(f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{key}/")
    expect(page.locator("h1")).to_have_text("Choose a new password")
    audit(page)
    for field in page.locator("input[type=password]").all():
        field.fill("another quiet sentence")
    submit(page)
    expect(page.locator("h1")).to_have_text("Your password is changed")


@pytest.mark.parametrize(
    ("theme", "system", "shown"),
    [("auto", "dark", "dark"), ("light", "dark", "light"), ("dark", "light", "dark")],
)
def test_the_theme_is_the_setting_or_that_of_the_system(
    device: Any, signed_in: SignIn, theme: str, system: str, shown: str
) -> None:
    page = signed_in(device(color_scheme=system), make_user(theme=theme)).new_page()
    page.goto("/settings/")
    assert theme_of(page) == shown


def test_a_chosen_theme_applies_at_once_and_after_saving(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/settings/look/")
    page.locator("[data-mounted]").wait_for()
    page.get_by_role("radio", name="Dark").check()
    assert theme_of(page) == "dark"
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    assert theme_of(page) == "dark"


def test_the_first_tab_stop_leads_past_the_navigation(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(laptop, make_user()).new_page()
    page.goto("/settings/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_has_no_navigation(laptop: BrowserContext, signed_in: SignIn) -> None:
    page = signed_in(laptop, make_user(theme="dark")).new_page()
    page.goto("/settings/")
    page.emulate_media(media="print")
    expect(page.locator(".tabbar")).to_be_hidden()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def test_the_audit_detects_faults(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\"><a href=#>x</a>'")
    page.evaluate("document.querySelector('.skip').insertAdjacentHTML('afterend', '<hr id=wide>')")
    page.evaluate("document.querySelector('#wide').style.width = '500px'")
    page.evaluate("document.querySelector('.soft').style.color = '#ccc'")
    assert page.evaluate(OVERFLOW)
    with pytest.raises(AssertionError) as faults:
        audit(page)
    for fault in ("image-alt", "color-contrast", "wider than 320 px", "smaller than 44 px: a"):
        assert fault in str(faults.value)
