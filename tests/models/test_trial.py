"""The draw of a fair test: after the before ratings, once, balanced, and counted as drawn."""

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

UNLIKE = "beef"  # its first two draws differ


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
    """A session that chance is to pick, just started."""
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


def drawn(trial: Trial) -> Session:
    session = begin(trial)
    rate(session, "pre", 4)
    advance(session, "pre")
    return session


def all_draws(trial: Trial, count: int) -> list[str]:
    found = []
    for _ in range(count):
        session = drawn(trial)
        found.append(session.assigned)
        finish(session)
    return found


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def test_chance_picks_after_the_before_ratings_and_not_earlier() -> None:
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


def test_the_end_of_the_before_ratings_sent_twice_draws_once() -> None:
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


def test_two_trials_do_not_draw_alike() -> None:
    one, other = (all_draws(make_trial(), 24) for _ in range(2))
    assert one != other


def test_the_order_follows_from_the_stored_seed_alone() -> None:
    one, other = (all_draws(make_trial(seed="feed"), 12) for _ in range(2))
    assert one == other


def test_a_session_thrown_away_after_its_draw_is_not_drawn_again() -> None:
    """Otherwise one could reload until chance picks what one likes."""
    expected = all_draws(make_trial(seed=UNLIKE), 2)
    assert expected[0] != expected[1]
    trial = make_trial(seed=UNLIKE)
    first = drawn(trial)
    delete_for_now(first)
    second = drawn(trial)
    assert [first.assigned, second.assigned] == expected
    trial.refresh_from_db()
    assert trial.draws == 2
    finish(second)
    restore(first)
    assert again(first).assigned == expected[0]


def test_what_was_drawn_is_done_when_it_is_accepted() -> None:
    trial = make_trial()
    seen = set()
    for _ in range(8):
        session = drawn(trial)
        accept(session)
        done = again(session)
        assert done.stage == "routine"
        assert done.declined is False
        assert done.kind == ("test_only" if done.assigned == CONTROL else "routine")
        assert done.plan.routine.slug == done.assigned
        seen.add(done.kind)
        finish(session)
    assert seen == {"test_only", "routine"}


def test_test_only_lasts_as_long_as_the_routine_and_is_one_step_without_a_side() -> None:
    trial = make_trial()
    for _ in range(8):
        session = drawn(trial)
        whole = session.plan.routine
        accept(session)
        finish(session)
        if session.assigned == CONTROL:
            break
    (step,) = again(session).plan.routine.steps
    assert (step.side, step.technique) == ("none", "sit")
    assert step.seconds > sum(each.seconds for each in whole.steps)


def test_declining_is_written_down_and_it_still_counts_as_what_was_drawn() -> None:
    trial = make_trial()
    session = drawn(trial)
    decline(session, routine("sock_pull"))
    done = again(session)
    assert (done.declined, done.kind, done.routine.slug) == (True, "routine", "sock_pull")
    assert done.plan.routine.slug == "sock_pull"
    finish(done)
    (info,) = infos_of(done.owner_id, done.stored_row.chart_rows())
    assert info.arm == done.assigned


def test_declining_into_sitting_still_is_a_test_only_session_that_counts_as_drawn() -> None:
    trial = make_trial()
    session = drawn(trial)
    decline(session, None)
    done = again(session)
    assert (done.declined, done.kind) == (True, "test_only")
    assert done.plan.routine.slug == CONTROL


def test_a_draw_that_was_accepted_can_no_more_be_declined() -> None:
    trial = make_trial()
    session = drawn(trial)
    accept(session)
    kind = again(session).kind
    decline(session, routine("sock_pull"))
    assert (again(session).kind, again(session).declined) == (kind, False)


def test_one_leg_first_works_the_drawn_leg_then_the_other() -> None:
    trial = make_trial(design="one_leg")
    session = drawn(trial)
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


def test_an_ended_trial_draws_no_more() -> None:
    trial = make_trial()
    session = begin(trial)
    end_trial(Trial.objects.get(pk=trial.pk))
    rate(session, "pre", 4)
    advance(again(session), "pre")
    trial.refresh_from_db()
    assert (again(session).stage, again(session).drawn, trial.draws) == ("routine", False, 0)


def test_ending_twice_keeps_the_moment_of_the_first_time() -> None:
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
def test_a_wider_spread_takes_more_sessions_in_whole_blocks(design: str, arms: list[str]) -> None:
    usual, wide = plan_ahead(design, arms), plan_ahead(design, arms, 2.0)
    assert usual.sessions % BLOCK == wide.sessions % BLOCK == 0
    assert wide.sessions > usual.sessions
    assert bool(usual.controls) == (CONTROL in arms)
    assert plan_ahead(design, arms, 100.0).sessions == 400


def test_the_usual_control_plan_is_24_sessions_of_which_12_are_test_only() -> None:
    assert plan_ahead("control", ["toe_spreaders", CONTROL]) == (24, 12)
