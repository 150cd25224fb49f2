"""A session from its start to its end: it is rated, advanced, finished, deleted and restored."""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import (
    end_routine,
    finish,
    make_history,
    make_session,
    make_user,
    rate,
    record,
    start_session,
)
from tracker.models import MobilityTest, Rating, Routine, Session, Step, User
from tracker.sessions.lifecycle import AnotherIsOpen, advance, delete_for_now, restore
from tracker.sessions.writer import finish as finish_session

pytestmark = pytest.mark.django_db

UTC = datetime.UTC
QUICK = ("ankle_dorsiflexion", "toe_touch")
ANKLE = ("ankle_dorsiflexion", "left")


def start(owner: User, **changes: Any) -> Session:
    plain = {
        "uuid": uuid.uuid4(),
        "routine": Routine.objects.get(slug="toe_spreaders", owner=None),
        "tests": list(MobilityTest.objects.offered_to(owner)),
        "seconds": 45,
        "order": "left",
    }
    return start_session(owner, **(plain | changes))


def again(session: Session) -> Session:
    """The same session as another request reads it."""
    return Session.objects.get(pk=session.pk)


def the_rating(session: Session) -> Rating:
    return session.ratings.get(test__slug=ANKLE[0], side=ANKLE[1])


def test_the_same_uuid_twice_is_the_same_session() -> None:
    owner, name = make_user(), uuid.uuid4()
    first = start(owner, uuid=name)
    second = start(owner, uuid=name, seconds=60, order="right")
    assert second == first
    assert second.plan == first.plan
    assert owner.sessions.count() == 1


def test_two_people_can_use_the_same_uuid() -> None:
    name = uuid.uuid4()
    first, second = start(make_user(), uuid=name), start(make_user(), uuid=name)
    assert first != second
    assert first.owner != second.owner


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_a_new_session_waits_while_another_is_open(stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage)
    with pytest.raises(AnotherIsOpen):
        start(session.owner)
    assert session.owner.sessions.count() == 1


def test_a_finished_or_deleted_session_does_not_block_a_new_one() -> None:
    owner = make_user()
    make_session(owner=owner, stage="done")
    delete_for_now(make_session(owner=owner, stage="routine"))
    make_session(owner=make_user(), stage="pre")
    assert start(owner).is_open


def test_a_change_of_the_catalogue_does_not_change_the_plan() -> None:
    session = start(make_user())
    plan, slots, duration = session.plan, session.slots, session.duration
    MobilityTest.objects.update(name="Renamed", position=1, retired=True)
    Routine.objects.update(name="Renamed", lead_in=90, change_seconds=90, places={}, retired=True)
    Step.objects.filter(position=0).delete()
    Step.objects.update(name="Renamed", seconds=600, cue="Other", hand="both")
    now = again(session)
    assert (now.plan, now.slots, now.duration) == (plan, slots, duration)
    assert now.title == "Toe Spreaders"
    assert len(now.planned_tests) == len(plan.tests)


def test_the_plan_does_the_chosen_side_first() -> None:
    steps = start(make_user(), order="right").plan.routine.steps
    half = len(steps) // 2
    assert {step.side for step in steps[:half]} == {"right"}
    assert {step.side for step in steps[half:]} == {"left"}
    assert [step.technique for step in steps[:half]] == [s.technique for s in steps[half:]]
    assert {step.hand for step in steps[:half] if step.kind == "set_up"} == {"left hand"}


def test_a_session_without_a_zone_is_in_the_zone_of_its_owner() -> None:
    owner = make_user(time_zone="Asia/Tokyo")
    assert start(owner).zone == "Asia/Tokyo"


def test_only_the_given_fields_of_a_rating_are_written() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, "pre", {ANKLE: {"score": 4}})
    record(session, "pre", {ANKLE: {"value": "8.5", "discomfort": 2}})
    record(session, "post", {ANKLE: {"score": 7}})
    rating = the_rating(session)
    assert (rating.pre_score, rating.pre_value, rating.pre_discomfort) == (4, Decimal("8.5"), 2)
    assert (rating.post_score, rating.post_value, rating.post_at is None) == (7, None, False)


def test_a_rating_has_owner_and_day() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, "pre", {ANKLE: {"score": 4}})
    rating = the_rating(session)
    assert (rating.owner, rating.day) == (session.owner, session.day)


