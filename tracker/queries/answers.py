"""Computes the answers about a person for all pages, and caches them until anything changes."""

import datetime
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import F, Q
from django.utils import timezone

from tracker.analysis.answers import RECENT, Answers, Dataset, answers
from tracker.analysis.answers.sample import OWN_FROM, Noise
from tracker.analysis.answers.swing import Changes, control_changes
from tracker.analysis.pairs import Row, TestInfo
from tracker.models.catalogue import Routine
from tracker.models.revision import data_version_of, is_changing
from tracker.models.user import User
from tracker.queries.history import (
    Moment,
    controls_of,
    history_to_answer,
    infos_in_order,
    sessions_to_answer,
    tests_of,
)
from tracker.queries.repeatability import with_own_errors

# In the memory of this process, so a new release starts without old answers. No process can read a
# stale one: the key names the state of the person's rows that it was computed from.
CACHE = LocMemCache("answers", {"timeout": 86400, "max_entries": 100})

T = TypeVar("T")


class Routines(NamedTuple):
    """The name of each routine, and how near each region is to what it works on, by slug."""

    names: dict[str, str]
    proximity: dict[str, dict[str, str]]


class AnswerInputs(NamedTuple):
    """What answers depend on besides the ratings."""

    today: int
    tests: list[TestInfo]
    sessions: list[Row]
    routines: Routines


def answers_of(user: User, until: Moment = None) -> Answers:
    """Every answer from the last 26 weeks, or as of a moment from the 26 weeks before it."""
    return cached("answers", user, _answers, until)


def noise_of(user: User) -> dict[str, Noise]:
    """The noise of a single change, by test."""
    return cached("noise", user, _noise_and_changes)[0]


def control_changes_of(user: User) -> list[Changes]:
    """The changes of the newest test-only sessions, which is all that the result page needs."""
    return cached("noise", user, _noise_and_changes)[1]


def _answers(user: User, until: Moment) -> Answers:
    dataset = dataset_of(user, until)
    return answers(
        dataset.history, today=dataset.today, proximity=dataset.proximity, names=dataset.names
    )


def _noise_and_changes(user: User, _: Moment) -> tuple[dict[str, Noise], list[Changes]]:
    controls = controls_of(user)
    if len(controls) < OWN_FROM:
        return {}, []
    tests = infos_in_order(tests_of(user), user.length)
    history = history_to_answer(user, tests, controls)
    dataset = Dataset(history, _last_day(user, controls), familiarisation=0)
    return dataset.noise, control_changes(dataset)


def cached(name: str, user: User, compute: Callable[[User, Moment], T], until: Moment = None) -> T:
    """Computed again as soon as anything that it depends on changes: the key names all of it."""
    state, today = data_version_of(user.pk), until or user.day_of(timezone.now())
    _forget_other_editions(state.edition)
    key = f"{name}.{user.pk}.{state.revision}.{state.edition}.{today:%Y%m%d%H%M%S%f}.{user.length}"
    answer: T | None = CACHE.get(key)
    if answer is None:
        answer = compute(user, until)
        # Inside a transaction that writes, the answer is of rows that may yet be rolled back.
        if not is_changing(user.pk):
            CACHE.set(key, answer)
    return answer


def _forget_other_editions(edition: int) -> None:
    """No answer of another one is asked for again; a deleted account raises the edition."""
    if CACHE.get("edition") != edition:
        CACHE.clear()
        CACHE.set("edition", edition)


def dataset_of(user: User, until: Moment = None) -> Dataset:
    """The history behind the answers, for pages with a question of their own."""
    return _dataset(user, _inputs_of(user, until))


def routines_of(user: User) -> Routines:
    """The built-in routines and the person's own, deleted ones too: old sessions used them."""
    available = Routine.objects.filter(Q(owner=None) | Q(owner=user))
    ordered = available.order_by(F("owner").asc(nulls_first=True), "pk")
    rows = list(ordered.values_list("slug", "name", "places"))
    names = {slug: name for slug, name, _ in rows}
    return Routines(names, {slug: proximity for slug, _, proximity in rows})


def _inputs_of(user: User, until: Moment) -> AnswerInputs:
    today = user.day_of(until or timezone.now())
    first = today - datetime.timedelta(weeks=RECENT.weeks or 0)
    sessions = sessions_to_answer(user, first, until)
    return AnswerInputs(
        _last_day(user, sessions, until),
        with_own_errors(user, infos_in_order(tests_of(user), user.length)),
        sessions,
        routines_of(user),
    )


def _last_day(user: User, sessions: list[Row], until: Moment = None) -> int:
    # After crossing the date line, the latest session may be dated tomorrow.
    days = [user.day_of(until or timezone.now()), *(day for _, _, day, *_ in sessions)]
    return int(max(days).toordinal())


def _dataset(user: User, inputs: AnswerInputs) -> Dataset:
    history = history_to_answer(user, inputs.tests, inputs.sessions)
    names, proximity = inputs.routines
    return Dataset(history, inputs.today, names=names, proximity=proximity)
