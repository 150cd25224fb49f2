"""A device says where it is: at the sign-up, and once to an account that does not know."""

from collections.abc import Callable
from typing import Any

from tests.conftest import PHONE, Device
from tests.factories import PASSWORD, make_user
from tracker.models import User

KIRITIMATI = {"timezone_id": "Pacific/Kiritimati"}


def test_an_account_that_knows_no_zone_takes_that_of_the_first_device(
    device: Device, signed_in: Callable[..., Any]
) -> None:
    user = make_user()
    page = signed_in(device(**PHONE, **KIRITIMATI), user).new_page()
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        page.goto("/settings/")
    assert told.value.json() == {"moved": True}
    assert User.objects.get(pk=user.pk).time_zone == "Pacific/Kiritimati"


def test_a_sign_up_takes_the_zone_with_it(device: Device) -> None:
    page = device(**PHONE, **KIRITIMATI).new_page()
    page.goto("/accounts/signup/")
    page.wait_for_function("document.querySelector('input[name=zone]').value")
    page.fill("input[name=email]", "far-east@example.org")
    page.fill("input[name=password1]", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(lambda url: "signup" not in url)
    assert User.objects.get(email="far-east@example.org").time_zone == "Pacific/Kiritimati"