def test_a_rating_has_a_method_and_a_unit_from_its_first_value_on() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, "pre", {ANKLE: {"score": 4}})
    assert (the_rating(session).method, the_rating(session).unit) == ("", "")
    record(session, "pre", {ANKLE: {"value": "8.5"}})
    assert (the_rating(session).method, the_rating(session).unit) == ("knee_to_wall_cm", "cm")
    record(session, "pre", {ANKLE: {"value": None}})
    assert (the_rating(session).method, the_rating(session).unit) == ("", "")


def test_a_row_shows_the_values_of_its_newest_method_alone() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, "pre", {ANKLE: {"value": "8.5", "method": "knee_to_wall_cm"}})
    by_angle = {"value": "41", "method": "shin_angle_bent_knee_deg"}
    record(session, "post", {ANKLE: by_angle})
    rating = the_rating(session)
    assert (rating.pre_value, rating.post_value, rating.unit) == (None, Decimal(41), "deg")
    record(session, "post", {ANKLE: {"value": None}})
    rating = the_rating(session)
    assert (rating.pre_value, rating.post_value, rating.unit) == (Decimal("8.5"), None, "cm")


def test_rating_again_replaces_the_score_in_the_same_row() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    for score in (4, 9, 9):
        record(session, "pre", {ANKLE: {"score": score}})
    assert session.ratings.count() == 1
    assert the_rating(session).pre_score == 9


def test_slots_with_different_fields_can_be_written_together() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    right = ("ankle_dorsiflexion", "right")
    record(session, "pre", {ANKLE: {"score": 4}, right: {"skip": "pain"}})
    rows = session.ratings.order_by("side").values_list("side", "pre_score", "pre_skip")
    assert list(rows) == [("left", 4, ""), ("right", None, "pain")]


@pytest.mark.parametrize("phase", ["pre", "post"])
def test_a_score_clears_the_skip_and_vice_versa(phase: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, phase, {ANKLE: {"skip": "pain"}})
    record(session, phase, {ANKLE: {"score": 0}})
    assert the_rating(session).fields_of(phase) | {"value": None} == {
        "score": 0,
        "skip": "",
        "value": None,
        "discomfort": None,
    }
    record(session, phase, {ANKLE: {"skip": "time"}})
    assert the_rating(session).fields_of(phase)["score"] is None
    assert the_rating(session).fields_of(phase)["skip"] == "time"


def test_a_cleared_score_leaves_the_skip_alone() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    record(session, "pre", {ANKLE: {"skip": "pain"}})
    record(session, "pre", {ANKLE: {"score": None}})
    assert the_rating(session).pre_skip == "pain"


def test_zero_and_skipped_are_entered_and_not_rated_is_missing() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    right = ("ankle_dorsiflexion", "right")
    record(session, "pre", {ANKLE: {"score": 0}, right: {"skip": "other"}})
    record(session, "pre", {("toe_touch", "none"): {"value": "3", "discomfort": 1}})
    assert session.missing("pre") == [("toe_touch", "none")]
    assert session.missing("post") == session.slots


def test_each_step_advances_one_stage_and_has_no_effect_twice() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    advance(session, "pre")
    advance(session, "pre")
    assert (session.stage, again(session).stage) == ("routine", "routine")
    end_routine(session, {"left.ts_twist": 30}, "sore")
    end_routine(session, {"left.ts_twist": 45}, "")
    assert (again(session).dose, again(session).stopped_reason) == ({"left.ts_twist": 30}, "sore")
    assert again(session).stage == "post"
    finish(session)
    finished = again(session).finished_at
    finish(session)
    assert (again(session).stage, again(session).finished_at) == ("done", finished)


@pytest.mark.parametrize("stage", ["routine", "post", "done"])
def test_a_late_step_does_not_go_back_to_an_earlier_stage(stage: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage=stage)
    advance(session, "pre")
    assert again(session).stage == stage


def test_a_step_out_of_turn_has_no_effect() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    advance(session, "routine")
    advance(session, "mid")
    assert (again(session).stage, again(session).dose) == ("pre", {})


def test_the_first_of_two_requests_that_end_the_routine_counts() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    other = again(session)
    end_routine(session, {"left.ts_twist": 30})
    end_routine(other, {"left.ts_twist": 5}, "pain")
    assert again(session).dose == {"left.ts_twist": 30}
    assert again(session).stopped_reason == ""


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_a_session_can_be_finished_as_it_is_at_any_stage(stage: str) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage=stage)
    finish(session)
    assert again(session).is_done
    assert again(session).finished_at is not None
    assert not session.owner.sessions.open().exists()


def test_a_session_is_finished_even_if_another_device_advanced_it() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    advance(again(session), "pre")
    finish(session)
    assert again(session).is_done


