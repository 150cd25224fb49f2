// What the end of the player says of what was done.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, next } from "../../static/js/player/engine.js";
import { isNothing } from "../../static/js/player/dose.js";
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
