"""A trial assigns its sessions after the before ratings, once, balanced, and counts as assigned."""

import re
import uuid
from collections import Counter
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import end_routine, finish, make_user, rate, start_session
from tracker.analysis.answers.sample import ROUTINE_KINDS
from tracker.analysis.answers.trials import plan_ahead
from tracker.analysis.randomisation import BLOCK, CONTROL, LIGHT_TOUCH, assign
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.queries.history import infos_of
from tracker.rules.freezing import frozen_routine, frozen_sham
from tracker.rules.plan import PlannedRoutine
from tracker.sessions.lifecycle import advance, delete_for_now, restore
from tracker.sessions.trials import accept, decline, end_trial

pytestmark = pytest.mark.django_db

UNLIKE = "beef"  # a seed whose first two assignments differ


def routine(slug: str) -> Routine:
    return Routine.objects.get(slug=slug, owner=None)


def make_trial(
    *, owner: User | None = None, design: str = "control", other: str = "", **fields: Any
) -> Trial:
    return Trial.objects.create(
        owner=owner or make_user(),
        design=design,
        routine=routine("toe_spreaders"),
        other_routine=routine(other) if other else None,
        planned=24,
        **{"tests": ["ankle_dorsiflexion"]} | fields,
    )


def begin(trial: Trial) -> Session:
    """A session of a trial, just started."""
    quick = ("ankle_dorsiflexion", "toe_touch")
    return start_session(
        trial.owner,
        uuid=uuid.uuid4(),
        routine=trial.routine,
        tests=list(MobilityTest.objects.offered_to(trial.owner).filter(slug__in=quick)),
        seconds=30,
        order="left",
        trial=trial,
    )


def assigned_session(trial: Trial) -> Session:
    session = begin(trial)
    rate(session, "pre", 4)
    advance(session, "pre")
    return session


def all_draws(trial: Trial, count: int) -> list[str]:
    arms = []
    for _ in range(count):
        session = assigned_session(trial)
        arms.append(session.assigned)
        finish(session)
    return arms


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def test_a_session_is_assigned_after_its_before_ratings() -> None:
    trial = make_trial()
    session = begin(trial)
    assert (session.assigned, session.drawn, trial.draws) == ("", False, 0)
    rate(session, "pre", 4)
    assert again(session).assigned == ""
    advance(session, "pre")
    trial.refresh_from_db()
    assert again(session).stage == "draw"
    assert again(session).assigned in trial.arms
    assert (again(session).drawn, trial.draws) == (True, 1)


def test_before_ratings_sent_twice_are_assigned_once() -> None:
    trial = make_trial()
    session = begin(trial)
    other = again(session)
    advance(session, "pre")
    first = again(session).assigned
    advance(other, "pre")
    trial.refresh_from_db()
    assert (again(session).assigned, trial.draws) == (first, 1)


