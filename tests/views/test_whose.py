"""A form is bound to its person; sent by another one it saves nothing and comes back."""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client

from mobility.settings import BASE_DIR
from tests.factories import PASSWORD, make_session, make_user
from tests.pages import Fields, FormReader, client_of, words_of
from tests.rows import nothing_changes
from tracker.forms.settings import FORMS
from tracker.forms.whose import signer, token_of
from tracker.models import Routine, Session, Trial, User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

A_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
ACTION = re.compile(r'<form\b[^>]*\baction="([^"]*)"')
POST = re.compile(r'<form\b[^>]*\bmethod="post"', re.I)
TYPED = "A’s private note"


class Form(NamedTuple):
    action: str
    fields: Fields


def forms_of(client: Client, address: str) -> Iterator[Form]:
    """Every form of a page that is sent by POST, with all that a browser would send of it."""
    answer = client.get(address, follow=True)
    here = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    for text in A_FORM.findall(answer.content.decode()):
        if POST.match(text):
            match = ACTION.match(text)
            reader = FormReader(match[1] if match else None)
            reader.feed(text)
            yield Form(html.unescape(match[1]) if match else here, reader.fields)


def pages_of(user: User) -> list[str]:
    """An address of each page with a form, for somebody who has one of everything."""
    routine = Routine.objects.get(slug="toe_spreaders", owner=None)
    done = make_session(owner=user, stage="done")
    gone = make_session(owner=user)
    delete_for_now(gone)
    opened = [make_session(owner=user)]
    about = {"presets": routine.presets, "places": routine.places}
    own = user.own_routines.create(slug="mine", name="Mine", **about)
    own.steps.create(position=0, technique="move", name="Move")
    user.own_routines.create(slug="away", name="Away", retired=True, **about)
    parts = ("pre", "routine", "post")
    return [
        "/",
        "/safety/",
        "/sessions/start/",
        *(f"/sessions/{session.uuid}/{part}/" for session in opened for part in parts[:1]),
        *(f"/sessions/{done.uuid}/{part}/" for part in ("result", "edit")),
        "/history/",
        "/history/add/",
        "/history/deleted/",
        "/trial/",
        "/routines/",
        "/routines/new/",
        "/routines/mine/",
        "/routines/mine/edit/",
        "/routines/mine/copy/",
        "/routines/toe_spreaders/copy/",
        "/tests/toe_touch/steady/",
        *(f"/settings/{page}/" for page in FORMS),
        "/accounts/logout/",
        "/accounts/email/",
        "/accounts/password/change/",
    ]


@pytest.fixture
def owner() -> User:
    return make_user(email="ann@example.org")


@pytest.fixture
def forms(owner: User) -> list[Form]:
    pages = pages_of(owner)
    client = client_of(owner)
    return [form for page in pages for form in forms_of(client, page)]


# It changes nothing, so that it needs neither a person nor a cookie.
OF_NOBODY = BASE_DIR / "templates/tryout/_rate.html"


def post(client: Client, form: Form, **typed: str) -> HttpResponse:
    return client.post(form.action, form.fields | typed)


def form_at(forms: list[Form], action: str) -> Form:
    return next(form for form in forms if form.action == action)


def test_every_form_in_the_templates_has_the_tag_of_its_person() -> None:
    for path in sorted({*(BASE_DIR / "templates").rglob("*.html")} - {OF_NOBODY}):
        for text in A_FORM.findall(path.read_text()):
            if POST.match(text):
                assert "{% csrf_token %}" in text or "{% crispy " in text, f"{path}: {text[:100]}"


def test_every_form_of_every_page_has_the_token_of_its_person(
    forms: list[Form], owner: User
) -> None:
    assert len({form.action for form in forms}) > 20
    for form in forms:
        assert form.fields["person"][0].split(":")[0] == str(owner.pk), form.action


def test_no_form_is_accepted_while_another_person_is_signed_in(
    forms: list[Form], owner: User
) -> None:
    other = make_user(email="ben@example.org")
    client = client_of(other)
    with nothing_changes():
        answers = [(form, post(client, form, note=TYPED)) for form in forms]
    for form, answer in answers:
        assert answer.status_code == 409, form.action
        assert "no-store" in answer.headers["Cache-Control"]
        words = words_of(answer)
        assert "You are signed in as ben@example.org." in words
        assert "This page was ann@example.org’s. Nothing was saved." in words
        assert TYPED in words or "password" in form.action
    assert client.get("/settings/").status_code == 200  # not even signed out


def test_the_same_forms_are_accepted_from_their_person(forms: list[Form], owner: User) -> None:
    client = client_of(owner)
    add = form_at(forms, "/history/add/")
    answer = post(client, add, note=TYPED, **{"pre-toe_touch-none": "5"})
    assert answer.status_code == 302
    assert owner.sessions.get(entered_later=True).note == TYPED


