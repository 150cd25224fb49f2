"""Starts a session, leads it from stage to stage, deletes it and brings it back."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError
from django.http import Http404
from django.utils import timezone

from tracker.models import ErasedSession, Routine, Session, Trial, User
from tracker.models.revision import changing
from tracker.rules.plan import Plan
from tracker.rules.stages import DONE, DRAW
from tracker.sessions.transitions import following, transition
from tracker.sessions.trials import draw


class WasErased(Http404):
    """It was erased for good: nothing that comes late brings it back."""


class AnotherIsOpen(Exception):
    """Only one session can be open; this one has to wait."""


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """What a session starts with."""

    uuid: uuid.UUID
    routine: Routine
    plan: Plan
    kind: str = Session.Kind.ROUTINE
    trial: Trial | None = None
    zone: str = ""  # its owner's, if empty
    started_at: datetime.datetime | None = None  # now, if none
    closed_at: datetime.datetime | None = None  # where a later session was started before it came


def start(owner: User, new: NewSession) -> Session:
    """Store a new session; the same uuid twice is the same session.

    Raises AnotherIsOpen while another one of the owner's is not finished, and WasErased.
    """
    started_at, zone = new.started_at or timezone.now(), new.zone or owner.time_zone
    fields = {
        "routine": new.routine,
        "plan": new.plan,
        "kind": new.kind,
        "trial": new.trial,
        "zone": zone,
        "started_at": started_at,
        "day": owner.day_of(started_at, zone),
    }
    if new.closed_at:
        fields |= {"stage": DONE, "finished_at": new.closed_at}
    try:
        with changing(owner.pk):
            demand_not_erased(owner.pk, [new.uuid])
            session, _ = Session.objects.get_or_create(owner=owner, uuid=new.uuid, defaults=fields)
    except IntegrityError as error:
        raise AnotherIsOpen from error
    return session


def demand_not_erased(owner_id: int, names: Iterable[uuid.UUID]) -> None:
    """Raises WasErased if the session of one of these names was erased for good."""
    if erased_among(owner_id, names):
        raise WasErased


def erased_among(owner_id: int, names: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the names whose session was erased for good."""
    rows = ErasedSession.objects.filter(owner=owner_id, uuid__in=list(names))
    return set(rows.values_list("uuid", flat=True))


def advance(session: Session, stage: str) -> None:
    """Go from `stage` to the one that follows it; nothing if it has left `stage` already.

    The end of the last stage is the end of the session, which only the writer records.
    """
    then = following(session, stage)
    if then == DRAW:
        draw(session)
    else:
        transition(session, stage, stage=then)


def delete_for_now(session: Session) -> None:
    """Put it away; `restore` brings it back."""
    with session.changing():
        if session.deleted_at is None:
            session.deleted_at = timezone.now()
            session.save(update_fields=["deleted_at"])


def restore(session: Session) -> None:
    """Bring a deleted session back. Raises AnotherIsOpen if two would be open."""
    deleted_at, session.deleted_at = session.deleted_at, None
    try:
        with changing(session.owner_id):
            session.stored_row.exclude(deleted_at=None).update(deleted_at=None)
    except IntegrityError as error:
        session.deleted_at = deleted_at
        raise AnotherIsOpen from error
