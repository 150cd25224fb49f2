"""The page of today: the next thing to do, and the result of the last session."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.accounts import signing_up
from tracker.charts.changes_in_words import RatedTwice, directions
from tracker.charts.last_session import dumbbells
from tracker.forms.prefill import Prefill, prefill
from tracker.models import Routine, Session, Trial, User
from tracker.rules.freezing import frozen_routine
from tracker.rules.stages import POST, PRE
from tracker.views.worth import worth_a_look


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html", {"signup_open": signing_up.anybody_can()})
    user = request.user
    today = user.day_of(timezone.now())
    last = user.sessions.done().select_related("routine").newest_first().first()
    open_session = user.sessions.open().first()
    rated = _rated(last) if last else []
    changes = [pair.change for _name, pair in rated if pair.change is not None]
    page = {
        "today": today,
        "open": open_session,
        "resume": _resume(open_session) if open_session else None,
        "last": last,
        "changes": changes,
        "directions": directions(changes),
        "dumbbells": dumbbells(rated),
        "looks": worth_a_look(user, last, today),
        "week": _week(user, today),
        "again": None if open_session else _again(user, last),
    }
    return render(request, "home/today.html", page)


def _rated(last: Session) -> list[tuple[str, RatedTwice]]:
    """Before and after of each test and side, with the name of the test, in the planned order."""
    rows = last.by_slot().values()
    return [(str(row.test), RatedTwice(row.side, row.pre_score, row.post_score)) for row in rows]


def _resume(session: Session) -> dict[str, object]:
    """How far an open session is: what it needs besides its own row."""
    phase, steps = "post" if session.stage == POST else "pre", session.plan.routine.steps
    rated = session.ratings.exclude(**{f"{phase}_score": None, f"{phase}_skip": ""}).count()
    return {
        "illustration": next((s.illustration for s in steps if s.illustration), ""),
        "is_rated_before": session.stage != PRE,
        "is_worked": session.stage == POST,
        "rated": rated,
        "slots": len(session.slots),
    }


def _week(user: User, today: datetime.date) -> list[tuple[datetime.date, bool]]:
    """The days of the person's week, and whether a session with a routine was done."""
    first = today - datetime.timedelta(days=(today.weekday() - user.week_starts) % 7)
    days = [first + datetime.timedelta(days=day) for day in range(7)]
    done = user.sessions.done().exclude(worked="").filter(day__range=(days[0], days[-1]))
    on = set(done.values_list("day", flat=True))
    return [(day, day in on) for day in days]


def _again(user: User, last: Session | None) -> dict[str, object] | None:
    """The values of the start form, so that one tap starts the next session."""
    prefilled = prefill(user, last=last if last and not last.entered_later else None)
    trial = prefilled.picking
    if prefilled.last is None and trial is None:
        return None
    about = _chance(trial) if trial else _as_before(prefilled)
    return about | {
        "trial": trial,
        "paused": prefilled.trial and prefilled.trial.pause,
        "ratings": sum(len(test.sides) for test in prefilled.tests),
        "order": prefilled.values["order"],
        "fields": list(_hidden(prefilled.values)),
    }


def _chance(trial: Trial) -> dict[str, object]:
    return {"number": trial.randomised_count + 1, "illustration": "sit"}


def _as_before(prefilled: Prefill) -> dict[str, object]:
    values, routine = prefilled.values, prefilled.routine
    plan = frozen_routine(routine, values["seconds"], values["order"], prefilled.variations)
    return {
        "name": routine.name,
        "gone": prefilled.gone,
        "illustration": _first_drawing(routine),
        "minutes": plan.minutes,
    }


def _first_drawing(routine: Routine) -> str:
    """The first drawing; the steps of an own routine may have none."""
    steps = routine.steps.all()
    return next((step.illustration for step in steps if step.illustration), "")


def _hidden(values: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in (values | {"zone": ""}).items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item
