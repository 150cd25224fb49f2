"""Makes the plan of a session from a routine and tests of the catalogue as they are now.

Routines, steps and tests are rows, or anything with the same attributes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from tracker.catalogue.spec import OTHER, PLACES, fill
from tracker.rules.plan import Plan, PlannedRoutine, PlannedStep, PlannedTest, PlannedVariation
from tracker.texts import SOURCE

# The sides by the order that the start page offers: both with one of them first, or one alone.
ORDERS = {
    "left": ("left", "right"),
    "right": ("right", "left"),
    "only left": ("left",),
    "only right": ("right",),
}
Chosen = Mapping[str, str]


def frozen_plan(
    routine: Any,
    tests: Iterable[Any],
    seconds: int,
    order: str,
    chosen: Chosen | None = None,
    *,
    test_set: str = "own",
    sits: bool = False,
) -> Plan:
    """The whole plan; `order` is a key of ORDERS, `chosen` holds the variations by slug.

    With `sits`, as in a test-only session, sitting still for as long replaces the routine.
    """
    frozen = frozen_routine(routine, seconds, order, chosen)
    with override(SOURCE):
        planned = tuple(PlannedTest(test.slug, test.name, test.sided) for test in tests)
    return Plan(
        tests=planned,
        order=order,
        set=test_set,
        routine=frozen.sitting() if sits else frozen,
    )


def frozen_routine(
    routine: Any, seconds: int, order: str, chosen: Chosen | None = None
) -> PlannedRoutine:
    """A routine with its steps in the order in which they are done, `seconds` for each move.

    In English whatever the language of the page: `in_language` translates it for who reads it.
    """
    with override(SOURCE):
        return _frozen(routine, seconds, order, chosen)


def _frozen(routine: Any, seconds: int, order: str, chosen: Chosen | None) -> PlannedRoutine:
    varied = [
        variation | {"value": value}
        for variation in routine.variations
        if (value := (chosen or {}).get(variation["slug"], "off")) in variation["values"][1:]
    ]
    return PlannedRoutine(
        slug=routine.slug,
        name=routine.name,
        seconds=seconds,
        places=routine.places,
        lead_in=routine.lead_in,
        change=routine.change_seconds,
        swap=routine.swap_seconds,
        variations=tuple(PlannedVariation(v["slug"], v["name"], v["value"]) for v in varied),
        safety=tuple(v["safety"] for v in varied if v.get("safety")),
        steps=tuple(
            _step(step, side, seconds, varied, place_of(routine.places))
            for number, turn in enumerate(ORDERS[order])
            for step in routine.steps.all()
            for side in _sides(step, turn, is_first=number == 0)
        ),
    )


def frozen_sham(sham: Any, partner: PlannedRoutine) -> PlannedRoutine:
    """`sham` as long as `partner`, step by step, in its places and with its pauses.

    It works nowhere, so nothing is near it. Where `partner` has more moves, the last one repeats.
    """
    with override(SOURCE):
        return _frozen_sham(sham, partner)


def _frozen_sham(sham: Any, partner: PlannedRoutine) -> PlannedRoutine:
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for step in sham.steps.all():
        by_kind[step.kind].append(step)
    count: Counter[tuple[str, str]] = Counter()
    steps = []
    for planned in partner.steps:
        count[planned.side, planned.kind] += 1
        number, offered = count[planned.side, planned.kind], by_kind[planned.kind]
        step = (offered or by_kind["work"])[min(number, len(offered) or 1) - 1]
        steps.append(_as_long_as(planned, step, number, place_of(partner.places)))
    plain = replace(partner, variations=(), safety=(), places={}, steps=tuple(steps))
    return replace(plain, slug=sham.slug, name=sham.name)


def _as_long_as(planned: PlannedStep, step: Any, number: int, place: str) -> PlannedStep:
    technique = f"{step.technique}_{number}"
    return replace(
        _step(step, planned.side, planned.seconds, [], place),
        key=f"{planned.side}.{technique}",
        technique=technique,
        kind=planned.kind,
        seconds=planned.seconds,
    )


def place_of(places: Mapping[str, str]) -> str:
    """Where the hands of a routine are, in words: "foot", or "leg" if nothing says it.

    >>> place_of({"foot": "next", "ankle": "worked", "knee": "further"})
    'lower leg'
    """
    return next((PLACES[region] for region in PLACES if places.get(region) == "worked"), "leg")


def _sides(step: Any, turn: str, *, is_first: bool) -> tuple[str, ...]:
    """The side on which `step` is done in this turn, if any; without a side it is done once."""
    if step.sides == "none":
        return ("none",) if is_first else ()
    return (turn,) if step.sides in ("each", turn) else ()


def _step(
    step: Any, side: str, seconds: int, varied: list[dict[str, Any]], place: str
) -> PlannedStep:
    sided = side if side in OTHER else "left"
    hand = "opposite" if side in OTHER and step.hand == "opposite" else "both"
    added = [variation["say"] for variation in varied if step.technique in variation["steps"]]
    return PlannedStep(
        key=f"{side}.{step.technique}",
        technique=step.technique,
        name=step.name,
        side=side,
        hand=fill("{hand}", side=sided, hand=hand),
        kind=step.kind,
        seconds=step.seconds or max(5, seconds - step.less),
        cue=fill(step.cue, side=sided, hand=hand, place=place),
        say=" ".join([fill(step.say, side=sided, hand=hand, place=place), *added]).strip(),
        illustration=step.illustration,
    )
