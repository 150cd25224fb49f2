"""What the pages of progress read: the person's own history, or an example before the first one."""

import datetime

from tracker.analysis.answers import Answers, answers
from tracker.analysis.example import ROUTINES, example_history
from tracker.analysis.pairs import History
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
    return example_history(history.tests, today.toordinal()), True


def answers_to(user: User, history: History, today: datetime.date, *, example: bool) -> Answers:
    """The answers about the person, or about the example."""
    if not example:
        return answers_of(user)
    proximity = {routine.slug: routine.proximity for routine in ROUTINES}
    return answers(history, today=today.toordinal(), proximity=proximity)
