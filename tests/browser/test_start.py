"""The start page: its button is in view, and it shows the options of the chosen routine."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit
from tests.factories import change_routine, copy, make_session, make_user
from tests.models.test_trial import make_trial
from tests.watched import Noticed
from tracker.models import Routine, Step, User

SignIn = Callable[[BrowserContext, Any], BrowserContext]
START = "/sessions/start/"
SIZES = [(320, 568), (360, 640), (390, 664), (844, 390), (640, 400), (568, 320), (1280, 800)]
# The point in the middle of the button belongs to it: nothing lies over it.
IN_VIEW = """(button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && button.contains(at);
}"""
UNBROKEN = "W" * 60


def opened(context: BrowserContext, path: str = START) -> Page:
    page = context.new_page()
    page.goto(path)
    page.locator("[data-mounted]").first.wait_for()
    return page


@pytest.mark.parametrize("plan", [False, True], ids=["first time", "with a plan"])
def test_start_is_in_view_on_every_size(
    plan: bool, device: Callable[..., BrowserContext], signed_in: SignIn
) -> None:
    user = make_user()
    if plan:
        make_trial(owner=user)
    page = opened(signed_in(device(viewport={"width": 390, "height": 844}), user))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.get_by_role("button", name="Start").evaluate(IN_VIEW), (width, height)
        last = page.get_by_role("radio", name="Test-only")
        last.blur()
        last.focus()
        page.wait_for_function(f"() => ({IN_VIEW})(document.activeElement.parentElement)")


def test_errors_are_shown_beside_start_and_the_page_never_scrolls(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    page = opened(signed_in(phone, make_user()))
    page.get_by_role("radio", name="Choose tests").tap()
    page.get_by_role("button", name="Start").tap()
    link = page.get_by_role("link", name="Choose at least one test")
    expect(link).to_be_visible()
    noticed.consume("422")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        link.focus()
        for seen in (link, page.get_by_role("button", name="Start")):
            assert seen.evaluate(IN_VIEW), (width, height)
        assert page.evaluate("document.documentElement.scrollHeight") <= height, (width, height)


def test_my_own_choice_opens_its_list_and_hides_it_again(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = opened(signed_in(phone, user))
    toe_touch = page.get_by_role("checkbox", name="Toe touch")
    expect(toe_touch).to_be_hidden()
    page.get_by_role("radio", name="Choose tests").tap()
    expect(toe_touch).to_be_visible()
    expect(page.get_by_text("Choose tests")).to_have_count(1)
    toe_touch.tap()
    page.get_by_role("radio", name="Full").tap()
    expect(toe_touch).to_be_hidden()
    page.get_by_role("radio", name="Choose tests").tap()
    expect(toe_touch).to_be_checked()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    assert user.sessions.get().slots == [("toe_touch", "none")]


def test_without_javascript_the_list_is_shown(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(no_js_phone, user).new_page()
    page.goto(START)
    page.get_by_role("radio", name="Choose tests").tap()
    page.get_by_role("checkbox", name="Toe touch").tap()
    page.get_by_text("More options").tap()
    for routine in ("Toe Spreaders", "Sock Pull"):
        expect(page.get_by_role("group", name=f"Variations of {routine}")).to_be_visible()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    assert user.sessions.get().slots == [("toe_touch", "none")]


def test_the_minutes_of_a_routine_follow_the_pace(phone: BrowserContext, signed_in: SignIn) -> None:
    page = opened(signed_in(phone, make_user()))
    toe_spreaders = page.locator(".pick", has_text="Toe Spreaders")
    expect(toe_spreaders.locator("[data-at]:visible")).to_have_text("About 7 minutes.")
    page.get_by_text("More options").tap()
    page.get_by_role("radio", name="60 s").tap()
    expect(toe_spreaders.locator("[data-at]:visible")).to_have_text("About 9 minutes.")


def test_the_variations_are_those_of_the_chosen_routine(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = opened(signed_in(phone, make_user()))
    page.get_by_text("More options").tap()
    squeeze = page.get_by_role("combobox", name="Squeeze force")
    traction = page.get_by_role("combobox", name="Keep the traction")
    expect(traction).to_be_visible()
    expect(squeeze).to_be_hidden()
    page.get_by_role("radio", name="Sock Pull").tap()
    expect(squeeze).to_be_visible()
    expect(traction).to_be_hidden()
    expect(squeeze.locator("option").first).to_have_text("Not set")
    page.get_by_role("radio", name="Test-only").tap()
    expect(squeeze).to_be_hidden()


@pytest.fixture
def long_named(committed: None) -> User:
    """Somebody whose routine, its moves and the session done with it have names without a gap."""
    user = make_user()
    routine = copy(Routine.objects.get(slug="toe_spreaders"), user)
    Routine.objects.filter(pk=routine.pk).update(name=UNBROKEN, position_text="W" * 400)
    Step.objects.filter(routine=routine).update(name=UNBROKEN, cue="W" * 120)
    session = make_session(owner=user, stage="done")
    session.routine = routine
    change_routine(session, slug=routine.slug, name=UNBROKEN)
    session.save()
    return user


@pytest.mark.parametrize("runs", [False, True], ids=["without a plan", "with a plan"])
def test_a_name_without_a_gap_breaks_on_every_page(
    runs: bool, device: Callable[..., BrowserContext], signed_in: SignIn, long_named: User
) -> None:
    routine = long_named.own_routines.get()
    session = long_named.sessions.get()
    if runs:
        trial = make_trial(owner=long_named)
        trial.routine = routine
        trial.save()
    page = signed_in(device(viewport={"width": 320, "height": 568}), long_named).new_page()
    opened = make_session(owner=long_named, stage="routine")
    change_routine(opened, name=UNBROKEN)
    opened.save()
    paths = [f"/sessions/{opened.uuid}/{part}/" for part in ("pre", "routine")]
    paths += [
        "/",
        START,
        "/history/add/",
        "/trial/",
        "/compare/",
        "/history/",
        f"/sessions/{session.uuid}/result/",
    ]
    paths += ["/routines/", *(f"/routines/{routine.slug}/{end}" for end in ("", "edit/", "copy/"))]
    for path in paths:
        page.goto(path)
        for width in (320, 360, 390):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_page_passes_the_audit_during_a_trial(
    phone: BrowserContext, signed_in: SignIn, long_named: User
) -> None:
    make_trial(owner=long_named)
    page = opened(signed_in(phone, long_named))
    page.get_by_role("radio", name="Choose tests").tap()
    page.get_by_text("More options").tap()
    audit(page)
    page.goto("/")
    audit(page)


def asked_by(page: Page) -> list[str]:
    """What the page asks for from now on; its own scripts may still be on their way."""
    requested: list[str] = []
    page.on(
        "request",
        lambda request: request.resource_type == "script" or requested.append(request.url),
    )
    return requested


def left_overnight(page: Page) -> None:
    """Comes back to the page 26 hours later, as the browser tells it."""
    page.evaluate("window.isOfYesterday = true")
    page.clock.fast_forward(26 * 60 * 60 * 1000)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")


@pytest.mark.parametrize("path", ["/", START])
def test_a_page_of_yesterday_is_reloaded_with_a_new_uuid(
    path: str, phone: BrowserContext, signed_in: SignIn
) -> None:
    # Chosen by hand: else the zone of this device counts, and the page is reloaded for that.
    user = make_user(time_zone="Pacific/Auckland", zone_from=User.ZoneFrom.HAND)
    make_session(owner=user, stage="done")
    page = signed_in(phone, user).new_page()
    page.clock.install()
    page.goto(path)
    page.locator("[data-day][data-watched]").wait_for(state="attached")
    before = page.locator("[name=uuid]").input_value()
    left_overnight(page)
    page.wait_for_function("() => !window.isOfYesterday")
    assert page.locator("[name=uuid]").input_value() != before


def test_a_page_of_yesterday_stays_after_a_choice_or_without_a_server(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(phone, user).new_page()
    page.clock.install()
    page.goto(START)
    page.locator("[data-day][data-watched]").wait_for(state="attached")
    requested = asked_by(page)
    page.get_by_role("radio", name="Full").tap()
    left_overnight(page)
    page.get_by_role("radio", name="Quick").tap()
    assert requested == []
    phone.set_offline(True)
    with page.expect_event("requestfailed"):
        left_overnight(page)
    phone.set_offline(False)
    assert page.evaluate("window.isOfYesterday")
    with page.expect_navigation():
        left_overnight(page)


def test_a_page_of_today_is_not_reloaded(phone: BrowserContext, signed_in: SignIn) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/")
    page.locator("[data-day][data-watched]").wait_for(state="attached")
    requested = asked_by(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert requested == []
