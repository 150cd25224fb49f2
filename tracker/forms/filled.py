"""What a start comes filled in with: as last time, as far as that is there; or as chance picks."""

import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, prefetch_related_objects

from tracker.catalogue.spec import OTHER
from tracker.forms.offer import Offer, last_of, tests_of
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.rules.freezing import ORDERS, frozen_routine

Values = dict[str, Any]
FIRST_TIME: Values = {"set": "quick", "routine": "toe_spreaders", "seconds": 45, "order": "left"}


class Filled(NamedTuple):
    """The values of the start form, and what a page says about them."""

    values: Values
    routine: Routine
    tests: list[MobilityTest]
    last: Session | None  # the one that it is like
    gone: str  # the name of what is not there any more
    trial: Trial | None

    @property
    def varied(self) -> dict[str, str]:
        found = {name: self.values[name] for name in self.values if name.startswith("vary-")}
        return {name.removeprefix("vary-"): value for name, value in found.items()}


def filled_in(user: User, offer: Offer | None = None, last: Session | None = None) -> Filled:
    """`offer` and `last` are what was read already."""
    last = last or (offer.last if offer else last_of(user))
    # Sitting still is done now and then: what comes next is what was done before it.
    done = _moved(user).first() if last and last.kind == Session.Kind.TEST_ONLY else last
    gone = done.routine.name if done and done.routine.retired else ""
    kept = _moved(user).filter(routine__retired=False).first() if gone else done
    routine = kept.routine if kept else _first_routine(user)
    routine = (offer and offer.routine(routine.slug)) or routine
    prefetch_related_objects([routine], "steps")
    trial = running(user)
    values: Values = {"uuid": uuid.uuid4(), "routine": "draw" if trial else routine.slug}
    values |= _varied(kept) | _pace(done or last, routine)
    tests = offer.tests if offer else list(MobilityTest.objects.offered_to(user))
    values |= _rated(last, tests, trial)
    rated = tests_of(values["set"], values["tests"], tests)
    return Filled(values, routine, rated, last, gone, trial)


def _moved(user: User) -> QuerySet[Session]:
    """The sessions with something to do in them, the last one first."""
    past = user.sessions.kept().filter(entered_later=False).select_related("routine")
    return past.exclude(kind=Session.Kind.TEST_ONLY).newest_first()


def running(user: User) -> Trial | None:
    """The plan for which chance picks at the moment."""
    found = user.trials.filter(ended_at=None).select_related("routine", "other_routine")
    return found.first()


def _first_routine(user: User) -> Routine:
    offered = Routine.objects.offered_to(user)
    return offered.order_by(F("owner").asc(nulls_first=True), "position", "slug")[0]


def _varied(last: Session | None) -> Values:
    varied = last.plan.routine.variations if last else []
    return {f"vary-{each.slug}": each.value for each in varied}


def _pace(last: Session | None, routine: Routine) -> Values:
    """As long a move, with the other side first, or what this routine has moves for."""
    if last is None:
        return {name: FIRST_TIME[name] for name in ("seconds", "order")}
    seconds, order = last.plan.routine.seconds, last.plan.order
    orders = [OTHER.get(order, order), *ORDERS]
    plans = ((each, frozen_routine(routine, seconds, each)) for each in orders)
    has_moves = (order for order, plan in plans if plan.moves)
    return {"seconds": seconds, "order": next(has_moves, orders[0])}


def _rated(last: Session | None, offered: list[MobilityTest], trial: Trial | None) -> Values:
    """The tests of last time that are still there, and those that a plan is about."""
    slugs = [test.slug for test in offered]
    own = [slug for slug in last.plan.test_slugs if slug in slugs] if last else []
    chosen = last.plan.set if last else FIRST_TIME["set"]
    if chosen == "own" and not own:
        chosen = FIRST_TIME["set"]
    rated = [test.slug for test in tests_of(chosen, own, offered)]
    asked: Collection[str] = trial.tests if trial else ()
    if missing := [slug for slug in asked if slug in slugs and slug not in rated]:
        chosen, own = "own", [slug for slug in slugs if slug in rated or slug in missing]
    return {"set": chosen, "tests": own}
