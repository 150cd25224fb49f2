"""The page that asks what each column of a sheet means: its first row reads as the choices say."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.factories import make_user
from tests.views.test_columns import upload

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def test_the_first_row_reads_as_the_choices_say_with_each_choice(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    upload(user)
    page = signed_in(phone, user).new_page()
    page.goto("/data/import/columns/")
    page.locator("[data-mounted]").wait_for()
    row = page.locator("[data-row]")
    expect(row).to_contain_text("Choose the rest first, then it shows here.")
    expect(page.get_by_role("button", name="Show this row")).to_be_hidden()
    page.get_by_role("radio", name="A high number is stiff").check()
    page.get_by_label("Routine, where the sheet names none").select_option("toe_spreaders")
    expect(row).to_contain_text("Row 2 then reads")
    expect(row).to_contain_text("Ankle dorsiflexion, left: before 3, after 5.")
    page.get_by_role("radio", name="A high number moves freely").check()
    expect(row).to_contain_text("Ankle dorsiflexion, left: before 7, after 5.")
    assert not user.column_mappings.exists()
