"""Checks a fair test from a file with its answer: a forged one must not break its page."""

import datetime
import uuid
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.judgement import Judgement, PickedSession
from tracker.analysis.answers.plan_answer import GRADES, QUESTIONS
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
from tracker.analysis.sentences import ICONS, TAGS
from tracker.models import Trial
from tracker.rules.pauses import Pauses
from tracker.rules.reasons import PAUSE_REASONS
from tracker.transfer import columns
from tracker.transfer.checking import are_texts, demand, is_number

MOST_ARMS, MOST_NAMES, MOST_PICKED, MOST_PAUSES = 3, 200, 10_000, 1000
WORKED = ("", "both", *LEGS)
SIDES = ("none", *LEGS)
A_MEAN = "point"
WITHOUT_LIMITS = ("too_early", "not_yet_known")
# A PickedSession as it is when nobody says more: of what type each of its fields is.
PLAIN = PickedSession(done=True)


def check_trial(trial: Trial, tests: Collection[str], routines: Collection[str]) -> None:
    """`tests` and `routines` are the slugs of all that there are. Raises Wrong."""
    arms = {*routines, *LEGS, CONTROL, LIGHT_TOUCH}
    demand(isinstance(trial.arms, list) and 2 <= len(trial.arms) <= MOST_ARMS, "arms")
    demand(all(type(arm) is str and arm in arms for arm in trial.arms), "arms")
    demand(len(set(trial.arms)) == len(trial.arms), "arms")
    is_versus = trial.design == Trial.Design.VERSUS
    demand(is_versus == (trial.other_routine is not None), "other_routine")
    demand(trial.arms[:2] == trial.arms_of_design, "arms")
    demand(isinstance(trial.tests, list) and len(trial.tests) <= MOST_NAMES, "tests")
    demand(all(type(slug) is str and slug in tests for slug in trial.tests), "tests")
    demand(not trial.guess or trial.guess in tests, "guess")
    demand(1 <= trial.planned <= 1000 and trial.draws <= MOST_PICKED, "planned")
    is_ended = trial.ended_at is not None
    demand(trial.ended_at is None or trial.ended_at >= trial.started_at, "ended_at")
    check_pauses(trial.pauses)
    if trial.judgement is not None:
        demand(is_ended, "judgement")
        _check_judgement(trial.judgement, trial)


def check_pauses(pauses: Pauses) -> None:
    """Raises Wrong."""
    demand(len(pauses.log) <= MOST_PAUSES, "pauses")
    for pause in pauses.log:
        demand(pause.reason in ("", *PAUSE_REASONS), "pauses, reason")
        moments = [pause.since, *([pause.until] if pause.until else [])]
        for at in moments:
            columns.moment(at.isoformat())
        demand(sorted(moments) == moments, "pauses")
    demand(all(pause.until for pause in pauses.log[:-1]), "pauses")


def _check_judgement(judgement: Judgement, trial: Trial) -> None:
    demand(type(judgement.rule) is int and judgement.rule > 0, "judgement, rule")
    columns.moment(judgement.at.isoformat())
    _check_names(judgement.names)
    demand(isinstance(judgement.sessions, Mapping), "judgement, sessions")
    demand(len(judgement.sessions) <= MOST_PICKED, "judgement, sessions")
    for name, session in judgement.sessions.items():
        demand(str(uuid.UUID(name)) == name, "judgement, sessions")
        _check_picked(session)
    answer = judgement.answer
    demand([answer.first, answer.second] == trial.arms[:2], "judgement, arms")
    demand(all(map(_is_count, (answer.first_sessions, answer.second_sessions))), "judgement, arms")
    for (test, side), finding in answer.tests.items():
        demand(test in judgement.names and side in SIDES, "judgement, tests")
        _check_finding(finding, trial.design)
    _check_finding(answer.question, trial.design)


def _check_names(names: Any) -> None:
    demand(isinstance(names, Mapping) and len(names) <= MOST_NAMES, "judgement, names")
    demand(are_texts(*names, *names.values()), "judgement, names")


def _check_picked(session: PickedSession) -> None:
    for column in fields(session):
        value = getattr(session, column.name)
        demand(type(value) is type(getattr(PLAIN, column.name)), f"judgement, {column.name}")
    demand(session.worked in WORKED and _is_count(session.arrived), "judgement, sessions")
    if session.edited:
        datetime.datetime.fromisoformat(session.edited)


def _check_finding(finding: Finding, design: str) -> None:
    demand(finding.question == QUESTIONS[design], "judgement, question")
    demand(finding.verdict in ICONS and finding.grade == GRADES[design], "judgement, verdict")
    demand(finding.unit == A_MEAN and _is_count(finding.n), "judgement, unit")
    demand(all(type(tag) is str and tag in TAGS for tag in finding.tags), "judgement, tags")
    numbers = (finding.worthwhile, finding.mdc, finding.best, *(finding.wide or ()))
    numbers += (*(finding.narrow or ()), finding.p)
    demand(all(is_number(number) for number in numbers if number is not None), "judgement, best")
    has_limits = finding.wide is not None
    demand(has_limits == (finding.narrow is not None), "judgement, narrow")
    demand(not has_limits or finding.best is not None, "judgement, best")
    demand(has_limits or finding.verdict in WITHOUT_LIMITS, "judgement, verdict")


def _is_count(number: Any) -> bool:
    return type(number) is int and 0 <= number <= MOST_PICKED
