"""Passkeys and codes in a real browser, whose authenticator is made of software."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect

from tests import server as real_server
from tests.browser.looks import faults_of
from tests.conftest import PHONE, Device
from tests.factories import PASSWORD, make_user
from tests.second_step import code, recovery_codes
from tracker.models import User

EMAIL = "runner@example.org"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

NOTHING_OFFERED = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;"


class Site(NamedTuple):
    """A server whose address browsers take for safe, and its mail."""

    url: str
    mails: Path


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, mails = tmp_path_factory.mktemp("server"), tmp_path_factory.mktemp("mails")
    about = {
        "DJANGO_SETTINGS_MODULE": "tests.mailing_settings",
        "SITE_URL": "http://localhost",
        "EMAIL_URL": "smtp://127.0.0.1",
        "MAIL_FOLDER": str(mails),
    }
    with real_server.running(connection.settings_dict, folder, **about) as url:
        yield Site(url.replace("127.0.0.1", "localhost"), mails)


@pytest.fixture
def here(device: Device, site: Site) -> BrowserContext:
    return device(**PHONE, base_url=site.url)


def page_of(context: BrowserContext) -> Page:
    """A page of a browser that has an authenticator."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("/")


def is_in(page: Page) -> None:
    expect(page.get_by_role("navigation").get_by_text("History")).to_be_visible()


def events(user: User) -> list[str]:
    return list(user.account_events.order_by("pk").values_list("kind", flat=True))


def test_a_passkey_is_added_and_signs_in(here: BrowserContext, committed: None) -> None:
    user, page = make_user(email=EMAIL), page_of(here)
    sign_in(page)
    is_in(page)
    page.goto("/accounts/passkeys/new/")
    assert faults_of(page) == []
    page.get_by_label("Name").fill("Pixel 9")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("/accounts/passkeys/")
    expect(page.get_by_text("Pixel 9")).to_be_visible()
    assert faults_of(page) == []
    sign_out(page)
    # The field of the address offers it, and the software of the test accepts what is offered.
    page.goto("/accounts/login/")
    is_in(page)
    sign_out(page)
    page.add_init_script(NOTHING_OFFERED)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    is_in(page)
    ways = ["signed_out", "signed_in_passkey"]
    assert events(user) == ["signed_in", "passkey_added", *ways, *ways]


def test_one_signs_up_with_a_passkey_and_no_password(
    here: BrowserContext, site: Site, committed: None
) -> None:
    page = page_of(here)
    page.goto("/accounts/signup/")
    page.get_by_role("link", name="Sign up with a passkey").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(code_in(site))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Make a passkey").click()
    is_in(page)
    assert not User.objects.get(email=EMAIL).has_usable_password()


def code_in(site: Site) -> str:
    mails = "".join(mail.read_text() for mail in site.mails.iterdir())
    (code,) = re.findall(r"^(\d{8})$", mails, re.M)
    return str(code)


def asked_to_print(page: Page) -> None:
    """The button does, and on paper there are the codes without buttons."""
    page.evaluate("globalThis.print = () => { document.body.dataset.printed = ''; }")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body[data-printed]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#codes li")).to_have_count(10)
    assert page.locator("main :is(button, a):visible").count() == 0
    page.emulate_media(media="screen")


def test_a_code_a_recovery_code_and_another_device_that_is_signed_out(
    here: BrowserContext, device: Device, site: Site, committed: None
) -> None:
    user, page = make_user(email=EMAIL), page_of(here)
    sign_in(page)
    is_in(page)
    page.goto("/accounts/authenticator/on/")
    expect(page.get_by_role("img", name="QR code with the key below")).to_have_js_property(
        "complete", True
    )
    assert faults_of(page) == []
    key = page.locator("#key").inner_text()
    page.get_by_label("Code").fill(code(key))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("/accounts/recovery/")
    assert faults_of(page) == []
    spare, *_ = recovery_codes(user)
    asked_to_print(page)

    other = device(base_url=site.url).new_page()
    sign_in(other)
    other.get_by_label("Code").wait_for()
    assert faults_of(other) == []
    other.get_by_label("Code").fill(spare)
    other.get_by_role("button", name="Sign in", exact=True).click()
    is_in(other)

    page.goto("/accounts/sessions/")
    assert faults_of(page) == []
    page.get_by_role("button", name=re.compile("Sign out Chrome")).click()
    expect(page.get_by_text("That device is signed out.")).to_be_visible()
    other.goto("/history/")
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_without_a_script_or_https_the_pages_say_why_there_is_no_passkey(
    device: Device, site: Site, server: str
) -> None:
    page = device(**PHONE, base_url=site.url, java_script_enabled=False).new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_text("A passkey needs JavaScript")).to_be_visible()
    page.goto(f"{server}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("passkey")).to_have_count(0)
