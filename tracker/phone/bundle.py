"""Bundles what a phone needs of a person to start and continue a session offline."""

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language

from tracker.forms.offer import Offer
from tracker.forms.prefill import Prefill, prefill
from tracker.forms.sets import words_of_sets
from tracker.forms.start import PACE_CHOICES
from tracker.models import Routine, Session, User
from tracker.phone.tests import all_for_phone
from tracker.queries.context import last_asked
from tracker.queries.offered import has_mine, short_set
from tracker.rules.freezing import ORDERS, frozen_routine
from tracker.rules.plan import SIT, PlannedRoutine, PlannedStep
from tracker.rules.stages import RULES, Position
from tracker.texts import is_built_in

Bundle = dict[str, Any]
PACES = tuple(seconds for seconds, _ in PACE_CHOICES)
# Whatever number of routines somebody has: it is fetched along with pages, also on slow networks.
MAX_BYTES = 290_000
# Of these for tests: beside them the built-in routines fit in any case.
MAX_BYTES_OF_TESTS = 250_000


def offline_bundle(user: User) -> Bundle:
    """Everything about `user` that a session needs, without a single rating; JSON-ready."""
    # Whatever is saved later than this may be missing here, and the phone then does not take it.
    made = timezone.now()
    user.refresh_from_db()
    offer = Offer.of(user)
    prefilled = prefill(user, offer)
    session = user.sessions.open().select_related("trial").first()
    bundle = {
        "user": user.pk,
        "language": get_language(),
        "made": made.isoformat(),
        "safety_read": user.safety_read_at is not None,
        "preferences": user.preferences,
        "theme": user.theme,
        "text_size": user.text_size,
        "day_starts_at": user.day_starts_at,
        "asked": last_asked(user),
        "quick": [test.slug for test in short_set(offer.tests)],
        "has_mine": has_mine(offer.tests),
        "usual": {slug: usual._asdict() for slug, usual in offer.usual.items()},
        "vary": json.dumps(prefilled.variations),
        "last": _last(prefilled),
        "chance": prefilled.picking is not None,
        "course": _rules_at(Position()),
        "open": snapshot_of(session) if session else None,
        "elsewhere": [routine.name for routine in offer.routines],
        "tests_elsewhere": [test.name for test in offer.tests],
    }
    sitting = _packed("test_only", SIT["routine"], "", sitting_plans(offer, prefilled.variations))
    room = MAX_BYTES - size_of(bundle) - size_of(sitting)
    bundle |= _tests(user, offer, session, min(room, MAX_BYTES_OF_TESTS))
    room = MAX_BYTES - size_of(bundle) - size_of(sitting)
    fitting = _fitting(user, offer, prefilled, room)
    elsewhere = [routine.name for routine in offer.routines if routine.slug not in fitting]
    routines = [fitting[routine.slug] for routine in offer.routines if routine.slug in fitting]
    return bundle | {"routines": [*routines, sitting], "elsewhere": elsewhere}


def _tests(user: User, offer: Offer, session: Session | None, room: int) -> Bundle:
    """The tests that fit into `room` bytes, built-in ones first, and the open session with its."""
    fitting = {}
    for about in sorted(all_for_phone(user, offer.tests), key=itemgetter("own")):
        if (size := size_of(about) + 1) <= room:
            fitting[about["test"]], room = about, room - size
    tests = [test for test in offer.tests if test.slug in fitting]
    return {
        "tests": [fitting[test.slug] for test in tests],
        "tests_elsewhere": [test.name for test in offer.tests if test.slug not in fitting],
        "words": words_of_sets(tests),
        "open": _with_tests_beside(fitting, session),
    }


def _with_tests_beside(fitting: Container[str], session: Session | None) -> Bundle | None:
    """The open session with its tests that are hidden or put away by now."""
    if session is None:
        return None
    others = [test for test in session.planned_tests if test.slug not in fitting]
    return snapshot_of(session) | {"tests": all_for_phone(session.owner, others)}


def size_of(value: Any) -> int:
    return len(as_text(value).encode())


