"""Every address of the site, requested with every method by people who may not see it."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session as SignIn
from django.core.cache import cache
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from tests.addresses import (
    BY_NAME,
    FOR_SCRIPTS,
    HOST,
    NAMES,
    OPEN,
    OWNED,
    PERSONAL,
    PUBLIC,
    arguments_of,
    policy_of,
)
from tests.factories import make_session, make_user
from tests.pages import client_of, text_of
from tests.rows import nothing_changes
from tracker.accounts.invitations import invite
from tracker.models import AccountEvent, MobilityTest, Routine, Session, ShareLink, Trial, User
from tracker.queries.report import PARTS
from tracker.sessions.editing import edit
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.pictures import replace_picture
from tracker.sessions.repeatability import read_twice
from tracker.sessions.sharing import NewLink, make, new_secret, stop
from tracker.sessions.trials import end_trial
from tracker.views import session as session_views

pytestmark = pytest.mark.django_db

CANARY = "zanzibar"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "propfind")
# An owner with a row of everything takes longer to make than some addresses to ask.
AT_ONCE = 12
NOBODYS = uuid.UUID(int=4)
NOW, TWO = timezone.now(), Decimal(2)

# What a page of the owner's would send.
SENT = {
    "note": "changed",
    "set": "full",
    "routine": "sock_pull",
    "seconds": "45",
    "go": "anyway",
    "order": "left",
    "day": "2026-03-10",
    "time": "06:58",
    "name": "Changed",
    "dose": "{}",
    "method": "none",
    "struck": "yes",
    "toe_touch-none-score": "1",
    "pre-toe_touch-none": "1",
    "post-toe_touch-none": "1",
}


@dataclass
class Owner:
    """A person with a row of every kind, all of them marked with the canary."""

    user: User
    done: Session
    open: Session
    deleted: Session
    entry: uuid.UUID
    trial: int
    picture: uuid.UUID
    pair: int
    passkey: int
    invitation: int
    link: int

    def arguments(self, name: str, session: Session) -> dict[str, Any]:
        arguments = {"uuid": session.uuid, "entry": self.entry, "test": f"{CANARY}_test"}
        arguments |= {"routine": f"{CANARY}-routine", "key": CANARY, "uidb36": "1"}
        arguments |= {"trial": self.trial, "picture": self.picture, "pair": self.pair}
        arguments |= {"person": self.user.pk, "invitation": self.invitation, "token": CANARY}
        arguments |= {"passkey": self.passkey, "link": self.link}
        return filled(name, arguments)


@pytest.fixture
def owner() -> Owner:
    user = make_user(email=f"{CANARY}@example.org", day_starts_at=5)
    toe_touch = MobilityTest.objects.filter(slug="toe_touch")
    about = toe_touch.values("region", "sided", "protocol", "measures").get()
    test = MobilityTest.objects.create(owner=user, slug=f"{CANARY}_test", name=CANARY, **about)
    picture = replace_picture(test, CANARY.encode(), (1, 1))
    read_twice(user, test, "fingertip_to_floor_cm", user.day_of(NOW), {"none": (TWO, TWO)})
    routine = Routine.objects.create(
        owner=user,
        slug=f"{CANARY}-routine",
        name=CANARY,
        presets={"short": 30, "standard": 45, "full": 60},
        places={"foot": "worked"},
    )
    routine.steps.create(position=0, technique="move", name=CANARY)
    deleted = make_session(owner=user, note=CANARY)
    delete_for_now(deleted)
    done = make_session(owner=user, note=CANARY, stage="done")
    slot = {("toe_touch", "none"): {"score": 9}}
    entry = edit(done, {"pre": slot}, started_at=done.started_at, note=CANARY, counts=False)
    plan = Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    end_trial(plan)
    opened = make_session(owner=user, stage="post")
    pair = user.steady_readings.get().pk
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": CANARY}).pk
    invitation, _link = invite(user, f"friend-of-{CANARY}@example.org")
    link, _is_new = make(user, new_secret(), NewLink(CANARY, CANARY, PARTS, True, 7))
    rows = (entry.uuid, plan.pk, picture.name, pair, passkey, invitation.pk, link.pk)
    return Owner(user, done, opened, deleted, *rows)


def filled(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {argument: arguments[means] for argument, means in arguments_of(BY_NAME[name]).items()}


@pytest.mark.once
def test_every_address_has_a_name_and_all_its_arguments() -> None:
    for name, address in BY_NAME.items():
        assert name
        assert arguments_of(address).keys() == address.pattern.regex.groupindex.keys()


@pytest.mark.once
def test_every_listed_address_exists() -> None:
    assert set(BY_NAME) >= OPEN | FOR_SCRIPTS


@pytest.mark.parametrize("address", ["history/<int:year>/", "shares/<slug:slug>/"])
def test_an_address_with_an_unknown_argument_is_detected(address: str) -> None:
    with pytest.raises(KeyError):
        arguments_of(path(address, session_views.session, name="new"))


def test_a_new_address_is_not_for_everybody() -> None:
    for address, policy in {"new/": PERSONAL, "new/<uuid:uuid>/": OWNED}.items():
        assert policy_of(path(address, session_views.session, name="new")) == policy


def groups(names: Sequence[str]) -> list[Any]:
    """Names of addresses, some at a time, for one test each."""
    starts = range(0, len(names), AT_ONCE)
    return [pytest.param(names[n : n + AT_ONCE], id=f"from {names[n]}") for n in starts]


def ask(client: Client, method: str, address: str) -> HttpResponse:
    if method == "post":
        return client.post(address, SENT | {"uuid": str(uuid.uuid4())})
    return client.generic(method.upper(), address)


@contextlib.contextmanager
def harmless(*, without: tuple[type[Model], ...] = ()) -> Iterator[list[HttpResponse]]:
    """Asserts that the responses contain nothing of the owner, and that no row has changed."""
    answers: list[HttpResponse] = []
    cache.clear()  # or else limits would answer some time
    with nothing_changes(without=without):
        yield answers
    for answer in answers:
        shown = text_of(answer) + repr(answer.headers) + repr(answer.cookies)
        requested = answer.request["PATH_INFO"]
        assert CANARY not in shown.replace(requested, ""), (
            f"{answer.request['REQUEST_METHOD']} {requested}"
        )


def addresses(name: str, owner: Owner) -> list[str]:
    """The addresses of a name, for all sessions of the owner if it is about a session."""
    sessions = (owner.done, owner.open, owner.deleted)
    paths = (reverse(name, kwargs=owner.arguments(name, session)) for session in sessions)
    return sorted(set(paths))


def sign_in_page(address: str) -> str:
    return f"{reverse('account_login')}?next={address}"


def signed_out(owner: Owner) -> dict[str, Client]:
    """Browsers of people who are not signed in, whatever they had before."""
    was_in = client_of(make_user(is_active=True))
    User.objects.filter(pk=was_in.session["_auth_user_id"]).update(is_active=False)
    return {
        "nobody": Client(),
        "somebody who was put out of use": was_in,
        "who looked at what the owner shares": visitor_of(owner),
    }


def visitor_of(owner: Owner) -> Client:
    """A browser that was at three links of the owner's: one open, one ended, one stopped."""
    client, statuses = Client(), []
    for state in ("open", "ended", "stopped"):
        secret = new_secret()
        link, _is_new = make(owner.user, secret, NewLink(state, "", PARTS, True, 7))
        if state == "stopped":
            stop(link)
        if state == "ended":
            ShareLink.objects.filter(pk=link.pk).update(ends_at=NOW)
        address = reverse("shared", kwargs={"person": owner.user.pk, "token": secret})
        statuses.append(client.get(address).status_code)
    assert statuses == [200, 404, 404]
    return client


