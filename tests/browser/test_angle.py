"""A phone measures an angle by itself: by a made-up sensor, and with whatever is in its way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.browser.looks import faults_of
from tests.factories import make_session, make_user
from tracker.models import MobilityTest, Session, TestSetting, User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
ANKLE, METHOD = "ankle_dorsiflexion", "phone_shin_bent_knee_deg"
MOTION = ["accelerometer", "gyroscope", "magnetometer"]
MOST_LOOKS = 200
# So that a test knows when the browser has told the page how the phone lies.
NOTICE = "addEventListener('deviceorientation', ({ beta }) => (globalThis.beta = beta));"
AWAY, LEFT, RIGHT = 5.0, 38.0, 41.0  # degrees from upright


def who_measures() -> User:
    user = make_user()
    ankle = MobilityTest.objects.get(slug=ANKLE, owner=None)
    TestSetting.objects.create(owner=user, test=ankle, method=METHOD)
    return user


class Lying:
    """A phone that leans as it is told, on a page whose clock is told, too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line: CDPSession = page.context.new_cdp_session(page)

    def lean(self, angle: float, seconds: float) -> None:
        about = {"alpha": 0, "beta": 90 - angle, "gamma": 0}
        self.line.send("DeviceOrientation.setDeviceOrientationOverride", about)
        for _ in range(MOST_LOOKS):
            if self.page.evaluate("globalThis.beta") == about["beta"]:
                break
            self.page.wait_for_timeout(20)
        self.page.clock.run_for(int(seconds * 1000))

    def hold_twice(self, angle: float) -> None:
        for _ in range(2):
            self.lean(AWAY, 3)  # what was taken shows for 2.5 s
            self.lean(angle, 3)
        self.lean(AWAY, 3)


def opened(phone: BrowserContext, signed_in: SignIn, session: Session, phase: str) -> Page:
    phone.grant_permissions(MOTION)
    phone.add_init_script(NOTICE)
    page = signed_in(phone, session.owner).new_page()
    page.clock.install()
    page.goto(f"/sessions/{session.uuid}/{phase}/")
    expect(page.locator("[data-mount]:not([data-mounted])")).to_have_count(0)
    return page


def rate_both(page: Page, score: int) -> None:
    for side in ("left", "right"):
        page.locator(f"#id_{ANKLE}-{side}-score_{score}").tap()
    page.clock.run_for(1000)


def test_both_sides_are_measured_with_one_tap_more_and_no_number_is_shown(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=who_measures(), tests=(ANKLE, "toe_touch"))
    page = opened(phone, signed_in, session, "pre")
    rate_both(page, 4)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Let the phone measure")).to_be_visible()
    assert faults_of(page) == []
    dialog.get_by_role("button", name="Allow motion and sound").tap()
    lying = Lying(page)
    lying.lean(AWAY, 1)
    expect(dialog.locator(".angle__word")).to_have_text("Bend")
    assert faults_of(page) == []
    lying.hold_twice(LEFT)
    lying.lean(AWAY, 8)
    lying.hold_twice(RIGHT)
    expect(dialog.get_by_role("heading", name="Angle taken")).to_be_visible()
    assert not any(number in page.content() for number in ("38.0", "41.0"))
    dialog.get_by_role("button", name="Next").tap()
    expect(page.locator("[data-name]").first).to_have_text("Toe touch")
    page.clock.run_for(5000)
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    values = dict(session.ratings.values_list("side", "pre_value"))
    assert (values["left"], values["right"]) == (LEFT, RIGHT)


# What a browser does in place of telling how the phone lies, and what the page then says.
OBSTACLES = {
    "Motion was not allowed": """
        const motion = globalThis.DeviceOrientationEvent ?? {};
        motion.requestPermission = async () => 'denied';""",
    "No motion sensor here": """
        const motion = globalThis.DeviceOrientationEvent ?? {};
        motion.requestPermission = async () => {
          setTimeout(() => dispatchEvent(new DeviceOrientationEvent('deviceorientation')));
          return 'granted';
        };""",
    "This address is not secure": """
        Object.defineProperty(globalThis, 'isSecureContext', { value: false });""",
    "Measure with your phone": "Object.defineProperty(navigator, 'maxTouchPoints', { value: 0 });",
}


@pytest.mark.parametrize("title", OBSTACLES)
def test_what_is_in_the_way_is_named_and_one_goes_on_without_it(
    title: str, phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=who_measures(), tests=(ANKLE, "toe_touch"))
    phone.add_init_script(OBSTACLES[title])
    page = opened(phone, signed_in, session, "pre")
    rate_both(page, 4)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Allow motion and sound").tap()
    page.wait_for_timeout(50)
    page.clock.run_for(1500)
    expect(dialog.get_by_role("heading", name=title)).to_be_visible()
    assert faults_of(page) == []
    dialog.get_by_role("button", name="Only rate today").tap()
    expect(page.locator("[data-name]").first).to_have_text("Toe touch")


def test_allowed_later_it_begins_and_pauses_while_the_page_is_hidden(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=who_measures(), tests=(ANKLE, "toe_touch"))
    phone.add_init_script(OBSTACLES["Motion was not allowed"])
    page = opened(phone, signed_in, session, "pre")
    rate_both(page, 4)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Allow motion and sound").tap()
    page.clock.run_for(1500)
    again = dialog.get_by_role("button", name="Try again")
    page.evaluate("DeviceOrientationEvent.requestPermission = async () => 'granted'")
    again.tap()
    lying = Lying(page)
    lying.lean(AWAY, 1)
    expect(dialog.locator(".angle__word")).to_have_text("Bend")
    page.evaluate("""() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    expect(dialog.locator(".angle__word")).to_have_text("Paused")
    lying.lean(LEFT, 5)
    dialog.get_by_role("button", name="Continue").tap()
    lying.lean(AWAY, 1)
    lying.lean(LEFT, 3)
    expect(dialog.locator(".angle__word")).to_have_text("Taken")
    dialog.get_by_role("button", name="Skip").tap()
    expect(dialog.locator(".angle__word")).to_have_text("Now the right")
    dialog.get_by_role("button", name="Back to the rating").tap()
    page.clock.run_for(3000)
    assert not session.ratings.exclude(pre_value=None).exists()
