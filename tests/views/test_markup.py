"""What somebody types stays text: markup becomes an element on no page."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import models
from django.template import Engine
from django.test import Client

from tests.factories import copy, make_session, make_user
from tests.hostile import MARKUP, has_mark
from tests.pages import client_of
from tests.states import pages_of
from tracker.accounts.events import KINDS
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import AccountEvent, Import, MobilityTest, Routine, Step, Upload, User
from tracker.queries.report import PARTS
from tracker.sessions.sharing import NewLink, make, new_secret

pytestmark = pytest.mark.django_db


def typed(model: type[models.Model]) -> dict[str, Any]:
    """Markup for each column that somebody types into."""
    columns = model._meta.concrete_fields
    texts = (f for f in columns if isinstance(f, models.CharField | models.TextField))
    names = (f.name for f in texts if not f.choices and not isinstance(f, models.SlugField))
    closed = {"illustration", "posture", "region", "kind", "digest"}
    return {name: MARKUP for name in names if name not in closed}


def who_types_markup() -> User:
    """Somebody with markup in every text of theirs."""
    user = make_user()
    DemoWriter(12, OFTEN).write(user, seed=3)
    test = MobilityTest.objects.filter(owner=None, slug="toe_touch")
    about = test.values("region", "sided", "measures").get()
    protocol = {name: [MARKUP] for name in ("equipment", "steps", "errors", "stop_if")}
    about |= {"protocol": protocol | {"endpoint": MARKUP}}
    MobilityTest.objects.create(owner=user, slug="own", **about, **typed(MobilityTest))
    routine = copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    Routine.objects.filter(pk=routine.pk).update(**typed(Routine))
    Step.objects.filter(routine=routine).update(**typed(Step))
    routine = Routine.objects.get(pk=routine.pk)
    for stage in ("done", "routine"):
        make_session(
            owner=user, tests=("own", "toe_touch"), routine=routine, stage=stage, note=MARKUP
        )
    Upload.objects.create(owner=user, file_name=MARKUP, content=b"a,b")
    Import.objects.create(owner=user, file_name=MARKUP)
    for kind in KINDS:
        AccountEvent.objects.create(owner=user, kind=kind, about=MARKUP, device=MARKUP)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": MARKUP})
    return user


@pytest.fixture
def user() -> User:
    return who_types_markup()


def addresses(user: User) -> Iterator[str]:
    """Every page that shows something of what was typed."""
    link, secret = NewLink(MARKUP, MARKUP, PARTS, new_sessions=True, days=30), new_secret()
    make(user, secret, link)
    shared = f"/shared/{user.pk}/{secret}/"
    yield from (page.address for page in pages_of(user))
    yield from (shared, f"{shared}?sheet", "/report/", "/shares/", "/data/import/check/")
    yield from ("/tests/own/", "/tests/own/edit/", "/progress/own/")
    yield from (f"/routines/{routine.slug}/" for routine in user.own_routines.all())
    yield from (f"/routines/{routine.slug}/edit/" for routine in user.own_routines.all())


def marked(client: Client, places: Iterator[str]) -> list[str]:
    """The pages on which markup became an element. Each page has to be there."""
    answers = {place: client.get(place, follow=True) for place in places}
    assert {place for place, answer in answers.items() if answer.status_code != 200} == set()
    return [place for place, answer in answers.items() if has_mark(answer.content.decode())]


def test_on_no_page_of_theirs(user: User) -> None:
    assert marked(client_of(user), addresses(user)) == []


def test_on_no_page_of_the_host(user: User) -> None:
    host = client_of(make_user(is_staff=True, email="host@example.org"))
    pages = ("/host/", "/host/invite/", f"/host/{user.pk}/remove/")
    assert marked(host, iter(pages)) == []


@pytest.mark.once
def test_where_it_is_not_escaped_it_is_noticed(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a page whose templates trust what was typed."""
    monkeypatch.setattr(Engine.get_default(), "autoescape", False)
    assert marked(client_of(user), iter(["/tests/own/"])) == ["/tests/own/"]
