// When a hold is taken, and when it never is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, next } from "../../static/js/angle/hold.js";
import { isGood, KINDS, trial } from "./holds.mjs";

const HOLDS = 200;
const RANGE = { min: 20, max: 60 };

for (const kind of Object.keys(KINDS)) {
  test(`${HOLDS} legs, ${kind}, are ${KINDS[kind].never ? "never taken" : "taken in time and truly"}`, () => {
    const came = trial(kind, HOLDS, 5);
    assert.ok(isGood(kind, came), JSON.stringify(came));
  });
}

/** The control: still is what stays within one degree, as the first prototype had it. */
const byRange = {
  begin: () => ({ mode: "near", readings: [], held: null }),
  next({ readings }, sample) {
    const window = [...readings, sample].filter(({ at }) => sample.at - at <= 2000);
    const angles = window.map(({ angle }) => angle);
    const isStill = Math.max(...angles) - Math.min(...angles) <= 1 && sample.at - window[0].at > 1900;
    return { mode: isStill ? "taken" : "near", readings: window, held: { angle: angles[0] } };
  },
};

/** The control: what the machine takes without asking whether the phone lies askew. */
const askewToo = { begin, next: (state, sample, range) => next(state, { ...sample, sideways: 0 }, range) };

test("a rule about the range misses legs that tremble", () => {
  assert.ok(!isGood("trembling", trial("trembling", HOLDS, 5, byRange)));
});

test("without a limit to the sides a phone that lies askew is taken", () => {
  assert.ok(trial("askew", HOLDS, 5, askewToo).taken > HOLDS / 2);
});

/** The modes that a leg goes through which is at these angles, one each 50 ms. */
function modes(angles, { state = begin(), sideways = 0 } = {}) {
  const seen = [];
  let current = state;
  angles.forEach((angle, n) => {
    current = next(current, { at: n * 50, angle, sideways, fresh: true }, RANGE);
    if (seen.at(-1) !== current.mode) seen.push(current.mode);
  });
  return { seen, state: current };
}
const still = (angle, seconds) => Array(seconds * 20).fill(angle);

test("a leg comes near, holds and is taken; afterwards nothing changes it", () => {
  const { seen, state } = modes([...still(5, 1), ...still(40, 3), ...still(5, 1)]);
  assert.deepEqual(seen, ["listening", "near", "hold", "taken"]);
  assert.equal(state.held.angle, 40);
  assert.equal(state.held.spread, 0);
});

test("outside the end of the test nothing is taken, however still", () => {
  assert.deepEqual(modes(still(10, 30)).seen, ["listening"]);
});

test("a hold that breaks late says that it moved", () => {
  assert.deepEqual(modes([...still(40, 1.6), 45, 50, 55, 50, 45]).seen, ["near", "hold", "moved"]);
});

test("a phone that lies askew is named after a second", () => {
  assert.deepEqual(modes(still(40, 3), { sideways: 15 }).seen, ["listening", "tilted"]);
});

test("a leg that does not come to rest is told after twenty seconds", () => {
  const shaken = Array.from({ length: 500 }, (_, n) => 40 + (n % 2 ? 5 : -5));
  assert.deepEqual(modes(shaken).seen, ["near", "slow"]);
});

test("a second hold needs a new approach", () => {
  assert.deepEqual(modes(still(40, 5), { state: begin(40.2) }).seen, ["listening"]);
  const { seen } = modes([...still(40, 2), ...still(30, 0.2), ...still(40, 3)], { state: begin(40.2) });
  assert.deepEqual(seen, ["listening", "near", "hold", "taken"]);
});
