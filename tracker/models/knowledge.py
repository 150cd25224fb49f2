"""What a person's history says about them: the answers of all pages, kept until it changes."""

import datetime
import hashlib
from typing import NamedTuple

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import F, Q
from django.utils import timezone

from tracker.analysis.answers import RECENT, Answers, Asked, answers
from tracker.analysis.answers.sample import OWN_FROM, Noise
from tracker.analysis.pairs import Row, TestInfo
from tracker.models.catalogue import Routine
from tracker.models.history import (
    controls_of,
    history_to_answer,
    sessions_to_answer,
    tests_of,
)
from tracker.models.steady import with_own_errors
from tracker.models.user import User

# Of this process alone: it costs no query, and a new release starts without old answers.
KEPT = LocMemCache("answers", {"timeout": 86400, "max_entries": 100})


class Routines(NamedTuple):
    """What each routine is called, and which of its places each region is at, by slug."""

    names: dict[str, str]
    places: dict[str, dict[str, str]]


class Known(NamedTuple):
    """All that answers rest on, except for the ratings: those change with their session."""

    today: int
    tests: list[TestInfo]
    sessions: list[Row]
    routines: Routines

    @property
    def key(self) -> str:
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()


def knowledge_of(user: User) -> Answers:
    """Every answer of the last 26 weeks."""
    known = _known(user)
    name = f"{user.pk}.{known.key}"
    found = KEPT.get(name)
    if found is None:
        asked = _asked(user, known)
        found = answers(asked.history, today=asked.today, places=asked.places, names=asked.names)
        KEPT.set(name, found)
    return found


def noise_of(user: User) -> dict[str, Noise]:
    """How much one before-and-after can be wrong by, per test: all that the result page asks."""
    controls = controls_of(user)
    today = _last_day(user, controls)
    if len(controls) < OWN_FROM:
        return {}
    tests = [TestInfo.of(test) for test in tests_of(user)]
    name = f"{user.pk}.{Known(today, tests, controls, Routines({}, {})).key}"
    found: dict[str, Noise] | None = KEPT.get(name)
    if found is None:
        history = history_to_answer(user, tests, controls)
        found = Asked(history, today, practice=0).noise
        KEPT.set(name, found)
    return found


def asked_of(user: User) -> Asked:
    """The same before it is answered, for pages with a question of their own."""
    return _asked(user, _known(user))


def routines_of(user: User) -> Routines:
    """The built-in ones and one's own, in use or not: old sessions were done with them."""
    mine = Routine.objects.filter(Q(owner=None) | Q(owner=user))
    ordered = mine.order_by(F("owner").asc(nulls_first=True), "pk")
    rows = list(ordered.values_list("slug", "name", "places"))
    names = {slug: name for slug, name, _ in rows}
    return Routines(names, {slug: places for slug, _, places in rows})


def _known(user: User) -> Known:
    today = user.day_of(timezone.now())
    sessions = sessions_to_answer(user, today - datetime.timedelta(weeks=RECENT.weeks or 0))
    return Known(
        _last_day(user, sessions),
        with_own_errors(user, map(TestInfo.of, tests_of(user))),
        sessions,
        routines_of(user),
    )


def _last_day(user: User, sessions: list[Row]) -> int:
    # Whoever crossed the date line has a session of tomorrow already.
    days = [user.day_of(timezone.now()), *(day for _, _, day, *_ in sessions)]
    return max(days).toordinal()


def _asked(user: User, known: Known) -> Asked:
    history = history_to_answer(user, known.tests, known.sessions)
    names, places = known.routines
    return Asked(history, known.today, names=names, places=places)
