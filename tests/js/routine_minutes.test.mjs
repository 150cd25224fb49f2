// The time of a routine while it is being written: each move on its sides, and what is in between.

import assert from "node:assert/strict";
import { test } from "node:test";

import { minutesOf } from "../../static/js/routine/minutes.js";

const NO_PAUSES = { lead_in: 0, change: 0, swap: 0 };
const move = (more) => ({ sides: "each", kind: "work", seconds: null, less: 0, ...more });
const seconds = (number) => [move({ sides: "none", seconds: number })];

test("a move counts on each of its sides", () => {
  for (const [sides, minutes] of [["each", 20], ["left", 10], ["right", 10], ["none", 10]]) {
    assert.equal(minutesOf([move({ sides, seconds: 600 })], NO_PAUSES, 45), minutes);
  }
});

test("a move as chosen takes the chosen time, less what it is shorter", () => {
  const four = [move({ less: 15 }), move({ less: 15 }), move({ less: 15 }), move({ less: 15 })];
  assert.equal(minutesOf(four, NO_PAUSES, 45), 4);
  assert.equal(minutesOf(four, NO_PAUSES, 60), 6);
});

test("between two moves it is a change, between two sides a swap", () => {
  const left = move({ sides: "left", seconds: 60 });
  const right = move({ sides: "right", seconds: 60 });
  assert.equal(minutesOf([left, left], { lead_in: 0, change: 60, swap: 0 }, 45), 3);
  assert.equal(minutesOf([left, right], { lead_in: 0, change: 0, swap: 60 }, 45), 3);
  assert.equal(minutesOf([left], { lead_in: 60, change: 60, swap: 60 }, 45), 2);
});

test("there is no change after a set-up, and none before letting go", () => {
  const steps = ["set_up", "work", "release"].map((kind) => move({ sides: "left", seconds: 60, kind }));
  assert.equal(minutesOf(steps, { lead_in: 0, change: 60, swap: 60 }, 45), 3);
});

test("half a minute goes to the even one, as on the server", () => {
  const minutes = [30, 90, 150, 210, 89, 91].map((one) => minutesOf(seconds(one), NO_PAUSES, 45));
  assert.deepEqual(minutes, [1, 2, 2, 4, 1, 2]);
});

test("nothing takes a minute at least", () => {
  assert.equal(minutesOf([], NO_PAUSES, 45), 1);
});
