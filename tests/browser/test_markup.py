"""What somebody typed stays text in what scripts make of it, too."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.factories import make_session
from tests.hostile import MARK
from tests.views.test_markup import who_types_markup
from tracker.models import User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]


def addresses(user: User) -> Iterator[str]:
    """Pages on which a script writes what was typed."""
    newest = user.sessions.order_by("-pk")
    playing, done = (newest.filter(stage=stage)[0] for stage in ("routine", "done"))
    yield f"/sessions/{playing.uuid}/routine/"
    yield f"/sessions/{done.uuid}/result/"
    yield "/progress/own/"
    yield f"/routines/{user.own_routines.get(name__contains=MARK).slug}/edit/"
    delete_for_now(playing)  # one session is open at a time
    yield f"/sessions/{make_session(owner=user, tests=('own', 'toe_touch')).uuid}/pre/"


def test_markup_becomes_no_element_by_a_script(phone: BrowserContext, signed_in: SignIn) -> None:
    user = who_types_markup()
    page = signed_in(phone, user).new_page()
    for address in addresses(user):
        page.goto(address)
        expect(page.locator("[data-mount]:not([data-mounted])")).to_have_count(0)
        expect(page.locator(MARK)).to_have_count(0)
        assert MARK in page.content()


def test_where_it_becomes_one_it_is_found(phone: BrowserContext) -> None:
    """The control."""
    page = phone.new_page()
    page.goto("/about/")
    page.evaluate(f"document.querySelector('main').innerHTML = '<{MARK}>'")
    expect(page.locator(MARK)).to_have_count(1)
