"""A whole session offline: started, reloaded, closed, reopened, and then sent once."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import audit
from tests.browser.test_outbox import STUBS
from tests.conftest import MILLISECONDS_TO_WAIT, PHONE, Device
from tests.factories import finish, make_session, make_user
from tests.harness.cable import Cable
from tests.models.test_trial import assigned_session, make_trial
from tests.views.test_offline import with_long_routines
from tests.watched import Noticed
from tracker.models import Routine, Session, Trial, User
from tracker.sessions.trials import accept

SECOND = 1000
QUICK = ("ankle_dorsiflexion", "toe_touch")
GROUPS = ("Ankle dorsiflexion, left", "Ankle dorsiflexion, right", "Toe touch")
CANARY = "zanzibar"
SignIn = Callable[[BrowserContext, Any], BrowserContext]
Worked = Callable[..., Page]

HELD = """async ([user, store]) => {
  const ask = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onupgradeneeded = () => request.transaction.abort();  // Nobody made it yet.
  });
  const db = await ask(indexedDB.open(`supple-${user}`));
  const rows = db && await ask(db.transaction(store).objectStore(store).getAll());
  db?.close();
  return rows ?? [];
}"""
CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      found[pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""


@pytest.fixture
def worked(device: Device, signed_in: SignIn) -> Worked:
    """worked(user): a phone whose worker is there and which has kept what a session needs."""

    def open_page(user: User, **options: Any) -> Page:
        phone = device(**PHONE, **options, service_workers="allow")
        page = signed_in(phone, user).new_page()
        visit(page, "/", user)
        return page

    return open_page


@pytest.fixture
def cable(server: str, noticed: Noticed) -> Iterator[Cable]:
    """A network that can be cut for good: the browser's own lets through what a left page sends."""
    with Cable(int(server.rpartition(":")[2])) as cable:
        yield cable
    cut = ("net::ERR_EMPTY_RESPONSE", "net::ERR_CONNECTION_")
    noticed[:] = [complaint for complaint in noticed if not any(why in complaint for why in cut)]


