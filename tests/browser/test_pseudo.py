"""In made-up languages, longer and from right to left, every page can be read on a small phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import server
from tests.browser.readable import unreadable
from tests.conftest import PHONE
from tests.factories import make_session, make_user, measuring
from tests.languages import pseudo
from tests.states import sixty
from tracker.forms.settings import FORMS
from tracker.models import User

pytestmark = pytest.mark.once

SMALL = {**PHONE, "viewport": {"width": 360, "height": 640}}
# The fullest, and those with pictures that have a left and a right end.
FULLEST = ("/progress/", "/compare/", "/progress/ankle_dorsiflexion/", "/trial/", "/history/add/")
BROKEN = (
    ("h1 { white-space: nowrap !important; font-size: 80px !important }", "leaves the screen"),
    (".cardx { height: 30px !important; overflow: hidden !important }", "is cut"),
    (".btn { width: 30px !important; white-space: nowrap !important }", "out of its button"),
    ("h2 { height: 0 !important; margin: 0 !important }", "lies over"),
)
# As a script may: the page allows no style in its text.
ADOPT = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}"""
LONG_EMAIL = "sprunggelenksbeweglichkeit@lauftreff-hinterzarten.example.org"
Speaker = Callable[[str, User], BrowserContext]


@pytest.fixture(scope="module")
def speaking(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that speaks the made-up languages as well."""
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write_catalogues(folder)
    about = {"PSEUDO_CATALOGUES": str(folder), "STATIC_ROOT": str(folder / "static")}
    module = "tests.languages.settings"
    with server.running(
        connection.settings_dict, folder, DJANGO_SETTINGS_MODULE=module, **about
    ) as url:
        yield url


@pytest.fixture
def speaker(browser: Browser, speaking: str, committed: None) -> Iterator[Speaker]:
    opened: list[BrowserContext] = []

    def of(language: str, user: User) -> BrowserContext:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            base_url=speaking, locale=language, service_workers="block", **SMALL
        )
        cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": speaking}
        context.add_cookies([cookie])
        opened.append(context)
        return context

    yield of
    for context in opened:
        context.close()


def faults_of(page: Page, addresses: tuple[str, ...]) -> list[str]:
    faults = []
    for address in addresses:
        page.goto(address)
        faults += [f"{address} {fault}" for fault in unreadable(page)]
    return faults


def test_the_fullest_pages_can_be_read_in_longer_words_and_from_right_to_left(
    speaker: Speaker,
) -> None:
    user = sixty()
    newest = user.sessions.done().newest_first().first()
    assert newest
    for language, direction in ((pseudo.ACCENTED, "ltr"), (pseudo.MIRRORED, "rtl")):
        page = speaker(language, user).new_page()
        assert faults_of(page, (*FULLEST, f"/sessions/{newest.uuid}/result/")) == []
        assert page.locator("html").get_attribute("dir") == direction
        # What points on in a line of text turns with it; what is drawn has its ends as ever.
        way = page.locator(".ic-way").first.evaluate("(icon) => getComputedStyle(icon).transform")
        assert (way == "none") == (direction == "ltr")
        track = page.locator("svg.track").first
        assert track.evaluate("(svg) => getComputedStyle(svg).direction") == "ltr"


SETTINGS = ("", *(f"{page}/" for page in (*FORMS, "account", "again")))
BELOW = """() => {
  const tabs = document.querySelector(".tabbar").getBoundingClientRect().top;
  const last = Math.max(...[...document.querySelectorAll("main *")]
    .filter((element) => element.checkVisibility())
    .map((element) => element.getBoundingClientRect().bottom));
  return Math.max(0, last - tabs, document.documentElement.scrollHeight - innerHeight);
}"""


def test_each_page_of_settings_is_at_most_one_screen(speaker: Speaker) -> None:
    """In English and in words 40 % longer, with a long address and a zone chosen by hand."""
    zone = {"time_zone": "America/Argentina/Buenos_Aires", "zone_from": "hand"}
    user = make_user(email=LONG_EMAIL, **zone)
    for language in ("en", pseudo.ACCENTED):
        page = speaker(language, user).new_page()
        page.set_viewport_size({"width": 390, "height": 844})
        below = {}
        for name in SETTINGS:
            page.goto(f"/settings/{name}")
            if name.strip("/") in FORMS:
                page.locator("[data-mounted]").wait_for()
            below[name] = page.evaluate(BELOW)
        assert below == dict.fromkeys(SETTINGS, 0), language
    page.set_viewport_size({"width": 360, "height": 640})
    assert faults_of(page, tuple(f"/settings/{name}" for name in SETTINGS)) == []
    assert page.evaluate(BELOW) == 0
    page.evaluate(ADOPT, ".cardx { padding-bottom: 900px }")
    assert page.evaluate(BELOW) > 0


def test_what_cannot_be_read_is_noticed(speaker: Speaker) -> None:
    page = speaker(pseudo.ACCENTED, make_user()).new_page()
    page.goto("/routines/")
    assert unreadable(page) == []
    for style, fault in BROKEN:
        page.evaluate(ADOPT, style)
        assert any(fault in sentence for sentence in unreadable(page)), fault


def test_the_decimal_comma_is_read_and_written_where_it_is_usual(speaker: Speaker) -> None:
    owner = measuring(make_user())
    session = make_session(owner=owner, tests=("ankle_dorsiflexion", "toe_touch"))
    page = speaker(pseudo.ACCENTED, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/pre/")
    page.locator("form.rate[data-mounted]").wait_for()
    page.locator(".testcard:visible .chipbtn").first.tap()
    page.locator("dialog[open] [inputmode]").first.fill("8,5")
    page.locator("dialog[open] > button").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text(pseudo.accented("Saved"), exact=True)).to_be_visible()
    assert str(session.ratings.get(side="left").pre_value) == "8.50000"
    page.reload()
    page.locator("form.rate[data-mounted]").wait_for()
    expect(page.locator("[name=ankle_dorsiflexion-left-value]")).to_have_value("8,5")