def as_text(value: Any) -> str:
    """As compact JSON; letters are not escaped, which would make some of them six times as long."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fitting(user: User, offer: Offer, prefilled: Prefill, room: int) -> dict[str, Bundle]:
    """The packed routines that fit into `room` bytes, by slug."""
    fitting: dict[str, Bundle] = {}
    for routine in _likely_first(user, offer, prefilled):
        # If the first of its twelve plans is too large, the others need not be built.
        if size_of(frozen_routine(routine, 45, "left").to_json()["steps"]) > room:
            continue
        packed = _routine(routine, prefilled.variations)
        if (size := size_of(packed) + 1) <= room:
            fitting[routine.slug], room = packed, room - size
    return fitting


def _likely_first(user: User, offer: Offer, prefilled: Prefill) -> list[Routine]:
    """The prefilled routine, the built-in ones, then the others, most recently done first."""
    if sum(routine.owner_id is not None for routine in offer.routines) < 2:
        return offer.routines
    rows = user.sessions.undeleted().newest_first().values_list("routine__slug", flat=True)[:100]
    last_done = {slug: place for place, slug in reversed(list(enumerate(rows)))}
    recency = {r.slug: last_done.get(r.slug, len(last_done)) for r in offer.routines}
    return sorted(
        offer.routines,
        key=lambda r: (r != prefilled.routine, bool(r.owner_id), recency[r.slug]),
    )


def _plans(routine: Routine, vary: dict[str, str]) -> Iterator[tuple[str, PlannedRoutine]]:
    for seconds in PACES:
        for order in ORDERS:
            plan = frozen_routine(routine, seconds, order, vary)
            yield f"{seconds}:{order}", plan.in_language()


def sitting_plans(offer: Offer, vary: dict[str, str]) -> Iterator[tuple[str, PlannedRoutine]]:
    """Plans to sit for as long as the routine of last time, even if that is no longer offered."""
    plans = _plans(offer.sat_through, vary)
    return ((key, plan.sitting().in_language()) for key, plan in plans)


def _routine(routine: Routine, vary: dict[str, str]) -> Bundle:
    packed = _packed(routine.slug, routine.name, capfirst(routine.gloss), _plans(routine, vary))
    return packed | {"minutes": routine.minutes(45)}


def _packed(
    slug: str, name: str, gloss: str, plans: Iterable[tuple[str, PlannedRoutine]]
) -> Bundle:
    """Every plan of a routine, with what they share stored once; `static/js/offline` unpacks it.

    A plan is a list of [index into `steps`, seconds].
    """
    steps: dict[str, tuple[int, Bundle]] = {}
    packed: dict[str, list[list[int]]] = {}
    about: Bundle = {}
    for key, plan in plans:
        packed[key] = []
        about = about or _common(plan)
        for step in plan.steps:
            if step.key not in steps:
                steps[step.key] = len(steps), _without_seconds(step)
            packed[key].append([steps[step.key][0], step.seconds])
    contents = [step for _, step in steps.values()]
    return {
        "slug": slug,
        "name": name,
        "gloss": gloss,
        "about": about,
        "steps": contents,
        "plans": packed,
    }


def _common(plan: PlannedRoutine) -> Bundle:
    return {part: v for part, v in plan.to_json().items() if part not in ("steps", "seconds")}


def _without_seconds(step: PlannedStep) -> Bundle:
    return {part: value for part, value in asdict(step).items() if part != "seconds"}


def _last(prefilled: Prefill) -> dict[str, Any]:
    """What the start form is prefilled with, except "draw": randomising needs the server."""
    same = {name: prefilled.values[name] for name in ("set", "tests", "seconds", "order")}
    return same | {"routine": prefilled.routine.slug}


def snapshot_of(session: Session) -> Bundle:
    """The plan, stage and own tests of a session, from which a phone can continue it by itself."""
    has_own = not all(is_built_in(planned.test) for planned in session.plan.tests)
    own = [test for test in session.planned_tests if test.owner_id] if has_own else []
    return {
        "uuid": str(session.uuid),
        "title": session.title,
        "kind": session.kind,
        "plan": session.plan.in_language().to_json(),
        "started": session.started_at.isoformat(),
        "draws": session.position.will_be_randomised,
        "tests": all_for_phone(session.owner, own) if own else [],
    } | _rules_at(session.position)


def _rules_at(position: Position) -> dict[str, Any]:
    """The stage, which stage follows which, and the pages that the phone may show at each."""
    return {
        "stage": position.stage,
        "next": RULES.next_stages(position),
        "may": RULES.pages(position),
    }
