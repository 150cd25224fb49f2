"""What a phone keeps so that a session can be started and gone on with where no network is."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from tracker.forms.filled import Filled, filled_in
from tracker.forms.offer import QUICK, Offer
from tracker.forms.start import SECONDS_A_MOVE
from tracker.models import MobilityTest, Routine, Session, User
from tracker.rules.freezing import ORDERS, frozen_routine
from tracker.rules.plan import PlannedRoutine, PlannedStep
from tracker.rules.stages import RULES, Position

Kit = dict[str, Any]
SECONDS = tuple(seconds for seconds, _ in SECONDS_A_MOVE)
# However many routines somebody has: it is fetched with the pages, on whatever network there is.
MOST_BYTES = 290_000


def kit_of(user: User) -> Kit:
    """Everything of `user` that a session needs, and not one rating."""
    offer = Offer.of(user)
    filled = filled_in(user, offer)
    kit = {
        "user": user.pk,
        "made": timezone.now().isoformat(),
        "safety_read": user.safety_read_at is not None,
        "preferences": user.preferences,
        "theme": user.theme,
        "tests": [_test(test) for test in offer.tests if test.owner_id is None],
        "quick": QUICK,
        "vary": json.dumps(filled.varied),
        "last": _last(filled),
        "chance": filled.trial is not None,
        "course": _course_of(Position()),
        "open": record_of(user.sessions.open().select_related("trial").first()),
        "elsewhere": [routine.name for routine in offer.routines],
    }
    still = _packed("test_only", "Test-only", "", sitting(offer, filled.varied))
    room = MOST_BYTES - size_of(kit) - size_of(still)
    there = _fitting(user, offer, filled, room)
    elsewhere = [each.name for each in offer.routines if each.slug not in there]
    known = [there[each.slug] for each in offer.routines if each.slug in there]
    return kit | {"routines": [*known, still], "elsewhere": elsewhere}


def size_of(kit: Any) -> int:
    return len(as_text(kit).encode())


def as_text(kit: Any) -> str:
    """Letters as they are: escaped they would be up to six times as long."""
    return json.dumps(kit, ensure_ascii=False, separators=(",", ":"))


def _fitting(user: User, offer: Offer, filled: Filled, room: int) -> dict[str, Kit]:
    """The routines that there is room for, by their slugs."""
    taken: dict[str, Kit] = {}
    for routine in _likely_first(user, offer, filled):
        # One of its twelve plans tells already that there is no room.
        if size_of(frozen_routine(routine, 45, "left").to_json()["steps"]) > room:
            continue
        packed = _routine(routine, filled.varied)
        if (size := size_of(packed) + 1) <= room:
            taken[routine.slug], room = packed, room - size
    return taken


def _likely_first(user: User, offer: Offer, filled: Filled) -> list[Routine]:
    """The one that is filled in, the built-in ones, then the others by when they were done."""
    if sum(each.owner_id is not None for each in offer.routines) < 2:
        return offer.routines
    rows = user.sessions.kept().newest_first().values_list("routine__slug", flat=True)[:100]
    done = {slug: place for place, slug in reversed(list(enumerate(rows)))}
    places = {each.slug: done.get(each.slug, len(done)) for each in offer.routines}
    return sorted(
        offer.routines,
        key=lambda each: (each != filled.routine, bool(each.owner_id), places[each.slug]),
    )


def _test(test: MobilityTest) -> dict[str, Any]:
    return {"test": test.slug, "name": test.name, "sided": test.sided}


def _plans(routine: Routine, vary: dict[str, str]) -> Iterator[tuple[str, PlannedRoutine]]:
    for seconds in SECONDS:
        for order in ORDERS:
            yield f"{seconds}:{order}", frozen_routine(routine, seconds, order, vary)


def sitting(offer: Offer, vary: dict[str, str]) -> Iterator[tuple[str, PlannedRoutine]]:
    """Sitting for as long as the routine of last time, which may be offered no more."""
    return ((key, plan.sitting()) for key, plan in _plans(offer.sat_through, vary))


def _routine(routine: Routine, vary: dict[str, str]) -> Kit:
    packed = _packed(routine.slug, routine.name, routine.gloss, _plans(routine, vary))
    return packed | {"minutes": routine.minutes(45)}


def _packed(slug: str, name: str, gloss: str, plans: Iterable[tuple[str, PlannedRoutine]]) -> Kit:
    """Every plan of a routine, with what all of them say once; `static/js/offline` unpacks it.

    A plan is the numbers of its steps in `steps`, each with its seconds.
    """
    steps: dict[str, tuple[int, Kit]] = {}
    packed: dict[str, list[list[int]]] = {}
    about: Kit = {}
    for key, plan in plans:
        packed[key] = []
        about = about or _same_in_all(plan)
        for step in plan.steps:
            if step.key not in steps:
                steps[step.key] = len(steps), _timeless(step)
            packed[key].append([steps[step.key][0], step.seconds])
    said = [step for _, step in steps.values()]
    return {
        "slug": slug,
        "name": name,
        "gloss": gloss,
        "about": about,
        "steps": said,
        "plans": packed,
    }


def _same_in_all(plan: PlannedRoutine) -> Kit:
    return {part: v for part, v in plan.to_json().items() if part not in ("steps", "seconds")}


def _timeless(step: PlannedStep) -> Kit:
    return {part: value for part, value in asdict(step).items() if part != "seconds"}


def _last(filled: Filled) -> dict[str, Any]:
    """What the start comes filled in with. Chance needs the server, so not "draw"."""
    same = {name: filled.values[name] for name in ("set", "tests", "seconds", "order")}
    return same | {"routine": filled.routine.slug}


def record_of(session: Session | None) -> dict[str, Any] | None:
    """A session as far as a phone can go on with it by itself: its plan and stage."""
    if session is None:
        return None
    return {
        "uuid": str(session.uuid),
        "title": session.title,
        "kind": session.kind,
        "plan": session.plan.to_json(),
        "started": session.started_at.isoformat(),
        "draws": session.position.is_to_be_drawn,
    } | _course_of(session.position)


def _course_of(position: Position) -> dict[str, Any]:
    """The stage, what follows which, and the pages that the phone may show by itself at each."""
    return {
        "stage": position.stage,
        "next": RULES.next_stages(position),
        "may": RULES.pages(position),
    }
