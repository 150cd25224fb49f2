"""Deletes an account with everything in it, at once and from everywhere but the backups."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from mobility import limits, sign_ins
from mobility.database import freed
from tracker.accounts.hosts import LastHost, alone_among_hosts, is_last_host
from tracker.models.catalogue import MobilityTest, Routine, Step
from tracker.models.invitation import Invitation
from tracker.models.owned import Owned
from tracker.models.revision import OwnerIsGone, changing, raise_edition
from tracker.models.user import User
from tracker.queries.answers import CACHE

ATTEMPTS = 3


def delete_person(user: User, device: str = "") -> None:
    """Delete a person, their sign-ins and what is counted of them. Raises LastHost.

    `device`: the one that asks, as `known_device` names it: it has a counter of its own.
    """
    email = user.email
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _delete_rows(user)
            break
        except IntegrityError:
            # A row of theirs was written at this very moment.
            if attempt == ATTEMPTS:
                raise
    limits.forget(user.pk or 0, email, f"{email} {device}")
    CACHE.clear()
    freed.overwrite()


def _delete_rows(user: User) -> None:
    with alone_among_hosts(user), changing(user.pk):
        # Whoever writes a row that refers to the person waits for the end, and learns it then.
        person = User.objects.select_for_update().get(pk=user.pk)
        if leaves_people_alone(person):
            raise LastHost
        sign_ins.delete_of(person.pk, person.email)
        Invitation.objects.filter(email=person.email).delete()
        for rows in _rows_of(person):
            # Django would look for what refers to them by their ids alone.
            rows._raw_delete(rows.db)
        person.delete()
        # So that no process answers from what it remembers of them.
        raise_edition()


def _rows_of(person: User) -> Iterator[QuerySet[Any]]:
    """All that is theirs, found by itself, so that no new table is left out."""
    owned: list[Any] = [model for model in apps.get_models() if issubclass(model, Owned)]
    yield from (model._base_manager.filter(owner=person) for model in owned)
    yield Step.objects.filter(routine__owner=person)
    yield Routine.objects.filter(owner=person)
    yield MobilityTest.objects.filter(owner=person)


def leaves_people_alone(user: User) -> bool:
    """Whether others are there, and nobody but `user` could look after them."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return is_last_host(user) and others.exists()


def delete_closed(but: User | None = None) -> int:
    """Delete the accounts whose day has come; how many. `but` has a page open, and comes later."""
    due = User.objects.filter(closes_at__lte=timezone.now())
    deleted = 0
    for person in due.exclude(pk=but.pk) if but else due:
        with contextlib.suppress(LastHost, OwnerIsGone):
            delete_person(person)
            deleted += 1
    return deleted


def on_login(*, user: User, **about: Any) -> None:
    """Somebody signs in often enough, so no clock has to be set up for it."""
    delete_closed(but=user)


def is_due(user: User) -> bool:
    return user.closes_at is not None and user.closes_at <= timezone.now()


def gone_from_backups_on(user: User) -> datetime.date | None:
    """The day on which the last backup that holds `user` now is old; None if nobody says."""
    if settings.BACKUP_DAYS is None:
        return None
    # The oldest is removed when the next one is made, which is a day later at most.
    last = timezone.now() + datetime.timedelta(days=settings.BACKUP_DAYS + 1)
    return user.day_of(last)