def test_a_refused_form_shows_what_was_typed_except_passwords(
    forms: list[Form], owner: User
) -> None:
    client = client_of(make_user())
    page = words_of(post(client, form_at(forms, "/history/add/"), **{"pre-toe_touch-none": "7"}))
    assert "Pre toe touch 7" in page
    form = form_at(forms, "/accounts/password/change/")
    secret = "another quiet long sentence"
    answer = post(client, form, oldpassword=PASSWORD, password1=secret, password2=secret)
    assert answer.status_code == 409
    assert secret not in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


def kept_form(answer: HttpResponse, action: str) -> Form:
    text = next(text for text in A_FORM.findall(answer.content.decode()) if "Send it again" in text)
    reader = FormReader(action)
    reader.feed(text)
    return Form(action, reader.fields)


def signed_in(email: str, **options: Any) -> Client:
    client = Client(**options)
    token = fields_of_page(client, "/accounts/login/")
    answer = client.post(
        "/accounts/login/",
        {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token},
    )
    assert answer.status_code == 302
    return client


def fields_of_page(client: Client, address: str) -> str:
    match = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())
    assert match
    return match[1]


def test_a_form_sent_while_signed_out_can_be_saved_after_signing_in(
    owner: User,
) -> None:
    client = signed_in(owner.email, enforce_csrf_checks=True)
    [form] = forms_of(client, "/history/add/")
    filled = Form(form.action, form.fields | {"note": [TYPED], "pre-toe_touch-none": ["5"]})
    owner_sessions = Session.objects.filter(owner=owner)
    client.cookies.pop("sessionid")
    answer = post(client, filled)
    assert answer.status_code == 401
    assert "You are not signed in any more." in words_of(answer)
    assert TYPED in words_of(answer)
    assert not owner_sessions.exists()
    # In the tab beside, which changes the browser's token, too.
    token = fields_of_page(client, "/accounts/login/")
    sent = {"login": owner.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/accounts/login/", sent).status_code == 302
    returned = kept_form(answer, form.action)
    once = post(client, returned)
    assert once.status_code == 403
    assert TYPED in words_of(once)
    assert not owner_sessions.exists()
    again = post(client, kept_form(once, form.action))
    assert again.status_code == 302
    assert owner_sessions.get().note == TYPED


def test_a_stale_page_of_another_person_is_refused_in_spite_of_its_old_token(
    owner: User,
) -> None:
    [form] = forms_of(signed_in(owner.email), "/history/add/")
    other = make_user()
    client = signed_in(other.email, enforce_csrf_checks=True)
    with nothing_changes():
        answer = post(client, form, note=TYPED)
    assert answer.status_code == 409
    assert TYPED in words_of(answer)


@pytest.mark.parametrize("forged", ["1", "1:", "{pk}:nonsense", "{pk}", "\x00", ":" * 500])
def test_the_token_of_a_form_cannot_be_forged(forged: str, owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/history/add/", {"person": forged.format(pk=owner.pk), "note": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert owner.email not in page
    assert "Send it again" not in page
    answer = client.get("/who/", headers={"X-Person": forged.format(pk=owner.pk)})
    assert answer.json() == {"why": ""}


def test_a_page_signed_with_a_former_key_is_refused(
    owner: User,
) -> None:
    [form] = forms_of(client_of(owner), "/history/add/")
    theirs = Signer(key="another key " * 4, salt=signer.salt).sign(owner.pk)
    sent = Form(form.action, form.fields | {"person": [theirs], "note": [TYPED]})
    other = make_user()
    client = client_of(other)
    with nothing_changes():
        answer = post(client, sent)
    assert answer.status_code == 403
    assert TYPED in words_of(answer)
    assert "If yours, send it again" in words_of(answer)
    assert token_of(other) in answer.content.decode()


def test_only_a_page_with_a_token_learns_who_is_signed_in(owner: User) -> None:
    [form] = forms_of(client_of(owner), "/history/add/")
    header = {"X-Person": form.fields["person"][0]}
    assert client_of(owner).get("/who/", headers=header).json() == {"why": ""}
    out = Client().get("/who/", headers=header)
    assert out.json()["way"] == "/accounts/login/"
    assert "what you typed is here" in out.json()["why"]
    assert "no-store" in out.headers["Cache-Control"]
    other = client_of(make_user()).get("/who/", headers=header).json()
    assert f"This page was {owner.email}’s" in other["why"]


def test_sign_in_pages_carry_no_token(owner: User) -> None:
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        for form in forms_of(Client(), address):
            assert "person" not in form.fields
    assert post(Client(), Form("/accounts/logout/", {"person": ["1:x"]})).status_code == 302


def test_signing_out_twice_is_accepted(forms: list[Form]) -> None:
    assert post(Client(), form_at(forms, "/accounts/logout/")).status_code == 302


def test_a_running_plan_is_not_ended_by_the_page_of_another(owner: User) -> None:
    routine = Routine.objects.get(slug="toe_spreaders", owner=None)
    for user in (owner, other := make_user()):
        Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    form = form_at(list(forms_of(client_of(owner), "/trial/")), "/trial/end/")
    assert post(client_of(other), form).status_code == 409
    assert Trial.objects.filter(ended_at=None).count() == 2
