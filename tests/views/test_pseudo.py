"""In a made-up language nothing on any page, in any mail or answer is plain English."""

import html
import json
import re
from collections.abc import Iterable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tests.factories import PASSWORD, make_user
from tests.languages.plain import plain_texts
from tests.languages.pseudo import ACCENTED, spoken
from tests.pages import client_of, fields_of
from tests.states import LONG, STATES, State, again, pages_of, planning, public_pages, sixty
from tracker.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = re.compile(r"<form\b[^>]*>")
HIDDEN = re.compile(r'<input\b[^>]*type="hidden"[^>]*name="([^"]+)"')
ACTION = re.compile(r'\baction="([^"]*)"')
NO_FORMS = re.compile(r"routine |test |sure|compare|progress|history$|steady|home")
# Of a length in SVG, which browsers read with a point in every language.
COMMA = re.compile(r'\s(?:[cdr]?[xy][12]?|r|width|height)="[^",]*,[^"]*"')
NONSENSE = "\N{BULLET}"  # what no field takes, and what is no English when it is repeated
Plain = dict[str, list[str]]


@pytest.fixture(autouse=True)
def pseudo() -> Iterator[None]:
    cache.clear()
    with spoken(), translation.override(ACCENTED):
        yield


def client_for(user: User | None = None) -> Client:
    headers = {"accept-language": ACCENTED, "user-agent": NONSENSE}
    return client_of(user, headers=headers) if user else Client(headers=headers)


def plain_in(answer: HttpResponse) -> list[str]:
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    texts = plain_texts(answer.content.decode()) if is_page else []
    return [text for text in texts if LONG not in text]


def plain_of(client: Client, pages: Iterable[tuple[str, str]]) -> Plain:
    plain = {name: plain_in(client.get(address, follow=True)) for name, address in pages}
    return {name: texts for name, texts in plain.items() if texts}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_page_of_a_person_is_translated_and_its_pictures_have_points(state: State) -> None:
    user = state()
    client = client_for(user)
    answers = {name: client.get(address, follow=True) for name, address in pages_of(user)}
    assert {name: plain for name, page in answers.items() if (plain := plain_in(page))} == {}
    pictures = {name: COMMA.findall(page.content.decode()) for name, page in answers.items()}
    assert {name: commas for name, commas in pictures.items() if commas} == {}


def test_every_public_page_is_translated() -> None:
    assert plain_of(client_for(), public_pages()) == {}


def forms_on(answer: HttpResponse) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The forms of a page that write: where they are sent, and what would be sent."""
    for form in FORM.findall(answer.content.decode()):
        action = ACTION.search(form)
        if 'method="post"' in form and action:
            yield html.unescape(action[1]), fields_of(answer, html.unescape(action[1]))


def sent_back(client: Client, pages: Iterable[tuple[str, str]]) -> Plain:
    """What is plain English when nothing, or nonsense, stands in every field that is seen."""
    plain = {}
    for name, address in pages:
        page = client.get(address, follow=True)
        hidden = set(HIDDEN.findall(page.content.decode()))
        for action, fields in forms_on(page):
            for typed in ("", NONSENSE) if action != "/accounts/logout/" else ():
                wrong = dict.fromkeys(fields.keys() - hidden, typed)
                answer = client.post(action, fields | wrong, follow=True)
                plain[f"{name}: {action} {typed}"] = plain_in(answer)
    assert plain
    return {name: texts for name, texts in plain.items() if texts}


@pytest.mark.parametrize("state", [sixty, planning, again])
def test_what_is_wrong_with_a_form_is_said_in_the_language_of_the_page(state: State) -> None:
    user = state()
    pages = (page for page in pages_of(user) if not NO_FORMS.match(page.name))
    assert sent_back(client_for(user), pages) == {}


def test_what_is_wrong_with_a_public_form_is_said_so_too() -> None:
    assert sent_back(client_for(), public_pages()) == {}


def mailed() -> Plain:
    """What is plain English in the mails that were sent, by their subjects."""
    texts = {
        sent.subject: plain_texts(html.escape(f"{sent.subject} {sent.body}"))
        for sent in mail.outbox
    }
    return {subject: plain for subject, plain in texts.items() if plain}


def test_mails_are_translated(settings: Settings) -> None:
    settings.SENDS_MAIL = True
    user = make_user(email="runner@example.org")
    for address in (user.email, "nobody@example.org"):
        client_for().post("/accounts/password/reset/", {"email": address})
    new = "another quiet sentence"
    changed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client_for(user).post("/accounts/password/change/", changed)
    mover = client_for(make_user())
    again = mover.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    mover.post(again.headers["Location"], {"password": PASSWORD})
    assert len(mail.outbox) == 4
    assert mailed() == {}


def test_what_is_wrong_with_what_a_phone_sends_is_said_in_its_language() -> None:
    client = client_for(make_user())
    for body in ("{", '{"user": 0, "entries": []}'):
        answer = client.post("/sync/", body, content_type="application/json")
        assert plain_texts(json.loads(answer.content)["error"]) == []


def test_answers_to_whoever_is_not_signed_in_are_translated() -> None:
    for answer in (client_for().get("/offline/kit/"), client_for().post("/sync/")):
        assert plain_texts(json.loads(answer.content)["error"]) == []
