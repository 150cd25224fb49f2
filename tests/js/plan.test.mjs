// What the player and the offline pages read of a plan.

import assert from "node:assert/strict";
import { test } from "node:test";

import { legsOf, movesOf, playedAt } from "../../static/js/plan/plan.js";

const step = (key, kind = "work") => ({ key, kind, side: key.split(".")[0], seconds: 30 });
const routine = { name: "Left", steps: [step("left.lace", "set_up"), step("left.twist")] };
const second = { name: "Right", steps: [step("right.twist"), step("right.let_go", "release")] };
const tests = [{ test: "toe_touch", name: "Toe touch", sided: false }];
const keys = (plan) => movesOf(plan).map(({ key }) => key);

test("a plan has one leg, or one and then the other", () => {
  assert.deepEqual(Object.keys(legsOf({ tests, routine })), ["routine"]);
  assert.deepEqual(Object.keys(legsOf({ tests, routine, second })), ["routine", "second"]);
});

test("the player gets the leg of its stage, and whether it is one of two", () => {
  assert.deepEqual(playedAt({ tests, routine }, "routine"), { tests, routine, isLeg: false });
  assert.deepEqual(playedAt({ tests, routine, second }, "second"), { tests, routine: second, isLeg: true });
});

test("getting ready and letting go are no moves", () => {
  assert.deepEqual(keys({ routine }), ["left.twist"]);
  assert.deepEqual(keys({ routine, second }), ["left.twist", "right.twist"]);
});

test("what an older version kept in a plan is left where it is", () => {
  assert.deepEqual(keys({ routine, first_side: "left", set: "own" }), ["left.twist"]);
});
