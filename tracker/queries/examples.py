"""What the pages of progress read: the person's own history, or an example before the first one."""

import datetime
from collections.abc import Iterable

from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import ROUTINES, example_history
from tracker.analysis.pairs import History, TestInfo
from tracker.models import MobilityTest, User
from tracker.queries.answers import answers_of
from tracker.queries.history import history_of


def history_or_example(
    user: User,
    today: datetime.date,
    *,
    since: datetime.date | None = None,
    test: MobilityTest | None = None,
) -> tuple[History, bool]:
    """The person's history and False, or made-up ratings and True while there are no sessions."""
    history = history_of(user, since=since, test=test, measured=test is not None)
    if history.sessions or user.sessions.done().exists():
        return history, False
    day, week_starts = today.toordinal(), user.week_starts
    return example_history(history.tests, day, week_starts=week_starts), True


def answers_to(user: User, history: History, today: datetime.date, *, example: bool) -> Answers:
    """The answers about the person, or about the example."""
    return _of_example(history, today) if example else answers_of(user)


def example_answers(tests: Iterable[TestInfo], today: datetime.date) -> Answers:
    return _of_example(example_history(tests, today.toordinal()), today)


def _of_example(history: History, today: datetime.date) -> Answers:
    proximity = {routine.slug: routine.proximity for routine in ROUTINES}
    return answers(history, today=today.toordinal(), proximity=proximity)
