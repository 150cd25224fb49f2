"""Prefills the start form as last time, as far as that still exists, or as chance picks."""

import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, prefetch_related_objects

from tracker.catalogue.spec import OTHER
from tracker.forms.offer import Offer
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.queries.offered import UsualSet, offered_tests, tests_of
from tracker.rules.freezing import ORDERS, frozen_routine

Values = dict[str, Any]
FIRST_TIME: Values = {"set": "quick", "routine": "toe_spreaders", "seconds": 45, "order": "left"}


CONTROLS = (Session.Kind.TEST_ONLY, Session.Kind.SHAM)


class Prefill(NamedTuple):
    """The values of the start form, and what pages say about them."""

    values: Values
    routine: Routine
    tests: list[MobilityTest]
    last: Session | None  # the session that it copies
    gone: str  # the name of last time's routine if that was deleted
    trial: Trial | None  # the running one, also while it pauses

    @property
    def picking(self) -> Trial | None:
        """The trial for which chance picks now."""
        return self.trial if self.trial and self.trial.picks else None

    @property
    def variations(self) -> dict[str, str]:
        fields = {name: self.values[name] for name in self.values if name.startswith("vary-")}
        return {name.removeprefix("vary-"): value for name, value in fields.items()}


def prefill(user: User, offer: Offer | None = None, last: Session | None = None) -> Prefill:
    """The prefill for `user`; `offer` and `last` save queries if they were read already."""
    offer = offer or Offer(user, offered_tests(user), ())
    last = last or offer.last
    # Sitting still and light touch are controls: the next routine is the one from before them.
    previous = _with_moves(user).first() if last and last.kind in CONTROLS else last
    gone = previous.routine.name if previous and previous.routine.retired else ""
    pattern = _with_moves(user).filter(routine__retired=False).first() if gone else previous
    routine = pattern.routine if pattern else _first_routine(user)
    routine = offer.routine(routine.slug) or routine
    prefetch_related_objects([routine], "steps")
    trial = running_trial(user)
    picking = trial if trial and trial.picks else None
    values: Values = {"uuid": uuid.uuid4(), "routine": "draw" if picking else routine.slug}
    values |= _variation_values(pattern) | _pace_values(previous or last, routine)
    before = _last_set(last, offer.tests)
    usual = before if picking else offer.usual.get(routine.slug, before)
    values |= _test_values(usual, offer.tests, picking)
    rated = tests_of(values["set"], values["tests"], offer.tests)
    return Prefill(values, routine, rated, last, gone, trial)


def _with_moves(user: User) -> QuerySet[Session]:
    """The sessions with a routine, newest first."""
    past = user.sessions.undeleted().filter(entered_later=False).select_related("routine")
    return past.exclude(kind__in=CONTROLS).newest_first()


def running_trial(user: User) -> Trial | None:
    """The trial in progress, also while it pauses."""
    trials = user.trials.filter(ended_at=None).select_related("routine", "other_routine")
    return trials.first()


def _first_routine(user: User) -> Routine:
    offered = Routine.objects.offered_to(user)
    return offered.order_by(F("owner").asc(nulls_first=True), "position", "slug")[0]


def _variation_values(last: Session | None) -> Values:
    variations = last.plan.routine.variations if last else []
    return {f"vary-{variation.slug}": variation.value for variation in variations}


def _pace_values(last: Session | None, routine: Routine) -> Values:
    """The same pace with the other side first, or with a side that the routine has moves for."""
    if last is None:
        return {name: FIRST_TIME[name] for name in ("seconds", "order")}
    seconds, order = last.plan.routine.seconds, last.plan.order
    orders = [OTHER.get(order, order), *ORDERS]
    plans = ((order, frozen_routine(routine, seconds, order)) for order in orders)
    has_moves = (order for order, plan in plans if plan.moves)
    return {"seconds": seconds, "order": next(has_moves, orders[0])}


def _last_set(last: Session | None, offered: list[MobilityTest]) -> UsualSet:
    """The tests of last time that are still offered."""
    before = last.plan.test_slugs if last else []
    own = [test.slug for test in offered if test.slug in before]
    chosen = last.plan.set if last else FIRST_TIME["set"]
    return UsualSet(FIRST_TIME["set"] if chosen == "own" and not own else chosen, own)


def _test_values(usual: UsualSet, offered: list[MobilityTest], trial: Trial | None) -> Values:
    """These tests, and those of the trial that picks."""
    slugs, (chosen, own) = [test.slug for test in offered], usual
    rated = [test.slug for test in tests_of(chosen, own, offered)]
    in_trial: Collection[str] = trial.tests if trial else ()
    if missing := [slug for slug in in_trial if slug in slugs and slug not in rated]:
        chosen, own = "own", [slug for slug in slugs if slug in rated or slug in missing]
    return {"set": chosen, "tests": own}
