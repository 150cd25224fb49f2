"""A host invites somebody, who signs up on a phone of their own; the page of the server is used."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.looks import audit
from tests.conftest import LAPTOP, PHONE, Device
from tests.factories import PASSWORD, make_user
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
BEN = "ben@example.org"


def test_a_host_invites_somebody_who_signs_up_once(device: Device, signed_in: SignIn) -> None:
    laptop = device(**LAPTOP)
    laptop.grant_permissions(["clipboard-write"])
    host = signed_in(laptop, make_user(is_staff=True)).new_page()
    host.goto("/host/")
    audit(host)
    host.get_by_label("By invitation").check()
    host.get_by_role("button", name="Save").click()
    expect(host.get_by_text("Saved. This counts from now on.")).to_be_visible()
    host.get_by_role("link", name="Invite").click()
    host.get_by_label("Their email").fill(BEN)
    host.get_by_role("button", name="Make the link").click()
    host.get_by_role("button", name="Copy").click()
    expect(host.get_by_role("button", name="Copied")).to_be_visible()
    audit(host)
    link = host.get_by_label("The link to pass on").input_value()
    path = re.sub(r"^https?://[^/]+", "", link)
    ben = device(**PHONE).new_page()
    ben.goto(path)
    audit(ben)
    expect(ben.get_by_label("Email")).to_have_value(BEN)
    ben.locator("input[type=password]").fill(PASSWORD)
    ben.get_by_role("button", name="Create account").tap()
    expect(ben).to_have_url(re.compile(r"//[^/]+/$"))
    assert User.objects.filter(email=BEN).exists()
    late = device(**PHONE).new_page()
    late.goto("/accounts/signup/")
    expect(late.get_by_text("Sign-up is by invitation.")).to_be_visible()
    host.goto("/host/")
    expect(host.get_by_role("link", name=f"Remove {BEN}")).to_be_visible()
