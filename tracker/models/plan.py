"""The plan of a session: what is rated and done, as the player and the pages read it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracker.catalogue.spec import OTHER, fill

if TYPE_CHECKING:
    from tracker.models.catalogue import MobilityTest, Routine, Step

SIDES = ("left", "right")
# What the start offers: both sides with one of them first, or one side alone.
ORDERS = {
    "left": ("left", "right"),
    "right": ("right", "left"),
    "only left": ("left",),
    "only right": ("right",),
}
Chosen = Mapping[str, str]


def frozen_plan(
    routine: "Routine",
    tests: Iterable["MobilityTest"],
    seconds: int,
    order: str,
    chosen: Chosen | None = None,
) -> dict[str, Any]:
    """The whole plan; `order` is one of ORDERS, `chosen` the variations by slug."""
    rated = [{"test": test.slug, "name": test.name, "sided": test.sided} for test in tests]
    return {
        "tests": rated,
        "order": order,
        "first_side": ORDERS[order][0],
        "routine": frozen_routine(routine, seconds, order, chosen or {}),
    }


def frozen_routine(
    routine: "Routine", seconds: int, order: str, chosen: Chosen | None = None
) -> dict[str, Any]:
    """The routine of a plan: its steps in the order in which they are done, `seconds` a move."""
    varied = [
        variation | {"value": value}
        for variation in routine.variations
        if (value := (chosen or {}).get(variation["slug"], "off")) in variation["values"][1:]
    ]
    return {
        "slug": routine.slug,
        "name": routine.name,
        "seconds": seconds,
        "places": routine.places,
        "lead_in": routine.lead_in,
        "change": routine.change_seconds,
        "swap": routine.swap_seconds,
        "variations": [{name: each[name] for name in ("slug", "name", "value")} for each in varied],
        "safety": [each["safety"] for each in varied if each.get("safety")],
        "steps": [
            _step(step, side, seconds, varied)
            for number, turn in enumerate(ORDERS[order])
            for step in routine.steps.all()
            for side in _sides(step, turn, is_first=number == 0)
        ],
    }


def _sides(step: "Step", turn: str, *, is_first: bool) -> tuple[str, ...]:
    """The side that `step` is done on in this turn, if any; one without a side is done once."""
    if step.sides == "none":
        return ("none",) if is_first else ()
    return (turn,) if step.sides in ("each", turn) else ()


def _step(step: "Step", side: str, seconds: int, varied: list[dict[str, Any]]) -> dict[str, Any]:
    sided = side if side in OTHER else "left"
    hand = "opposite" if side in OTHER and step.hand == "opposite" else "both"
    added = [each["say"] for each in varied if step.technique in each["steps"]]
    return {
        "key": f"{side}.{step.technique}",
        "technique": step.technique,
        "name": step.name,
        "side": side,
        "hand": fill("{hand}", side=sided, hand=hand),
        "kind": step.kind,
        "seconds": step.seconds or max(5, seconds - step.less),
        "cue": fill(step.cue, side=sided, hand=hand),
        "say": " ".join([fill(step.say, side=sided, hand=hand), *added]).strip(),
        "illustration": step.illustration,
    }


def slots(tests: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(test, side) of a frozen list of tests, in the order in which they are shown."""
    for test in tests:
        for side in SIDES if test["sided"] else ("none",):
            yield test["test"], side


def planned_minutes(routine: dict[str, Any]) -> int:
    """How long a frozen routine takes with its changes, in whole minutes."""
    steps = routine["steps"]
    swaps = sum(one["side"] != next_["side"] for one, next_ in pairwise(steps))
    changes = max(0, len(steps) - 1 - swaps)
    pauses = routine["lead_in"] + routine["change"] * changes + routine["swap"] * swaps
    return max(1, round((sum(step["seconds"] for step in steps) + pauses) / 60))
