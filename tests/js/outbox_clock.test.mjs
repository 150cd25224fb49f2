// What the phone tells of the server's clock, whatever its own clock says.

import assert from "node:assert/strict";
import { test } from "node:test";

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) };
const fresh = (name) => import(`../../static/js/outbox/clock.js?${name}`);
const NOON = "2026-03-10T12:00:00.000Z";

test("a phone that never heard the server says nothing of it", async () => {
  const { hear, heard } = await fresh("never");
  hear("<html>");
  hear(undefined);
  assert.deepEqual(heard(), {});
});

test("what was heard goes on by a clock that nobody sets", async (t) => {
  const { hear, heard } = await fresh("heard");
  hear(NOON);
  t.mock.method(Date, "now", () => 0);
  const after = Date.parse(heard().after) - Date.parse(NOON);
  assert.ok(after >= 0 && after < 60_000);
});

test("a page that comes without a network knows what an earlier one heard", async () => {
  const { heard } = await fresh("later");
  assert.equal(heard().after, NOON);
});
