"""What a person's history says about them: the answers of all pages, kept until it changes."""

import datetime
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import F, Q
from django.utils import timezone

from tracker.analysis.answers import RECENT, Answers, Dataset, answers
from tracker.analysis.answers.sample import OWN_FROM, Noise
from tracker.analysis.pairs import Row, TestInfo
from tracker.models.catalogue import Routine
from tracker.models.revision import is_changing, state_of
from tracker.models.user import User
from tracker.queries.history import (
    controls_of,
    history_to_answer,
    sessions_to_answer,
    tests_of,
)
from tracker.queries.repeatability import with_own_errors

# Of this process alone, where a new release begins without old answers. What is found here is
# true in every process, because its name says of which state of the person's rows it is.
KEPT = LocMemCache("answers", {"timeout": 86400, "max_entries": 100})

T = TypeVar("T")


class Routines(NamedTuple):
    """What each routine is called, and which of its places each region is at, by slug."""

    names: dict[str, str]
    proximity: dict[str, dict[str, str]]


class Known(NamedTuple):
    """What answers rest on beside the ratings."""

    today: int
    tests: list[TestInfo]
    sessions: list[Row]
    routines: Routines


def knowledge_of(user: User) -> Answers:
    """Every answer of the last 26 weeks."""
    return _kept("answers", user, _answers)


def noise_of(user: User) -> dict[str, Noise]:
    """How much one before-and-after can be wrong by, per test: all that the result page asks."""
    return _kept("noise", user, _noise)


def _answers(user: User) -> Answers:
    dataset = dataset_of(user)
    return answers(
        dataset.history, today=dataset.today, proximity=dataset.proximity, names=dataset.names
    )


def _noise(user: User) -> dict[str, Noise]:
    controls = controls_of(user)
    if len(controls) < OWN_FROM:
        return {}
    tests = [TestInfo.of(test) for test in tests_of(user)]
    history = history_to_answer(user, tests, controls)
    return Dataset(history, _last_day(user, controls), familiarisation=0).noise


def _kept(what: str, user: User, find: Callable[[User], T]) -> T:
    """Found anew as soon as anything is different that it depends on: all of that is its name."""
    state, today = state_of(user.pk), user.day_of(timezone.now())
    name = f"{what}.{user.pk}.{state.revision}.{state.edition}.{today}"
    found: T | None = KEPT.get(name)
    if found is None:
        found = find(user)
        # What is written and may yet be taken back is nothing to keep.
        if not is_changing(user.pk):
            KEPT.set(name, found)
    return found


def dataset_of(user: User) -> Dataset:
    """The same before it is answered, for pages with a question of their own."""
    return _dataset(user, _known(user))


def routines_of(user: User) -> Routines:
    """The built-in ones and one's own, in use or not: old sessions were done with them."""
    mine = Routine.objects.filter(Q(owner=None) | Q(owner=user))
    ordered = mine.order_by(F("owner").asc(nulls_first=True), "pk")
    rows = list(ordered.values_list("slug", "name", "places"))
    names = {slug: name for slug, name, _ in rows}
    return Routines(names, {slug: proximity for slug, _, proximity in rows})


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
    return int(max(days).toordinal())


def _dataset(user: User, known: Known) -> Dataset:
    history = history_to_answer(user, known.tests, known.sessions)
    names, proximity = known.routines
    return Dataset(history, known.today, names=names, proximity=proximity)
