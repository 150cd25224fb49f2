"""A note is stored while typing, and the page reports it as saved only once it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.clock import stand_still
from tests.factories import make_session, make_user
from tests.watched import Noticed
from tracker.models import Session
from tracker.rules.events import Kind, NoteWritten
from tracker.sessions.writer import SessionWriter

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
NOTE = "Left calf tight after hill repeats"
SAVED = "Saved"
# Whether the browser's own database on this phone has a note that was not sent.
IS_STORED = """([user, text]) => new Promise((resolve) => {
  const asked = indexedDB.open(`supple-${user}`);
  asked.onsuccess = () => {
    const all = asked.result.transaction("entries").objectStore("entries").getAll();
    all.onsuccess = () => resolve(all.result.some(({ entry }) => entry?.value === text));
  };
})"""


def result_page(context: BrowserContext, session: Session) -> tuple[Page, Locator, Locator]:
    page = context.new_page()
    page.goto(f"/sessions/{session.uuid}/result/", wait_until="networkidle")
    page.locator("form[data-mount=note][data-mounted]").wait_for()
    return page, page.get_by_role("textbox"), page.locator("[data-note-state]")


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), stage="done")


def noted(session: Session) -> str:
    return Session.objects.get(pk=session.pk).note


def test_a_note_is_saved_when_the_page_is_left(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    expect(status).to_have_text("")
    expect(page.get_by_role("button", name="Save note")).to_be_hidden()
    box.fill(NOTE)
    expect(status).not_to_have_text(SAVED)
    page.get_by_role("link", name="History").tap()
    page.wait_for_url("**/history/")
    expect(page.locator("[data-unsent-mark=ready]")).to_be_hidden()
    assert noted(session) == NOTE
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value(NOTE)


def test_a_note_is_saved_while_typing_and_reported_only_then(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    held, let_go = list[Route](), list[bool]()
    page.route("**/sync/", lambda route: route.continue_() if let_go else held.append(route))
    box.press_sequentially(NOTE)
    while not held:
        page.wait_for_timeout(20)
    expect(status).to_have_text("Saving…")
    assert noted(session) == ""
    let_go.append(True)
    for route in held:
        route.continue_()
    expect(status).to_have_text(SAVED)
    assert noted(session) == NOTE
    # Typed over many letters, it is written a few times and not for each.
    assert session.entries.filter(kind="note").count() < 5


def test_a_note_typed_offline_survives_its_tab_and_is_sent_later(
    phone: BrowserContext, signed_in: SignIn, session: Session, noticed: Noticed
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    phone.set_offline(True)
    box.fill(NOTE)
    expected = [session.owner.pk, NOTE]
    page.wait_for_function(f"async (expected) => await ({IS_STORED})(expected)", arg=expected)
    expect(status).to_contain_text("not sent yet")
    page.close(run_before_unload=False)
    phone.set_offline(False)
    page, box, status = result_page(phone, session)
    expect(box).to_have_value(NOTE)
    expect(status).to_have_text(SAVED)
    assert noted(session) == NOTE
    noticed.clear()


def test_a_note_changed_elsewhere_is_reported_and_can_be_corrected(
    phone: BrowserContext, signed_in: SignIn, session: Session, noticed: Noticed
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    phone.set_offline(True)
    box.fill(NOTE)
    expect(status).to_contain_text("not sent yet")
    with session.changing():
        writer = SessionWriter(session, now=timezone.now() + timezone.timedelta(minutes=5))
        writer.append(Kind.NOTE, [NoteWritten("by the river")])
        writer.save()
    phone.set_offline(False)
    expect(status).to_contain_text("The note was changed elsewhere since.")
    assert noted(session) == "by the river"
    page.goto("/unsent/")
    expect(page.get_by_text(f"Note: {NOTE}")).to_be_visible()
    page.get_by_role("button", name="Change", exact=True).tap()
    expect(page.get_by_role("textbox", name="Note")).to_have_value(NOTE)
    noticed.clear()


def test_characters_are_counted_as_people_see_them(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    text = "👣\n" * 999 + "ab"
    box.fill(text + "c")
    expect(page.get_by_text("1 too many. At most 2,000 characters.")).to_be_visible()
    expect(status).to_have_text("The note is too long, and not saved.")
    box.fill(text)
    box.blur()
    expect(status).to_have_text(SAVED)
    assert noted(session) == text


def test_on_paper_there_is_only_the_text_of_the_note(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page, box, status = result_page(signed_in(phone, session.owner), session)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Note", exact=True)).to_be_hidden()
    expect(box).to_be_hidden()
    expect(status).to_be_hidden()
    page.emulate_media(media="screen")
    box.fill("x" * 300)
    page.emulate_media(media="print")
    expect(page.locator("[data-note-text]")).to_have_text("x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_the_button_saves_the_note(
    no_js_phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(no_js_phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/result/")
    page.get_by_role("textbox").fill(NOTE)
    page.get_by_role("button", name="Save note").tap()
    expect(page.get_by_role("textbox")).to_have_value(NOTE)
    assert noted(session) == NOTE


def test_a_note_is_sent_800_milliseconds_after_its_last_letter(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(phone, session.owner).new_page()
    sent = list[str]()
    page.route("**/sync/", lambda route: (sent.append(route.request.url), route.continue_()))
    stand_still(page, timezone.now())
    page.goto(f"/sessions/{session.uuid}/result/")
    page.locator("form[data-mount=note][data-mounted]").wait_for()
    for letters in (NOTE[:4], NOTE):
        page.get_by_role("textbox").fill(letters)
        page.clock.run_for(750)
        assert sent == []
    page.clock.run_for(100)
    expect(page.locator("[data-note-state]")).to_have_text(SAVED)
    assert noted(session) == NOTE


def test_a_note_is_stored_on_the_phone_within_half_a_second(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    context = signed_in(phone, session.owner)
    page = context.new_page()
    stand_still(page, timezone.now())
    page.goto(f"/sessions/{session.uuid}/result/")
    page.locator("form[data-mount=note][data-mounted]").wait_for()
    page.get_by_role("textbox").fill(NOTE)
    page.clock.run_for(350)
    assert not page.evaluate(IS_STORED, [session.owner_id, NOTE])
    page.clock.run_for(100)
    # The page's clock stands still again; its database takes a moment of real time.
    assert any(page.evaluate(IS_STORED, [session.owner_id, NOTE]) for _ in range(100))
    assert noted(session) == ""
