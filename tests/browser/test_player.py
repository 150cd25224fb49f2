"""The player in a real browser: untouched, asleep, reloaded, offline, without JavaScript."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.ahead import fetched_ahead
from tests.browser.clock import stand_still
from tests.browser.looks import audit
from tests.browser.touch import touch
from tests.factories import make_session, make_user
from tests.harness.stretches import stretches
from tracker.models import Session

SECOND = 1000
START = datetime.datetime(2026, 3, 1, 7, 0, tzinfo=datetime.UTC)
LEAD_IN, SET_UP, MOVE, CHANGE, LET_GO, SWAP = 5, 10, 45, 5, 5, 7
ONE_SIDE = SET_UP + 4 * MOVE + 3 * CHANGE + LET_GO
WHOLE = LEAD_IN + 2 * ONE_SIDE + SWAP
SWAPPING = LEAD_IN + ONE_SIDE + 2

SignIn = Callable[[BrowserContext, Any], BrowserContext]


@pytest.fixture
def session(committed: None) -> Session:
    return make_session(owner=make_user(), stage="routine", tests=("toe_touch",))


@pytest.fixture
def routine(phone: BrowserContext, signed_in: SignIn, session: Session) -> Page:
    """The page of the routine, just started; its clock moves only when it is told to."""
    page = signed_in(phone, session.owner).new_page()
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    touch(page.get_by_role("button", name="Start", exact=True))
    return page


def run(page: Page, seconds: float) -> None:
    page.clock.run_for(round(seconds * SECOND))


def face(page: Page) -> Locator:
    """What is seen of the player: a step, the swap or the end."""
    return page.get_by_role("region")


def timer(page: Page) -> Locator:
    return face(page).get_by_role("timer")


def seconds_shown(page: Page) -> int:
    return int(timer(page).inner_text())


def stop(page: Page, reason: str) -> None:
    touch(page.get_by_role("button", name="End the routine"))
    touch(page.get_by_role("button", name=reason))
    # The dialog says that it was closed a little after the tap.
    expect(page.locator("[data-player]")).to_have_attribute("data-face", "ending")


def rate_again(page: Page) -> None:
    page.get_by_role("button", name="Rate again").tap()
    page.wait_for_url("**/post/")


def stored(page: Page, session: Session) -> Any:
    return page.evaluate("uuid => localStorage.getItem(`player:${uuid}`)", str(session.uuid))


def test_the_player_starts_by_itself_and_shows_side_hand_and_seconds(routine: Page) -> None:
    expect(face(routine).get_by_text("get ready")).to_be_visible()
    expect(timer(routine)).to_have_text("5")
    run(routine, LEAD_IN + SET_UP + 3)
    expect(routine.get_by_role("heading", level=1)).to_have_text("Traction")
    expect(face(routine).get_by_text("Left", exact=True)).to_be_visible()
    expect(face(routine).get_by_text("right hand", exact=True)).to_be_visible()
    expect(timer(routine)).to_have_text("42")
    expect(routine).to_have_title("Left · 42 · Traction")
    expect(face(routine).get_by_text(re.compile("^Stop at sharp pain"))).to_be_visible()


@pytest.mark.each_database
def test_without_a_touch_the_routine_ends_and_every_second_is_recorded(
    routine: Page, session: Session
) -> None:
    run(routine, WHOLE + 1)
    expect(routine.get_by_role("heading", level=1)).to_have_text("Routine done")
    expect(face(routine).get_by_text("Left 3:00 · Right 3:00")).to_be_visible()
    rate_again(routine)
    session.refresh_from_db()
    steps = session.plan.routine.steps
    assert session.dose == {step.key: step.seconds for step in steps}
    assert session.stopped_reason == ""


def test_the_swap_takes_the_whole_screen_and_is_announced_at_once(routine: Page) -> None:
    run(routine, SWAPPING)
    expect(routine.get_by_role("heading", level=1)).to_have_text("Switch to your right foot")
    expect(timer(routine)).to_have_text("5")
    assertive = routine.locator("[aria-live=assertive]")
    expect(assertive).to_have_text("Swap. Right foot. Left hand. First: Lace the fingers.")
    touch(routine.get_by_role("button", name="I’m ready"))
    expect(routine.get_by_role("heading", level=1)).to_have_text("Lace the fingers")
    expect(face(routine).get_by_text("Right", exact=True)).to_be_visible()


def test_a_step_is_announced_once_and_not_every_second(routine: Page) -> None:
    run(routine, LEAD_IN + 0.5)
    routine.evaluate("""() => {
      window.told = [];
      const told = (changes) => window.told.push(changes[0].target.textContent);
      for (const region of document.querySelectorAll("[aria-live]"))
        new MutationObserver(told).observe(region, { childList: true });
    }""")
    run(routine, SET_UP + MOVE + CHANGE)
    texts = routine.evaluate("window.told")
    assert [text.split(". ")[2] for text in texts] == ["Traction", "Flex and extend"]


def test_the_ring_and_the_space_key_pause_and_resume(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    touch(routine.get_by_role("button", name="Pause, or tap the number"))
    run(routine, 60)
    expect(face(routine).get_by_text("paused")).to_be_visible()
    expect(timer(routine)).to_have_text("40")
    routine.keyboard.press("Space")
    run(routine, 5)
    expect(timer(routine)).to_have_text("35")


def test_arrow_keys_step_back_and_forward(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    routine.keyboard.press("ArrowLeft")
    expect(timer(routine)).to_have_text("45")
    routine.keyboard.press("ArrowRight")
    expect(routine.get_by_role("heading", level=1)).to_have_text("Flex and extend")
    touch(routine.get_by_role("button", name="Back"))
    expect(routine.get_by_role("heading", level=1)).to_have_text("Traction")


def test_a_key_on_a_control_belongs_to_the_control(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    routine.get_by_role("button", name="Skip").focus()
    routine.keyboard.press("Space")
    expect(routine.get_by_role("heading", level=1)).to_have_text("Flex and extend")
    expect(face(routine).get_by_text("paused")).to_be_hidden()


MOMENTS = [1, 16, 62, SWAPPING, 225, WHOLE - 2]


@pytest.mark.once
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_reload_resumes_where_it_was(routine: Page, moment: int) -> None:
    run(routine, moment)
    before = routine.get_by_role("heading", level=1).inner_text(), seconds_shown(routine)
    routine.reload()
    routine.get_by_role("timer").wait_for()
    assert (routine.get_by_role("heading", level=1).inner_text(), seconds_shown(routine)) == before


def test_a_pause_survives_a_reload(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    touch(routine.get_by_role("button", name="Pause").last)
    routine.reload()
    run(routine, 30)
    expect(timer(routine)).to_have_text("40")


def test_after_a_sleep_step_and_time_are_right_and_the_gap_is_reported(
    routine: Page, session: Session
) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    routine.clock.fast_forward(70 * SECOND)
    run(routine, 0.25)
    expect(routine.get_by_role("heading", level=1)).to_have_text("Flex and extend")
    assert abs(seconds_shown(routine) - (MOVE - (70 - 40 - CHANGE))) <= 1
    stop(routine, "Interrupted")
    expect(unseen(routine)).not_to_be_checked()
    expect(face(routine).get_by_text("Left 0:05 · Right 0:00")).to_be_visible()
    rate_again(routine)
    session.refresh_from_db()
    assert session.dose == {"left.ts_setup": 10, "left.ts_traction": 5}


@pytest.mark.each_database
def test_unseen_steps_count_once_they_are_ticked(routine: Page, session: Session) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    routine.clock.fast_forward(70 * SECOND)
    run(routine, 0.25)
    stop(routine, "Interrupted")
    unseen(routine).check()
    expect(face(routine).get_by_text("Left 1:10 · Right 0:00")).to_be_visible()
    rate_again(routine)
    session.refresh_from_db()
    assert session.dose == {"left.ts_setup": 10, "left.ts_traction": 45, "left.ts_flex_extend": 25}


def unseen(page: Page) -> Locator:
    return page.get_by_role("checkbox", name=re.compile("for 1:05. Count this"))


def test_a_routine_without_any_step_done_is_reported_as_such(
    routine: Page, session: Session
) -> None:
    for _ in stretches(session.plan.routine):
        routine.keyboard.press("ArrowRight")
    expect(routine.get_by_role("heading", level=1)).to_have_text("No routine done")
    routine.get_by_role("button", name="Finish here").tap()
    routine.wait_for_url("**/result/")
    session.refresh_from_db()
    assert (session.stage, session.dose) == ("done", {})


def test_an_unseen_routine_counts_once_it_is_ticked(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP - 1)
    routine.clock.fast_forward(30 * SECOND)
    run(routine, 0.25)
    stop(routine, "Done enough")
    expect(routine.get_by_role("heading", level=1)).to_have_text("No routine done")
    expect(routine.get_by_role("button", name="Finish here")).to_be_visible()
    routine.get_by_role("checkbox", name=re.compile("Count this")).check()
    expect(routine.get_by_role("heading", level=1)).to_have_text("Routine stopped")
    expect(routine.get_by_role("button", name="Finish here")).to_be_hidden()


def test_without_preloaded_pages_the_routine_ends_and_waits_for_the_network(
    routine: Page, session: Session
) -> None:
    portal = "<p>Sign in to this network</p>"
    routine.route("**/post/", lambda route: route.fulfill(body=portal, content_type="text/html"))
    routine.reload()
    timer(routine).wait_for()
    run(routine, 1)
    routine.context.set_offline(True)
    for _ in range(12):
        expect(routine.locator(".player svg:visible").first).to_be_visible()
        run(routine, WHOLE / 12)
    run(routine, 1)
    touch(routine.get_by_role("button", name="Rate again"))
    expect(routine.get_by_role("alert")).to_contain_text("is on this phone")
    assert stored(routine, session)
    routine.unroute("**/post/")
    routine.context.set_offline(False)
    rate_again(routine)
    session.refresh_from_db()
    assert session.dose["right.ts_fist"] == MOVE


@pytest.mark.once
@pytest.mark.parametrize("portal", ["its own page", "another page"])
def test_a_portal_at_the_end_counts_as_no_network(
    routine: Page, session: Session, portal: str
) -> None:
    with fetched_ahead(routine):
        routine.reload()
    own = {"body": "<p>Sign in to this network</p>", "content_type": "text/html"}
    other = {"status": 302, "headers": {"Location": "/livez"}}
    at_the_end = own if portal == "its own page" else other
    routine.route("**/routine/", lambda route: route.fulfill(**at_the_end))
    routine.route("**/sync/", lambda route: route.fulfill(**own))
    run(routine, 30)
    stop(routine, "Done enough")
    rate_again(routine)
    expect(routine.get_by_text("On this phone, not sent yet: 1 entry")).to_be_visible()
    for path in ("**/routine/", "**/sync/"):
        routine.unroute(path)
    with routine.expect_response("**/sync/"):
        routine.evaluate("dispatchEvent(new Event('online'))")
    expect(routine.get_by_text("Saved", exact=True).first).to_be_visible()
    session.refresh_from_db()
    assert (session.stage, session.stopped_reason) == ("post", "enough")


@pytest.mark.each_database
def test_the_phone_deletes_its_copy_only_when_the_server_has_it(
    routine: Page, session: Session
) -> None:
    run(routine, 30)
    stop(routine, "Done enough")
    routine.context.clear_cookies(name="sessionid")
    touch(routine.get_by_role("button", name="Rate again"))
    routine.wait_for_url("**/login/**")
    assert json.loads(stored(routine, session))["mode"] == "stopped"


@pytest.mark.once
def test_while_another_person_is_signed_in_the_report_stays_on_the_phone(
    routine: Page, session: Session, signed_in: SignIn
) -> None:
    run(routine, 30)
    stop(routine, "Done enough")
    other = make_user()
    signed_in(routine.context, other)
    routine.get_by_role("button", name="Rate again").tap()
    alert = routine.get_by_role("alert").filter(has_text=f"You are signed in as {other.email}.")
    expect(alert).to_be_visible()
    session.refresh_from_db()
    assert session.stage == "routine"
    assert json.loads(stored(routine, session))["mode"] == "stopped"
    signed_in(routine.context, session.owner)
    rate_again(routine)


def test_after_sending_nothing_remains_on_the_phone(routine: Page, session: Session) -> None:
    run(routine, 30)
    assert stored(routine, session)
    stop(routine, "Done enough")
    rate_again(routine)
    assert stored(routine, session) is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [("Done enough", "enough"), ("Too sore", "sore"), ("Interrupted", "interrupted")],
)
def test_one_tap_stops_the_routine_and_saves_reason_and_duration(
    routine: Page, session: Session, words: str, reason: str
) -> None:
    run(routine, LEAD_IN + SET_UP + 20)
    stop(routine, words)
    expect(routine.get_by_role("heading", level=1)).to_have_text("Routine stopped")
    expect(face(routine).get_by_text("Stop here for today")).to_be_hidden()
    rate_again(routine)
    session.refresh_from_db()
    assert session.stopped_reason == reason
    assert session.dose == {"left.ts_setup": 10, "left.ts_traction": 20}


def test_the_routine_ended_when_it_was_stopped_and_not_when_the_page_was_reopened(
    routine: Page, session: Session
) -> None:
    long_ago = session.started_at - datetime.timedelta(hours=4)
    Session.objects.filter(pk=session.pk).update(started_at=long_ago)
    run(routine, LEAD_IN + SET_UP + 20)
    stop(routine, "Interrupted")
    routine.clock.fast_forward("03:00:00")
    rate_again(routine)
    session.refresh_from_db()
    away = timezone.now() - session.routine_done_at
    assert abs(away - datetime.timedelta(hours=3)) < datetime.timedelta(minutes=2)


def test_after_sharp_pain_the_safety_text_is_shown_and_the_routine_cannot_resume(
    routine: Page, session: Session
) -> None:
    run(routine, 30)
    stop(routine, "Sharp pain")
    expect(routine.get_by_role("alert")).to_contain_text("Stop here for today")
    expect(routine.get_by_role("button", name="Back to the routine")).to_be_hidden()
    rate_again(routine)
    session.refresh_from_db()
    assert session.stopped_reason == "pain"


@pytest.mark.each_database
def test_after_sharp_pain_one_tap_ends_the_session_as_it_is(
    routine: Page, session: Session
) -> None:
    run(routine, LEAD_IN + SET_UP + 15)
    stop(routine, "Sharp pain")
    expect(routine.get_by_role("button", name="Finish here")).to_be_visible()
    routine.get_by_role("button", name="Finish here").tap()
    routine.wait_for_url("**/result/")
    session.refresh_from_db()
    assert (session.stage, session.stopped_reason) == ("done", "pain")
    assert session.dose == {"left.ts_setup": 10, "left.ts_traction": 15}
    assert stored(routine, session) is None


@pytest.mark.once
def test_without_a_network_ending_a_session_sends_nothing_and_says_so(
    routine: Page, session: Session
) -> None:
    run(routine, 30)
    stop(routine, "Sharp pain")
    routine.context.set_offline(True)
    touch(routine.get_by_role("button", name="Finish here"))
    expect(routine.get_by_role("alert").get_by_text("is on this phone")).to_be_visible()
    routine.context.set_offline(False)
    routine.get_by_role("button", name="Finish here").tap()
    routine.wait_for_url("**/result/")
    session.refresh_from_db()
    assert (session.stage, session.stopped_reason) == ("done", "pain")


def test_an_accidental_stop_can_be_undone(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 20)
    stop(routine, "Done enough")
    touch(routine.get_by_role("button", name="Back to the routine"))
    run(routine, 5)
    expect(timer(routine)).to_have_text("20")


def test_escape_pauses_and_asks_and_carry_on_resumes(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 20)
    for leave in ("Escape", "Enter"):
        before = seconds_shown(routine)
        routine.keyboard.press("Escape")
        expect(routine.get_by_role("dialog", name="Stop the routine?")).to_be_visible()
        run(routine, 10)
        routine.keyboard.press(leave)
        expect(routine.get_by_role("dialog")).to_be_hidden()
        expect(face(routine).get_by_text("paused")).to_be_hidden()
        assert seconds_shown(routine) == before
        run(routine, 2)
        assert seconds_shown(routine) == before - 2


def test_the_keys_work_wherever_the_focus_is(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 20)
    moved = routine.get_by_role("heading", level=1).locator("visible=true").inner_text()
    routine.get_by_role("button", name="Pause", exact=True).focus()
    routine.keyboard.press(" ")
    expect(face(routine).get_by_text("paused")).to_be_visible()
    routine.keyboard.press("ArrowRight")
    expect(routine.get_by_role("heading", level=1).locator("visible=true")).not_to_have_text(moved)
    routine.keyboard.press("Escape")
    expect(routine.get_by_role("dialog", name="Stop the routine?")).to_be_visible()


ANIMATED = """() => {
  const ofFrame = new Set(["offset", "computedOffset", "easing", "composite"]);
  const frames = document.getAnimations().flatMap(({ effect }) => effect.getKeyframes());
  return frames.flatMap((frame) => Object.keys(frame).filter((name) => !ofFrame.has(name)));
}"""


def test_nothing_is_painted_more_than_once_a_second(routine: Page) -> None:
    run(routine, LEAD_IN + SET_UP + 5)
    routine.evaluate("""() => {
      window.changes = [];
      const note = ({ target }) => window.changes.push(target.nodeName);
      const noted = (changes) => changes.forEach(note);
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(noted).observe(document.querySelector("[data-player]"), all);
    }""")
    run(routine, 10)
    changes = routine.evaluate("window.changes")
    assert changes.count("circle") == 10
    # What goes on by itself is left to the compositor: nothing of it is painted.
    assert set(routine.evaluate(ANIMATED)) == {"opacity", "transform"}
    run(routine, 0.5)
    assert routine.evaluate("window.changes.length") == len(changes)


FACES = {"step": LEAD_IN + SET_UP + 5, "swap": SWAPPING, "end": WHOLE + 1}


@pytest.mark.once
@pytest.mark.parametrize("seconds", FACES.values(), ids=FACES.keys())
def test_every_face_passes_the_audit(routine: Page, seconds: int) -> None:
    run(routine, seconds)
    routine.keyboard.press("Space")
    routine.clock.resume()  # The audit waits with timers of the page.
    audit(routine)


@pytest.mark.once
def test_the_stop_rule_is_fully_visible_beside_the_tap_for_sound(routine: Page) -> None:
    routine.reload()
    routine.get_by_role("button", name="Tap for sound").wait_for()
    run(routine, LEAD_IN + 1)
    rule = face(routine).get_by_text(re.compile("^Stop at sharp pain")).bounding_box()
    pause = face(routine).get_by_role("button", name="Pause", exact=True).bounding_box()
    assert rule and pause
    assert rule["y"] + rule["height"] <= pause["y"]


@pytest.mark.once
def test_the_stop_dialog_passes_the_audit(routine: Page) -> None:
    touch(routine.get_by_role("button", name="End the routine"))
    routine.clock.resume()
    audit(routine)


FAR_SIZES = {"upright": (390, 844), "on its side": (844, 390), "laptop": (1280, 800)}


@pytest.mark.once
@pytest.mark.parametrize("size", FAR_SIZES.values(), ids=FAR_SIZES.keys())
def test_side_and_seconds_are_large_and_nothing_needs_scrolling(
    routine: Page, size: tuple[int, int]
) -> None:
    routine.set_viewport_size({"width": size[0], "height": size[1]})
    run(routine, LEAD_IN + SET_UP + 5)
    font = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert face(routine).get_by_text("Left", exact=True).evaluate(font) >= 52
    assert timer(routine).evaluate(font) >= 120
    over = "document.documentElement.scrollHeight - innerHeight"
    assert routine.evaluate(over) <= 0
    run(routine, SWAPPING - LEAD_IN - SET_UP - 5)
    assert timer(routine).evaluate(font) >= 110
    assert routine.evaluate(over) <= 0


def test_without_javascript_the_steps_are_a_list_with_a_form(
    no_js_phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(no_js_phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/routine/")
    names = page.get_by_role("heading", level=3).all_inner_texts()
    assert names == [step.name for step in session.plan.routine.steps]
    expect(page.get_by_text("45 seconds · right hand").first).to_be_visible()
    expect(page.get_by_role("heading", name="Right foot")).to_be_visible()
    audit_without_scripts = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert audit_without_scripts <= 0
    page.get_by_label("Stopped early").select_option("sore")
    page.get_by_role("button", name="Routine done, rate again").tap()
    page.wait_for_url("**/post/")
    session.refresh_from_db()
    assert session.stopped_reason == "sore"
