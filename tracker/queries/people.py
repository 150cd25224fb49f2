"""What the host sees of people: how many, when each was last here, how many sessions; no more."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models.functions import Coalesce, Greatest, TruncDate

from tracker.models import Session, User

PEOPLE_A_PAGE = 50


@dataclass(frozen=True)
class Person:
    """A row of the host's list."""

    pk: int
    email: str
    is_host: bool
    last_seen_on: datetime.date
    closes_at: datetime.datetime | None
    sessions: int


def people_page(number: str | None) -> "Page[Person]":
    """A page of everybody, those who were here last first; the first for an unknown number."""
    people = User.objects.annotate(seen=_seen()).order_by("-seen", "email")
    page: Page[Any] = Paginator(people, PEOPLE_A_PAGE).get_page(number)
    page.object_list = _listed(page.object_list)
    return page


def _listed(users: Iterable[User]) -> list[Person]:
    users = list(users)
    counts = _session_counts([user.pk for user in users])
    return [
        Person(
            pk=user.pk,
            email=user.email,
            is_host=user.is_staff,
            last_seen_on=user.seen,  # type: ignore[attr-defined]
            closes_at=user.closes_at,
            sessions=counts.get(user.pk, 0),
        )
        for user in users
    ]


def _session_counts(owners: list[int]) -> dict[int, int]:
    """By owner the number of finished sessions that are not deleted."""
    rows = Session.objects.done().filter(owner__in=owners).order_by().values("owner")
    return dict(rows.annotate(count=models.Count("pk")).values_list("owner", "count"))


def _seen() -> Greatest:
    """Whoever was not here since days are noted was here when they signed in or up."""
    joined = TruncDate("date_joined")
    signed_in = Coalesce(TruncDate("last_login"), joined)
    seen = Coalesce(models.F("last_seen_on"), joined)
    return Greatest(joined, signed_in, seen, output_field=models.DateField())
