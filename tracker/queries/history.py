"""Reads a person's ratings as columns, in a number of queries that never grows."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tracker.analysis.counting import exclusion_reason
from tracker.analysis.pairs import SIDES, History, Row, SessionInfo, TestInfo, history_from_rows
from tracker.models.catalogue import CatalogueQuerySet, MobilityTest
from tracker.models.session import Session
from tracker.models.standing import Gap, Span
from tracker.models.user import User

FAMILIARISATION = 2  # sessions, while one learns to rate


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
    return _history(user.pk, tests, sessions, ratings, measured=measured)


def sessions_to_answer(user: User, since: datetime.date) -> list[Row]:
    """What the answers since a day rest on, as rows.

    Beside its sessions these are the first two ever, which were practice, and, for one's own
    noise, all test-only sessions.
    """
    control = Q(kind=Session.Kind.TEST_ONLY)
    kept = user.sessions.done().filter(Q(day__gte=since) | Q(pk__in=_first(user)) | control)
    return list(kept.order_by("started_at").facts())


def controls_of(user: User) -> list[Row]:
    """All test-only sessions that count, but for the practice of the first two sessions ever."""
    controls = user.sessions.done().filter(kind=Session.Kind.TEST_ONLY).exclude(worked="")
    return list(controls.exclude(pk__in=_first(user)).order_by("started_at").facts())


def _first(user: User) -> QuerySet[Session, dict[str, Any]]:
    done = user.sessions.done().exclude(worked="")
    return done.order_by("day", "started_at").values("pk")[:FAMILIARISATION]


def history_to_answer(user: User, tests: Iterable[TestInfo], sessions: Iterable[Row]) -> History:
    """The ratings of these sessions, with those between two legs."""
    infos = infos_of(user.pk, sessions)
    ratings = user.ratings.filter(session__in=[info.id for info in infos])
    rows = ratings.rows(), ratings.values_measured(), ratings.between_legs()
    return history_from_rows(tests, infos, *rows)


def tests_of(user: User) -> CatalogueQuerySet[MobilityTest]:
    """The tests that `user` can choose, and those they rated before they were retired."""
    mine, rated = Q(owner=None) | Q(owner=user), Q(pk__in=user.ratings.values("test"))
    return MobilityTest.objects.filter(mine).filter(Q(retired=False) | rated)


def history_of_session(session: Session) -> History:
    """One session alone, with its tests in the planned order."""
    return _history(
        session.owner_id, session.planned_tests, session.stored_row, session.ratings.all()
    )


def _history(
    owner_id: int, tests: Any, sessions: Any, ratings: Any, *, measured: bool = True
) -> History:
    return history_from_rows(
        [TestInfo.of(test) for test in tests],
        infos_of(owner_id, sessions.order_by("started_at").facts()),
        ratings.rows(),
        ratings.values_measured() if measured else (),
    )


def infos_of(owner_id: int, rows: Iterable[Row]) -> list[SessionInfo]:
    """Rows of `facts`, each with whether it counts, and why not."""
    rows = list(rows)
    mine = Session.objects.filter(owner=owner_id)
    known = mine.gaps(Span(row[0], *row[-3:]) for row in rows)
    return [_info(known.get(row[0], Gap()), *row) for row in rows]


def _info(gap: Gap, *row: Any) -> SessionInfo:
    *known, worked, _, started_at, _, _ = row
    edited_at, anyway = known[5:7]
    about = {"worked": worked, "edited": edited_at is not None, "gap": gap.why}
    info = SessionInfo.from_row([*known, started_at.timestamp() / 3600])
    counts = not exclusion_reason(**about, anyway=anyway)
    return info._replace(worked=worked, reason_against=exclusion_reason(**about), counts=counts)
