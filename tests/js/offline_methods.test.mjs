// By what a phone measures a test: what was chosen on it counts until its bundle can know of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import "./phone.mjs";

const { methodsHere } = await import("../../static/js/offline/cards.js");

const SESSION = "3c0f7a52-11d8-4f7c-9a3f-52c1a95d0f61";
const BUNDLED = 1000;
let count = 0;

/** An outbox with these records; `state` and `since` as the sender leaves them. */
function outboxOf(...records) {
  const all = new Map(records.map((record) => [record.uuid, record]));
  const entriesOf = (session) => records.flatMap(({ entry }) => (entry?.session === session ? [entry] : []));
  return { records: { all }, entriesOf };
}

function record(fields, { state = "waiting", since = 0 } = {}) {
  count += 1;
  const uuid = `entry-${count}`;
  return { uuid, state, since, entry: { uuid, at: `2026-03-10T06:${count}0Z`, session: SESSION, ...fields } };
}

const chosen = (method, about) => record({ kind: "method", session: "another", test: "toe_spread", method }, about);
const measured = (method, value) => record({ field: "value", phase: "pre", test: "toe_spread", side: "left", method, value });
const methodOf = (...records) => methodsHere(outboxOf(...records), SESSION, BUNDLED).get("toe_spread");

test("what was chosen here counts in the next session, too, until the server has it", () => {
  assert.equal(methodOf(chosen("toe_gaps_count")), "toe_gaps_count");
  assert.equal(methodOf(chosen("none"), chosen("spread_width_cm")), "spread_width_cm");
  assert.equal(methodOf(chosen("toe_gaps_count", { state: "sent", since: BUNDLED + 1 })), "toe_gaps_count");
});

test("a bundle that came after it was sent knows better", () => {
  assert.equal(methodOf(chosen("toe_gaps_count", { state: "sent", since: BUNDLED - 1 })), undefined);
});

test("what the server has refused does not count", () => {
  assert.equal(methodOf(chosen("toe_gaps_count", { state: "refused", since: BUNDLED + 1 })), undefined);
});

test("a session stays with the method of its own values", () => {
  assert.equal(methodOf(measured("spread_width_cm", "8"), chosen("toe_gaps_count")), "spread_width_cm");
  assert.equal(methodOf(measured("spread_width_cm", ""), chosen("toe_gaps_count")), "toe_gaps_count");
  assert.equal(methodOf(measured(undefined, "8")), undefined);
});
