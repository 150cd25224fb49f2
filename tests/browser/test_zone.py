"""A device reports its zone: at sign-up, and once to an account that has none."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import PHONE, Device
from tests.factories import PASSWORD, make_user
from tracker.models import User

KIRITIMATI = {"timezone_id": "Pacific/Kiritimati"}


def test_an_account_without_a_zone_gets_that_of_its_first_device(
    device: Device, signed_in: Callable[..., Any]
) -> None:
    user = make_user()
    page = signed_in(device(**PHONE, **KIRITIMATI), user).new_page()
    with page.expect_response(lambda answer: answer.request.method == "POST") as response_info:
        page.goto("/settings/units/")
    assert response_info.value.json() == {"moved": True}
    assert User.objects.get(pk=user.pk).time_zone == "Pacific/Kiritimati"


def test_a_sign_up_stores_the_zone(device: Device) -> None:
    page = device(**PHONE, **KIRITIMATI).new_page()
    page.goto("/accounts/signup/")
    page.wait_for_function("document.querySelector('input[name=zone]').value")
    page.fill("input[name=email]", "far-east@example.org")
    page.fill("input[name=password1]", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(lambda url: "signup" not in url)
    assert User.objects.get(email="far-east@example.org").time_zone == "Pacific/Kiritimati"


def test_a_page_about_today_uses_the_day_of_the_device_once_reported(
    device: Device, signed_in: Callable[..., Any]
) -> None:
    user = make_user()
    page = signed_in(device(**PHONE, **KIRITIMATI), user).new_page()
    page.goto("/history/add/")
    there = User(time_zone="Pacific/Kiritimati").rest_of_day(timezone.now())
    page.wait_for_function(
        "left => Math.abs(document.querySelector('[data-day]')?.dataset.day - left) < 60",
        arg=there.total_seconds(),
    )


def test_a_backdated_session_uses_the_zone_that_its_page_names(
    device: Device, signed_in: Callable[..., Any]
) -> None:
    user = make_user(time_zone="Europe/Zurich", zone_from="hand")
    page = signed_in(device(**PHONE, **KIRITIMATI), user).new_page()
    page.goto("/history/add/")
    expect(page.locator("#id_time_helptext")).to_have_text("By the clock of Kiritimati.")
    page.locator("[name=post-toe_touch-none]").select_option("6")
    page.get_by_role("button", name="Add session").click()
    page.wait_for_url("**/result/")
    assert user.sessions.get().zone == "Pacific/Kiritimati"
    page.goto(page.url.replace("/result/", "/edit/"))
    expect(page.locator("#id_time_helptext")).to_have_text("By the clock of Kiritimati.")
