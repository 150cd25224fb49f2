"""Reads the sessions of a fair test, whenever they were, and answers its question from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import override

from tracker.analysis.answers import EVERYTHING, Dataset
from tracker.analysis.answers.judgement import Judgement, PickedSession
from tracker.analysis.answers.plan_answer import RULE, PlanAnswer, plan_answer
from tracker.analysis.answers.plan_sentences import AskedPlan, name_of, shape_of
from tracker.analysis.pairs import History
from tracker.models import Session, Trial
from tracker.queries.answers import routines_of
from tracker.queries.history import (
    familiarisation_of,
    history_to_answer,
    infos_in_order,
    with_named,
)
from tracker.rules.events import Kind
from tracker.rules.stages import DONE
from tracker.texts import SOURCE

# Edits show in `edited_at`, notes are in no answer, and the others are no news of the session.
NO_ARRIVAL = (Kind.EDIT, Kind.NOTE, Kind.BACKFILL, Kind.CORRECTION)


def plan_dataset(trial: Trial) -> Dataset:
    """Every session that chance picked for `trial`, in a constant number of queries.

    The first two sessions ever are there as well, without counting: if they are of the plan, they
    are practice and do not count either.
    """
    user = trial.owner
    picked = Q(trial=trial.pk, drawn=True)
    wanted = picked | Q(pk__in=familiarisation_of(user))
    rows = list(user.sessions.done().filter(wanted).order_by("started_at").chart_rows())
    # Those that were named are there even if one was retired before any rating.
    tests = infos_in_order(with_named(user, trial.tests), user.length)
    history = history_to_answer(user, tests, rows)
    history = _only(history, frozenset(trial.finished_sessions.done().values_list("pk", flat=True)))
    today = user.day_of(timezone.now()).toordinal()
    # After crossing the date line, the latest session may be dated tomorrow.
    last = max([today, *history.days()])
    names, proximity = routines_of(user)
    return Dataset(history, last, EVERYTHING, names=names, proximity=proximity)


def _only(history: History, picked: frozenset[int]) -> History:
    """The same history in which only these sessions count, all as assigned.

    "Count it anyway" applies outside a trial only, so it is ignored here.
    """
    sessions = tuple(
        session._replace(counts=not session.reason_against)
        if session.id in picked
        else session._replace(counts=False, randomised=False)
        for session in history.sessions
    )
    return replace(history, sessions=sessions)


def answer_of(trial: Trial, dataset: Dataset) -> PlanAnswer:
    return plan_answer(dataset, design=trial.design, arms=trial.arms, tests=trial.tests)


def first_ever(trial: Trial) -> list[bool]:
    """Of the sessions that are practice, as far as they are done, whether they are of `trial`."""
    sessions = trial.owner.sessions.filter(pk__in=familiarisation_of(trial.owner))
    return [of == (trial.pk, True) for of in sessions.values_list("trial", "drawn")]


class PickedName(NamedTuple):
    """A session for which chance picked, and what it picked."""

    uuid: str
    assigned: str


def picked_in_order(trial: Trial) -> list[PickedName]:
    """What chance picked so far, in order; what was erased for good is in its old place."""
    rows = trial.sessions.filter(drawn=True).order_by("started_at", "uuid")
    picked = [PickedName(str(uuid), arm) for uuid, arm in rows.values_list("uuid", "assigned")]
    erased = trial.erased.order_by("place").values_list("place", "uuid", "assigned")
    for place, uuid, arm in erased:
        picked.insert(place or 0, PickedName(str(uuid), arm))
    return picked


def place_of(session: Session) -> int:
    """Where a session stands among those for which chance picked in its trial, from 0."""
    assert session.trial is not None
    return [picked.uuid for picked in picked_in_order(session.trial)].index(str(session.uuid))


def number_in_trial(session: Session) -> int | None:
    """The how many-th session of its trial for which chance picked; None if it is none of them."""
    if session.trial is None or not session.is_randomised:
        return None
    return place_of(session) + 1


def picked_sessions(trial: Trial) -> dict[str, PickedSession]:
    """The sessions for which chance picked, as they are now, by their uuid, in order.

    One that was erased for good is one that was deleted, else as the judgement knows it.
    """
    writes = trial.owner.entries.filter(session__trial=trial.pk).exclude(kind__in=NO_ARRIVAL)
    arrived = dict(writes.values_list("session").annotate(count=Count("pk")).order_by())
    columns = ("pk", "uuid", "stage", "deleted_at", "edited_at", "count_anyway", "declined")
    rows = trial.sessions.filter(drawn=True)
    there = {
        str(uuid): PickedSession(
            done=stage == DONE,
            deleted=deleted_at is not None,
            edited=edited_at.isoformat() if edited_at else "",
            anyway=anyway,
            declined=declined,
            worked=worked,
            arrived=arrived.get(pk, 0),
        )
        for pk, uuid, stage, deleted_at, edited_at, anyway, declined, worked in rows.values_list(
            *columns, "worked"
        )
    }
    judged = trial.judgement.sessions if trial.judgement else {}
    erased = PickedSession(done=False, worked="")
    return {
        uuid: there.get(uuid) or replace(judged.get(uuid, erased), deleted=True)
        for uuid, _ in picked_in_order(trial)
    }


@dataclass(frozen=True)
class Pick:
    """What chance picked for one session, and what became of that."""

    arm: str
    name: str
    shape: str
    session: PickedSession


@dataclass(frozen=True)
class PickedKind:
    """One of the kinds of session that chance picks from."""

    name: str
    shape: str


def kinds_of(trial: Trial, judgement: Judgement) -> list[PickedKind]:
    names, first = judgement.shown_names, judgement.answer.first
    return [PickedKind(name_of(arm, names), shape_of(arm, first)) for arm in trial.arms]


def picks_of(trial: Trial, judgement: Judgement) -> list[Pick]:
    """What chance picked, in order, and what became of it as far as the judgement knows."""
    first = judgement.answer.first
    return [
        Pick(arm, name_of(arm, judgement.shown_names), shape_of(arm, first), session)
        # PostgreSQL stores the sessions of a judgement in an order of its own.
        for uuid, arm in picked_in_order(trial)
        for session in [judgement.sessions.get(uuid)]
        if session
    ]


def judgement_of(trial: Trial) -> Judgement:
    """What the plan answers now, with everything that its page will say of it."""
    dataset = plan_dataset(trial)
    return Judgement(
        RULE,
        timezone.now(),
        answer_of(trial, dataset),
        names_of(trial, dataset),
        picked_sessions(trial),
    )


def names_of(trial: Trial, dataset: Dataset) -> dict[str, str]:
    """The names by which its page speaks of routines and tests, by slug, as they are stored."""
    routines = [routine for routine in (trial.routine, trial.other_routine) if routine]
    named = {*trial.tests, trial.guess}
    tests = [test for test in dataset.history.tests if test.slug in named]
    names = {test.slug: test.name_in_english for test in tests}
    with override(SOURCE):
        return names | {routine.slug: routine.name for routine in routines}


def asked_by(trial: Trial, names: Mapping[str, str]) -> AskedPlan:
    other = trial.other_routine.slug if trial.other_routine else ""
    first, second = names[trial.routine.slug], names.get(other, "")
    return AskedPlan(trial.design, first, second, len(trial.tests))
