"""The main journey, from the start to the result, by touch, by plain forms and by keyboard."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import full_slots, make_session, make_user
from tests.harness.browsers import FULL_GROUPS, QUICK
from tracker.models import Rating, User

SignIn = Callable[[BrowserContext, Any], BrowserContext]


class Taps:
    """A finger that counts; it never types."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, role: Any, name: str | re.Pattern[str], exact: bool = True) -> None:
        exact = exact and isinstance(name, str)
        self.page.get_by_role(role, name=name, exact=exact).and_(
            self.page.locator(":visible")
        ).tap()
        self.count += 1

    def rate(self, group: str, score: int) -> None:
        scale = self.page.get_by_role("group", name=group, exact=True)
        scale.get_by_role("radio", name=str(score), exact=True).tap()
        self.count += 1


def run_through_the_routine(page: Page, taps: Taps) -> None:
    page.get_by_role("timer").first.wait_for()
    for _ in range(200):
        if page.get_by_role("button", name="Rate again").is_visible():
            break
        page.clock.run_for(15_000)
    taps.on("button", re.compile("Rate again"))


@pytest.mark.each_database
def test_a_whole_session_needs_few_taps_and_no_typing(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(phone, user).new_page()
    page.clock.install()
    page.goto("/")
    taps = Taps(page)
    taps.on("link", re.compile("Start first session"))
    taps.on("radio", re.compile("^Full"))
    taps.on("button", re.compile("^Start"))
    for group in FULL_GROUPS:
        taps.rate(group, 4)
        page.clock.run_for(600)
    taps.on("button", "Start the routine")
    before = taps.count
    assert before <= 20
    run_through_the_routine(page, taps)
    for group in FULL_GROUPS:
        taps.rate(group, 6)
        page.clock.run_for(600)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    assert taps.count - before <= 20
    assert user.ratings.filter(pre_score=4, post_score=6).count() == len(full_slots())
    page.goto("/progress/")
    expect(page.get_by_role("heading", name="Progress", level=1)).to_be_visible()
    expect(page.get_by_text("Example", exact=True)).to_have_count(0)


def test_a_quick_session_like_the_last_one_takes_nine_taps_beside_the_routine(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    last = make_session(owner=user, tests=QUICK, stage="done")
    last.plan = replace(last.plan, set="quick")
    last.save()
    page = signed_in(phone, user).new_page()
    page.clock.install()
    page.goto("/")
    taps = Taps(page)
    groups = ["Ankle dorsiflexion, left", "Ankle dorsiflexion, right", "Toe touch"]
    taps.on("button", re.compile("Start session"))
    for group in groups:
        taps.rate(group, 3)
        page.clock.run_for(600)
    taps.on("button", "Start the routine")
    run_through_the_routine(page, taps)
    for group in groups:
        taps.rate(group, 7)
        page.clock.run_for(600)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    assert taps.count <= 9


@pytest.mark.each_database
def test_the_same_journey_works_without_javascript(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(no_js_phone, user).new_page()
    page.goto("/")
    page.get_by_role("link", name="Start first session").tap()
    page.get_by_role("radio", name="Quick").tap()
    page.get_by_role("button", name="Start").tap()
    rate_by_form(page, 4)
    page.get_by_role("button", name="Save and start the routine").tap()
    page.get_by_role("button", name="rate again").tap()
    page.wait_for_url("**/post/")
    assert "4" not in page.locator("form input[checked]").evaluate_all(
        "all => all.map(i => i.value)"
    )
    rate_by_form(page, 6)
    page.get_by_role("button", name="Save and see what changed").tap()
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    expect(page.get_by_text("2 freer").first).to_be_visible()
    assert user.ratings.filter(pre_score=4, post_score=6).count() == 3
    page.goto("/progress/")
    page.get_by_role("link", name=re.compile("^Toe touch.*freer 1 of 1")).tap()
    table = page.get_by_role("table", name="Every session as a table")
    expect(table).to_be_hidden()
    page.get_by_role("heading", name="Every session as a table").tap()
    expect(table).to_be_visible()


def rate_by_form(page: Page, score: int) -> None:
    for group in ("Ankle dorsiflexion, left", "Ankle dorsiflexion, right", "Toe touch"):
        scale = page.get_by_role("group", name=group, exact=True)
        scale.get_by_role("radio", name=str(score), exact=True).tap()


@pytest.mark.each_database
def test_a_new_account_leads_through_the_safety_text_to_the_first_rating(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    page.goto("/")
    page.get_by_role("link", name="Create an account").tap()
    page.get_by_role("textbox", name="mail").fill("new.runner@example.org")
    page.locator("input[type=password]").fill("a quiet long sentence")
    page.get_by_role("button", name="Create").tap()
    page.get_by_role("link", name="Start first session").tap()
    expect(page.get_by_role("heading", name="Before your first session")).to_be_visible()
    page.get_by_role("button", name="read this").tap()
    page.get_by_role("button", name="Start").tap()
    expect(page.get_by_role("group", name="Ankle dorsiflexion, left", exact=True)).to_be_visible()
    assert User.objects.get(email="new.runner@example.org").sessions.count() == 1


def test_a_second_tap_clears_the_rating(phone: BrowserContext, signed_in: SignIn) -> None:
    session = make_session(owner=make_user())
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("[data-mounted]").wait_for()
    taps = Taps(page)
    taps.rate("Toe spread, left", 5)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert Rating.objects.get(session=session).pre_score == 5
    with page.expect_response("**/sync/"):
        taps.rate("Toe spread, left", 5)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    rating = Rating.objects.get(session=session)
    assert (rating.pre_score, rating.pre_skip) == (None, "")


@pytest.mark.each_database
def test_taps_are_stored_offline_and_sent_when_online(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("[data-mounted]").wait_for()
    phone.set_offline(True)
    taps = Taps(page)
    taps.rate("Ankle dorsiflexion, left", 5)
    expect(page.get_by_text("On this phone, not sent yet: 1 entry")).to_be_visible()
    taps.rate("Ankle dorsiflexion, right", 6)
    taps.rate("Toe touch", 7)
    taps.on("button", "Start the routine")
    expect(page.get_by_text("There is no connection right now")).to_be_visible()
    assert not Rating.objects.filter(session=session).exists()
    phone.set_offline(False)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert list(session.ratings.order_by("pre_score").values_list("pre_score", flat=True)) == [
        5,
        6,
        7,
    ]


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_a_session_can_be_continued_on_another_device(
    stage: str, phone: BrowserContext, laptop: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage=stage)
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/")
    page.reload()
    assert page.url.endswith(f"/{stage}/")
    other = signed_in(laptop, session.owner).new_page()
    other.goto("/")
    other.get_by_role("link", name="Continue").click()
    assert other.url.endswith(f"/{stage}/")


def test_ratings_can_be_typed_on_a_laptop(laptop: BrowserContext, signed_in: SignIn) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = signed_in(laptop, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("[data-mounted]").wait_for()
    for group, keys in (
        ("Ankle dorsiflexion, left", ["1", "0"]),
        ("Ankle dorsiflexion, right", ["4", "ArrowUp"]),
        ("Toe touch", ["7", "Delete", "3"]),
    ):
        page.get_by_role("group", name=group, exact=True).get_by_role("radio").first.focus()
        for key in keys:
            page.keyboard.press(key)
    page.get_by_role("button", name="Save and start the routine").click()
    page.wait_for_url("**/routine/")
    scores = session.ratings.order_by("test__position", "side").values_list("pre_score", flat=True)
    assert list(scores) == [10, 5, 3]


@pytest.mark.each_database
def test_a_tap_is_saved_after_signing_in_again_in_another_tab(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("[data-mounted]").wait_for()
    phone.clear_cookies(name="csrftoken")
    # A page with a form brings a new token, as the one after signing in does.
    phone.new_page().goto("/settings/look/")
    Taps(page).rate("Ankle dorsiflexion, left", 5)
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert session.ratings.get().pre_score == 5


def test_the_switches_of_the_player_stand_side_by_side_when_it_is_reached_by_a_tap(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("[data-mounted]").wait_for()
    Taps(page).rate("Toe touch", 5)
    Taps(page).on("button", "Start the routine")
    tops = [
        page.locator(f".player__bar [data-sound={name}]").bounding_box()
        for name in ("voice", "tones")
    ]
    assert tops[0] and tops[1] and tops[0]["y"] == tops[1]["y"]
