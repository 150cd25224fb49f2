"""A session lasts ninety days from the last visit, and is deleted once it has expired."""

import datetime
import time

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session as SignIn
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from mobility import sign_ins
from tests.factories import make_user
from tests.pages import client_of
from tests.rows import nothing_changes

pytestmark = pytest.mark.django_db

NINETY_DAYS = datetime.timedelta(days=90)


def visited(client: Client, days_ago: int) -> SignIn:
    """Moves the last visit back; gives the row of the sign-in."""
    session = client.session
    session[sign_ins.VISITED] = int(time.time()) - days_ago * sign_ins.A_DAY - 1
    session.save()
    left = NINETY_DAYS - datetime.timedelta(days=days_ago)
    SignIn.objects.filter(pk=session.session_key).update(expire_date=timezone.now() + left)
    return SignIn.objects.get(pk=session.session_key)


def days_left(row: SignIn) -> int:
    row.refresh_from_db()
    return round((row.expire_date - timezone.now()) / datetime.timedelta(days=1))


@pytest.mark.parametrize("days", [1, 30, 89])
def test_a_visit_extends_the_session_to_ninety_days(days: int) -> None:
    client = client_of(make_user())
    row = visited(client, days)
    assert days_left(row) == 90 - days
    answer = client.get("/history/")
    assert days_left(row) == 90
    assert answer.cookies["sessionid"]["max-age"] == NINETY_DAYS.total_seconds()


def test_further_visits_of_the_same_day_write_nothing() -> None:
    client = client_of(make_user())
    visited(client, 2)
    client.get("/history/")
    with nothing_changes():
        assert "sessionid" not in client.get("/history/").cookies
        client.get("/settings/")


def test_an_anonymous_visit_writes_nothing() -> None:
    with nothing_changes():
        Client().get("/")
        Client().get("/accounts/login/")


def test_a_page_is_shown_even_if_the_visit_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*given: object, **named: object) -> None:
        raise OperationalError("database or disk is full")

    client = client_of(make_user())
    visited(client, 2)
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", full)
    assert client.get("/history/").status_code == 200


def test_a_sign_out_in_another_tab_is_not_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_of(make_user())
    key = visited(client, 2).pk
    real = sign_ins._is_due

    def signed_out_by_then(session: SessionBase) -> bool:
        due = real(session)
        SignIn.objects.filter(pk=key).delete()
        return due

    monkeypatch.setattr(sign_ins, "_is_due", signed_out_by_then)
    assert client.get("/history/").status_code == 200
    assert not SignIn.objects.filter(pk=key).exists()
    assert client.get("/history/").status_code == 302


def test_a_sign_in_deletes_expired_sessions() -> None:
    over, current = client_of(make_user()), client_of(make_user())
    key = over.session.session_key
    SignIn.objects.filter(pk=key).update(expire_date=timezone.now())
    client_of(make_user())
    assert not SignIn.objects.filter(pk=key).exists()
    assert current.get("/history/").status_code == 200


def test_a_year_after_the_sign_in_the_next_visit_is_the_last() -> None:
    client = client_of(make_user())
    row = visited(client, 2)
    session = client.session
    session[sign_ins.SIGNED_IN] = int(time.time()) - sign_ins.LONGEST - 1
    session.save()
    assert client.get("/").status_code == 200
    assert not SignIn.objects.filter(pk=row.pk).exists()
    assert client.get("/settings/").status_code == 302


def test_a_sign_in_from_before_years_were_counted_begins_its_year_now() -> None:
    client = client_of(make_user())
    visited(client, 2)
    session = client.session
    session.pop(sign_ins.SIGNED_IN, None)
    session.save()
    client.get("/")
    assert time.time() - client.session[sign_ins.SIGNED_IN] < sign_ins.A_DAY
