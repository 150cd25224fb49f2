"""Every rating of a person beside what is known of its session, a few sessions at a time."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from tracker.models import MobilityTest, Routine, Session, User
from tracker.models.rating import FIELDS, PHASES
from tracker.models.user import clock_of
from tracker.queries.history import infos_of
from tracker.rules.holds import Holds
from tracker.rules.plan import SIDES

SESSIONS_AT_ONCE = 200
# As files name the phases.
PHASE_NAMES = {"pre": "before", "mid": "between", "post": "after"}
IN_ORDER = (*SIDES, "none")


@dataclass(frozen=True, slots=True)
class RatedTest:
    """One test on one side in one phase; `value` is in `unit` and was read by `method`."""

    test: MobilityTest
    side: str
    phase: str
    score: int | None
    value: Decimal | None
    discomfort: int | None
    skip: str
    at: datetime.datetime | None
    method: str
    unit: str
    holds: Holds | None = None


@dataclass(frozen=True, slots=True)
class RatedSession:
    """A finished session and what was rated in it; `why_not` is empty if it counts."""

    session: Session  # without its plan
    routine: Routine
    why_not: str
    ratings: tuple[RatedTest, ...]

    @property
    def uuid(self) -> uuid.UUID:
        return self.session.uuid

    def local(self, moment: datetime.datetime) -> str:
        """A moment as ISO 8601, with the offset of the zone in which the session was entered."""
        return moment.astimezone(clock_of(self.session.zone)).isoformat(timespec="seconds")


def rated_sessions(user: User) -> Iterator[RatedSession]:
    """The finished sessions of a person, the oldest first, without those that they deleted."""
    done = user.sessions.done().order_by("started_at", "uuid")
    pks = list(done.values_list("pk", flat=True))
    mine = Q(owner=None) | Q(owner=user)
    tests = {test.pk: test for test in MobilityTest.objects.filter(mine)}
    routines = {routine.pk: routine for routine in Routine.objects.filter(mine)}
    for first in range(0, len(pks), SESSIONS_AT_ONCE):
        yield from _some(user, pks[first : first + SESSIONS_AT_ONCE], tests, routines)


def _some(
    user: User, pks: Sequence[int], tests: dict[int, MobilityTest], routines: dict[int, Routine]
) -> Iterator[RatedSession]:
    sessions = user.sessions.filter(pk__in=pks).order_by("started_at", "uuid")
    infos = {info.id: info for info in infos_of(user.pk, sessions.chart_rows())}
    ratings = _ratings(user, pks, tests)
    for session in sessions.defer("plan", "dose"):
        why_not = infos[session.pk].exclusion_reason
        rated = tuple(sorted(ratings[session.pk], key=_order))
        yield RatedSession(session, routines[session.routine_id], why_not, rated)


def _ratings(
    user: User, pks: Sequence[int], tests: dict[int, MobilityTest]
) -> dict[int, list[RatedTest]]:
    by_session: dict[int, list[RatedTest]] = defaultdict(list)
    names = (*FIELDS, "at", "holds")
    entered = [f"{phase}_{name}" for phase in PHASES for name in names]
    rows = user.ratings.filter(session__in=pks)
    columns = ("session_id", "test_id", "side", "method", "unit", *entered)
    for session, test, side, method, unit, *values in rows.values_list(*columns):
        for number, phase in enumerate(PHASES):
            first = number * len(names)
            score, value, discomfort, skip, at, holds = values[first : first + len(names)]
            if score is None and value is None and discomfort is None and not skip:
                continue
            measured = (method, unit) if value is not None else ("", "")
            both = Holds.from_json(holds) if holds else None
            fields = (score, value, discomfort, skip, at, *measured, both)
            by_session[session].append(RatedTest(tests[test], side, phase, *fields))
    return by_session


def _order(rated: RatedTest) -> tuple[Any, ...]:
    place = (rated.test.position, rated.test.slug, IN_ORDER.index(rated.side))
    return (*place, PHASES.index(rated.phase))
