"""Measuring on the rating page: how is asked once, and each value is checked as it is typed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit
from tests.browser.test_rating import QUICK, rating_page, tap
from tests.factories import make_session, make_user
from tests.watched import Noticed
from tracker.models import MobilityTest, Rating, TestSetting, User

SignIn = Callable[[BrowserContext, Any], BrowserContext]
BY_TAPE = {"ankle_dorsiflexion": "knee_to_wall_cm", "toe_touch": "fingertip_to_floor_cm"}


def taping(**fields: Any) -> User:
    """Somebody who measures both quick tests with a tape."""
    user = make_user(**fields)
    for slug, method in BY_TAPE.items():
        test = MobilityTest.objects.get(slug=slug, owner=None)
        TestSetting.objects.create(owner=user, test=test, method=method)
    return user


def choose(page: Page, way: str, action: str) -> None:
    """Answers the sheet that asks how a test is measured."""
    sheet = page.get_by_role("dialog", name="How do you measure this?")
    sheet.get_by_role("radio", name=way).check(force=True)
    sheet.get_by_role("button", name=action, exact=True).tap()


def done(page: Page) -> None:
    """Closes the sheet, and waits until the server has its value."""
    with page.expect_response(lambda answer: '"value":"' in (answer.request.post_data or "")):
        page.get_by_role("button", name="Done").tap()


def test_the_first_tap_asks_how_and_goes_on_to_the_values_once_for_all(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Measure", exact=True).tap()
    choose(page, "With a level app Shin angle", "Measure with a level app")
    page.get_by_role(
        "textbox", name="Shin angle from upright, knee bent, phone on the shin, left"
    ).fill("41")
    done(page)
    rating = session.ratings.get(side="left")
    assert (rating.method, rating.unit, float(rating.pre_value or 0)) == (
        "shin_angle_bent_knee_deg",
        "deg",
        41,
    )
    page.reload()
    page.locator("[data-mounted]").wait_for()
    page.get_by_role("button", name="41 | –°").tap()
    expect(page.get_by_role("textbox").first).to_have_value("41")


def test_who_only_rates_is_not_asked_again_and_can_measure_later(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Measure", exact=True).tap()
    choose(page, "I only rate", "Only rate")
    expect(page.get_by_role("button", name="Measure", exact=True)).to_have_count(0)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    page.reload()
    page.locator("[data-mounted]").wait_for()
    expect(page.get_by_role("button", name="Measure", exact=True)).to_have_count(0)
    page.get_by_role("button", name="How to test").tap()
    page.get_by_role("button", name="Measure this, too").tap()
    choose(page, "With a tape", "Measure with a tape")
    expect(page.get_by_role("dialog", name="Big toe to wall")).to_be_visible()


def test_a_sheet_that_asks_is_left_without_a_choice_and_passes_the_audit(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    asking = page.get_by_role("button", name="Measure", exact=True)
    asking.tap()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_focused()
    audit(page)
    sheet.get_by_role("radio", name="With a tape").press("ArrowDown")
    expect(sheet.get_by_role("button", name="Measure with a level app")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(asking).to_be_focused()
    assert not session.owner.test_settings.exists()


def test_inches_are_checked_sent_and_shown_as_inches(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=taping(length="in"), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Add inches").tap()
    field = page.get_by_role("textbox").first
    field.fill("12")
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_text("Use a number from 0 to 11.8.")).to_be_visible()
    field.fill("3 3/16")
    done(page)
    expect(page.get_by_role("button", name="3.1875 | – in")).to_be_visible()
    assert str(session.ratings.get(side="left").pre_value) == "8.09625"
    (entry,) = session.entries.all()
    assert entry.payload["value"] == "3.1875 in"


def test_a_measured_value_outside_the_hard_range_is_refused_and_shown_again(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=taping(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Add cm").tap()
    field = page.get_by_role("textbox").first
    field.fill("85")
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_text("Use a number from 0 to 30.")).to_be_visible()
    expect(field).to_have_value("85")
    assert not Rating.objects.filter(session=session, pre_value__isnull=False).exists()
    field.fill("8,5")
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert str(session.ratings.get(side="left").pre_value) == "8.50000"


@pytest.mark.each_database
def test_an_unusual_measured_value_is_saved_once_it_is_confirmed(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=taping(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Add cm").tap()
    page.get_by_role("textbox").first.fill("25")
    page.get_by_role("button", name="Done").tap()
    question = page.get_by_text("25 cm is outside the usual 4 to 18. Is it right?")
    expect(question).to_be_visible()
    page.get_by_role("button", name="Change it").tap()
    page.get_by_role("textbox").first.fill("25 cm")
    page.get_by_role("button", name="Done").tap()
    page.get_by_role("button", name="Yes, keep 25 cm").tap()
    expect(question).to_have_count(0)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert str(session.ratings.get(side="left").pre_value) == "25.00000"


def test_past_the_floor_counts_as_negative(phone: BrowserContext, signed_in: SignIn) -> None:
    session = make_session(owner=taping(), tests=("toe_touch",))
    page = rating_page(phone, signed_in, session)
    page.get_by_role("button", name="Add cm").tap()
    page.get_by_role("textbox").first.fill("4,5")
    with page.expect_response(lambda answer: "-4.5" in (answer.request.post_data or "")):
        page.get_by_role("checkbox", name="Past the floor").tap()
    page.get_by_role("button", name="Done").tap()
    assert str(session.ratings.get().pre_value) == "-4.50000"


def test_after_a_reload_a_measured_value_is_sent_only_if_changed_or_cleared(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=taping(), tests=QUICK)
    page = rating_page(phone, signed_in, session)
    opener, done = (page.get_by_role("button", name=name) for name in ("25 | – cm", "Done"))
    field = page.get_by_role("textbox").first
    page.get_by_role("button", name="Add cm").tap()
    field.fill("25")
    done.tap()
    done.tap()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    page.reload()
    page.locator("[data-mounted]").wait_for()
    opener.tap()
    done.tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    opener.tap()
    field.fill("")
    with page.expect_response("**/sync/"):
        done.tap()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Add cm")).to_be_visible()
    values = [entry.payload["value"] for entry in session.entries.order_by("entered_at")]
    assert values == ["25", ""]
    assert not session.ratings.filter(pre_value__isnull=False).exists()


def test_escape_saves_a_measured_value_or_reports_its_error_on_the_card(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=taping(), tests=QUICK)
    page = rating_page(laptop, signed_in, session)
    opener, sheet = page.get_by_role("button", name="Add cm").first, page.get_by_role("dialog")
    for typed, question, message in (
        ("85", "Use a number from 0 to 30. Did you mean 8.5?", "Not saved: 85"),
        ("25", "25 cm is outside the usual 4 to 18. Is it right?", "Saved"),
    ):
        opener.press("Enter")
        page.get_by_role("textbox").first.clear()
        page.keyboard.type(typed)
        page.keyboard.press("Escape")
        expect(sheet.get_by_role("alert")).to_have_text(question)
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        expect(page.get_by_text(message, exact=True)).to_be_visible()
    expect(page.get_by_text("Not saved")).to_have_count(0)
    assert str(session.ratings.get(side="left").pre_value) == "25.00000"


def test_an_error_on_the_plain_form_keeps_what_was_typed(
    no_js_phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=taping(), tests=QUICK)
    page = signed_in(no_js_phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    tap(page, "Ankle dorsiflexion, left", 7)
    page.get_by_text("Add cm").first.tap()
    page.get_by_role("textbox", name="Left").fill("85")
    page.get_by_role("button", name="Save and start the routine").tap()
    expect(page.get_by_role("alert")).to_contain_text(
        "Use a number from 0 to 30. Did you mean 8.5?"
    )
    expect(page.get_by_role("textbox", name="Left")).to_have_value("85")
    group = page.get_by_role("group", name="Ankle dorsiflexion, left", exact=True)
    expect(group.get_by_role("radio", name="7")).to_be_checked()
    assert not session.ratings.exists()
    noticed.consume("422")
