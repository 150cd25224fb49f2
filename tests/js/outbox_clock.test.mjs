// What the phone tells of the server's clock, whatever its own clock says.

import assert from "node:assert/strict";
import { test } from "node:test";

const stored = new Map();
globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) };
const fresh = (name) => import(`../../static/js/outbox/server_clock.js?${name}`);
const NOON = "2026-03-10T12:00:00.000Z";

test("a phone that never heard the server says nothing of it", async () => {
  const { noteServerTime, serverTime } = await fresh("never");
  noteServerTime("<html>");
  noteServerTime(undefined);
  assert.deepEqual(serverTime(), {});
});

test("what was heard goes on by a clock that nobody sets", async (t) => {
  const { noteServerTime, serverTime } = await fresh("heard");
  noteServerTime(NOON);
  t.mock.method(Date, "now", () => 0);
  const after = Date.parse(serverTime().after) - Date.parse(NOON);
  assert.ok(after >= 0 && after < 60_000);
});

test("a page that comes without a network knows what an earlier one heard", async () => {
  stored.set("heard", String(Date.parse(NOON)));
  const { serverTime } = await fresh("later");
  const after = Date.parse(serverTime().after) - Date.parse(NOON);
  assert.ok(after >= 0 && after < 60_000);
});

test("time goes on without a network, on one page and from page to page", async (t) => {
  stored.set("heard", String(Date.parse(NOON)));
  let passed = 0;
  t.mock.method(performance, "now", () => passed);
  const one = await fresh("one");
  passed = 3000;
  assert.equal(one.serverTime().after, "2026-03-10T12:00:03.000Z");
  passed = 90_000;
  assert.equal(one.serverTime().after, "2026-03-10T12:01:30.000Z");
  passed = 0; // of a page that was just opened
  const other = await fresh("other");
  passed = 500;
  assert.equal(other.serverTime().after, "2026-03-10T12:01:30.500Z");
  other.noteServerTime("2026-03-10T12:00:59.000Z"); // the server knows best
  assert.equal(other.serverTime().after, "2026-03-10T12:00:59.000Z");
});

test("what another tab hears while this one is open is no older than it is", async (t) => {
  stored.clear();
  let passed = 0;
  t.mock.method(performance, "now", () => passed);
  const { serverTime } = await fresh("another tab");
  passed = 3_600_000;
  stored.set("heard", String(Date.parse(NOON)));
  assert.equal(serverTime().after, NOON);
});

test("a phone that may keep nothing knows what it heard itself", async (t) => {
  t.mock.method(localStorage, "getItem", () => assert.fail());
  t.mock.method(localStorage, "setItem", () => assert.fail());
  const { noteServerTime, serverTime } = await fresh("nothing kept");
  assert.deepEqual(serverTime(), {});
  noteServerTime(NOON);
  assert.ok(Date.parse(serverTime().after) >= Date.parse(NOON));
});
