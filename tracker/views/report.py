"""The one-page report: what a physio is shown on paper, as far as its owner ticked it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.accounts.requests import SignedInRequest
from tracker.analysis.sentences import GRADES
from tracker.charts.board import rated_tests
from tracker.charts.report import sheet
from tracker.charts.three_answers import three_answers
from tracker.charts.three_numbers import excluded_sentences
from tracker.queries.report import DONE, MEASURED, NOTES, RATED, Report, Scope, report_of
from tracker.rules.reasons import SKIP_REASONS
from tracker.views.standing import LASTING, Standing, plan_of

# Notes on paper: so many of the newest, and so much of each, that the page stays one.
MOST_NOTES = 3
ON_PAPER = {RATED, DONE}
TICKS = {MEASURED: True, NOTES: False}


@require_safe
def report(request: SignedInRequest) -> HttpResponse:
    """The report of one's own, to print; ticks in the query add a part or leave it out."""
    shows = _ticked(request.GET)
    scope = Scope(request.user, frozenset(ON_PAPER | shows))
    page = page_of(report_of(scope)) | {"shows": shows, "is_own": True}
    return render(request, "report/report.html", page)


def _ticked(query: QueryDict) -> set[str]:
    """The ticked parts; as they are at first if the form was not sent."""
    if "ticks" in query:
        return {part for part in TICKS if part in query.getlist("show")}
    return {part for part, is_on in TICKS.items() if is_on}


def page_of(shown: Report) -> dict[str, Any]:
    """What the templates of a report and of a shared page read."""
    answers, scope = shown.answers, shown.scope
    rated = rated_tests(answers, shown.tests)
    page: dict[str, Any] = {"report": shown, "excluded": [], "sheet": None}
    if shown.days:
        page["sheet"] = sheet(answers, shown.tests, shown.entered)
    trials = list(scope.owner.trials.values_list("ended_at", "design"))
    if scope.allows(RATED) and shown.days:
        page["answers"] = three_answers(answers, rated, plan_runs=_can_last(trials))
        page["grade"] = {"letter": "C", "says": GRADES["C"]}
    if scope.allows(DONE):
        page["excluded"] = excluded_sentences(answers.sample_size)
        page["skipped"] = [(SKIP_REASONS[name], n) for name, n in _skips(shown).items()]
    if scope.allows(RATED) and scope.allows(DONE):
        page["plan"] = _plan(scope, trials)
    notes = shown.notes
    return page | {"paper_notes": notes[:MOST_NOTES], "other_notes": len(notes) - MOST_NOTES}


def _skips(shown: Report) -> dict[str, int]:
    return dict(shown.done.skipped) if shown.done else {}


def _can_last(trials: Sequence[tuple[Any, str]]) -> bool:
    return any(ended is None and design in LASTING for ended, design in trials)


def _plan(scope: Scope, trials: Sequence[tuple[Any, str]]) -> Standing | None:
    """The fair test that Progress answers with; none that goes on after the scope ends."""
    standing = plan_of(scope.owner) if trials else None
    if standing is None or not standing.has_answer:
        return None
    ended = standing.trial.ended_at
    is_later = scope.until is not None and (ended is None or ended > scope.until)
    return None if is_later else standing