@pytest.mark.parametrize("verb", [lambda s: advance(s, "routine"), finish_session])
def test_a_deleted_session_stays_at_its_stage(verb: Callable[[Session], None]) -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    other = again(session)
    delete_for_now(session)
    verb(other)
    assert again(session).stage == "routine"


def test_a_restored_session_is_as_it_was() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="post")
    ratings = list(session.ratings.values())
    delete_for_now(session)
    assert not session.owner.sessions.undeleted().exists()
    restore(again(session))
    assert again(session).stage == "post"
    assert list(session.ratings.values()) == ratings


def test_an_open_session_is_not_restored_beside_another_open_one() -> None:
    owner = make_user()
    session = make_session(owner=owner, tests=QUICK)
    delete_for_now(session)
    make_session(owner=owner, tests=QUICK)
    with pytest.raises(AnotherIsOpen):
        restore(session)
    assert again(session).deleted_at is not None
    assert session.deleted_at is not None


def test_a_finished_session_is_restored_beside_an_open_one() -> None:
    owner = make_user()
    session = make_session(owner=owner, tests=QUICK, stage="done")
    delete_for_now(session)
    make_session(owner=owner, tests=QUICK)
    restore(session)
    assert again(session).deleted_at is None


def test_deleting_twice_keeps_the_first_time() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    delete_for_now(session)
    first = again(session).deleted_at
    delete_for_now(again(session))
    assert again(session).deleted_at == first


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "at", "day"),
    [
        ("UTC", 0, "2026-03-10T00:00", "2026-03-10"),
        ("UTC", 0, "2026-03-09T23:59:59", "2026-03-09"),
        ("UTC", 3, "2026-03-10T02:59:59", "2026-03-09"),
        ("UTC", 3, "2026-03-10T03:00", "2026-03-10"),
        ("Pacific/Auckland", 0, "2026-03-09T12:00", "2026-03-10"),
        ("America/Los_Angeles", 3, "2026-03-10T09:00", "2026-03-09"),
        ("Asia/Kolkata", 0, "2026-03-09T18:30", "2026-03-10"),
        ("Asia/Kolkata", 0, "2026-03-09T18:29", "2026-03-09"),
        # In Berlin the clocks go from 2 to 3 in the night of 29 March, at 1:00 UTC …
        ("Europe/Berlin", 3, "2026-03-29T00:59", "2026-03-28"),
        ("Europe/Berlin", 3, "2026-03-29T01:00", "2026-03-29"),
        # … and back from 3 to 2 on 25 October: 2:30 comes twice, both times still yesterday.
        ("Europe/Berlin", 3, "2026-10-25T00:30", "2026-10-24"),
        ("Europe/Berlin", 3, "2026-10-25T01:30", "2026-10-24"),
        ("Europe/Berlin", 3, "2026-10-25T02:00", "2026-10-25"),
        ("Europe/Berlin", 23, "2026-10-25T21:59", "2026-10-24"),
        ("Europe/Berlin", 23, "2026-10-25T22:00", "2026-10-25"),
        ("Pacific/Kiritimati", 3, "2025-12-31T13:00", "2026-01-01"),
    ],
)
def test_a_session_belongs_to_the_day_in_its_own_zone(
    zone: str, hour: int, at: str, day: str
) -> None:
    owner = make_user(time_zone="America/New_York", day_starts_at=hour)
    session = start(owner, zone=zone, started_at=moment(at))
    assert str(again(session).day) == day
    rate(session, "pre", 5)
    assert set(session.ratings.values_list("day", flat=True)) == {session.day}


def test_a_session_is_shown_in_its_own_zone() -> None:
    session = start(make_user(), zone="Asia/Tokyo", started_at=moment("2026-03-09T21:58"))
    assert f"{again(session).local_start:%d %H:%M}" == "10 06:58"


def test_the_duration_is_of_what_was_done_not_planned() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    assert session.duration == ""
    end_routine(session, {"left.ts_twist": 45, "right.ts_twist": 75})
    assert session.duration == "2 min"


def test_a_short_routine_lasted_under_1_min_and_one_without_a_dose_nothing() -> None:
    session = make_session(owner=make_user(), stage="routine")
    end_routine(session, {"left.ts_twist": 12}, "enough")
    assert session.duration == "under 1 min"
    other = make_session(owner=make_user(), stage="routine")
    end_routine(other, {}, "enough")
    assert other.duration == ""


def test_the_factory_makes_one_session_a_day() -> None:
    sessions = make_history(owner=make_user(), days=3, tests=QUICK)
    assert len({session.day for session in sessions}) == 3
