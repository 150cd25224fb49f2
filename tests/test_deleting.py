"""Whoever deletes their account is gone: from tables, sign-ins, caches and the database's file."""

import datetime
import io
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from mobility import limits, sign_ins
from tests import canaries
from tests.canaries import CANARY
from tests.factories import PASSWORD, make_session, make_user
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tests.sync.test_sync import send, tap
from tracker.accounts import deleting
from tracker.accounts.deleting import delete_closed, delete_person
from tracker.accounts.hosts import LastHost
from tracker.middleware import EndDeletedAccounts
from tracker.models import Revision, User
from tracker.models.revision import OwnerIsGone, changing
from tracker.queries.answers import answers_of

pytestmark = pytest.mark.django_db

DELETE = "/account/delete/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def typed(user: User, **changes: str) -> dict[str, str]:
    return {"email": user.email, "password": PASSWORD} | changes


def test_of_a_deleted_person_no_canary_is_left() -> None:
    stays = make_session(owner=make_user(email="stays@example.org"), stage="done")
    user = canaries.person()
    pk, client = user.pk, client_of(user)
    assert len(set(canaries.left_in_tables())) > 60
    assert list(canaries.left_in_sign_ins(pk)) and list(canaries.left_in_caches(pk))
    gone = client.post(DELETE, typed(user), follow=True)
    assert "Your account is deleted" in words_of(gone)
    assert canaries.left_of(pk) == []
    assert canaries.rows_left(pk) == []
    assert Client().get("/progress/").status_code == 302
    assert [session.pk for session in stays.owner.sessions.all()] == [stays.pk]


@pytest.mark.once
@pytest.mark.parametrize(
    "left_out", [(sign_ins, "delete_of"), (limits, "forget"), (deleting, "raise_edition")]
)
def test_what_is_left_out_of_it_is_noticed(
    left_out: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = canaries.person()
    pk = user.pk
    monkeypatch.setattr(*left_out, lambda *given: None)
    # As in a process that did not do it.
    monkeypatch.setattr(deleting, "CACHE", LocMemCache("another", {}))
    delete_person(user)
    answers_of(make_user())
    assert canaries.left_of(pk) != []


@pytest.mark.once
def test_the_page_says_what_goes_and_when_the_backups_forget_it(settings: Any) -> None:
    user = make_user()
    for note in ("By the river", ""):
        make_session(owner=user, stage="done", tests=canaries.QUICK, note=note)
    client = client_of(user)
    page = words_of(client.get(DELETE))
    assert "2 sessions, with their ratings and measured values One note" in page
    assert "shared link" not in page
    assert "First, keep a copy Not downloaded yet. Download everything" in page
    assert "Ask the person who runs this server, when the last of them is gone." in page
    settings.BACKUP_DAYS = 30
    last = timezone.now() + datetime.timedelta(days=31)
    day = f"{user.day_of(last):%-d %B %Y}"
    assert f"still hold it until {day}. Then it is gone there, too." in words_of(client.get(DELETE))


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "maya@exmaple.org"}, "That is not your email. Type maya@example.org"),
        ({"email": ""}, "That is not your email. Type maya@example.org"),
        ({"password": "not the one"}, "That is not your current password."),
        ({"password": ""}, "Enter your password."),
    ],
)
def test_a_wrong_email_or_password_deletes_nothing_and_what_was_typed_stays(
    changes: dict[str, str], sentence: str
) -> None:
    user = make_user(email="maya@example.org")
    client = client_of(user)
    response = client.post(DELETE, typed(user, **changes))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert fields_of(response)["email"] == [typed(user, **changes)["email"]]
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.once
def test_an_email_in_other_letters_is_the_same_one() -> None:
    user = make_user(email="maya@example.org")
    client_of(user).post(DELETE, typed(user, email=" Maya@Example.org "))
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.once
def test_somebody_without_a_password_says_who_they_are_on_the_page_before() -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    client = client_of(user)
    first = client.get(DELETE)
    assert first.status_code == 302
    assert first.headers["Location"].startswith("/accounts/passkeys/confirm/?next=")
    assert client.post(DELETE, {"email": user.email}).status_code == 302
    assert User.objects.filter(pk=user.pk).exists()
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 4e9}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert "Your password" not in words_of(client.get(DELETE))
    client.post(DELETE, {"email": user.email})
    assert not User.objects.filter(pk=user.pk).exists()


def test_the_only_host_stays_as_long_as_others_are_there() -> None:
    host, other = make_user(is_staff=True), make_user()
    client = client_of(host)
    assert "You are the only host" in words_of(client.get(DELETE))
    client.post(DELETE, typed(host))
    assert User.objects.filter(pk=host.pk).exists()
    with pytest.raises(LastHost):
        delete_person(host)
    delete_person(other)
    client.post(DELETE, typed(host))
    assert not User.objects.filter(pk=host.pk).exists()