@pytest.mark.parametrize("names", groups([*NAMES[PERSONAL], *NAMES[OWNED]]))
def test_without_a_sign_in_every_other_page_redirects_to_it(names: list[str], owner: Owner) -> None:
    for who, client in signed_out(owner).items():
        for name in names:
            # Their own sign-in goes as soon as it is seen to be nobody's.
            with harmless(without=(SignIn,)) as answers:
                for address in addresses(name, owner):
                    answers += [ask(client, method, address) for method in METHODS]
            for answer in answers:
                assert answer.status_code == 302, (who, name)
                assert answer.headers["Location"] == sign_in_page(answer.request["PATH_INFO"])


@pytest.mark.parametrize("names", groups(NAMES[PUBLIC]))
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_public_page_shows_nothing_of_anybody(
    signed_in: bool, names: list[str], owner: Owner
) -> None:
    for name in names:
        client = client_of(make_user()) if signed_in else Client()
        with harmless(without=(SignIn, AccountEvent)) as answers:
            for address in addresses(name, owner):
                answers += [ask(client, method, address) for method in METHODS]
        assert {answer.status_code for answer in answers} <= {200, 302, 404, 405}, name
    # Whoever signs out reads it in their own list.
    assert not owner.user.account_events.exists()


@pytest.mark.parametrize("names", groups(NAMES[PERSONAL]))
def test_a_personal_page_shows_another_user_nothing_of_the_owners(
    names: list[str], owner: Owner
) -> None:
    for name in names:
        client = client_of(make_user())
        client.get(reverse("account_email"))  # it writes a row of its own at the first visit
        asks = [method for method in METHODS if method != "post"]
        with harmless(without=(SignIn,)) as answers:
            answers += [ask(client, method, reverse(name)) for method in asks]
            # Without a field, so that it is refused: what it writes for oneself is no harm.
            answers.append(client.post(reverse(name), {"uuid": str(owner.open.uuid)}))
        assert {answer.status_code for answer in answers} <= {200, 302, 405, 422, 429}, name


