// What is entered on a phone whose database is slow, whose clock is wrong, or which is left.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { recordOf, tombstoneOf } from "../../static/js/outbox/queue.js";
import { heldOf, hold, phone } from "./phone.mjs";

const { Outbox } = await import("../../static/js/outbox/index.js");
const { Records } = await import("../../static/js/outbox/records.js");

const DAY = 86_400_000;
const NOW = Date.parse("2026-03-10T06:00:00.000Z");
const entry = (uuid, more) => ({ uuid, at: "2026-03-10T05:00:00.000Z", session: "s", ...more });
const recordsOf = (user) => new Records(user, () => null);
let user = 0;

beforeEach(() => {
  mock.timers.reset();
  Object.assign(phone, { silences: 0, isFull: false });
  for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
  globalThis.fetch = async () => Promise.reject(new TypeError("No network."));
  user += 1;
});

test("a database that takes seconds to open is waited for, and then its entries are known", async () => {
  hold(user, { entries: [recordOf(entry("early"), 0)] });
  phone.silences = 7;
  const records = recordsOf(user);
  await records.ready;
  assert.equal(records.isRead, false);
  assert.equal(await records.whenLoaded(), true);
  assert.deepEqual([...records.all.keys()], ["early"]);
});

test("a database that never opens is given up, and the phone says that it is not read", async () => {
  phone.silences = Infinity;
  const outbox = new Outbox({ user, url: "/sync/", token: "" });
  assert.equal(await outbox.records.whenLoaded(), false);
  assert.equal(outbox.state.isRead, false);
});

test("what two parts of a page ask for is read once", async () => {
  phone.silences = 6;
  const records = recordsOf(user);
  await records.ready;
  const reload = mock.method(records, "reload");
  await Promise.all([records.whenLoaded(), records.whenLoaded()]);
  assert.equal(reload.mock.callCount(), 3);
});

test("a clock that was a year ahead for one tap does not date what is entered after it", async () => {
  mock.timers.enable({ apis: ["Date"], now: NOW + 365 * DAY });
  const records = recordsOf(user);
  records.nextTimestamp();
  mock.timers.setTime(NOW);
  const times = [records, recordsOf(user)].map((one) => one.nextTimestamp());
  assert.deepEqual(times, ["2026-03-10T06:00:00.000Z", "2026-03-10T06:00:00.001Z"]);
});

test("behind an entry that is not sent yet, the next one stays behind it, whatever the clock says", async () => {
  mock.timers.enable({ apis: ["Date"], now: NOW });
  const at = new Date(NOW + 365 * DAY).toISOString();
  hold(user, { entries: [recordOf(entry("ahead", { at }), 0)] });
  const records = recordsOf(user);
  await records.ready;
  assert.equal(records.nextTimestamp(), new Date(NOW + 365 * DAY + 1).toISOString());
});

test("an entry that another tab removed meanwhile is not replaced by half of one", async () => {
  const outbox = new Outbox({ user, url: "/sync/", token: "" });
  await outbox.ready;
  await outbox.records.set(tombstoneOf(entry("a"), Date.now()));
  for (const name of ["a", "unknown"]) {
    assert.equal(outbox.replace(name, { value: "5" }), null);
    await outbox.discard(name);
  }
  assert.deepEqual([...outbox.records.all.keys()], ["a"]);
});

test("signing out leaves no move of a routine on the phone, and its switches of sound stay", async () => {
  localStorage.setItem("player:3c0f7a52", "{}");
  localStorage.setItem("sounds", "{}");
  hold(user, { entries: [recordOf(entry("a"), 0)], kept: [{ name: "kit", value: {} }] });
  const records = recordsOf(user);
  await records.ready;
  await records.erase();
  assert.deepEqual(Object.keys(localStorage).sort(), ["sounds", "user"]);
  assert.deepEqual([heldOf(user, "entries").map(({ entry: held }) => held), heldOf(user, "kept")], [[null], []]);
});
