"""Every page of a signed-in person passes the audit, with no, little and long data."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext

from tests.addresses import OWN_PAGES
from tests.browser.looks import faults_of
from tests.factories import make_history, make_session, make_user, put_in_sheet
from tracker.models import Routine, Trial, User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
LONG = "Sprunggelenksbeweglichkeitsübungswiederholung"


def nobody_yet() -> User:
    return make_user()


def in_a_session() -> User:
    user = make_user()
    make_history(owner=user, days=2)
    make_session(owner=user, stage="post")
    return user


def with_some_history() -> User:
    user = make_user()
    make_history(owner=user, days=4, note=LONG)
    delete_for_now(make_session(owner=user, note=LONG))
    put_in_sheet(user)
    return user


def in_a_trial() -> User:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    Trial.objects.create(
        owner=user,
        design="control",
        routine=routine,
        planned=24,
        tests=["toe_touch"],
        guess="toe_touch",
    )
    return user


PAGES: dict[str, tuple[Callable[[], User], str]] = {
    "today, first time": (nobody_yet, "/"),
    "today, in a session": (in_a_session, "/"),
    "today": (with_some_history, "/"),
    "start, first time": (nobody_yet, "/sessions/start/"),
    "start": (with_some_history, "/sessions/start/"),
    "result": (with_some_history, "/sessions/{done}/result/"),
    "edit": (with_some_history, "/sessions/{done}/edit/"),
    "history": (with_some_history, "/history/"),
    "history, nothing yet": (nobody_yet, "/history/"),
    "add": (nobody_yet, "/history/add/"),
    "deleted": (with_some_history, "/history/deleted/"),
    "progress": (with_some_history, "/progress/"),
    "progress, example": (nobody_yet, "/progress/"),
    "one test": (with_some_history, "/progress/ankle_dorsiflexion/"),
    "one test, example": (nobody_yet, "/progress/toe_touch/"),
    "compare": (with_some_history, "/compare/"),
    "compare, example": (nobody_yet, "/compare/"),
    "sure": (nobody_yet, "/sure/"),
    "routines": (nobody_yet, "/routines/"),
    "routine": (nobody_yet, "/routines/sock_pull/"),
    "plan": (nobody_yet, "/trial/"),
    "plan, running": (in_a_trial, "/trial/"),
    "start in a trial": (in_a_trial, "/sessions/start/"),
    "settings": (nobody_yet, "/settings/"),
    "safety": (nobody_yet, "/safety/"),
    "offline": (nobody_yet, "/offline/"),
}
# The pages of which the list says nothing; these two are looked at where they are filled in.
ELSEWHERE = {"routine_new", "unsent"}
ADDRESSES = {address for _person, address in PAGES.values()}
PAGES |= {
    name: (with_some_history, reverse(name))
    for name in OWN_PAGES
    if name not in ELSEWHERE and reverse(name) not in ADDRESSES
}
# Of each person one browser looks at all of their pages.
PEOPLE = list(dict.fromkeys(person for person, _path in PAGES.values()))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.__name__)
def test_every_page_passes_the_audit(
    phone: BrowserContext, signed_in: SignIn, person: Callable[[], User]
) -> None:
    user = person()
    done = user.sessions.done().first()
    page = signed_in(phone, user).new_page()
    faults = []
    for name, (owner, path) in PAGES.items():
        if owner is person:
            answer = page.goto(path.format(done=done.uuid if done else ""))
            assert answer is not None and answer.status == 200, name
            assert page.get_by_role("heading", level=1).count() == 1, name
            faults += [f"{name}: {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)
