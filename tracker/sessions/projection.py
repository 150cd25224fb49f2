"""The rows of a session as its log has them; docs/sync.md says which columns it decides."""

from typing import Any

from tracker.models.rating import Rating
from tracker.models.session import Session
from tracker.rules.log import EventLog, Slot
from tracker.rules.stages import RULES


def session_columns(session: Session, log: EventLog) -> dict[str, Any]:
    """The columns of the session that the log decides; of an open one it decides no end."""
    columns: dict[str, Any] = {"note": log.note, "count_anyway": log.counts_anyway}
    columns |= _routine(session, log)
    columns["worked"] = session.sides_of(columns["dose"])
    if log.start:
        columns["started_at"], columns["day"] = log.start
    if session.is_done and log.finished_at:
        columns["finished_at"] = log.finished_at
        columns["edited_at"] = log.edited_at(log.finished_at)
    return columns


def _routine(session: Session, log: EventLog) -> dict[str, Any]:
    """What was done of the legs that are over."""
    keys = {step.key for step in session.plan.moves}
    legs = RULES.legs_over(session.position)
    ends = [end for leg in legs if (end := log.routine_end(leg, keys))]
    return {
        "dose": {key: done for end in ends for key, done in end.event.dose.items()},
        "stopped_reason": next((e.event.reason for e in reversed(ends) if e.event.reason), ""),
        "routine_done_at": ends[-1].key.at if ends else None,
    }


def rating_columns(log: EventLog, slot: Slot) -> dict[str, Any]:
    """All columns of a rating that are entered: pre_score, pre_at, mid_score, …"""
    return {
        f"{phase}_{name}": value
        for phase in RULES.phases
        for name, value in log.rating(phase, slot).items()
    }


def rating(session: Session, log: EventLog, slot: Slot) -> Rating:
    """The whole row of a slot, unsaved."""
    test = next(test for test in session.planned_tests if test.slug == slot[0])
    return Rating(
        session=session,
        owner_id=session.owner_id,
        day=session.day,
        test=test,
        side=slot[1],
        method=test.measure.get("id", ""),
        **rating_columns(log, slot),
    )
