"""A form is sent only if the server is reachable, so captive portals lose nothing typed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.test_outbox import rating_page
from tests.browser.test_routine_editor import copied_for, editor, stored
from tests.browser.test_sound import SPIES
from tests.conftest import LAPTOP, Device
from tests.factories import make_session, make_user
from tests.harness.cable import Cable
from tests.watched import Noticed
from tracker.models import Routine, Session, Trial, User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
QUICK = ("ankle_dorsiflexion", "toe_touch")
READY = "**/readyz"
# Twice at once, and once more when the form is on its way; then long enough for another question.
TAPS = """button => {
  button.click();
  button.click();
  setTimeout(async () => {
    button.click();
    await (await fetch("/readyz")).text();
    window.tapped();
  }, 1500);
}"""
# Shows the button of a note again, which is there as long as its script is not.
PLAIN = "form => delete form.dataset.mounted"
NOTE = "stiff after the long run"
# What stands in the server's place while the phone thinks that it has a network.
AWAY, BUSY = "There is no connection", "The server cannot save anything right now"
INSTEAD: dict[str, dict[str, Any]] = {
    "a hotel's page": {"status": 200, "body": "<h1>Welcome</h1>", "content_type": "text/html"},
    "a hotel's redirect": {"status": 302, "headers": {"Location": "/livez"}},
    "a hotel by the book": {"status": 511, "body": "Sign in"},
    "a proxy alone": {"status": 502, "body": "<h1>Bad Gateway</h1>"},
    "a server without its database": {"status": 503, "body": "The database is away."},
}


@pytest.fixture
def cable(server: str) -> Iterator[Cable]:
    with Cable(int(server.rpartition(":")[2])) as cable:
        yield cable


def posts(page: Page) -> list[str]:
    """The forms that the page sends from now on; what is kept as it is typed goes another way."""
    sent: list[str] = []

    def hear(request: Request) -> None:
        if request.method == "POST" and not request.url.endswith("/sync/"):
            sent.append(request.url)

    page.on("request", hear)
    return sent


def result_page(context: BrowserContext, session: Session) -> Page:
    page = context.new_page()
    page.goto(f"/sessions/{session.uuid}/result/", wait_until="networkidle")
    page.locator("form[data-mount=note][data-mounted]").evaluate(PLAIN)
    page.get_by_role("textbox").fill(NOTE)
    return page


@pytest.mark.parametrize("instead", INSTEAD)
def test_no_form_is_sent_to_anything_but_the_server(
    instead: str, phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), stage="done")
    page = result_page(signed_in(phone, session.owner), session)
    sent = posts(page)
    page.route(READY, lambda route: route.fulfill(**INSTEAD[instead]))
    save = page.get_by_role("button", name="Save note")
    save.tap()
    message = BUSY if INSTEAD[instead]["status"] == 503 else AWAY
    expect(page.get_by_role("alert").filter(has_text=message)).to_have_count(1)
    expect(page.get_by_role("textbox")).to_have_value(NOTE)
    assert sent == []
    page.unroute(READY)
    with page.expect_navigation():
        save.tap()
    session.refresh_from_db()
    assert session.note == NOTE
    noticed[:] = [text for text in noticed if "/readyz" not in text and "/livez" not in text]


def test_where_a_proxy_hides_the_address_the_form_is_sent(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), stage="done")
    page = result_page(signed_in(phone, session.owner), session)
    page.route(READY, lambda route: route.fulfill(status=403, body="Forbidden"))
    with page.expect_navigation():
        page.get_by_role("button", name="Save note").tap()
    session.refresh_from_db()
    assert session.note == NOTE
    noticed.consume("403")


def test_two_taps_send_one_form_however_slow_the_server_is(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="done")
    page = result_page(signed_in(phone, session.owner), session)
    sent, held = posts(page), list[Route]()
    page.route("**/note/", lambda route: held.append(route))
    tapped: list[bool] = []
    page.expose_function("tapped", lambda: tapped.append(True))
    page.get_by_role("button", name="Save note").evaluate(TAPS)
    while not (held and tapped):
        page.wait_for_timeout(20)
    with page.expect_navigation():
        held[0].continue_()
    assert len(sent) == 1
    assert Session.objects.get(pk=session.pk).note == NOTE


def test_a_slow_server_is_reported_as_being_contacted(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="done")
    page = result_page(signed_in(phone, session.owner), session)
    held: list[Route] = []
    page.route(READY, lambda route: held.append(route))
    page.get_by_role("button", name="Save note").tap()
    expect(page.get_by_role("status").filter(has_text="Looking for the server")).to_be_visible()
    with page.expect_navigation():
        held[0].continue_()
    assert Session.objects.get(pk=session.pk).note == NOTE


def test_signing_out_without_a_server_deletes_nothing(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/accounts/logout/", wait_until="networkidle")
    phone.set_offline(True)
    leave = page.get_by_role("button", name="Sign out", exact=True)
    leave.tap()
    expect(page.get_by_role("alert").filter(has_text=AWAY)).to_have_count(1)
    assert page.evaluate("localStorage.getItem('user')")
    phone.set_offline(False)
    leave.tap()
    page.wait_for_url(lambda url: "logout" not in url)
    assert page.evaluate("localStorage.getItem('user')") == ""


def test_save_for_later_leads_home_and_leaves_the_session_where_it_is(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = rating_page(signed_in(laptop, session.owner), session)
    page.get_by_role("button", name="Save and close").click()
    page.wait_for_url(lambda url: "sessions" not in url)
    assert Session.objects.get(pk=session.pk).stage == "pre"


def test_a_routine_that_could_not_be_saved_is_saved_when_the_network_is_back(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    routine = copied_for(owner)
    page = editor(signed_in(phone, owner).new_page(), routine)
    page.get_by_role("button", name="Move Traction down").tap()
    phone.set_offline(True)
    save = page.get_by_role("button", name="Save routine")
    save.tap()
    expect(page.get_by_role("alert").filter(has_text=AWAY)).to_have_count(1)
    phone.set_offline(False)
    save.tap()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert stored(routine)[1:3] == ["Flex and extend", "Traction"]


def with_a_worker(device: Device, signed_in: SignIn, cable: Cable, user: User) -> Page:
    address = f"http://127.0.0.1:{cable.port}"
    laptop = device(**LAPTOP, base_url=address, service_workers="allow")
    page = signed_in(laptop, user).new_page()
    page.goto("/", wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready")
    return page


def test_a_start_without_a_server_continues_on_the_offline_page(
    device: Device, signed_in: SignIn, cable: Cable, noticed: Noticed
) -> None:
    page = with_a_worker(device, signed_in, cable, make_user())
    page.goto("/sessions/start/", wait_until="networkidle")
    cable.cut()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("No connection: it is kept on this phone.")).to_be_visible()
    page.close()
    noticed.clear()


def test_the_tap_that_leaves_the_list_unlocks_sound_before_the_response(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    laptop.add_init_script(path=SPIES)
    page = rating_page(signed_in(laptop, session.owner), session)
    held: list[Route] = []
    page.route(READY, lambda route: held.append(route))
    page.get_by_role("radio", name="4").check()
    page.locator("button[name=go][value=next]").click()
    page.wait_for_function("() => heard.some(({ what, active }) => what === 'context' && active)")
    with page.expect_navigation():
        held[0].continue_()


def list_without_a_server(
    device: Device, signed_in: SignIn, cable: Cable, session: Session
) -> Page:
    """A laptop's list, everything rated, and then the button to go on."""
    page = with_a_worker(device, signed_in, cable, session.owner)
    page.goto(f"/sessions/{session.uuid}/pre/", wait_until="networkidle")
    page.locator("form.rate[data-mounted]").wait_for()
    cable.cut()
    for scale in page.locator("form.rate [data-scale]").all():
        scale.get_by_role("radio", name="4").check()
    page.locator("button[name=go][value=next]").click()
    return page


def test_the_list_of_ratings_continues_offline_without_a_server(
    device: Device, signed_in: SignIn, cable: Cable, noticed: Noticed
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    page = list_without_a_server(device, signed_in, cable, session)
    page.wait_for_url("**/routine/")
    page.get_by_role("button", name="End the routine").wait_for()
    page.close()
    noticed.clear()


def test_the_list_says_when_it_cannot_continue_offline(
    device: Device, signed_in: SignIn, cable: Cable, noticed: Noticed
) -> None:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    trial = Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    session = make_session(owner=user, tests=("toe_touch",), routine="sock_pull", trial=trial)
    page = list_without_a_server(device, signed_in, cable, session)
    expect(page.get_by_text("There is no connection right now")).to_be_visible()
    page.close()
    noticed.clear()
