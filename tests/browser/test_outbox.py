"""The outbox: no entry is lost or sent for another person, and the status is always true."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.looks import audit
from tests.conftest import PHONE
from tests.factories import PASSWORD, make_session, make_user
from tests.watched import Noticed
from tracker.models import Rating, Session, User
from tracker.sessions.lifecycle import delete_for_now, restore

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
ONE_TEST = ("toe_touch",)
QUICK = ("ankle_dorsiflexion", "toe_touch")
SYNC = "**/sync/"

# The outbox of a page, without its buttons: for what takes too many taps.
PUT = """async ([user, entries]) => {
  const index = performance.getEntriesByType("resource")
    .map((one) => one.name).find((name) => /outbox\\/index\\.\\w+\\.js/.test(name));
  const { Outbox } = await import(index);
  const outbox = Outbox.of({ user, url: "/sync/", token: "" });
  await outbox.ready;
  const made = entries.map((entry) => outbox.put(entry));
  await outbox.written;
  return made.map(({ uuid, at }) => [uuid, at]);
}"""


@pytest.fixture
def bare_phone(device: Any) -> BrowserContext:
    """Without a worker, which would hand out its own copies of what a control replaced."""
    context: BrowserContext = device(**PHONE, service_workers="block")
    context.add_init_script(AWAY)
    return context


def rater() -> User:
    return make_user(auto_advance=False)


def rating_page(context: BrowserContext, session: Session) -> Page:
    page = context.new_page()
    page.goto(f"/sessions/{session.uuid}/{session.stage}/")
    page.locator("form[data-mounted]").wait_for()
    return page


def tap(page: Page, score: int, group: str = "Toe touch") -> None:
    scale = page.get_by_role("group", name=group, exact=True)
    scale.get_by_role("radio", name=str(score), exact=True).tap()


# No route holds back what a page sends as it is left.
AWAY = """{
  const real = window.fetch;
  const isAway = (url) => localStorage.getItem("away") && `${url}`.includes("/sync/");
  window.fetch = (url, options) => (isAway(url) ? Promise.reject() : real(url, options));
}"""


def away(page: Page, is_away: bool = True) -> None:
    """No entry arrives; pages do."""
    page.evaluate("away => localStorage.setItem('away', away)", "yes" if is_away else "")


def rating_entry(session: Session, score: Any, **more: Any) -> dict[str, Any]:
    slot = {"phase": "pre", "test": "toe_touch", "side": "none", "field": "score"}
    return {"session": str(session.uuid), **slot, "value": score, **more}


def put(page: Page, user: User, entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [tuple(pair) for pair in page.evaluate(PUT, [str(user.pk), entries])]


def scores(session: Session) -> list[int]:
    rated = session.ratings.filter(pre_score__isnull=False).order_by("test__position", "side")
    return [score for score in rated.values_list("pre_score", flat=True) if score is not None]


def waiting(page: Page, count: int) -> None:
    words = "1 entry" if count == 1 else f"{count} entries"
    expect(page.get_by_text(f"On this phone, not sent yet: {words}")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()


def status_of(page: Page, words: str) -> Locator:
    """The visible status on the rating page; screen readers have another element."""
    return page.locator("[data-saved]").filter(has_text=words)


# A8: the next person on the same phone.


def test_the_next_person_on_the_phone_neither_sees_nor_sends_the_entries_of_the_first(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    first = make_session(owner=rater(), tests=ONE_TEST)
    second = make_session(owner=rater(), tests=ONE_TEST)
    phone.add_init_script(AWAY)
    page = rating_page(signed_in(phone, first.owner), first)
    away(page)
    tap(page, 3)
    waiting(page, 1)
    page.close()
    other = rating_page(signed_in(phone, second.owner), second)
    away(other, False)
    tap(other, 8)
    saved(other)
    other.goto("/")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.get_by_text("not sent yet")).to_be_hidden()
    assert (scores(first), scores(second)) == ([], [8])
    again = rating_page(signed_in(phone, first.owner), first)
    saved(again)
    assert scores(first) == [3]


def test_a_page_of_the_first_person_sends_nothing_in_the_name_of_the_next(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    signed_in(phone, rater())
    tap(page, 3)
    expect(status_of(page, "Somebody else is signed in")).to_be_visible()
    assert not Rating.objects.filter(session__owner=session.owner).exists()
    noticed.consume("409")
    signed_in(phone, session.owner)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert scores(session) == [3]


def test_without_a_sign_in_entries_wait_and_a_link_to_sign_in_is_shown(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    phone.clear_cookies(name="sessionid")
    tap(page, 3)
    expect(status_of(page, "Sign in to send 1 entry.")).to_be_visible()
    noticed.consume("401")
    page.locator("[data-saved] a").tap()
    page.get_by_role("textbox", name="mail").fill(session.owner.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    page.wait_for_url(f"**/sessions/{session.uuid}/pre/")
    saved(page)
    assert scores(session) == [3]


def test_control_one_store_for_everybody_shows_the_second_what_the_first_entered(
    bare_phone: BrowserContext, signed_in: SignIn
) -> None:
    first = make_session(owner=rater(), tests=ONE_TEST)
    second = make_session(owner=rater(), tests=ONE_TEST)
    loosen(bare_phone, "store", ("`supple-${user}`", '"supple"'))
    page = rating_page(signed_in(bare_phone, first.owner), first)
    away(page)
    tap(page, 3)
    waiting(page, 1)
    page.close()
    signed_in(bare_phone, second.owner)
    other = rating_page(bare_phone, second)
    away(other, False)
    tap(other, 8)
    expect(status_of(other, "Not accepted: There is no such session.")).to_be_visible()


# A9: a network that answers everything itself.

PORTALS: dict[str, dict[str, Any]] = {
    "a page": {
        "status": 200,
        "body": "<h1>Sign in to this network</h1>",
        "content_type": "text/html",
    },
    "a redirect": {"status": 302, "headers": {"Location": "/accounts/login/"}},
    "511": {"status": 511, "body": "<h1>Sign in</h1>", "content_type": "text/html"},
    "401": {"status": 401, "body": "<h1>Sign in</h1>", "content_type": "text/html"},
    "json": {"status": 200, "body": '{"ok": true}', "content_type": "application/json"},
}


def behind_a_portal(page: Page, texts: list[str]) -> dict[str, Any]:
    """Collects every status text of the page in `texts`; returns the portal's response."""
    answer: dict[str, Any] = {}
    page.expose_function("said", lambda text: texts.append(text))
    page.evaluate("""() => {
      const mark = document.querySelector("[data-saved]");
      const watch = new MutationObserver(() => window.said(mark.textContent));
      watch.observe(mark, { childList: true, characterData: true, subtree: true });
    }""")
    page.route(SYNC, lambda route: route.fulfill(**answer))
    return answer