@pytest.mark.once
def test_another_device_is_signed_out_and_told_nothing_of_anybody() -> None:
    user = make_user()
    phone, laptop = client_of(user), client_of(user)
    laptop.post(DELETE, typed(user))
    assert phone.get("/history/").headers["Location"] == "/accounts/login/?next=/history/"
    batch = {"user": user.pk, "entries": []}
    answer = phone.post("/sync/", batch, content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"error": "Sign in again."})


@pytest.fixture
def deleted_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for anything is deleted between their request and its view."""
    began = EndDeletedAccounts.__call__

    def delete_first(self: EndDeletedAccounts, request: Any) -> Any:
        if request.user.is_authenticated:
            delete_person(request.user)
        return began(self, request)

    monkeypatch.setattr(EndDeletedAccounts, "__call__", delete_first)


@pytest.mark.parametrize("page", ["pre", "edit", "note", "erase"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_deleted_during_a_request_gets_a_sentence(
    page: str, method: str, deleted_on_the_way: None
) -> None:
    session = make_session(owner=make_user(), stage="done")
    client = client_of(session.owner)
    response = getattr(client, method)(f"/sessions/{session.uuid}/{page}/", {"note": "late"})
    assert response.status_code in (302, 401, 404, 405)


@pytest.mark.once
@pytest.mark.parametrize("path", ["/settings/units/", "/tests/", "/sessions/start/", "/trial/"])
def test_what_was_sent_meanwhile_is_not_saved_and_the_page_says_so(
    path: str, deleted_on_the_way: None
) -> None:
    client = client_of(make_user())
    sent = {"length": "in", "week_starts": "0", "set": "full", "routine": "sock_pull"}
    sent |= {"uuid": str(uuid.uuid4()), "seconds": "45", "order": "left"}
    response = client.post(path, sent)
    assert response.status_code in (302, 401, 405, 422)
    if response.status_code == 401:
        assert "This account is deleted" in words_of(response)


def test_a_phone_that_sends_meanwhile_is_asked_to_sign_in(deleted_on_the_way: None) -> None:
    session = make_session(owner=make_user())
    answer = send(session, tap(session))
    assert (answer.status_code, answer.json()) == (401, {"error": "Sign in again."})


def test_nothing_of_a_deleted_person_can_be_written() -> None:
    user = make_user()
    delete_person(User.objects.get(pk=user.pk))
    with pytest.raises(OwnerIsGone), changing(user.pk):
        pass
    # Of an account from before there were revisions the row is made.
    old = make_user()
    Revision.objects.filter(owner=old).delete()
    with changing(old.pk):
        assert Revision.objects.filter(owner=old).exists()


def test_a_closed_account_is_deleted_on_its_day_and_not_before() -> None:
    now = timezone.now()
    due = make_user(closes_at=now - datetime.timedelta(minutes=1))
    not_yet = make_user(closes_at=now + datetime.timedelta(days=1))
    stays = make_user()
    assert delete_closed() == 1
    assert set(User.objects.values_list("pk", flat=True)) == {not_yet.pk, stays.pk}
    assert not User.objects.filter(pk=due.pk).exists()


@pytest.mark.once
def test_the_day_comes_when_anybody_signs_in_and_when_its_person_returns() -> None:
    past = timezone.now() - datetime.timedelta(minutes=1)
    others, theirs = make_user(closes_at=past), make_user()
    client = client_of(theirs)
    assert not User.objects.filter(pk=others.pk).exists()
    User.objects.filter(pk=theirs.pk).update(closes_at=past)
    page = client.get("/history/")
    assert page.status_code == 401
    assert "This account is deleted" in words_of(page)
    assert not User.objects.filter(pk=theirs.pk).exists()


def output_of(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.once
def test_the_host_deletes_by_command_only_if_they_say_yes() -> None:
    make_session(owner=make_user(email="maya@example.org"), note=CANARY)
    with nothing_changes(), pytest.raises(CommandError, match=r"has 1 sessions.*--yes"):
        output_of("delete_person", "Maya@example.org")
    with pytest.raises(CommandError, match="Nobody here"):
        output_of("delete_person", "somebody@example.org", "--yes")
    assert "with 1 sessions" in output_of("delete_person", "maya@example.org", "--yes")
    assert not User.objects.filter(email="maya@example.org").exists()


@pytest.mark.once
def test_the_list_of_people_says_nothing_of_what_they_entered() -> None:
    user = make_user(email="maya@example.org", last_seen_on=datetime.date(2026, 11, 30))
    make_session(owner=user, tests=canaries.QUICK, note=CANARY)
    make_user(email="tom@example.org", closes_at=timezone.now())
    since = f"{user.date_joined:%Y-%m-%d}"
    assert output_of("list_people").split("\n") == [
        "email             since       last seen   sessions",
        f"maya@example.org  {since}  2026-11-30  1",
        "",
    ]
