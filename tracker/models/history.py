"""Reads a person's ratings as columns, in a number of queries that never grows."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tracker.analysis.pairs import SIDES, History, SessionInfo, TestInfo, history_from_rows
from tracker.models.catalogue import MobilityTest
from tracker.models.rating import Rating
from tracker.models.session import Session
from tracker.models.user import User


def history_of(
    user: User,
    *,
    since: datetime.date | None = None,
    test: MobilityTest | None = None,
    measured: bool = True,
) -> History:
    """All that `user` rated since a day, of all tests or of one; measured values if asked for."""
    sessions, ratings = user.sessions.done(), user.ratings.all()
    tests = [test] if test else list(tests_of(user))
    if test:
        ratings = ratings.filter(test=test)
    if since:
        sessions = sessions.filter(day__gte=since)
        # The index goes by test and side first: only with both named does it begin at a day.
        ratings = ratings.filter(test__in=tests, side__in=SIDES, day__gte=since)
    return _history(tests, sessions, ratings, measured=measured)


def tests_of(user: User) -> QuerySet[MobilityTest]:
    """The tests that `user` can choose, and those they rated before they were retired."""
    mine, rated = Q(owner=None) | Q(owner=user), Q(pk__in=user.ratings.values("test"))
    return MobilityTest.objects.filter(mine).filter(Q(retired=False) | rated)


def history_of_session(session: Session) -> History:
    """One session alone, with its tests in the planned order."""
    sessions = Session.objects.filter(pk=session.pk)
    return _history(session.planned_tests, sessions, Rating.objects.filter(session=session))


def _history(tests: Any, sessions: Any, ratings: Any, *, measured: bool = True) -> History:
    return history_from_rows(
        [TestInfo.of(test) for test in tests],
        [_info(row) for row in sessions.order_by("started_at").facts()],
        ratings.rows(),
        ratings.values_measured() if measured else (),
    )


def _info(row: tuple[Any, ...]) -> SessionInfo:
    *known, started_at = row
    return SessionInfo.from_row([*known, started_at.timestamp() / 3600])