def test_a_captive_portal_swallows_nothing_and_is_never_reported_as_saved(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    texts: list[str] = []
    answer = behind_a_portal(page, texts)
    for score, portal in enumerate(PORTALS, 1):
        answer.update(PORTALS[portal])
        with page.expect_request(SYNC):
            tap(page, score)
        waiting(page, score)
    assert "Saved" not in texts
    page.unroute(SYNC)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert (scores(session), session.entries.count()) == ([len(PORTALS)], len(PORTALS))
    noticed.consume("/accounts/login/")
    noticed.consume("511")
    noticed.consume("401")


def loosen(context: BrowserContext, file: str, *changes: tuple[str, str]) -> None:
    """Switches a safety off: the module comes with some of its text replaced."""

    def loosened(route: Route) -> None:
        text = route.fetch().text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        route.fulfill(body=text, content_type="text/javascript")

    context.route(f"**/js/outbox/{file}.*.js", loosened)


def test_control_trusting_the_status_alone_loses_entries_to_a_portal(
    bare_phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    by_status = """status === 200) {
      const { entries } = JSON.parse(globalThis.lastSent);
      return { kind: "answer", results: entries.map(({ uuid }) => ({ uuid, status: "stored" })) };
    }
    if (status === 200 && isSyncResponse(body)"""
    loosen(
        bare_phone,
        "post",
        ("status === 200 && isSyncResponse(body)", by_status),
        ("fetch(url, {", "fetch((globalThis.lastSent = body, url), {"),
    )
    page = rating_page(signed_in(bare_phone, session.owner), session)
    behind_a_portal(page, []).update(PORTALS["a page"])
    tap(page, 3)
    saved(page)
    assert scores(session) == []


# A10: one entry that cannot be taken, at the head of ten.


def test_a_refused_entry_blocks_no_other_and_stays_until_corrected(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    bad = rating_entry(session, "99")
    put(page, session.owner, [bad, *(rating_entry(session, str(score)) for score in range(9))])
    expect(status_of(page, "Not accepted:")).to_be_visible()
    assert (scores(session), session.entries.count()) == ([8], 9)
    page.get_by_role("link", name="See it").tap()
    page.wait_for_url("**/unsent/")
    expect(page.get_by_text("Before, toe touch: 99")).to_be_visible()
    audit(page)
    page.goto("/")
    expect(page.get_by_text("1 entry not accepted.")).to_be_visible()
    page.get_by_role("link", name="Show", exact=True).tap()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my unsent entries").tap()
    stored = json.loads(download.value.path().read_text())
    assert [(entry["value"], bool(entry["reason"])) for entry in stored["refused"]] == [
        ("99", True)
    ]
    page.get_by_role("button", name="Change").tap()
    page.get_by_role("combobox", name="New value").select_option("6")
    page.get_by_role("button", name="Save and send").tap()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    assert (scores(session), session.entries.count()) == ([6], 10)


def test_a_refused_entry_is_removed_only_after_confirmation(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    put(page, session.owner, [rating_entry(session, "99")])
    expect(status_of(page, "Not accepted:")).to_be_visible()
    page.goto("/unsent/")
    for answer in ("Keep it", "Remove"):
        row = page.get_by_role("listitem").filter(has_text="Before, toe touch: 99")
        row.get_by_role("button", name="Remove").tap()
        page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).tap()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()


def test_entries_of_a_restored_session_can_be_sent_again_at_once(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    page = rating_page(signed_in(phone, session.owner), session)
    delete_for_now(session)
    entered = [rating_entry(session, str(score)) for score in range(3)]
    put(page, session.owner, entered)
    page.goto("/unsent/")
    expect(page.get_by_text("This session was deleted.")).to_have_count(3)
    audit(page)
    restore(session)
    page.get_by_role("button", name="Send all again").tap()
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    stored = session.entries.order_by("entered_at").values_list("payload__value", flat=True)
    assert list(stored) == [0, 1, 2]


def test_control_dropping_refused_entries_loses_them(
    bare_phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    loosen(bare_phone, "queue", ('rejected: "refused"', 'rejected: "sent"'))
    page = rating_page(signed_in(bare_phone, session.owner), session)
    put(page, session.owner, [rating_entry(session, "99"), rating_entry(session, "8")])
    saved(page)
    assert session.entries.count() == 1


# A11: a phone that keeps nothing, or not all the time.

STUBS = {
    "missing": "Object.defineProperty(window, 'indexedDB', { value: undefined });",
    "full": """IDBObjectStore.prototype.put = () => {
      throw new DOMException("Full.", "QuotaExceededError"); };""",
    "closed for good": """IDBDatabase.prototype.transaction = () => {
      throw new DOMException("The connection is closing.", "InvalidStateError"); };""",
    "blocked": """IDBFactory.prototype.open = () => {
      const request = Object.create(IDBOpenDBRequest.prototype);
      request.addEventListener = (name, hear) => name === "blocked" && setTimeout(hear, 0, {});
      request.removeEventListener = () => null;
      return request; };""",
}


# Silent, as a database of a browser that was just started, until the page is told otherwise.
ASLEEP = """const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...all) {
    if (window.isAwake) return open.apply(this, all);
    const request = Object.create(IDBOpenDBRequest.prototype);
    request.addEventListener = request.removeEventListener = () => null;
    return request;
  };"""


@pytest.mark.parametrize("fault", STUBS)
def test_a_phone_that_cannot_store_warns_and_sends_at_once(
    fault: str, phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    context = signed_in(phone, session.owner)
    context.add_init_script(STUBS[fault])
    page = rating_page(context, session)
    phone.set_offline(True)
    tap(page, 3)
    mark = page.locator("[data-saved]")
    expect(mark).to_have_text(
        "Not saved on this phone: 1 entry. Keep this page open.", timeout=1000
    )
    expect(mark).to_have_attribute("data-kind", "error")
    phone.set_offline(False)
    saved(page)
    assert scores(session) == [3]
    with page.expect_response(SYNC):
        tap(page, 4)
    saved(page)
    assert scores(session) == [4]


def test_a_database_closed_by_the_system_is_reopened(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    context = signed_in(phone, session.owner)
    context.add_init_script("""const real = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...all) {
        window.db = this;
        return real.apply(this, all);
      };
      window.shut = () => { db.close(); db.dispatchEvent(new Event("close")); };
      window.shutInSilence = () => db.close();""")
    page = rating_page(context, session)
    phone.set_offline(True)
    for score, shut in ((3, "shut"), (4, "shutInSilence"), (5, "shut")):
        page.evaluate(f"window.{shut}()")
        tap(page, score)
    waiting(page, 3)
    page.close()
    phone.set_offline(False)
    saved(rating_page(context, session))
    assert scores(session) == [5]


def test_control_ignoring_a_failed_write_reports_a_false_status(
    bare_phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    bare_phone.add_init_script(STUBS["full"])
    loosen(bare_phone, "records", ("this.failed = true;", "this.unwritten.clear();"))
    page = rating_page(signed_in(bare_phone, session.owner), session)
    away(page)
    tap(page, 3)
    waiting(page, 1)
    page.reload()
    away(page, False)
    expect(rating_page(bare_phone, session).locator("[data-saved]")).to_be_empty()
    assert scores(session) == []


# A12, and what else comes late.


def after_years(phone: BrowserContext, signed_in: SignIn) -> tuple[int, list[int]]:
    """How many of 32 entries arrive, and what is rated in the end."""
    session = make_session(owner=rater(), tests=ONE_TEST)
    phone.add_init_script(AWAY)
    page = rating_page(signed_in(phone, session.owner), session)
    away(page)
    put(page, session.owner, [rating_entry(session, str(score % 11)) for score in range(32)])
    page.close()
    later = phone.new_page()
    later.clock.install(time="2030-01-01")
    later.goto("/")
    later.locator("[data-unsent-mark=ready]").wait_for(state="attached")
    assert not session.entries.exists()
    away(later, False)
    later.evaluate("dispatchEvent(new Event('online'))")
    expect(later.get_by_text("not sent yet")).to_be_hidden()
    return session.entries.count(), scores(session)


def test_entries_that_waited_for_years_are_delivered(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    assert after_years(phone, signed_in) == (32, [31 % 11])


def test_control_a_time_limit_loses_waiting_entries(
    bare_phone: BrowserContext, signed_in: SignIn
) -> None:
    loosen(bare_phone, "queue", ('(state === "sent" || state === "removed")', "true"))
    assert after_years(bare_phone, signed_in) == (0, [])


def test_two_tabs_use_distinct_times_and_see_each_others_entries(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    context = signed_in(phone, session.owner)
    first, second = rating_page(context, session), rating_page(context, session)
    phone.set_offline(True)
    times = []
    for page, back in ((first, 0), (second, 3_600_000), (first, 7_200_000)):
        page.evaluate("back => { const now = Date.now; Date.now = () => now() - back; }", back)
        times += [at for _, at in put(page, session.owner, [rating_entry(session, "3")] * 3)]
    assert times == sorted(set(times))
    for page in (first, second):
        waiting(page, 9)
    phone.set_offline(False)
    for page in (first, second):
        saved(page)
    assert session.entries.count() == 9


def test_all_entries_of_a_session_are_available_after_a_reload(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=rater(), tests=ONE_TEST)
    phone.add_init_script(AWAY)
    page = rating_page(signed_in(phone, session.owner), session)
    tap(page, 3)
    saved(page)
    phone.set_offline(True)
    tap(page, 4)
    waiting(page, 1)
    away(page)
    phone.set_offline(False)
    page.reload()
    page.locator("form[data-mounted]").wait_for()
    entries = page.evaluate(
        PUT.replace("return made", "return outbox.entriesOf(entries[0]); return made").replace(
            "entries.map((entry) => outbox.put(entry))", "[]"
        ),
        [str(session.owner.pk), [str(session.uuid)]],
    )
    assert [entry["value"] for entry in entries] == ["3", "4"]
