"""Reads the sessions that answer a fair test: by their plan, whenever they were."""

from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from tracker.analysis.answers import EVERYTHING, Dataset
from tracker.analysis.pairs import History, TestInfo
from tracker.models import Trial
from tracker.queries.answers import routines_of
from tracker.queries.history import familiarisation_of, history_to_answer, tests_of


def plan_dataset(trial: Trial) -> Dataset:
    """Every session that chance picked for `trial`, in a constant number of queries.

    The first two sessions ever are there as well, without counting: if they are of the plan, they
    are practice and do not count either.
    """
    user = trial.owner
    picked = Q(trial=trial.pk, drawn=True)
    wanted = picked | Q(pk__in=familiarisation_of(user))
    rows = list(user.sessions.done().filter(wanted).order_by("started_at").chart_rows())
    history = history_to_answer(user, map(TestInfo.of, tests_of(user)), rows)
    history = _only(history, frozenset(trial.finished_sessions.done().values_list("pk", flat=True)))
    today = user.day_of(timezone.now()).toordinal()
    # After crossing the date line, the latest session may be dated tomorrow.
    last = max([today, *history.days()])
    names, proximity = routines_of(user)
    return Dataset(history, last, EVERYTHING, names=names, proximity=proximity)


def _only(history: History, picked: frozenset[int]) -> History:
    """The same history in which only these sessions count, all as assigned.

    "Count it anyway" applies outside a trial only, so it is ignored here.
    """
    sessions = tuple(
        session._replace(counts=not session.reason_against)
        if session.id in picked
        else session._replace(counts=False, randomised=False)
        for session in history.sessions
    )
    return replace(history, sessions=sessions)
