"""Simulated people with known true effects, written to the database in bulk."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from tracker.analysis.answers.example_trial import (
    Effect,
    RandomisedSession,
    example_effect,
    simulate_randomised,
)
from tracker.analysis.pairs import TestInfo
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.rules.events import Event, Finished, RoutineEnded
from tracker.rules.freezing import frozen_plan, frozen_sham
from tracker.rules.plan import Plan
from tracker.sessions.adding import add
from tracker.sessions.changes import rated

TWO_ARMS = ("toe_spreaders", CONTROL)
THREE_ARMS = ("toe_spreaders", "sock_pull", CONTROL)


def nothing(routine: str, test: TestInfo) -> float:
    return 0.0


def one_point(routine: str, test: TestInfo) -> float:
    return 1.0


def lived(
    owner: User,
    *,
    count: int,
    arms: Sequence[str] = TWO_ARMS,
    effect: Effect = example_effect,
    seed: int = 1,
    trial: Trial | None = None,
    randomised: bool = True,
    ago: int = 0,
    **fields: Any,
) -> list[Session]:
    """`count` finished sessions up to today less `ago` days."""
    tests = list(MobilityTest.objects.offered_to(owner))
    today = owner.day_of(timezone.now()).toordinal() - ago
    simulated = simulate_randomised(
        [TestInfo.of(test) for test in tests],
        last=today,
        count=count,
        arms=arms,
        effect=effect,
        seed=seed,
        **fields,
    )
    return write(owner, tests, simulated, randomised=randomised, trial=trial)


def in_phases(owner: User, *, count: int, seed: int = 1) -> list[Session]:
    """Test-only sessions, then as many with a routine, none of them randomised."""
    tests = list(MobilityTest.objects.offered_to(owner))
    today = owner.day_of(timezone.now()).toordinal()
    infos = [TestInfo.of(test) for test in tests]
    about = {"last": today, "count": count, "arms": TWO_ARMS, "effect": nothing}
    simulated = simulate_randomised(infos, **about, seed=seed)
    half = [CONTROL] * (count // 2) + ["toe_spreaders"] * (count - count // 2)
    pairs = zip(simulated, half, strict=True)
    ordered = [session._replace(arm=arm, routine="toe_spreaders") for session, arm in pairs]
    return write(owner, tests, ordered, randomised=False)


def write(
    owner: User,
    tests: list[MobilityTest],
    simulated: Sequence[RandomisedSession],
    *,
    randomised: bool = True,
    trial: Trial | None = None,
) -> list[Session]:
    routines = {
        routine.slug: routine for routine in Routine.objects.filter(owner=None, retired=False)
    }
    plans = {slug: frozen_plan(routine, tests, 45, "left") for slug, routine in routines.items()}
    about = (owner, tests, routines, plans, randomised, trial)
    return add([_session(info, *about) for info in simulated])


def _session(
    info: RandomisedSession,
    owner: User,
    tests: list[MobilityTest],
    routines: dict[str, Routine],
    plans: dict[str, Plan],
    randomised: bool,
    trial: Trial | None,
) -> tuple[Session, list[Event]]:
    day = datetime.date.fromordinal(info.day)
    moment = datetime.datetime.combine(day, datetime.time(7, second=7), datetime.UTC)
    plan = replace(plans[info.routine], set="full")
    if info.arm == LIGHT_TOUCH:
        rested = frozen_sham(Routine.objects.light_touch(), plan.routine)
        plan = replace(plan, routine=rested)
    if info.arm == CONTROL:
        plan = replace(plan, routine=plan.routine.sitting())
    session = Session(
        owner=owner,
        uuid=uuid.uuid4(),
        kind=info.kind,
        trial=trial,
        drawn=randomised,
        assigned=info.arm if randomised else "",
        leg=info.arm if info.arm in LEGS else "",
        routine=routines[info.routine],
        plan=plan,
        day=day,
        zone="UTC",
        started_at=moment,
    )
    session.planned_tests = tests
    dose = {step.key: step.seconds for step in plan.routine.steps}
    end = [RoutineEnded("routine", dose, at=moment), Finished(moment)]
    return session, [*_ratings(info, tests, moment), *end]


def _ratings(
    info: RandomisedSession, tests: list[MobilityTest], moment: datetime.datetime
) -> Iterator[Event]:
    slugs = {test.pk: test.slug for test in tests}
    for rating in info.ratings:
        slot = (slugs[rating.test.id], rating.side)
        scores = {"pre": rating.before, "mid": rating.between, "post": rating.after}
        for phase, score in scores.items():
            if score is not None:
                yield from rated(phase, {slot: {"score": score}}, moment)
