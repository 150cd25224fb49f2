"""The plan of a session: what is rated and done, as the player and the pages read it.

Routines, steps and tests come as rows, or as anything with the same attributes.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tracker.catalogue.spec import OTHER, fill

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
    routine: Any,
    tests: Iterable[Any],
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


def frozen_session(
    routine: Any,
    tests: Iterable[Any],
    seconds: int,
    order: str,
    *,
    kind: str,
    chosen: Chosen | None = None,
    test_set: str = "own",
) -> dict[str, Any]:
    """The plan that a session starts with; in a test-only one somebody sits for as long."""
    plan = frozen_plan(routine, tests, seconds, order, chosen) | {"set": test_set}
    return plan | {"routine": sit_still(plan["routine"])} if kind == "test_only" else plan


def frozen_routine(
    routine: Any, seconds: int, order: str, chosen: Chosen | None = None
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


def _sides(step: Any, turn: str, *, is_first: bool) -> tuple[str, ...]:
    """The side that `step` is done on in this turn, if any; one without a side is done once."""
    if step.sides == "none":
        return ("none",) if is_first else ()
    return (turn,) if step.sides in ("each", turn) else ()


def _step(step: Any, side: str, seconds: int, varied: list[dict[str, Any]]) -> dict[str, Any]:
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


def sit_still(routine: dict[str, Any]) -> dict[str, Any]:
    """What stands for `routine` in a test-only session: sitting for as long, hands off."""
    seconds = planned_seconds(routine) - routine["lead_in"]
    step = {
        "key": "none.sit",
        "technique": "sit",
        "name": "Rest, hands off",
        "side": "none",
        "hand": "",
        "kind": "work",
        "seconds": seconds,
        "cue": "Sit or lie as you like. Do not stretch, rub or walk about.",
        "say": "Sit still. Hands off.",
        "illustration": "sit",
    }
    rest = {"variations": [], "safety": [], "change": 0, "swap": 0, "steps": [step]}
    return routine | rest | {"slug": "test_only", "name": "Test-only"}


def slots(tests: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(test, side) of a frozen list of tests, in the order in which they are shown."""
    for test in tests:
        for side in SIDES if test["sided"] else ("none",):
            yield test["test"], side


def planned_minutes(routine: dict[str, Any]) -> int:
    return max(1, round(planned_seconds(routine) / 60))


def planned_seconds(routine: dict[str, Any]) -> int:
    """How long a frozen routine takes with its changes, as the player counts them."""
    steps = routine["steps"]
    pauses = sum(_pause(one, following, routine) for one, following in pairwise(steps))
    return int(routine["lead_in"] + sum(step["seconds"] for step in steps) + pauses)


def _pause(step: dict[str, Any], following: dict[str, Any], routine: dict[str, Any]) -> int:
    if step["side"] != following["side"] and "none" not in (step["side"], following["side"]):
        return int(routine["swap"])
    # The hands are in place after a set-up and before letting go.
    in_place = step["kind"] == "set_up" or following["kind"] == "release"
    return 0 if in_place else int(routine["change"])


def sides_planned(plan: Mapping[str, Any]) -> str:
    """The sides that the moves of a plan work: "both", one of them, or none if it has no move."""
    return _together(step["side"] for step in moves(plan))


def sides_worked(plan: Mapping[str, Any], dose: Mapping[str, int]) -> str:
    """The sides on which any second was done; getting ready and letting go are no work.

    >>> pull = {"key": "left.pull", "side": "left", "kind": "work"}
    >>> lace = {"key": "left.lace", "side": "left", "kind": "set_up"}
    >>> plan = {"routine": {"steps": [lace, pull]}}
    >>> sides_worked(plan, {"left.pull": 3}), sides_worked(plan, {"left.pull": 0, "left.lace": 9})
    ('left', '')
    """
    return _together(step["side"] for step in moves(plan) if dose.get(step["key"], 0) > 0)


def moves(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps that work, of both legs where one is worked first."""
    legs = [plan[leg]["steps"] for leg in ("routine", "second") if leg in plan]
    return [step for leg in legs for step in leg if step["kind"] == "work"]


def _together(sides: Iterable[str]) -> str:
    """A move without a side is done on both."""
    found = {each for side in sides for each in ((side,) if side in SIDES else SIDES)}
    return found.pop() if len(found) == 1 else "both" if found else ""
