// Whether a phone asks what came before a session, by what it knows itself and what the server said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hold, phone } from "./phone.mjs";

const { askedOf, dayOf, isAskedBefore, saveAsked } = await import("../../static/js/phone/asked.js");
const { contextOf } = await import("../../static/js/rating/context.js");
const { Records } = await import("../../static/js/outbox/records.js");

const MONDAY = { day: "2026-03-09", session: "one" };

test("a day begins at the person's own hour by the clock of the device", () => {
  assert.equal(dayOf(new Date(2026, 2, 10, 2, 59), 3), "2026-03-09");
  assert.equal(dayOf(new Date(2026, 2, 10, 3, 0), 3), "2026-03-10");
  assert.equal(dayOf(new Date(2026, 2, 10, 0, 0), 0), "2026-03-10");
  assert.equal(dayOf(new Date(2026, 0, 1, 1, 0), 23), "2025-12-31");
});

test("another session of the day does not ask again, nor does one of a day before it", () => {
  assert.equal(isAskedBefore(MONDAY, { day: "2026-03-09", session: "two" }), true);
  assert.equal(isAskedBefore(MONDAY, { day: "2026-03-08", session: "two" }), true);
  assert.equal(isAskedBefore(MONDAY, { day: "2026-03-10", session: "two" }), false);
  // The session itself may change its mind.
  assert.equal(isAskedBefore(MONDAY, MONDAY), false);
  assert.equal(isAskedBefore(null, MONDAY), false);
  assert.equal(isAskedBefore(undefined, MONDAY), false);
});

test("a tick that is not set says no beside an answer, and nothing where all is empty", () => {
  const empty = { ran: "", slept_badly: false, just_woke: false };
  assert.deepEqual(contextOf(empty), { ran: "", slept_badly: "", just_woke: "" });
  assert.deepEqual(contextOf({ ...empty, ran: "hard" }), { ran: "hard", slept_badly: "no", just_woke: "no" });
  assert.deepEqual(contextOf({ ...empty, slept_badly: true }), { ran: "", slept_badly: "yes", just_woke: "no" });
});

test("signing out forgets when somebody was asked, and nobody else sees it", async () => {
  phone.silences = 0;
  for (const user of ["71", "72"]) hold(user, {});
  await saveAsked("71", MONDAY);
  assert.deepEqual(await askedOf("71"), MONDAY);
  assert.equal(await askedOf("72"), null);
  await new Records(71, () => {}).erase();
  assert.equal(await askedOf("71"), null);
});
