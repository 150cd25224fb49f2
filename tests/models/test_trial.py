"""A trial assigns its sessions after the before ratings, once, balanced, and counts as assigned."""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import end_routine, finish, make_user, rate, start_session
from tracker.analysis.answers.trials import plan_ahead
from tracker.analysis.randomisation import BLOCK, CONTROL
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.queries.history import infos_of
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
        ("versus", "sock_pull", {"toe_spreaders", "sock_pull", CONTROL}),
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
        block = Counter(draws[start : start + BLOCK])
        if CONTROL in arms:
            assert block[CONTROL] >= BLOCK / 4
        assert max(block.values()) - min(block[arm] for arm in arms) <= 1


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


@pytest.mark.parametrize(
    ("design", "arms"),
    [
        ("control", ["toe_spreaders", CONTROL]),
        ("versus", ["toe_spreaders", "sock_pull", CONTROL]),
        ("one_leg", ["left", "right"]),
    ],
)
def test_a_wider_spread_needs_more_sessions_in_whole_blocks(design: str, arms: list[str]) -> None:
    usual, wide = plan_ahead(design, arms), plan_ahead(design, arms, 2.0)
    assert usual.sessions % BLOCK == wide.sessions % BLOCK == 0
    assert wide.sessions > usual.sessions
    assert bool(usual.controls) == (CONTROL in arms)
    assert plan_ahead(design, arms, 100.0).sessions == 400


def test_the_usual_control_plan_has_12_test_only_sessions_of_24() -> None:
    assert plan_ahead("control", ["toe_spreaders", CONTROL]) == (24, 12)
