"""Deleting the account on a phone: what is unsent is named, and nothing of it stays there."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.looks import audit
from tests.browser.test_outbox import away
from tests.browser.test_signing_out import SignIn, stored_on_phone, with_one_unsent
from tests.factories import PASSWORD
from tracker.models import User

pytestmark = pytest.mark.once


def test_the_phone_forgets_whom_it_deleted(phone: BrowserContext, signed_in: SignIn) -> None:
    page, session = with_one_unsent(phone, signed_in)
    user = session.owner
    page.goto("/account/delete/")
    expect(page.get_by_role("heading", name="1 entry on this phone not sent yet")).to_be_visible()
    audit(page)
    away(page, False)
    # A link to the page after it erases nothing.
    page.goto("/account/deleted/")
    page.locator("[data-mount=deleting][data-mounted]").wait_for()
    assert stored_on_phone(page, user)[0] != ["removed"]
    page.goto("/account/delete/")
    page.locator("[data-mount=deleting][data-mounted]").wait_for()
    page.get_by_label("Type your email to confirm").fill(user.email)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").tap()
    page.wait_for_url("**/account/deleted/")
    page.locator("[data-mount=deleting][data-mounted]").wait_for()
    assert not User.objects.filter(pk=user.pk).exists()
    assert stored_on_phone(page, user) == (["removed"], [], False)
    assert page.evaluate("localStorage.getItem('user')") == ""