def others() -> dict[str, Client]:
    """Browsers of people who are signed in, and own nothing of the owner's."""
    return {"a person": client_of(make_user()), "the host": client_of(make_user(is_staff=True))}


@pytest.mark.parametrize("names", groups(NAMES[OWNED]))
def test_another_user_gets_a_404_for_what_the_owner_has(names: list[str], owner: Owner) -> None:
    for client in others().values():
        for name in names:
            demand_not_found(client, name, owner)


def demand_not_found(client: Client, name: str, owner: Owner) -> None:
    unknown = {method: content_of(ask(client, method, nobodys(name))) for method in METHODS}
    with harmless() as answers:
        for address in addresses(name, owner):
            answers += [ask(client, method, address) for method in METHODS]
    for answer in answers:
        assert content_of(answer) == unknown[answer.request["REQUEST_METHOD"].lower()], name
    assert {answer.status_code for answer in answers} <= {404, 405}, name
    assert 404 in {answer.status_code for answer in answers}, name


def test_for_everybody_but_the_host_there_is_no_page_of_the_host(owner: Owner) -> None:
    no_host = signed_out(owner) | {"a person": client_of(make_user())}
    for who, client in no_host.items():
        unknown = {method: content_of(ask(client, method, "/no/such/page/")) for method in METHODS}
        for name in NAMES[HOST]:
            with harmless(without=(SignIn,)) as answers:
                for address in addresses(name, owner):
                    answers += [ask(client, method, address) for method in METHODS]
            for answer in answers:
                method = answer.request["REQUEST_METHOD"].lower()
                assert content_of(answer) == unknown[method], (who, name)
            assert {answer.status_code for answer in answers} == {404}, (who, name)


def nobodys(name: str) -> str:
    """The address of something that does not exist."""
    arguments = {"uuid": NOBODYS, "entry": NOBODYS, "test": "no_such", "routine": "no-such"}
    arguments |= {"trial": 999_999_999, "picture": NOBODYS, "pair": 999_999_999}
    arguments |= dict.fromkeys(("passkey", "person", "invitation", "link"), 999_999_999)
    arguments["token"] = "no-such"
    return reverse(name, kwargs=filled(name, arguments))


def content_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, text_of(answer).replace(answer.request["PATH_INFO"], "")


def test_the_owner_gets_the_pages(owner: Owner) -> None:
    """The positive control of the tests above."""
    client = client_of(owner.user)
    for name in ("session_result", "session_edit"):
        page = client.get(reverse(name, args=[owner.done.uuid]))
        assert CANARY in text_of(page)
    assert CANARY in text_of(client.get(reverse("routine", args=[f"{CANARY}-routine"])))
    assert CANARY in text_of(client.get(reverse("progress_test", args=[f"{CANARY}_test"])))
    assert CANARY in text_of(client.get(reverse("own_test_edit", args=[f"{CANARY}_test"])))
    assert CANARY in text_of(client.get(f"/tests/{CANARY}_test/picture/{owner.picture}/"))
    assert CANARY in text_of(client.get("/settings/"))


def test_a_view_that_ignores_the_owner_is_detected(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybodys(request: HttpRequest, uuid: uuid.UUID) -> Session:
        return get_object_or_404(Session, uuid=uuid)

    for way in ("get_own_session", "_session_of_page"):
        monkeypatch.setattr(session_views, way, anybodys)
    other = client_of(make_user())
    for name in ("session_pre", "session_result", "session_note", "session_finish"):
        with pytest.raises(AssertionError):
            demand_not_found(other, name, owner)


def test_the_outbox_of_another_user_is_refused(owner: Owner) -> None:
    other = make_user()
    for client, status in ((Client(), 401), (client_of(other), 409)):
        with harmless() as answers:
            batch = {"user": owner.user.pk, "entries": []}
            answers.append(client.post("/sync/", batch, content_type="application/json"))
        assert answers[0].status_code == status
        for method in METHODS[2:]:
            assert ask(client, method, "/sync/").status_code == 405