def visit(page: Page, address: str, user: User) -> None:
    """Opens a page with a network, and waits until the phone has kept anew what it needs."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready")
    wait_for(
        page,
        f"""async () => {{
      const rows = await ({HELD})([{user.pk}, "kept"]);
      const isKept = rows.some(({{ name }}) => name === "kit");
      return isKept && Boolean(navigator.serviceWorker.controller);
    }}""",
    )


def wait_for(page: Page, question: str) -> None:
    page.evaluate(f"""async () => {{
      const ask = {question};
      for (const end = Date.now() + {MILLISECONDS_TO_WAIT}; !(await ask()); ) {{
        if (Date.now() > end) throw new Error("It never came to be.");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }}
    }}""")


def held(page: Page, user: User, store: str) -> list[dict[str, Any]]:
    return list(page.evaluate(HELD, [user.pk, store]))


def tap(page: Page, group: str, score: int) -> None:
    scale = page.get_by_role("group", name=group, exact=True)
    scale.get_by_role("radio", name=str(score), exact=True).tap()


def rate(page: Page, groups: tuple[str, ...], score: int) -> None:
    for group in groups:
        tap(page, group, score)


def chosen(page: Page) -> list[str]:
    return list(
        page.evaluate(
            "[...document.querySelectorAll('[data-scale] input:checked')].map(({ value }) => value)"
        )
    )


def stop_the_routine(page: Page) -> None:
    page.get_by_role("button", name="End the routine").tap()
    page.get_by_role("button", name="Done enough").tap()
    page.get_by_role("button", name="Rate again").tap()


def uuid_in(page: Page) -> str:
    match = re.search(r"/sessions/([0-9a-f-]{36})/", page.url)
    assert match, page.url
    return match[1]


def test_a_session_continues_if_the_network_fails_before_the_first_request(
    worked: Worked,
) -> None:
    user = make_user()
    page = worked(user)
    page.route("**/offline/kit/", lambda route: None)  # Asked for when the page has time: too late.
    page.goto(f"/sessions/{make_session(owner=user, tests=QUICK).uuid}/pre/")
    page.locator("form.rate[data-mounted]").wait_for()
    rate(page, GROUPS, 4)
    page.context.set_offline(True)
    page.get_by_role("button", name="Start the routine").tap()
    page.get_by_role("timer").first.wait_for()


def test_a_phone_has_the_server_time_before_it_sends_anything(worked: Worked) -> None:
    page = worked(make_user())
    heard = page.evaluate("Number(localStorage.getItem('heard')) / 1000")
    assert abs(heard - time.time()) < 60


def test_both_legs_can_be_worked_and_rated_offline(worked: Worked) -> None:
    trial = make_trial(design="one_leg")
    session = assigned_session(trial)
    accept(session)
    page = worked(session.owner)
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.locator("[data-mount=player][data-mounted]").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Start", exact=True).tap()
    stop_the_routine(page)
    page.wait_for_url("**/mid/")
    rate(page, GROUPS, 5)
    page.get_by_role("button", name="Do the other leg").tap()
    page.wait_for_url("**/second/")
    stop_the_routine(page)
    page.wait_for_url("**/post/")
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    rate(page, GROUPS, 6)
    page.wait_for_url("**/result/")
    page.context.set_offline(False)
    page.get_by_role("heading", name="What changed", level=1).wait_for()
    assert session.ratings.filter(mid_score=5, post_score=6).count() == 3
    assert [entry.payload["leg"] for entry in session.entries.filter(payload__has_key="leg")] == [
        "routine",
        "second",
    ]


@pytest.mark.once
@pytest.mark.parametrize("page_is_from", ["the server", "the phone"])
def test_after_sharp_pain_a_session_can_end_offline(worked: Worked, page_is_from: str) -> None:
    session = make_session(owner=make_user(), stage="routine", tests=QUICK)
    page = worked(session.owner)
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.locator("[data-mount=player][data-mounted]").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Start", exact=True).tap()
    page.get_by_role("timer").first.wait_for()
    if page_is_from == "the phone":
        page.reload()
        page.get_by_role("timer").first.wait_for()
    page.get_by_role("button", name="End the routine").tap()
    page.get_by_role("button", name="Sharp pain").tap()
    page.get_by_role("button", name="Finish here").tap()
    page.wait_for_url("**/result/")
    page.context.set_offline(False)
    page.get_by_role("heading", name="What changed", level=1).wait_for()
    session.refresh_from_db()
    assert (session.stage, session.stopped_reason) == ("done", "pain")


def test_a_session_done_wholly_offline_arrives_once(worked: Worked, cable: Cable) -> None:
    user = make_user()
    page = worked(user, base_url=f"http://127.0.0.1:{cable.port}")
    phone = page.context
    cable.cut()
    phone.set_offline(True)
    page.goto("/")
    page.get_by_role("heading", name="No connection").wait_for()
    page.get_by_role("link", name="Start a session").tap()
    page.get_by_role("radio", name="Quick").tap()
    page.get_by_role("button", name="Start").tap()

    page.wait_for_url("**/pre/")
    tap(page, GROUPS[0], 4)
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    assert chosen(page) == ["4"]
    rate(page, GROUPS[1:], 4)
    # What came before is asked for behind the last rating, two taps at most.
    page.get_by_role("radio", name="Hard", exact=True).tap()
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    expect(page.get_by_role("radio", name="Hard", exact=True)).to_be_checked()
    page.get_by_role("button", name="Start the routine").tap()

    page.wait_for_url("**/routine/")
    page.get_by_role("timer").first.wait_for()
    page.reload()
    page.get_by_role("timer").first.wait_for()
    stop_the_routine(page)

    page.wait_for_url("**/post/")
    tap(page, GROUPS[0], 7)
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    assert chosen(page) == ["7"]
    rate(page, GROUPS[1:], 7)
    page.get_by_text("10 entries are on this phone, not sent yet.").wait_for()

    uuid = uuid_in(page)
    phone_has = {row["uuid"]: row["entry"] for row in held(page, user, "entries")}
    assert [entry["tests"] for entry in phone_has.values() if "tests" in entry] == [",".join(QUICK)]
    page.close()
    page = phone.new_page()
    page.goto("/")
    page.get_by_text("10 entries are on this phone").wait_for()
    page.get_by_role("link", name="See what is not sent").tap()
    page.get_by_role("heading", name="Waiting").wait_for()
    assert page.locator("[data-waiting] li").count() == 10
    page.goto(f"/sessions/{uuid}/")
    page.get_by_role("heading", name="Done").wait_for()
    assert not user.sessions.exists()

    cable.mend()
    phone.set_offline(False)
    page.get_by_role("heading", name="What changed", level=1).wait_for()
    session = user.sessions.get()
    assert (str(session.uuid), session.stage, session.stopped_reason) == (uuid, "done", "enough")
    assert session.ratings.filter(pre_score=4, post_score=7).count() == 3
    assert (session.ran, session.slept_badly, session.just_woke) == ("hard", False, False)
    server_has = {str(entry.uuid): entry for entry in session.entries.all()}
    assert set(server_has) == set(phone_has)
    for name, entry in phone_has.items():
        at = server_has[name].entered_at.isoformat(timespec="milliseconds")
        assert at.replace("+00:00", "Z") == entry["at"]
    moments = {entry.get("kind", "reading"): entry["at"] for entry in phone_has.values()}
    assert session.started_at.isoformat(timespec="milliseconds")[:23] == moments["start"][:23]
    assert session.finished_at.isoformat(timespec="milliseconds")[:23] == moments["finish"][:23]
    wait_for(
        page,
        f"async () => !(await ({HELD})([{user.pk}, 'kept'])).some((row) => row.name.includes(':'))",
    )

    _another_does_not_ask_what_came_before(page, cable)


def _another_does_not_ask_what_came_before(page: Page, cable: Cable) -> None:
    """On the same day, and the server has not heard of it."""
    cable.cut()
    page.context.set_offline(True)
    page.goto("/sessions/start/")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    rate(page, GROUPS, 4)
    page.get_by_role("button", name="Start the routine").wait_for()
    expect(page.locator("[data-context]")).to_have_count(0)


def test_a_session_of_the_server_continues_offline_from_any_stage(
    worked: Worked,
) -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK)
    page = worked(user)
    visit(page, f"/sessions/{session.uuid}/pre/", user)
    rate(page, GROUPS, 4)
    page.get_by_text("Saved", exact=True).first.wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Start the routine").tap()
    page.get_by_role("timer").first.wait_for()
    expect(page.get_by_role("button", name="Tap for sound")).to_be_hidden()
    stop_the_routine(page)
    page.wait_for_url("**/post/")
    assert chosen(page) == []
    page.goto("/")
    page.get_by_role("link", name="Continue").tap()
    page.wait_for_url("**/post/")
    assert chosen(page) == []
    rate(page, GROUPS, 7)
    page.wait_for_url("**/result/")
    page.context.set_offline(False)
    page.get_by_role("heading", name="What changed", level=1).wait_for()
    assert user.sessions.get().ratings.filter(pre_score=4, post_score=7).count() == 3


@pytest.mark.once
def test_a_full_phone_completes_a_session_on_the_open_page(
    worked: Worked,
) -> None:
    user = make_user()
    page = worked(user)
    page.context.add_init_script(STUBS["full"])
    page.context.set_offline(True)
    page.goto("/sessions/start/")
    page.get_by_role("radio", name="Quick").tap()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    not_saved = "Not saved on this phone: {}. Keep this page open."
    page.locator("[data-saved]").filter(has_text=not_saved.format("1 entry")).wait_for()
    rate(page, GROUPS, 4)
    page.get_by_role("button", name="Start the routine").tap()
    page.wait_for_url("**/routine/")
    stop_the_routine(page)
    page.wait_for_url("**/post/")
    rate(page, GROUPS, 7)
    page.wait_for_url("**/result/")
    page.get_by_text(not_saved.format("9 entries")).wait_for()
    page.context.set_offline(False)
    page.get_by_role("heading", name="What changed", level=1).wait_for()
    session = user.sessions.get()
    assert session.ratings.filter(pre_score=4, post_score=7).count() == 3
    assert session.entries.count() == 9


@pytest.mark.once
def test_the_worker_caches_no_personal_page_and_handles_only_get(
    worked: Worked,
) -> None:
    user = make_user(email=f"{CANARY}@example.org")
    presets = {"short": 30, "standard": 45, "full": 60}
    places = {"foot": "worked"}
    Routine.objects.create(owner=user, slug=CANARY, name=CANARY, presets=presets, places=places)
    session = make_session(owner=user, tests=QUICK)
    page = worked(user)
    for address in ("/settings/", "/routines/", "/history/", f"/sessions/{session.uuid}/pre/"):
        page.goto(address)
    assert personal(page) == []
    with page.expect_response("**/sync/") as sent:
        tap(page, GROUPS[0], 4)
    assert not sent.value.from_service_worker
    with page.expect_response("**/static/js/app.*.js") as download:
        page.reload()
    assert download.value.from_service_worker
    page.evaluate("caches.open('supple-careless').then((cache) => cache.add('/settings/'))")
    assert personal(page) == ["/settings/"]


def personal(page: Page) -> list[str]:
    """What is in the caches and not the same for everybody."""
    cached = page.evaluate(CACHED)
    assert "/offline/" in cached
    return [
        path
        for path, text in cached.items()
        if not (path == "/offline/" or path.startswith("/static/")) or CANARY in text
    ]


@pytest.mark.once
def test_a_new_version_takes_over_only_without_an_open_session(worked: Worked) -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK)
    page = worked(user)
    page.evaluate("caches.open('supple-old')")
    page.evaluate("navigator.serviceWorker.register('/sw.js?next')")
    waiting = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
    wait_for(page, waiting)
    # In front of a session of the phone, and with the kit just fetched, it stays where it is.
    visit(page, f"/sessions/{session.uuid}/pre/", user)
    visit(page, "/", user)
    page.wait_for_load_state("networkidle")
    assert "supple-old" in page.evaluate("caches.keys()")
    finish(session)
    visit(page, f"/sessions/{session.uuid}/result/", user)
    wait_for(page, "async () => !(await caches.keys()).includes('supple-old')")


@pytest.mark.once
def test_the_next_person_on_the_phone_sees_nothing_of_the_first(
    worked: Worked, signed_in: SignIn, noticed: Noticed
) -> None:
    first, second = make_user(), make_user()
    session = make_session(owner=first, tests=QUICK)
    page = worked(first)
    page.evaluate("caches.open('pictures-of-somebody')")
    page.context.clear_cookies()
    signed_in(page.context, second)
    visit(page, "/", second)
    assert "pictures-of-somebody" not in page.evaluate("caches.keys()")
    page.goto(f"/sessions/{session.uuid}/")
    page.get_by_role("heading", name="This page is not there").wait_for()
    expect(page.get_by_text("The address may be mistyped.")).to_be_visible()
    noticed.consume("404")
    page.context.set_offline(True)
    page.goto("/")
    page.get_by_role("link", name="Start a session").wait_for()
    page.goto(f"/sessions/{session.uuid}/")
    page.get_by_role("heading", name="You need to be online for this page").wait_for()
    # A page that is still open may ask for the kit as the network comes back, and be refused.
    page.goto("about:blank")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto("/")
    page.context.set_offline(True)
    page.goto("/")
    page.get_by_text("Nobody is signed in on this phone").wait_for()


@pytest.mark.once
def test_a_session_that_is_only_on_the_phone_is_shown_from_there(
    worked: Worked, noticed: Noticed
) -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK)
    page = worked(user)
    address = f"/sessions/{session.uuid}/pre/"
    session.delete()
    page.goto(address)
    page.locator("form.rate[data-local][data-mounted]").wait_for()
    assert "404" not in "".join(noticed)


@pytest.mark.once
def test_randomising_waits_for_the_server(worked: Worked) -> None:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    trial = Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    session = make_session(owner=user, tests=("toe_touch",), routine="sock_pull", trial=trial)
    page = worked(user)
    page.context.set_offline(True)
    page.goto(f"/sessions/{session.uuid}/")
    tap(page, "Toe touch", 4)
    page.get_by_role("button", name="See what chance picks").tap()
    page.get_by_text("There is no connection right now").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Saved", exact=True).first.wait_for()
    page.get_by_role("button", name="See what chance picks").tap()
    page.locator("form.rate[data-mounted]:not([data-local])").wait_for()
    page.get_by_role("button", name="See what chance picks").tap()
    page.wait_for_url("**/draw/")
    assert Session.objects.get(pk=session.pk).drawn


@pytest.mark.once
def test_every_offline_page_passes_the_audit(worked: Worked, noticed: Noticed) -> None:
    user = make_user()
    page = worked(user)
    page.context.set_offline(True)
    page.goto("/sessions/start/")
    page.get_by_role("heading", name="Start a session").wait_for()
    audit(page)
    page.get_by_role("radio", name="Quick").tap()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    page.goto("/")
    page.get_by_role("link", name="Continue").wait_for()
    audit(page)
    page.get_by_role("button", name="End it here").tap()
    page.get_by_role("link", name="Start a session").wait_for()
    uuid = next(row["value"]["uuid"] for row in held(page, user, "kept") if ":" in row["name"])
    page.goto(f"/sessions/{uuid}/")
    page.get_by_role("heading", name="Done").wait_for()
    audit(page)
    # Without a sign-in nothing goes, and the page says why.
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    page.get_by_text("Sign in to send 2 entries.").wait_for()
    assert page.get_by_role("link", name="Sign in").is_visible()
    audit(page)
    page.context.set_offline(True)
    page.goto("/history/")
    audit(page)
    noticed.consume("401")


@pytest.mark.once
def test_the_offline_start_names_what_is_missing_on_the_phone(
    worked: Worked,
) -> None:
    user = make_user()
    long = Routine.objects.create(owner=user, slug="my-long", name="W" * 60)
    long.steps.create(position=0, technique="move", name="W" * 60)
    with_long_routines(user, 5, "🦶")
    trial = make_trial(owner=user)
    page = worked(user)
    page.context.set_offline(True)
    page.goto("/sessions/start/")
    expect(page.get_by_text("Chance picks on the server")).to_be_visible()
    expect(page.get_by_text("Not on this phone, for these you need the network")).to_be_visible()
    names = set(user.own_routines.values_list("name", flat=True))
    offered = {name for name in names if page.get_by_role("radio", name=name).count()}
    missing = page.locator("[data-say=elsewhere]").inner_text().split(", ")
    assert offered
    assert offered | set(missing) == names
    assert page.get_by_role("checkbox", name="Toe touch").is_hidden()
    for width in (320, 360, 390):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("radio", name="Choose tests").tap()
    page.get_by_role("checkbox", name="Toe touch").tap()
    page.get_by_role("radio", name="W" * 60).tap()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/pre/")
    page.context.set_offline(False)
    page.reload()
    page.wait_for_load_state("networkidle")
    session = user.sessions.get()
    assert (session.routine, session.trial) == (long, None)
    assert session.slots == [("toe_touch", "none")]
    # Nothing that hangs on a session goes with it but with its owner.
    for rows in (user.entries, user.ratings, user.sessions):
        rows.all().delete()
    trial.delete()
