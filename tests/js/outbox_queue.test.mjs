// What waits, what an answer changes, and what becomes of two views of the same entries.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  applyResults, entriesOf, isExpired, isSyncResponse, mergeRecords, nextBatch, nextTime, queueOf, recordOf, tombstoneOf,
} from "../../static/js/outbox/queue.js";

const DAY = 86_400_000;
const entry = (name, more) => ({ uuid: name, at: `2026-03-10T06:00:00.00${name.length}Z`, session: "s", ...more });
const record = (name, state = "waiting", more = {}) => ({ ...recordOf(entry(name), 0), state, ...more });
const mapOf = (...records) => new Map(records.map((one) => [one.uuid, one]));
const states = (records) => [...records].map(({ uuid, state }) => `${uuid} ${state}`);

test("an entry leaves only when an answer names it, with a status that we know", () => {
  const records = [record("a"), record("b"), record("c"), record("d"), record("e")];
  const results = [
    { uuid: "a", status: "stored" },
    { uuid: "b", status: "duplicate" },
    { uuid: "c", status: "rejected", reason: "No." },
    { uuid: "d", status: "maybe" },
    { uuid: "f", status: "stored" },
  ];
  assert.deepEqual(states(applyResults(records, results, 5)), ["a sent", "b sent", "c refused"]);
  assert.equal(applyResults(records, results, 5)[2].reason, "No.");
});

test("an answer changes nothing of what is settled already", () => {
  for (const state of ["sent", "refused", "removed"]) {
    assert.deepEqual(applyResults([record("a", state)], [{ uuid: "a", status: "rejected" }], 5), []);
  }
});

test("a page of a hotel's network is no answer", () => {
  for (const body of [null, "<html>", {}, { results: "all" }, { results: [{}] }, { results: [null] }, []]) {
    assert.equal(isSyncResponse(body), false);
  }
  assert.equal(isSyncResponse({ results: [] }), true);
});

test("the queue is in the order of entering, and tells waiting from refused", () => {
  const records = [record("ccc"), record("a", "refused", { reason: "No." }), record("bb"), record("d", "sent")];
  const { waiting, refused } = queueOf(mapOf(...records).values());
  assert.deepEqual(waiting.map(({ uuid }) => uuid), ["bb", "ccc"]);
  assert.deepEqual(refused, [{ ...entry("a"), reason: "No." }]);
});

test("a batch holds at most 200 entries and 200 kB, and one entry in any case", () => {
  const many = Array.from({ length: 450 }, (_, index) => entry(`${index}`));
  assert.equal(nextBatch(many).length, 200);
  const large = many.map((one) => ({ ...one, dose: "ä".repeat(4000) }));
  const taken = nextBatch(large);
  assert.ok(taken.length >= 20 && Buffer.byteLength(JSON.stringify(taken)) <= 200_000);
  assert.ok(Buffer.byteLength(JSON.stringify([...taken, large[0]])) > 200_000);
  assert.equal(nextBatch([{ ...entry("a"), dose: "x".repeat(300_000) }, entry("b")]).length, 1);
});

test("of two views of one entry the one that is further counts, whichever is asked first", () => {
  const order = ["waiting", "refused", "sent", "removed"];
  for (const known of order) {
    for (const held of order) {
      const all = mergeRecords(mapOf(record("a", known)), [record("a", held)], new Set());
      const further = order[Math.max(order.indexOf(known), order.indexOf(held))];
      assert.deepEqual(states(all.values()), [`a ${further}`]);
    }
  }
});

test("what waits and is not in the database any more is kept; what was sent and went is let go", () => {
  const known = mapOf(record("a"), record("b", "refused"), record("c", "sent"), record("d", "removed"));
  assert.deepEqual(states(mergeRecords(known, [], new Set()).values()), ["a waiting", "b refused"]);
});

test("what the database does not know yet is kept, and what only it knows is taken over", () => {
  const all = mergeRecords(mapOf(record("a", "sent")), [record("b")], new Set(["a"]));
  assert.deepEqual(states(all.values()).sort(), ["a sent", "b waiting"]);
});

test("what was removed leaves its name and nothing else", () => {
  const gone = tombstoneOf(record("a", "refused"), 7);
  assert.deepEqual(gone, { uuid: "a", entry: null, state: "removed", since: 7, reason: "" });
  assert.deepEqual(queueOf([gone]), { waiting: [], refused: [] });
});

test("sent entries go after a day; what waits or was refused never does", () => {
  for (const [state, goes] of [["sent", true], ["removed", true], ["waiting", false], ["refused", false]]) {
    assert.equal(isExpired(record("a", state, { since: 0 }), 400 * DAY), goes);
    assert.equal(isExpired(record("a", state, { since: 0 }), DAY - 1), false);
  }
});

test("everything that is known of a session can be asked for, sent or not", () => {
  const other = { ...record("dddd"), entry: entry("dddd", { session: "t" }) };
  const records = [record("ccc", "sent"), record("a", "refused"), record("bb"), tombstoneOf(record("e"), 0), other];
  assert.deepEqual(entriesOf(records, "s").map(({ uuid }) => uuid), ["a", "bb", "ccc"]);
});

test("the time of entering never stands still and never goes back", () => {
  let last = 0;
  for (const now of [100, 100, 100, 40, 0, 102, 500]) {
    const next = nextTime(last, now);
    assert.ok(next > last);
    last = next;
  }
  assert.equal(last, 500);
});
