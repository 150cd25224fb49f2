"""A person's ratings as columns: which are read, which are excluded, and in which order."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_history, make_session, make_user, record
from tracker.models import MobilityTest, Rating
from tracker.queries.history import history_of, history_of_session
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
LEFT, TOUCH = ("ankle_dorsiflexion", "left"), ("toe_touch", "none")


def days_ago(number: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=number)


def test_every_test_and_side_has_its_columns_oldest_first() -> None:
    owner = make_user()
    make_session(owner=owner, tests=QUICK, stage="done", started_at=days_ago(1), pre=2, post=3)
    make_session(owner=owner, tests=QUICK, stage="done", started_at=days_ago(9), pre=7, post=5)
    history = history_of(owner)
    series = history.series[LEFT]
    assert (series.before, series.after) == ([7, 2], [5, 3])
    assert series.days == sorted(series.days)
    assert {key: len(columns.days) for key, columns in history.series.items()} == {
        LEFT: 2,
        ("ankle_dorsiflexion", "right"): 2,
        TOUCH: 2,
    }


def test_open_deleted_and_foreign_sessions_are_excluded() -> None:
    owner = make_user()
    make_session(owner=make_user(), tests=QUICK, stage="done")
    delete_for_now(make_session(owner=owner, tests=QUICK, stage="done"))
    make_session(owner=owner, tests=QUICK, stage="post")
    history = history_of(owner)
    assert (history.sessions, history.series) == ((), {})


def test_zero_is_not_read_as_not_rated() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done", pre=0, post=0)
    record(session, "post", {LEFT: {"score": None}})
    series = history_of(session.owner).series[LEFT]
    assert (series.before, series.after) == ([0], [None])


def test_measured_values_have_columns_of_their_own() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done")
    record(session, "pre", {LEFT: {"value": Decimal("8.5")}})
    measured = history_of(session.owner).measured
    assert list(measured) == [(*LEFT, "knee_to_wall_cm")]
    assert measured[*LEFT, "knee_to_wall_cm"].before == [Decimal("8.50")]
    assert measured[*LEFT, "knee_to_wall_cm"].after == [None]


def test_a_history_can_begin_at_a_day() -> None:
    owner = make_user()
    make_history(owner=owner, days=5, tests=QUICK)
    since = owner.day_of(days_ago(2))
    history = history_of(owner, since=since)
    assert len(history.sessions) == 2
    assert history.series[TOUCH].days == [since.toordinal(), since.toordinal() + 1]


def test_a_history_can_be_of_one_test() -> None:
    owner = make_user()
    make_session(owner=owner, tests=QUICK, stage="done")
    history = history_of(owner, test=MobilityTest.objects.get(slug="toe_touch"))
    assert set(history.series) == {TOUCH}
    assert [test.slug for test in history.tests] == ["toe_touch"]


def test_a_retired_test_stays_in_the_history_of_people_who_rated_it() -> None:
    owner, other = make_user(), make_user()
    make_session(owner=owner, tests=QUICK, stage="done")
    MobilityTest.objects.filter(slug="toe_touch").update(retired=True)
    assert TOUCH in history_of(owner).series
    assert "toe_touch" not in [test.slug for test in history_of(other).tests]


def test_one_session_has_its_tests_in_the_planned_order() -> None:
    owner = make_user()
    make_session(owner=owner, stage="done")
    session = make_session(owner=owner, tests=QUICK, stage="done")
    history = history_of_session(session)
    assert [test.slug for test in history.tests] == list(QUICK)
    assert [info.id for info in history.sessions] == [session.pk]


def test_counts_compare_only_slots_that_were_rated_twice() -> None:
    tests = ("toe_spread", "toe_extension", "ankle_dorsiflexion")
    session = make_session(owner=make_user(), stage="done", tests=tests, pre=4, post=4)
    slots = session.slots
    record(session, "post", {slots[0]: {"score": 5}, slots[1]: {"score": 3}})
    record(session, "post", {slots[2]: {"skip": "pain"}, slots[3]: {"score": None}})
    record(session, "pre", {slots[3]: {"skip": "pain"}, slots[4]: {"skip": "time"}})
    counts = Rating.objects.filter(session=session).change_counts().get()
    assert counts == {
        "session_id": session.pk,
        "freer": 1,
        "same": 1,
        "stiffer": 1,
        "both": 3,
        "rated": 5,
        "skipped": 3,
        "entered": 6,
    }


def test_a_history_is_read_in_four_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = make_user()
    make_history(owner=owner, days=3)
    with django_assert_num_queries(4):
        history_of(owner)
