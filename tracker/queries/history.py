"""Reads a person's ratings as columns, in a constant number of queries."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.analysis.answers import season
from tracker.analysis.answers.sample import NEWEST_CONTROLS
from tracker.analysis.counting import exclusion_reason
from tracker.analysis.pairs import SIDES, History, Row, SessionInfo, TestInfo, history_from_rows
from tracker.analysis.units import CM
from tracker.models.catalogue import CatalogueQuerySet, MobilityTest
from tracker.models.session import Session, SessionQuerySet
from tracker.models.standing import Gap, Span
from tracker.models.user import User
from tracker.queries.holds import comparable, with_swings
from tracker.queries.offered import in_order
from tracker.queries.own_units import in_own_units, values_in_own_units

FAMILIARISATION = 2  # sessions, in which people learn to rate
Moment = datetime.datetime | None


def history_of(
    user: User,
    *,
    since: datetime.date | None = None,
    test: MobilityTest | None = None,
    measured: bool = True,
) -> History:
    """The ratings of `user` since a day, of all tests or of one; measured values are optional."""
    sessions, ratings = user.sessions.done(), user.ratings.all()
    tests = [test] if test else list(tests_of(user))
    if test:
        ratings = ratings.filter(test=test)
    if since:
        sessions = sessions.filter(day__gte=since)
        # The index begins with test and side: only a query that names both can seek to the day.
        ratings = ratings.filter(test__in=tests, side__in=SIDES, day__gte=since)
    values = values_in_own_units(ratings.value_rows(), user.length) if measured else ()
    return history_from_rows(
        infos_in_order(tests, user.length),
        infos_of(user.pk, sessions.order_by("started_at").chart_rows()),
        ratings.score_rows(),
        values,
        week_starts=user.week_starts,
    )


def done_until(user: User, until: Moment = None) -> SessionQuerySet:
    """The finished sessions; with a moment, those that began by then."""
    done = user.sessions.done()
    return done.filter(started_at__lte=until) if until else done


def sessions_to_answer(user: User, since: datetime.date, until: Moment = None) -> list[Row]:
    """The sessions that the answers since a day depend on, as rows.

    These are the sessions since that day, the first two ever (familiarisation), the newest
    test-only sessions, from which the person's own noise is estimated, and those of the same weeks
    one year before.
    """
    relevant = done_until(user, until).filter(
        Q(day__gte=since)
        | Q(pk__in=familiarisation_of(user, until))
        | Q(pk__in=_newest_controls(user, until))
        | Q(day__range=_same_weeks_last_year(user, until))
    )
    return list(relevant.order_by("started_at").chart_rows())


def _same_weeks_last_year(user: User, until: Moment) -> tuple[datetime.date, datetime.date]:
    last = user.day_of(until or timezone.now()) - datetime.timedelta(days=season.YEAR)
    # The last day that counts may be tomorrow, after crossing the date line.
    return last - datetime.timedelta(weeks=season.WEEKS), last + datetime.timedelta(days=1)


def controls_of(user: User) -> list[Row]:
    """The newest test-only sessions, without those of the familiarisation."""
    controls = user.sessions.done().filter(pk__in=_newest_controls(user))
    return list(controls.order_by("started_at").chart_rows())


def _newest_controls(user: User, until: Moment = None) -> QuerySet[Session, dict[str, Any]]:
    # So many and no more, lest the cost of an answer grow with the years.
    controls = done_until(user, until).filter(kind=Session.Kind.TEST_ONLY).exclude(worked="")
    later = controls.exclude(pk__in=familiarisation_of(user, until))
    return later.order_by("-started_at").values("pk")[:NEWEST_CONTROLS]


def familiarisation_of(user: User, until: Moment = None) -> QuerySet[Session, dict[str, Any]]:
    """The first two sessions ever in which something was done, as a subquery."""
    done = done_until(user, until).exclude(worked="")
    return done.order_by("day", "started_at").values("pk")[:FAMILIARISATION]


def history_to_answer(user: User, tests: Iterable[TestInfo], sessions: Iterable[Row]) -> History:
    """The history of these sessions, with the ratings between two legs.

    `tests`: in the person's own units; the error of what a phone measured comes from the sessions.
    """
    infos = infos_of(user.pk, sessions)
    ratings = user.ratings.filter(session__in=[info.id for info in infos])
    rows = list(ratings.value_rows())
    values = values_in_own_units(comparable(rows), user.length)
    tests = with_swings(tests, rows)
    return history_from_rows(tests, infos, ratings.score_rows(), values, ratings.leg_rows())


def tests_of(user: User) -> CatalogueQuerySet[MobilityTest]:
    """The tests that `user` can choose, hidden or not, and those that they rated, in order."""
    return with_named(user, ())


def with_named(user: User, slugs: Sequence[str]) -> CatalogueQuerySet[MobilityTest]:
    """The same tests, and those with these slugs."""
    mine, rated = Q(owner=None) | Q(owner=user), Q(pk__in=user.ratings.values("test"))
    tests = MobilityTest.objects.filter(mine)
    return in_order(tests.filter(Q(retired=False) | rated | Q(slug__in=slugs)), user)


def infos_in_order(tests: Iterable[MobilityTest], length: str = CM) -> list[TestInfo]:
    """What analysis and charts see of the tests, for somebody with this unit of length.

    Their positions are those in `tests`.
    """
    infos = (in_own_units(test, length) for test in tests)
    return [replace(info, position=place) for place, info in enumerate(infos)]


def history_of_session(session: Session) -> History:
    """The ratings of one session alone, with its tests in the planned order."""
    return history_from_rows(
        infos_in_order(session.planned_tests),
        infos_of(session.owner_id, session.stored_row.order_by("started_at").chart_rows()),
        session.ratings.score_rows(),
    )


def infos_of(owner_id: int, rows: Iterable[Row]) -> list[SessionInfo]:
    """The rows of `chart_rows` as infos, with whether each session counts and, if not, why."""
    rows = list(rows)
    sessions = Session.objects.filter(owner=owner_id)
    gaps = sessions.gaps(Span(row[0], *row[-3:]) for row in rows)
    return [_info(gaps.get(row[0], Gap()), *row) for row in rows]


def _info(gap: Gap, *row: Any) -> SessionInfo:
    *columns, worked, _, started_at, _, _ = row
    edited_at, anyway = columns[5:7]
    about = {"worked": worked, "edited": edited_at is not None, "gap": gap.kind}
    info = SessionInfo.from_row([*columns, started_at.timestamp() / 3600])
    counts = not exclusion_reason(**about, anyway=anyway)
    return info._replace(worked=worked, reason_against=exclusion_reason(**about), counts=counts)
