"""What a phone says by itself is in the language of its person, also without a network."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.clock import stand_still
from tests.browser.test_offline_session import HELD, held, wait_for
from tests.browser.test_sound import SPIES, START, heard, run, whole, words_due
from tests.browser.touch import touch
from tests.conftest import PHONE, Device
from tests.factories import make_session, make_user, measuring
from tracker.models import User

SignIn = Callable[[BrowserContext, Any], BrowserContext]
STORED = """async () => {
  const all = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = (await Promise.all(all.map((cache) => cache.keys()))).flat();
  const urls = requests.map(({ url }) => url.replace(location.origin, ""));
  return urls.filter((url) => /^.offline.|catalogues/.test(url));
}"""
CUES_AT_5 = re.compile('"cue_volume":5[,}]')
KIT_IS = f"""async () => {{
  const rows = await ({HELD})([%s, "kept"]);
  return rows.some(({{ name, value }}) => name === "kit" && value.%s);
}}"""

# What a browser does that translates a page: it rewrites the language and every text.
TRANSLATE = """() => {
  document.documentElement.lang = "fr";
  document.documentElement.classList.add("translated-ltr");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const { parentElement: parent } = text;
    if (!text.data.trim() || parent.closest("script, template, [translate=no]")) continue;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = "traduit";
    outer.append(inner);
    text.replaceWith(outer);
  }
}"""


def german(text: str) -> str:
    with translation.override("de"):
        return gettext(text)


def wait_for_all_in(language: str, page: Page, user: User) -> None:
    """Until the phone has the page without a network, and what a session needs, in one language."""
    page.evaluate("navigator.serviceWorker.ready")
    wait_for(
        page,
        f"""async () => {{
      const urls = await ({STORED})();
      const rows = await ({HELD})([{user.pk}, "kept"]);
      const kit = rows.find(({{ name }}) => name === "kit");
      const isAll = urls.length && urls.every((url) => /[/=]{language}/.test(url));
      return isAll && kit?.value.language === "{language}";
    }}""",
    )


def score(page: Page, name: str, value: int) -> None:
    page.locator(f"[name={name}-score][value='{value}']").tap()


@pytest.mark.once
def test_without_a_network_a_session_is_in_the_language_that_was_chosen_last(
    device: Device, signed_in: SignIn
) -> None:
    user, other = measuring(make_user()), make_user()
    phone = device(**PHONE, service_workers="allow")
    page = signed_in(phone, user).new_page()
    page.goto("/settings/look/")
    wait_for_all_in("en", page, user)
    page.locator("[data-mounted]").wait_for()
    page.get_by_role("radio", name="Larger").check()
    # At once, and not with the next page: there may be no network for it.
    wait_for(page, KIT_IS % (user.pk, "text_size === 115"))
    page.goto("/settings/sounds/")
    page.locator("[data-mounted]").wait_for()
    page.get_by_role("slider").fill("5")
    wait_for(page, KIT_IS % (user.pk, "preferences.cue_volume === 5"))
    page.goto("/settings/units/")
    page.locator("[data-mounted]").wait_for()
    page.locator("[name=language]").select_option("de")
    page.locator("[data-language=de]").wait_for(state="attached")
    wait_for_all_in("de", page, user)

    phone.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(german("No connection"))
    expect(page.locator("html")).to_have_css("font-size", "18.4px")
    expect(page.locator("#main")).to_have_attribute("data-preferences", CUES_AT_5)
    page.goto("/sessions/start/")
    page.locator("#set-quick").tap()
    page.locator(".solo__foot button").tap()
    page.wait_for_url("**/pre/")
    score(page, "ankle_dorsiflexion-left", 4)
    page.locator(".testcard:visible .chipbtn").first.tap()
    page.locator("dialog[open] [inputmode]").first.fill("8,5")
    page.locator("dialog[open] > button").tap()
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    expect(page.locator("[name=ankle_dorsiflexion-left-value]")).to_have_value("8,5")
    kit = {row["name"]: row["value"] for row in held(page, user, "kept")}["kit"]
    entries = [row["entry"] for row in held(page, user, "entries")]
    assert [entry["value"] for entry in entries if entry.get("field") == "value"] == ["8.5"]
    page.goto("/unsent/")
    expect(page.locator("[data-waiting]").get_by_text("8,5")).to_be_visible()
    [name] = {test["name"] for test in kit["tests"] if test["test"] == "ankle_dorsiflexion"}
    expect(page.locator("[data-waiting]").get_by_text(name).first).to_be_visible()
    assert page.locator("html").get_attribute("data-language") == "de"

    # Left open, it would send what waits with the sign-in of the other person.
    page.close()
    phone.set_offline(False)
    page = signed_in(phone, other).new_page()
    page.goto("/")
    wait_for_all_in("en", page, other)
    phone.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")


@pytest.mark.once
def test_a_browser_that_translates_the_page_changes_neither_words_nor_language_of_the_voice(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user(), stage="routine", tests=("toe_touch",))
    page = signed_in(phone, session.owner).new_page()
    page.add_init_script(path=SPIES)
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.locator("[data-start]").wait_for()
    page.evaluate(TRANSLATE)
    touch(page.locator("[data-start]"))
    run(page, 6)
    page.evaluate(TRANSLATE)
    expect(timer := page.get_by_role("timer")).to_have_text("9")
    label = page.locator("[data-show=pause]").first
    expect(label).to_have_text("traduit")
    run(page, 3)
    # Numbers stay numbers, and what was translated is not written anew every second.
    expect(timer).to_have_text("6")
    expect(label).to_have_text("traduit")
    run(page, whole(session) - 9 + 2)
    spoken = heard(page, "speak")
    assert [event["text"] for event in spoken] == [text for _, text in words_due(session)]
    assert {(event["lang"], event["voice"]) for event in spoken} == {("en", "Test")}
