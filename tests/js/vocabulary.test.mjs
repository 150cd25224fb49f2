// What JavaScript says by itself of sides and reasons is what Python says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sideWord } from "../../static/js/plan/places.js";
import { begin, next } from "../../static/js/player/engine.js";
import { plan } from "./plans.mjs";
import { vocabulary } from "./shared.mjs";

test("the player names the sides as every page does, and nothing where there is none", () => {
  assert.deepEqual([sideWord("left"), sideWord("right"), sideWord("none")], [vocabulary.sides.left, vocabulary.sides.right, ""]);
});

test("a routine that is stopped without a reason has one that the server knows", () => {
  const { reason } = next(begin(plan(), 0), { type: "stop" }, 1000);
  assert.ok(reason in vocabulary.stop_reasons, reason);
});

test("every reason to stop but sharp pain can be taken back, and sharp pain is one of them", () => {
  const final = Object.keys(vocabulary.stop_reasons).filter((reason) => {
    const stopped = next(begin(plan(), 0), { type: "stop", reason }, 1000);
    assert.equal(stopped.reason, reason);
    return next(stopped, { type: "resume" }, 2000).mode === "stopped";
  });
  assert.deepEqual(final, ["pain"]);
});
