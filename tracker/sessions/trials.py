"""Draws what a session of a trial does, and keeps what its owner makes of the draw."""

from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from tracker.analysis.answers.judgement import Judgement
from tracker.analysis.randomisation import CONTROL, LIGHT_TOUCH, assign
from tracker.catalogue.spec import OTHER
from tracker.models import Routine, Session, Trial
from tracker.models.revision import changing
from tracker.queries.trials import judgement_of
from tracker.rules.freezing import frozen_routine, frozen_sham
from tracker.rules.plan import PlannedRoutine
from tracker.rules.stages import DRAW, PRE
from tracker.sessions.transitions import following, transition


def trial_of(session: Session) -> Trial:
    assert session.trial is not None, "only a trial draws"
    return session.trial


def draw(session: Session) -> None:
    """Chance picks the rest of `session`, once: after the before ratings, never again."""
    row = trial_of(session).stored_row
    with changing(session.owner_id):
        trial = row.get()
        arm = assign(trial.seed, trial.draws, trial.arms)
        if transition(session, PRE, stage=DRAW, drawn=True, assigned=arm):
            row.update(draws=F("draws") + 1)


def accept(session: Session) -> None:
    """Do what was drawn."""
    trial = trial_of(session)
    if trial.design == Trial.Design.ONE_LEG:
        fields = _one_leg(session)
    elif session.assigned == CONTROL:
        fields = _sitting(session)
    elif session.assigned == LIGHT_TOUCH:
        fields = _resting(session)
    else:
        fields = _whole(session, trial.assigned_routine(session))
    _begin(session, **fields)


def decline(session: Session, routine: Routine | None) -> None:
    """Do `routine` instead, or sit still; the session still counts as what was drawn."""
    _begin(session, declined=True, **(_whole(session, routine) if routine else _sitting(session)))


def end_trial(trial: Trial) -> None:
    """No more draws; it is judged, and its sessions and what was written down stay.

    A session that is open then, or unsent on a phone, can still be finished. It is not in the
    answer, because the answer is the one that its owner saw on ending the plan; the page says so.
    """
    with changing(trial.owner_id):
        trial.refresh_from_db()
        if trial.is_running:
            trial.ended_at = timezone.now()
            trial.pauses = trial.pauses.ended(trial.ended_at)
            trial.judgement = judgement_of(trial)
            trial.save(update_fields=["ended_at", "pauses", "judgement"])


def judge(trial: Trial) -> Judgement:
    """The judgement of an ended trial; made now, and stored, if it ended before there were any."""
    if trial.judgement is None:
        with changing(trial.owner_id):
            trial.refresh_from_db()
            trial.judgement = trial.judgement or judgement_of(trial)
            trial.save(update_fields=["judgement"])
    return trial.judgement


def pause_trial(trial: Trial, reason: str = "") -> None:
    """Nothing is drawn until it continues. What chance has picked already goes on."""
    with changing(trial.owner_id):
        trial.refresh_from_db()
        if trial.is_running:
            trial.pauses = trial.pauses.begun(timezone.now(), reason)
            trial.save(update_fields=["pauses"])


def continue_trial(trial: Trial) -> None:
    """Chance picks again."""
    with changing(trial.owner_id):
        trial.refresh_from_db()
        trial.pauses = trial.pauses.ended(timezone.now())
        trial.save(update_fields=["pauses"])


def _begin(session: Session, **fields: Any) -> None:
    transition(session, DRAW, stage=following(session, DRAW), **fields)


def _sitting(session: Session) -> dict[str, Any]:
    frozen = _frozen(session, trial_of(session).assigned_routine(session))
    plan = replace(session.plan, routine=frozen.sitting())
    return {"kind": Session.Kind.TEST_ONLY, "plan": plan}


def _resting(session: Session) -> dict[str, Any]:
    frozen = _frozen(session, trial_of(session).assigned_routine(session))
    plan = replace(session.plan, routine=frozen_sham(Routine.objects.light_touch(), frozen))
    return {"kind": Session.Kind.SHAM, "plan": plan}


def _whole(session: Session, routine: Routine) -> dict[str, Any]:
    plan = replace(session.plan, routine=_frozen(session, routine))
    return {"kind": Session.Kind.ROUTINE, "routine": routine, "plan": plan}


def _one_leg(session: Session) -> dict[str, Any]:
    first, routine = session.assigned, trial_of(session).routine
    plan = replace(
        session.plan,
        routine=_frozen(session, routine, f"only {first}"),
        second=_frozen(session, routine, f"only {OTHER[first]}"),
    )
    return {"kind": Session.Kind.ONE_LEG, "leg": first, "plan": plan}


def _frozen(session: Session, routine: Routine, order: str = "") -> PlannedRoutine:
    """`routine` as the session would do it, by default in the order of its plan."""
    return frozen_routine(routine, session.plan.routine.seconds, order or session.plan.order)
