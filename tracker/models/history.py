"""Reads a person's ratings as columns, in a number of queries that never grows."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows
from tracker.models.catalogue import MobilityTest
from tracker.models.rating import Rating
from tracker.models.session import Session
from tracker.models.user import User


def history_of(
    user: User, *, since: datetime.date | None = None, test: MobilityTest | None = None
) -> History:
    """All that `user` rated since a day, of all tests or of one."""
    sessions, ratings = user.sessions.done(), user.ratings.all()
    if since:
        sessions, ratings = sessions.filter(day__gte=since), ratings.filter(day__gte=since)
    tests = tests_of(user)
    if test:
        ratings, tests = ratings.filter(test=test), [test]
    return _history(tests, sessions, ratings)


def tests_of(user: User) -> QuerySet[MobilityTest]:
    """The tests that `user` can choose, and those they rated before they were retired."""
    mine, rated = Q(owner=None) | Q(owner=user), Q(pk__in=user.ratings.values("test"))
    return MobilityTest.objects.filter(mine).filter(Q(retired=False) | rated)


def history_of_session(session: Session) -> History:
    """One session alone, with its tests in the planned order."""
    sessions = Session.objects.filter(pk=session.pk)
    return _history(session.planned_tests, sessions, Rating.objects.filter(session=session))


def _history(tests: Any, sessions: Any, ratings: Any) -> History:
    return history_from_rows(
        [TestInfo.of(test) for test in tests],
        [SessionInfo.from_row(row) for row in sessions.order_by("started_at").facts()],
        ratings.rows(),
        ratings.values_measured(),
    )
