"""Own tests, their order, ways to measure and pictures on a phone without a network."""

import io

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_offline_session import (
    Worked,
    rate,
    wait_for,
    worked,
)
from tests.factories import make_user
from tests.phone.test_bundle import built_in, own_test
from tests.sync.test_own_tests import seconds
from tracker.models import MobilityTest, TestSetting, User
from tracker.sessions.pictures import replace_picture

__all__ = ["worked"]  # a fixture
GROUPS = ("Balance & breath, left", "Balance & breath, right", "Toe touch")
PICTURES = "caches.keys().then((names) => names.filter((name) => name.startsWith('pictures-')))"


def with_an_own_test(user: User) -> MobilityTest:
    """It comes first, with a picture and seconds; My three are it and toe touch."""
    about = {"name": "Balance & breath", "measures": [seconds()], "ten_means": "a minute"}
    own = own_test(user, **about)
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "WebP")
    replace_picture(own, picture.getvalue(), (60, 40))
    for place, test in enumerate((own, built_in("toe_touch"))):
        TestSetting.objects.create(owner=user, test=test, place=place, mine=True)
    TestSetting.objects.create(owner=user, test=built_in("toe_spread"), hidden=True)
    return own


def has_picture(page: Page) -> bool:
    """Whether the picture of the test in sight is painted, under the real policy."""
    script = "(image) => image.decode().then(() => image.naturalWidth === 60, () => false)"
    return bool(page.locator(".testcard img:visible").evaluate(script))


def test_an_own_test_is_chosen_rated_and_measured_without_a_network(worked: Worked) -> None:
    user = make_user()
    own = with_an_own_test(user)
    page = worked(user)
    wait_for(page, f"async () => Boolean((await {PICTURES}).length)")
    page.context.set_offline(True)
    page.goto("/sessions/start/")
    expect(page.get_by_text("Balance & breath and Toe touch. About 1 minute")).to_be_visible()
    page.get_by_role("radio", name="Choose tests").tap()
    names = page.get_by_role("group", name="Tests to rate").get_by_role("checkbox").all()
    assert len(names) == 8
    page.get_by_role("radio", name="My three, 3").tap()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    page.locator("form.rate[data-mounted]").wait_for()
    assert has_picture(page)
    page.get_by_role("button", name="Measure").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("left").fill("34.5")
    assert not page.locator("form [id*=blank]").count()
    dialog.get_by_role("button", name="Done").tap()
    expect(page.locator("[data-saved]")).to_have_text("On this phone, not sent yet: 3 entries")
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    page.get_by_role("button", name="Add seconds").tap()
    expect(dialog.get_by_label("left")).to_have_value("34.5")
    dialog.get_by_role("button", name="Done").tap()
    rate(page, GROUPS, 4)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    session = user.sessions.get()
    assert session.plan.test_slugs == [own.slug, "toe_touch"]
    assert session.ratings.filter(pre_score=4).count() == 3
    measured = session.ratings.get(test=own, side="left")
    assert (measured.method, measured.pre_value) == ("own_s", 34.5)
    assert user.test_settings.get(test=own).method == "own_s"
    page.goto("/accounts/logout/")
    page.locator("[data-mount=leaving][data-mounted]").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).tap()
    page.wait_for_url(lambda url: "logout" not in url)
    assert page.evaluate(PICTURES) == []
