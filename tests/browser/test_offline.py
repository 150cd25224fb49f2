"""With the network cut: the whole routine with sound, and the ratings after it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.ahead import fetched_ahead
from tests.browser.clock import until_seen
from tests.browser.test_sound import SPIES, START, heard, now, start_button, tones_due, words_due
from tests.conftest import PHONE, Device
from tests.factories import make_session, make_user
from tests.harness.cable import Cable
from tests.harness.stretches import stretches
from tests.watched import Noticed
from tracker.models import Session

SECOND = 1000
CUT = re.compile(
    "net::ERR_(EMPTY_RESPONSE|CONNECTION_|CONTENT_LENGTH_MISMATCH|SOCKET_NOT_CONNECTED)"
)
# Shows the button of a note again, which is there as long as its script is not.
PLAIN = "form => delete form.dataset.mounted"
QUICK = ("ankle_dorsiflexion", "toe_touch")
GROUPS = ("Ankle dorsiflexion, left", "Ankle dorsiflexion, right", "Toe touch")

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def rate(page: Page, score: int) -> None:
    page.locator("form.rate[data-mounted]").wait_for()
    for group in GROUPS:
        scale = page.get_by_role("group", name=group, exact=True)
        scale.get_by_role("radio", name=str(score), exact=True).tap()
        page.clock.run_for(600)


def page_of(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(path=SPIES)
    page.clock.install(time=START)
    return page


def start_by_visit(page: Page, session: Session) -> int:
    """From the last before rating into the routine; when it began."""
    page.goto(f"/sessions/{session.uuid}/pre/")
    rate(page, 4)
    assert not heard(page, "context", "speak", "tone", "awake")
    page.evaluate("window.heard.length = 0")
    with fetched_ahead(page):
        page.get_by_role("button", name="Start the routine").tap()
    page.get_by_role("timer").wait_for()
    state = page.evaluate("uuid => localStorage.getItem(`player:${uuid}`)", str(session.uuid))
    ends, lead_in = re.search(r'"endsAt":(\d+)', state), session.plan.routine.lead_in
    assert ends
    return int(ends[1]) - lead_in * SECOND


def run_to_the_end(page: Page, session: Session) -> None:
    page.clock.run_for((stretches(session.plan.routine)[-1].ends + 1) * SECOND)
    expect(page.get_by_role("heading", level=1)).to_have_text("Routine done")


def entries(session: Session, about: str) -> int:
    """How many entries hold an event of the type, or of the phase, `about`."""
    stored = [entry.events["events"] for entry in session.entries.all()]
    return sum(any(about in (e["type"], e.get("phase")) for e in events) for events in stored)


def test_no_network_is_needed_from_the_routine_to_the_last_rating(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = page_of(signed_in(phone, session.owner))
    begun = start_by_visit(page, session)
    phone.set_offline(True)
    run_to_the_end(page, session)
    assert [item["text"] for item in heard(page, "speak")] == [
        text for _, text in words_due(session)
    ]
    sounded = sorted((round((item["at"] - begun) / 10), item["hz"]) for item in heard(page, "tone"))
    assert sounded == [(round(second * 100), hz) for second, hz in tones_due(session)]
    page.get_by_role("button", name="Rate again").tap()
    expect(page.get_by_text("On this phone, not sent yet: 1 entry")).to_be_visible()
    rate(page, 7)
    expect(page.get_by_text("This page goes on by itself when it is back")).to_be_visible()
    expect(page.get_by_text("On this phone, not sent yet: 4 entries")).to_be_visible()
    page.clock.run_for(20 * SECOND)
    session.refresh_from_db()
    assert session.stage == "routine"
    phone.set_offline(False)
    until_seen(page.get_by_role("heading", name="What changed", level=1))
    session.refresh_from_db()
    steps = session.plan.routine.steps
    assert session.dose == {step.key: step.seconds for step in steps}
    assert session.ratings.filter(pre_score=4, post_score=7).count() == 3
    assert (entries(session, "routine_ended"), entries(session, "post")) == (1, 3)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('player:'))") == []


def test_the_tap_before_the_routine_unlocks_sound_and_the_screen_lock(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = page_of(signed_in(phone, session.owner))
    begun = start_by_visit(page, session)
    first = heard(page)[:3]
    assert [event["what"] for event in first] == ["context", "open voice", "awake"]
    assert first[0]["active"]
    assert first[2]["active"]
    assert heard(page, "speak")[0]["text"].startswith("Get ready. Left foot.")
    assert now(page) - begun < 5 * SECOND
    expect(page.get_by_role("button", name="Tap for sound")).to_be_hidden()


@pytest.mark.once
def test_a_routine_opened_by_the_browser_continues_offline_to_its_ratings(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="routine", tests=QUICK)
    page = page_of(signed_in(phone, session.owner))
    page.goto(f"/sessions/{session.uuid}/routine/")
    with fetched_ahead(page):
        start_button(page).tap()
    phone.set_offline(True)
    page.clock.run_for(20 * SECOND)
    page.get_by_role("button", name="End the routine").tap()
    page.get_by_role("button", name="Too sore").tap()
    page.get_by_role("button", name="Rate again").tap()
    rate(page, 7)
    phone.set_offline(False)
    until_seen(page.get_by_role("heading", name="What changed", level=1))
    session.refresh_from_db()
    assert session.stopped_reason == "sore"
    assert session.ratings.filter(post_score=7).count() == 3


@pytest.mark.once
def test_a_reload_between_the_offline_routine_and_the_network_loses_nothing(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = page_of(signed_in(phone, session.owner))
    start_by_visit(page, session)
    phone.set_offline(True)
    run_to_the_end(page, session)
    page.get_by_role("button", name="Rate again").tap()
    rate(page, 7)
    portal = "<p>Sign in to this network</p>"
    page.route("**/sync/", lambda route: route.fulfill(body=portal, content_type="text/html"))
    phone.set_offline(False)
    page.goto(f"/sessions/{session.uuid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Routine done")
    page.unroute("**/sync/")
    page.get_by_role("button", name="Rate again").tap()
    page.wait_for_url("**/post/")
    expect(page.get_by_role("heading", name="All rated")).to_be_visible()
    session.refresh_from_db()
    assert session.dose["right.ts_fist"] == 45
    assert session.ratings.filter(pre_score=4, post_score=7).count() == 3
    assert entries(session, "routine_ended") == 1


@pytest.mark.once
def test_a_network_lost_at_the_end_of_the_routine_leads_to_the_offline_ratings(
    device: Device, server: str, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), stage="routine", tests=QUICK)
    with Cable(int(server.rpartition(":")[2])) as cable:
        base_url = f"http://127.0.0.1:{cable.port}"
        phone = device(**PHONE, base_url=base_url, service_workers="allow")
        page = signed_in(phone, session.owner).new_page()
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready")
        page.goto(f"/sessions/{session.uuid}/routine/")
        page.expose_function("cut", cable.cut)
        page.evaluate("""() => {
          const ask = window.fetch;
          window.fetch = async (to, options) => {
            const answer = await ask(to, options);
            if (options?.method === "POST" && answer.redirected) await window.cut();
            return answer;
          };
        }""")
        start_button(page).tap()
        page.get_by_role("button", name="End the routine").tap()
        page.get_by_role("button", name="Too sore").tap()
        page.get_by_role("button", name="Rate again").tap()
        page.locator("form.rate[data-local][data-mounted]").wait_for()
        assert page.url.endswith("/post/")
        page.close()
    noticed[:] = [item for item in noticed if not CUT.search(item)]
    session.refresh_from_db()
    assert session.stopped_reason == "sore"


@pytest.mark.once
def test_after_the_player_is_removed_its_keys_and_clock_stop(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = page_of(signed_in(phone, session.owner))
    start_by_visit(page, session)
    phone.set_offline(True)
    page.get_by_role("button", name="End the routine").tap()
    page.get_by_role("button", name="Done enough").tap()
    page.get_by_role("button", name="Rate again").tap()
    page.get_by_role("group", name=GROUPS[0], exact=True).wait_for()
    page.clock.run_for(1000)
    before = len(heard(page))
    assert page.evaluate("window.locksHeld()") == 0
    for key in ("Space", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    page.evaluate("window.hide(true); window.hide(false)")
    page.clock.run_for(30 * SECOND)
    assert len(heard(page)) == before
    expect(page).to_have_title(re.compile("^After"))
    phone.set_offline(False)


def test_after_ratings_opened_too_early_are_shown_but_not_saved(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="routine", tests=QUICK)
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/post/")
    assert page.url.endswith("/post/")
    page.evaluate("document.querySelector('form.rate').submit()")
    page.wait_for_url("**/routine/")
    session.refresh_from_db()
    assert session.stage == "routine"


def test_a_form_that_cannot_be_sent_says_so_and_keeps_its_text(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="done")
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/result/", wait_until="networkidle")
    page.locator("form[data-mount=note][data-mounted]").evaluate(PLAIN)
    note = page.get_by_role("textbox")
    note.fill("stiff after the long run")
    phone.set_offline(True)
    page.get_by_role("button", name="Save note").tap()
    alert = page.get_by_role("alert").filter(has_text="There is no connection")
    expect(alert).to_have_count(1)
    page.get_by_role("button", name="Save note").tap()
    expect(alert).to_have_count(1)
    expect(note).to_have_value("stiff after the long run")
    phone.set_offline(False)
    expect(alert).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="Save note").tap()
    session.refresh_from_db()
    assert session.note == "stiff after the long run"


def test_an_open_session_cannot_be_finished_or_discarded_offline(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="post")
    page = signed_in(phone, session.owner).new_page()
    page.goto("/", wait_until="networkidle")
    phone.set_offline(True)
    for name in ("End it here", "Delete it"):
        page.get_by_role("button", name=name).tap()
        expect(page.get_by_role("alert").filter(has_text="no connection")).to_have_count(1)
    session.refresh_from_db()
    assert (session.stage, session.deleted_at) == ("post", None)
