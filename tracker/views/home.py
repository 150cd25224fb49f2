"""Today: the one next thing to do, and what the last session said."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.forms.start import as_last_time
from tracker.models import Session, User
from tracker.models.plan import planned_minutes


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html", {"signup_open": settings.SIGNUP == "open"})
    user = request.user
    today = user.day_of(timezone.now())
    last = user.sessions.done().newest_first().first()
    page = {
        "today": today,
        "open": user.sessions.open().first(),
        "last": last,
        "changes": last.ratings.counts().first() if last else None,
        "week": _week(user, today),
        "again": _again(user, last),
    }
    return render(request, "home/today.html", page)


def _week(user: User, today: datetime.date) -> list[tuple[datetime.date, bool]]:
    """The days of this week from Monday, and whether a session was done."""
    monday = today - datetime.timedelta(days=today.weekday())
    days = [monday + datetime.timedelta(days=day) for day in range(7)]
    done = set(
        user.sessions.done().filter(day__range=(days[0], days[-1])).values_list("day", flat=True)
    )
    return [(day, day in done) for day in days]


def _again(user: User, last: Session | None) -> dict[str, object] | None:
    """The start form's values, so that one tap starts a session like the last one."""
    if last and last.entered_later:
        last = user.sessions.done().filter(entered_later=False).newest_first().first()
    if last is None:
        return None
    routine = last.plan["routine"]
    values = as_last_time(user, last)
    drawn = values["routine"] == "draw"
    return {
        "name": "Drawn after your ratings" if drawn else routine["name"],
        "drawn": drawn,
        "illustration": "sit" if drawn else _first_drawing(routine),
        "minutes": planned_minutes(routine),
        "ratings": len(last.slots),
        "order": values["order"],
        "fields": list(_hidden(values)),
    }


def _first_drawing(routine: dict[str, Any]) -> str:
    """The first step's that has one; the steps of a routine of one's own may have none."""
    return next((step["illustration"] for step in routine["steps"] if step["illustration"]), "")


def _hidden(values: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in (values | {"zone": ""}).items():
        for each in value if isinstance(value, list) else [value]:
            yield name, each
