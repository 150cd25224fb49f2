"""Progress: what most tests say, the three answers, the board, and the one thing to do next."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.early import NEEDED, Early
from tracker.analysis.answers.headline import first_changes, headline, is_worse, so_far
from tracker.analysis.answers.tally import Tally
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.sentences import GRADES
from tracker.charts.board import rated_tests
from tracker.charts.three_answers import three_answers
from tracker.charts.three_numbers import excluded_sentences
from tracker.models import User
from tracker.queries.answers import answers_of
from tracker.queries.examples import example_answers
from tracker.queries.history import infos_in_order, tests_of
from tracker.queries.offered import offered_tests
from tracker.views.standing import Standing, plan_of


@dataclass(frozen=True)
class Segment:
    """A session on the way to a first estimate."""

    is_done: bool
    is_practice: bool


@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    user = request.user
    example = not user.sessions.done().exists()
    tests = tuple(infos_in_order(offered_tests(user) if example else tests_of(user), user.length))
    answered = example_answers(tests, user.day_of(timezone.now())) if example else answers_of(user)
    plan = None if example else plan_of(user)
    history = History(tests, (), {})
    page: dict[str, object] = {
        "example": example,
        "plan": plan,
        "show": request.GET.get("show"),
        "figures": charts.figures("progress", history, example=example, answers=answered),
    }
    days = [day.toordinal() for day in _days(user)]
    page |= _early(days, answered.early) if answered.early else _whole(answered, tests, plan)
    page["subtitle"] = "" if example else _subtitle(days, answered)
    return render(request, "progress/progress.html", page)


def _days(user: User) -> Iterable[datetime.date]:
    """The day of every session in which something was done."""
    return user.sessions.done().exclude(worked="").values_list("day", flat=True)


def _subtitle(days: Sequence[int], answered: Answers) -> str:
    since = [words.since(days)] if days else []
    return " ".join([*since, *excluded_sentences(answered.sample_size)])


def _early(days: Sequence[int], early: Early) -> dict[str, object]:
    done, are_all = NEEDED - early.wait, len(days) <= early.sessions
    return {
        "early": early,
        "says": so_far(early.sessions, are_all=are_all),
        "changes": first_changes(early.all_changes),
        "segments": [Segment(n < done, n < early.practice) for n in range(NEEDED)],
        "next": early.sessions + 1 if are_all else 0,
    }


def _whole(
    answered: Answers, tests: tuple[TestInfo, ...], plan: Standing | None
) -> dict[str, object]:
    day = Tally.of(answered.changes.values())
    weeks = Tally.of(level.finding for level in answered.levels.values())
    rated = rated_tests(answered, tests)
    return {
        "says": plan.says if plan else headline(day, weeks),
        "is_worse": is_worse(day, weeks),
        "grade": {"letter": "C", "says": GRADES["C"]},
        "answers": three_answers(answered, rated, plan_runs=plan is not None and plan.can_last),
    }
