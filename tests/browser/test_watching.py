"""The browser of the tests detects faults of a page; here they are provoked on purpose."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.factories import make_user
from tests.watched import Noticed
from tracker.models import User

pytestmark = pytest.mark.once


def test_a_page_without_faults_passes(phone: BrowserContext, noticed: Noticed) -> None:
    phone.new_page().goto("/")
    assert noticed == []


def test_an_error_in_the_console_is_detected(phone: BrowserContext, noticed: Noticed) -> None:
    page = phone.new_page()
    page.goto("/")
    page.evaluate("console.error('something broke')")
    noticed.consume("something broke")


def test_an_exception_in_a_script_is_detected(phone: BrowserContext, noticed: Noticed) -> None:
    page = phone.new_page()
    page.goto("/")
    with phone.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown'); })")
    noticed.consume("thrown")


def test_an_inline_style_breaks_the_security_policy(
    phone: BrowserContext, noticed: Noticed
) -> None:
    page = phone.new_page()
    page.goto("/")
    with phone.expect_console_message(lambda message: "security policy" in message.text):
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    noticed.consume("style")


def test_a_request_to_another_host_is_detected(phone: BrowserContext, noticed: Noticed) -> None:
    phone.route("http://127.0.0.2/*", lambda route: route.fulfill(body=""))
    phone.new_page().evaluate("fetch('http://127.0.0.2/', {mode: 'no-cors'})")
    noticed.consume("127.0.0.2")


@pytest.mark.parametrize("kind", ["phone", "laptop", "no_js_phone"])
def test_a_person_made_by_the_test_is_signed_in_on_the_server(
    kind: str, request: pytest.FixtureRequest, signed_in: Callable[..., BrowserContext]
) -> None:
    context = request.getfixturevalue(kind)
    signed_in(context, make_user())
    page = context.new_page()
    page.goto("/accounts/login/")
    assert "/accounts/login/" not in page.url


def test_the_people_of_an_earlier_test_are_gone(committed: None) -> None:
    assert not User.objects.exists()
