"""Fills the database with people, and gives for each who is measured what a browser would hold."""

import io
import secrets
import uuid
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.factories import make_session
from tracker.models import User


class Person(NamedTuple):
    """A signed-in runner with years of sessions behind them and one session begun."""

    id: int
    cookie: str
    token: str
    done: uuid.UUID
    begun: uuid.UUID
    slots: list[tuple[str, str]]


def fill(*, users: int, years: int) -> list[Person]:
    call_command("demo", users=users - 1, years=years, password="a benchmark", stdout=io.StringIO())
    return [_person(user) for user in User.objects.order_by("pk")]


def client_of(person: Person) -> Client:
    """A browser inside this process, with which queries can be counted."""
    client = Client()
    client.force_login(User.objects.get(pk=person.id))
    return client


def _person(user: User) -> Person:
    client = Client()
    client.force_login(user)
    key, token = client.cookies[settings.SESSION_COOKIE_NAME].value, secrets.token_hex(16)
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={token}"
    done = user.sessions.done().newest_first()[0].uuid
    begun = make_session(owner=user)
    # Its first page of the day writes that it was here.
    client.get("/settings/")
    return Person(user.pk, cookie, token, done, begun.uuid, begun.slots)
