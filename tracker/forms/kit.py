"""What a phone keeps so that a session can be started and gone on with where no network is."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from tracker.forms.start import FIRST_TIME, QUICK, StartForm, as_last_time
from tracker.models import MobilityTest, Routine, Session, User
from tracker.models.plan import ORDERS, frozen_routine, sit_still

Kit = dict[str, Any]
SECONDS = tuple(seconds for seconds, _ in StartForm.base_fields["seconds"].choices)


def kit_of(user: User) -> Kit:
    """Everything of `user` that a session needs, and not one rating."""
    sessions = user.sessions.kept().select_related("trial", "routine")
    last = sessions.filter(entered_later=False).newest_first().first()
    chosen = as_last_time(user, last)
    vary = {name[5:]: value for name, value in chosen.items() if name.startswith("vary-")}
    routines = list(Routine.objects.offered_to(user).prefetch_related("steps"))
    return {
        "user": user.pk,
        "made": timezone.now().isoformat(),
        "safety_read": user.safety_read_at is not None,
        "auto": user.auto_advance,
        "theme": user.theme,
        "tests": [_test(test) for test in MobilityTest.objects.filter(owner=None, retired=False)],
        "quick": QUICK,
        "routines": [_routine(each, vary) for each in routines] + _still(routines, last, vary),
        "vary": json.dumps(vary),
        "last": _last(chosen, last, routines),
        "open": record_of(sessions.open().first()),
    }


def _test(test: MobilityTest) -> dict[str, Any]:
    return {"test": test.slug, "name": test.name, "sided": test.sided}


def _routine(routine: Routine, vary: dict[str, str]) -> dict[str, Any]:
    return {
        "slug": routine.slug,
        "name": routine.name,
        "gloss": routine.gloss,
        "minutes": routine.minutes(45),
        "built_in": routine.owner_id is None,
        "plans": {
            f"{seconds}:{order}": frozen_routine(routine, seconds, order, vary)
            for seconds in SECONDS
            for order in ORDERS
        },
    }


def _still(
    routines: Iterable[Routine], last: Session | None, vary: dict[str, str]
) -> list[dict[str, Any]]:
    """Sitting for as long as the routine of last time, which may be offered no more."""
    found = last.routine if last else next(iter(routines), None)
    if found is None:
        return []
    prefetch_related_objects([found], "steps")
    as_long = _routine(found, vary)
    plans = {key: sit_still(plan) for key, plan in as_long["plans"].items()}
    return [as_long | {"slug": "test_only", "name": "Test-only", "plans": plans}]


def _last(
    chosen: dict[str, Any], last: Session | None, routines: Iterable[Routine]
) -> dict[str, Any]:
    """What the start comes filled in with. Chance needs the server, so not "draw"."""
    offered = [each.slug for each in routines] + ["test_only"]
    slug = chosen["routine"] if chosen["routine"] != "draw" or last is None else last.routine.slug
    return {
        "set": chosen["set"],
        "tests": chosen.get("tests", []),
        "routine": slug if slug in offered else FIRST_TIME["routine"],
        "seconds": chosen["seconds"],
        "order": chosen["order"],
    }


def record_of(session: Session | None) -> dict[str, Any] | None:
    """A session as far as a phone can go on with it by itself: its plan and stage."""
    if session is None:
        return None
    return {
        "uuid": str(session.uuid),
        "title": session.title,
        "kind": session.kind,
        "stage": session.stage,
        "plan": session.plan,
        "started": session.started_at.isoformat(),
        "draws": bool(session.trial and session.trial.is_running),
    }
