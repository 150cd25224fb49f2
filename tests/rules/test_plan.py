"""A plan as a typed structure: its JSON survives a round trip, and it knows its legs and sides."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tracker.rules.plan import Plan, PlannedRoutine, PlannedStep, PlannedTest


def step(side: str, technique: str, kind: str = "work") -> PlannedStep:
    return PlannedStep(
        key=f"{side}.{technique}",
        technique=technique,
        name=technique.title(),
        side=side,
        hand="both hands",
        kind=kind,
        seconds=30,
        cue="Pull.",
        say="Pull.",
        illustration="",
    )


def leg(side: str) -> PlannedRoutine:
    return PlannedRoutine(
        slug="pulls",
        name="Pulls",
        seconds=30,
        places={"toes": "worked"},
        lead_in=5,
        change=4,
        swap=7,
        steps=(step(side, "lace", "set_up"), step(side, "pull"), step(side, "twist")),
    )


ANKLE, TOUCH = PlannedTest("ankle", "Ankle", True), PlannedTest("touch", "Toe touch", False)
PLAN = Plan(tests=(ANKLE, TOUCH), order="left", routine=leg("left"))
BOTH_LEGS = replace(PLAN, second=leg("right"))


@pytest.mark.parametrize("plan", [PLAN, BOTH_LEGS, replace(PLAN, routine=leg("left").sitting())])
def test_a_plan_is_read_as_it_was_written(plan: Plan) -> None:
    stored = json.loads(json.dumps(plan.to_json()))
    assert stored == plan.to_json()
    assert Plan.from_json(stored) == plan
    assert ("second" in stored) == (plan.second is not None)


def test_keys_that_an_earlier_version_stored_are_ignored() -> None:
    old: dict[str, Any] = PLAN.to_json() | {"first_side": "left"}
    old["routine"] |= {"tempo": "slow"}
    del old["set"]
    assert Plan.from_json(old) == PLAN
    assert "first_side" not in Plan.from_json(old).to_json()


def test_a_plan_has_one_leg_or_two() -> None:
    assert list(PLAN.legs) == ["routine"]
    assert list(BOTH_LEGS.legs) == ["routine", "second"]
    assert [move.key for move in BOTH_LEGS.moves] == [
        *("left.pull", "left.twist"),
        *("right.pull", "right.twist"),
    ]
    assert BOTH_LEGS.total_seconds == 2 * PLAN.total_seconds == 2 * (5 + 30 + 30 + 4 + 30)


def test_a_sided_test_is_rated_on_both_sides() -> None:
    assert list(PLAN.slots) == [("ankle", "left"), ("ankle", "right"), ("touch", "none")]


def test_a_set_up_works_no_side() -> None:
    assert (PLAN.sides, BOTH_LEGS.sides) == ("left", "both")
    assert PLAN.sides_worked({"left.pull": 3}) == "left"
    assert PLAN.sides_worked({"left.pull": 0, "left.lace": 9}) == ""
    assert PLAN.sides_worked({"right.pull": 3}) == ""
    assert replace(PLAN, routine=leg("left").sitting()).sides == "both"


@pytest.mark.parametrize(
    ("plan", "dose", "stage", "expected"),
    [
        (PLAN, {"left.pull": 3}, "routine", "routine"),
        (PLAN, {"right.pull": 3}, "routine", "routine"),
        (BOTH_LEGS, {"left.pull": 3}, "second", "routine"),
        (BOTH_LEGS, {"right.pull": 3}, "routine", "second"),
        (BOTH_LEGS, {}, "routine", "routine"),
        (BOTH_LEGS, {}, "second", "second"),
    ],
)
def test_a_dose_belongs_to_the_leg_with_its_steps_or_else_to_the_leg_of_the_stage(
    plan: Plan, dose: dict[str, int], stage: str, expected: str
) -> None:
    assert plan.leg_of(dose, stage) == expected
