"""Moves a session from one stage to another, once, whoever else tries at the same time."""

import datetime
from dataclasses import replace
from typing import Any

from tracker.models import Session
from tracker.models.revision import changing
from tracker.rules.stages import DONE, RULES


def transition(session: Session, *leaving: str, **fields: Any) -> bool:
    """From one of the stages `leaving` to that of `fields`; False if it has left them already."""
    # The stage is in the query, so that a second request at the same time changes nothing.
    rows = session.stored_row.filter(stage__in=leaving, deleted_at=None)
    with changing(session.owner_id):
        moved = bool(rows.update(**fields))
    for name, value in fields.items() if moved else ():
        setattr(session, name, value)
    return moved


def following(session: Session, stage: str) -> str:
    """The stage of this session after `stage`."""
    return RULES.next_stage(replace(session.position, stage=stage))


def end_at(session: Session, at: datetime.datetime) -> None:
    """It is over, at whatever stage it was; the writer has the entry for it."""
    open_ones = [stage for stage in RULES.stages if RULES.is_before(stage, DONE)]
    transition(session, *open_ones, stage=DONE, finished_at=at)
