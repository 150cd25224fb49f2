// The time of a routine while it is being written is the one that the server counts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { timeline } from "../../static/js/plan/timeline.js";
import { minutesOf } from "../../static/js/routine/minutes.js";
import { minutes as cases, routines } from "./shared.mjs";

for (const { steps, pauses, chosen, minutes } of cases) {
  const moves = steps.map(({ sides, kind, seconds, less }) => `${kind} ${sides} ${seconds ?? `chosen - ${less}`}`);
  test(`${moves.join(", ") || "nothing"} of ${chosen} s takes ${minutes} minutes`, () => {
    assert.equal(minutesOf(steps, pauses, chosen), minutes);
  });
}

for (const [slug, { plans }] of Object.entries(routines)) {
  for (const [seconds, routine] of Object.entries(plans)) {
    test(`the player takes as long as the server says for ${slug} with ${seconds} s a move`, () => {
      const total = timeline(routine).reduce((sum, { ms }) => sum + ms, 0) / 60_000;
      assert.ok(Math.abs(total - routine.minutes) <= 0.5, `${total}`);
    });
  }
}
