// Two holds a side without a touch, and what a touch changes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, holdsOf, next, readingOf } from "../../static/js/angle/measuring.js";

const RANGE = { min: 20, max: 60 };
const TICK = 50;

/** A phone through these angles, each so many seconds; the modes that come, and the state at the end. */
function through(stretches, { state = begin(["left", "right"], RANGE, 0), from = 0, sideways = 0 } = {}) {
  const seen = [];
  let [now, current] = [from, state];
  for (const [angle, seconds] of stretches) {
    for (let n = 0; n < (seconds * 1000) / TICK; n++, now += TICK) {
      current = next(current, { type: "sample", sample: { at: now, angle, sideways, fresh: true } }, now);
      if (seen.at(-1) !== current.mode) seen.push(current.mode);
    }
  }
  return { seen, state: current, now };
}

const ONE_SIDE = [[5, 1], [40, 5], [10, 1], [41, 5]];

test("two holds a side, then the other side, then done; nothing is touched", () => {
  const { seen, state } = through([...ONE_SIDE, [5, 8], ...ONE_SIDE, [5, 3]]);
  const hold = ["listening", "near", "hold", "taken"];
  const side = [...hold, "listening", "near", "hold", "taken"];
  assert.deepEqual(seen, [...side, "switch", ...side, "done"]);
  assert.deepEqual(holdsOf(state, "left").map(({ angle }) => angle), [40, 41]);
  assert.deepEqual(holdsOf(state, "right").map(({ angle }) => angle), [40, 41]);
});

test("a second hold without a new approach does not come", () => {
  const { state } = through([[40, 30]]);
  assert.deepEqual([state.mode, holdsOf(state, "left").length], ["listening", 1]);
});

test("whoever leaves it alone for a minute finds it paused", () => {
  assert.equal(through([[5, 59]]).state.mode, "listening");
  assert.equal(through([[5, 62]]).state.mode, "paused");
});

test("paused, nothing is taken until it goes on", () => {
  const paused = next(through([[5, 1]]).state, { type: "pause" }, 1000);
  const { state } = through([[40, 10]], { state: paused, from: 1000 });
  assert.deepEqual([state.mode, holdsOf(state, "left").length], ["paused", 0]);
  const resumed = next(state, { type: "resume" }, 11000);
  assert.equal(holdsOf(through([[40, 5]], { state: resumed, from: 11000 }).state, "left").length, 1);
});

test("again begins the side anew and is counted", () => {
  const { state, now } = through([[40, 5]]);
  const again = next(state, { type: "again" }, now);
  assert.deepEqual([holdsOf(again, "left"), again.again, again.mode], [[], { left: 1 }, "listening"]);
});

test("a skipped side has no reading, and the other one still comes", () => {
  const { state, now } = through([[40, 5]]);
  const skipped = next(state, { type: "skip" }, now);
  assert.deepEqual([skipped.mode, holdsOf(skipped, "left")], ["switch", []]);
  const { state: after } = through([[5, 9], ...ONE_SIDE, [5, 3]], { state: skipped, from: now });
  assert.deepEqual([after.mode, holdsOf(after, "right").length], ["done", 2]);
  assert.equal(next(skipped, { type: "skip" }, now).mode, "done");
});

test("a test without sides has one", () => {
  const { state } = through([...ONE_SIDE, [5, 3]], { state: begin(["none"], RANGE, 0) });
  assert.deepEqual([state.mode, holdsOf(state, "none").length], ["done", 2]);
});

test("a reading is the mean of its holds, to the decimals that the server takes", () => {
  const holds = [{ angle: 38.149, spread: 0.2123 }, { angle: 38.2, spread: 0 }];
  assert.deepEqual(readingOf(holds), { value: "38.15", holds: "38.1 38.2", spreads: "0.21 0.00" });
  assert.equal(readingOf([{ angle: -0.04, spread: 0 }, { angle: 0.1, spread: 0 }]).value, "0.05");
});