@pytest.mark.parametrize(
    ("design", "other", "arms"),
    [
        ("control", "", {"toe_spreaders", CONTROL}),
        ("touch", "", {"toe_spreaders", LIGHT_TOUCH}),
        ("versus", "sock_pull", {"toe_spreaders", "sock_pull"}),
        ("one_leg", "", {"left", "right"}),
    ],
)
def test_blocks_of_eight_are_balanced_over_24_sessions(
    design: str, other: str, arms: set[str]
) -> None:
    trial = make_trial(design=design, other=other)
    draws = all_draws(trial, 24)
    count = Counter(draws)
    assert set(count) == arms
    assert max(count.values()) - min(count.values()) <= 3
    for start in range(0, 24, BLOCK):
        assert set(Counter(draws[start : start + BLOCK]).values()) == {BLOCK // 2}


def test_a_trial_that_began_with_three_arms_goes_on_with_three() -> None:
    """Their first two are what it asks; the draws are those that it would have had."""
    three = ["toe_spreaders", "sock_pull", CONTROL]
    trial = make_trial(design="versus", other="sock_pull", seed=UNLIKE, arms=three)
    assert all_draws(trial, 16) == [assign(UNLIKE, number, three) for number in range(16)]
    trial.refresh_from_db()
    assert trial.arms == three


@pytest.mark.parametrize(
    ("design", "other", "arms"),
    [
        ("control", None, ["a", "test_only"]),
        ("versus", "b", ["a", "b", "test_only"]),
        ("one_leg", None, ["left", "right"]),
    ],
)
def test_the_migration_gives_old_trials_the_arms_that_they_had(
    design: str, other: str | None, arms: list[str]
) -> None:
    migration = import_module("tracker.migrations.0014_light_touch")
    old = {"design": design, "routine": SimpleNamespace(slug="a")}
    old["other_routine"] = SimpleNamespace(slug=other) if other else None
    assert migration.arms_until_now(SimpleNamespace(**old)) == arms


def test_two_trials_assign_in_different_orders() -> None:
    first, second = (all_draws(make_trial(), 24) for _ in range(2))
    assert first != second


def test_the_assignments_follow_from_the_stored_seed() -> None:
    first, second = (all_draws(make_trial(seed="feed"), 12) for _ in range(2))
    assert first == second


def test_a_deleted_session_does_not_give_its_assignment_to_the_next() -> None:
    """Otherwise people could delete sessions until they get the arm that they like."""
    expected = all_draws(make_trial(seed=UNLIKE), 2)
    assert expected[0] != expected[1]
    trial = make_trial(seed=UNLIKE)
    first = assigned_session(trial)
    delete_for_now(first)
    second = assigned_session(trial)
    assert [first.assigned, second.assigned] == expected
    trial.refresh_from_db()
    assert trial.draws == 2
    finish(second)
    restore(first)
    assert again(first).assigned == expected[0]


def test_an_accepted_assignment_is_what_the_session_does() -> None:
    trial = make_trial()
    seen = set()
    for _ in range(8):
        session = assigned_session(trial)
        accept(session)
        done = again(session)
        assert done.stage == "routine"
        assert done.declined is False
        assert done.kind == ("test_only" if done.assigned == CONTROL else "routine")
        assert done.plan.routine.slug == done.assigned
        seen.add(done.kind)
        finish(session)
    assert seen == {"test_only", "routine"}


def test_a_control_is_one_step_without_a_side_as_long_as_the_routine() -> None:
    trial = make_trial()
    for _ in range(8):
        session = assigned_session(trial)
        whole = session.plan.routine
        accept(session)
        finish(session)
        if session.assigned == CONTROL:
            break
    (step,) = again(session).plan.routine.steps
    assert (step.side, step.technique) == ("none", "sit")
    assert step.seconds > sum(planned.seconds for planned in whole.steps)


def test_a_declined_session_is_marked_and_counts_as_assigned() -> None:
    trial = make_trial()
    session = assigned_session(trial)
    decline(session, routine("sock_pull"))
    done = again(session)
    assert (done.declined, done.kind, done.routine.slug) == (True, "routine", "sock_pull")
    assert done.plan.routine.slug == "sock_pull"
    finish(done)
    (info,) = infos_of(done.owner_id, done.stored_row.chart_rows())
    assert info.arm == done.assigned


def test_a_declined_session_can_be_test_only() -> None:
    trial = make_trial()
    session = assigned_session(trial)
    decline(session, None)
    done = again(session)
    assert (done.declined, done.kind) == (True, "test_only")
    assert done.plan.routine.slug == CONTROL


def test_an_accepted_assignment_can_no_longer_be_declined() -> None:
    trial = make_trial()
    session = assigned_session(trial)
    accept(session)
    kind = again(session).kind
    decline(session, routine("sock_pull"))
    assert (again(session).kind, again(session).declined) == (kind, False)


def test_a_one_leg_session_works_the_assigned_leg_first() -> None:
    trial = make_trial(design="one_leg")
    session = assigned_session(trial)
    accept(session)
    done = again(session)
    other = {"left": "right", "right": "left"}[done.assigned]
    assert (done.kind, done.leg) == ("one_leg", done.assigned)
    sides = [
        {step.side for step in routine.steps} - {"none"} for routine in done.plan.legs.values()
    ]
    assert sides == [{done.assigned}, {other}]
    end_routine(done)
    assert again(done).stage == "mid"
    advance(done, "mid")
    assert again(done).stage == "second"
    end_routine(done)
    assert again(done).stage == "post"


def test_an_ended_trial_assigns_nothing() -> None:
    trial = make_trial()
    session = begin(trial)
    end_trial(Trial.objects.get(pk=trial.pk))
    rate(session, "pre", 4)
    advance(again(session), "pre")
    trial.refresh_from_db()
    assert (again(session).stage, again(session).drawn, trial.draws) == ("routine", False, 0)


def test_ending_twice_keeps_the_first_time() -> None:
    trial = make_trial()
    end_trial(trial)
    first = trial.ended_at
    end_trial(trial)
    assert Trial.objects.get(pk=trial.pk).ended_at == first


def test_only_one_trial_runs_at_a_time() -> None:
    owner = make_user()
    end_trial(make_trial(owner=owner))
    make_trial(owner=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_trial(owner=owner)


def light_session(partner: str = "toe_spreaders", **fields: Any) -> tuple[Session, PlannedRoutine]:
    """A session with light touch, accepted, and the plan of the routine that it is against."""
    owner = make_user()
    trial = Trial.objects.create(
        owner=owner, design="touch", routine=routine(partner), planned=24, **fields
    )
    session = next(s for s in iter(lambda: _finished(trial), None) if s.assigned == LIGHT_TOUCH)
    whole = session.plan.routine
    accept(session)
    return again(session), whole


def _finished(trial: Trial) -> Session:
    """The next session of a trial; one that is not light touch is over."""
    session = assigned_session(trial)
    if session.assigned != LIGHT_TOUCH:
        finish(session)
    return session


@pytest.mark.parametrize("partner", ["toe_spreaders", "sock_pull"])
def test_light_touch_takes_as_long_as_its_routine_step_by_step(partner: str) -> None:
    session, whole = light_session(partner)
    rested = session.plan.routine
    assert (session.kind, rested.slug, rested.name) == ("sham", LIGHT_TOUCH, "Light touch")
    assert rested.total_seconds == whole.total_seconds
    same = ("side", "kind", "seconds")
    assert [[getattr(step, name) for name in same] for step in rested.steps] == [
        [getattr(step, name) for name in same] for step in whole.steps
    ]
    assert len({step.key for step in rested.steps}) == len(rested.steps)


@pytest.mark.parametrize(
    ("partner", "place"), [("toe_spreaders", "foot"), ("sock_pull", "lower leg")]
)
def test_light_touch_rests_the_hands_where_its_routine_works_and_works_nowhere(
    partner: str, place: str
) -> None:
    session, _ = light_session(partner)
    moves = session.plan.routine.moves
    assert all(place in moves[0].cue and place in moves[0].say for _ in moves)
    assert not any("{" in step.cue + step.say for step in session.plan.routine.steps)
    assert not any(re.search("Pull|pump|Squeeze,", step.say) for step in moves)
    assert session.plan.routine.places == {}


def test_light_touch_takes_as_long_as_a_routine_of_ones_own() -> None:
    owner = make_user()
    own = Routine.objects.create(owner=owner, slug="odd", name="Odd", presets={"standard": 45})
    steps = [("none", "work", 33), ("each", "work", None), ("right", "work", 7)]
    own.replace_steps(
        {"technique": f"odd_{n}", "name": "Odd", "sides": sides, "kind": kind, "seconds": seconds}
        for n, (sides, kind, seconds) in enumerate(steps)
    )
    whole = frozen_routine(own, 45, "right")
    rested = frozen_sham(Routine.objects.light_touch(), whole)
    assert rested.total_seconds == whole.total_seconds
    assert len({step.key for step in rested.steps}) == len(rested.steps) == 4


def test_light_touch_counts_neither_as_a_routine_nor_as_sitting_still() -> None:
    session, _ = light_session()
    finish(session)
    (info,) = infos_of(session.owner_id, session.stored_row.chart_rows())
    assert info.arm == LIGHT_TOUCH
    assert info._replace(randomised=False).arm == LIGHT_TOUCH
    assert info.kind not in (*ROUTINE_KINDS, CONTROL)


@pytest.mark.parametrize("design", ["control", "touch", "versus", "one_leg"])
def test_a_wider_spread_needs_more_sessions_in_whole_blocks(design: str) -> None:
    usual, wide = (plan_ahead(design, ratings=2, spread=spread) for spread in (1.07, 1.6))
    assert usual.sessions % BLOCK == wide.sessions % BLOCK == 0
    assert wide.sessions > usual.sessions
    assert usual.power >= 0.8


@pytest.mark.parametrize("design", ["control", "touch", "versus", "one_leg"])
def test_more_named_ratings_need_fewer_sessions(design: str) -> None:
    sizes = [plan_ahead(design, ratings=ratings, spread=1.5).sessions for ratings in (1, 2, 4, 6)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_a_plan_has_at_most_96_sessions_and_says_what_they_find() -> None:
    plan = plan_ahead("control", ratings=1, spread=3.0)
    assert plan.sessions == 96
    assert not plan.is_enough
    assert 0 < plan.power < 0.8
