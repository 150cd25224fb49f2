// What the end of the player says of what was done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsSince } from "../../static/js/plan/timeline.js";
import { isNothing } from "../../static/js/player/dose.js";
import { begin, next } from "../../static/js/player/engine.js";
import { endingOf } from "../../static/js/player/words.js";
import { plan } from "./plans.mjs";

const START = Date.UTC(2026, 2, 29, 0, 59);
const stoppedAtOnce = (of) => next(begin(of, START), { type: "stop" }, START);
const ending = (state) => endingOf(state, isNothing(state));

test("with nothing done it was no routine", () => {
  assert.equal(ending(stoppedAtOnce(plan())), "No routine done");
});

test("of two legs the one is said not to be done: the other may be", () => {
  assert.equal(ending(stoppedAtOnce({ ...plan(), isLeg: true })), "This leg was not done");
});

test("it ended when it was stopped or over, however late somebody comes back", () => {
  const hour = 3_600_000;
  const stopped = stoppedAtOnce(plan());
  const later = next(stopped, { type: "tick" }, START + hour);
  assert.equal(secondsSince(later, START + hour), 3600);
  const whole = begin(plan(), START).timeline.reduce((sum, { ms }) => sum + ms, 0);
  let state = begin(plan(), START);
  for (let now = 0; now <= whole; now += 1000) state = next(state, { type: "tick" }, START + now);
  state = next(state, { type: "tick" }, START + whole + hour);
  assert.equal(state.mode, "done");
  assert.equal(secondsSince(state, START + whole + hour), 3600);
  // A clock set back by half an hour meanwhile takes the end with it.
  const back = next(state, { type: "tick" }, START + whole + hour / 2);
  assert.equal(secondsSince(back, START + whole + hour / 2), 3600);
  assert.equal(secondsSince({}, START), 0);
});
