"""How many bytes a first visit transfers, with an empty cache."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.factories import make_session, make_user
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]


class Weighed:
    """The compressed bytes of each answer as they came over the wire.

    Heads are counted apart: here they come as text, through a proxy with HTTP/2 nearly for nothing.
    """

    def __init__(self, wire: CDPSession) -> None:
        self.names: dict[str, str] = {}
        self.heads: dict[str, int] = {}
        self.bytes: dict[str, int] = {}
        wire.on("Network.responseReceived", self._begun)
        wire.on("Network.loadingFinished", self._finished)
        wire.send("Network.enable")

    def _begun(self, event: dict[str, Any]) -> None:
        # A drawing inside the page (data:) is an answer, too, but none that was sent.
        if event["response"]["url"].startswith("http"):
            number = event["requestId"]
            self.names[number] = urlsplit(event["response"]["url"]).path
            self.heads[number] = int(event["response"]["encodedDataLength"])

    def _finished(self, event: dict[str, Any]) -> None:
        number = event["requestId"]
        if number in self.names:
            self.bytes[number] = int(event["encodedDataLength"]) - self.heads[number]

    @property
    def kilobytes(self) -> float:
        return sum(self.bytes.values()) / 1000

    def __str__(self) -> str:
        order = sorted(self.bytes, key=lambda number: -self.bytes[number])
        lines = [f"{self.bytes[number]:8,} {self.names[number]}" for number in order]
        heads = sum(self.heads.values()) / 1000
        return "\n".join([f"{self.kilobytes:.1f} kB, and {heads:.1f} kB of heads", *lines])


def weighed(context: BrowserContext) -> tuple[Page, Weighed]:
    page = context.new_page()
    return page, Weighed(context.new_cdp_session(page))


def test_the_first_visit_of_a_rating_page_sends_at_most_61_kb(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    session = make_session(owner=make_user())
    page, weight = weighed(signed_in(phone, session.owner))
    page.goto(f"/sessions/{session.uuid}/pre/", wait_until="networkidle")
    expect(page.locator("form[data-mounted]")).to_be_attached()
    assert len(weight.bytes) > 10, str(weight)
    assert weight.kilobytes <= 61, str(weight)


def test_the_first_visit_is_light_in_german_and_of_progress_too(
    device: Callable[..., BrowserContext], signed_in: SignIn
) -> None:
    session = make_session(owner=make_user())
    rating = f"/sessions/{session.uuid}/pre/"
    for path, language, most in ((rating, "en", 61), (rating, "de", 69), ("/progress/", "en", 55)):
        page, weight = weighed(signed_in(device(locale=language), session.owner))
        page.goto(path, wait_until="networkidle")
        print(f"{path[:10]} {language}: {weight}")
        assert weight.kilobytes <= most, str(weight)


def test_the_first_visit_of_a_test_with_all_charts_sends_at_most_150_kb(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    call_command("demo", email="weight@example.org", years=1, password="one two three", verbosity=0)
    user = User.objects.get(email="weight@example.org")
    page, weight = weighed(signed_in(phone, user))
    page.goto("/progress/ankle_dorsiflexion/?range=all", wait_until="networkidle")
    page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
    for side in ("Both", "Left", "Right"):
        page.get_by_role("radio", name=side, exact=True).check(force=True)
        for canvas in page.locator("canvas").locator("visible=true").all():
            canvas.scroll_into_view_if_needed()
            expect(canvas).to_have_attribute("data-drawn", "")
    expect(page.locator("canvas:not([data-drawn])")).to_have_count(0)
    assert any("chart.umd" in name for name in weight.names.values()), str(weight)
    assert weight.kilobytes <= 150, str(weight)


def test_the_weight_is_that_of_the_compressed_bytes(phone: BrowserContext) -> None:
    page, weight = weighed(phone)
    page.goto("/", wait_until="networkidle")
    bootstrap = next(n for n, name in weight.names.items() if "bootstrap" in name)
    path = weight.names[bootstrap]
    whole = page.evaluate("path => fetch(path).then(answer => answer.text())", path)
    assert 5_000 < weight.bytes[bootstrap] < len(whole) / 4
