// How the page "Not sent yet" tells an entry.

import assert from "node:assert/strict";
import { test } from "node:test";

import { choicesFor, describeEntry, isCorrectable } from "../../static/js/unsent/describe.js";
import { vocabulary } from "./shared.mjs";

const words = (entry) => describeEntry(entry, vocabulary);

const reading = (field, value) => ({ phase: "post", test: "toe_touch", side: "none", field, value });

test("a skip is called a skip, as on every other page", () => {
  assert.equal(words(reading("skip", "pain")), "After, toe touch: skipped (Pain)");
  assert.equal(words(reading("skip", "equipment")), "After, toe touch: skipped (No equipment)");
  assert.equal(words(reading("skip", "")), "After, toe touch: skip cleared");
});

test("an answer about what came before is called so, and not for changing on this page", () => {
  const entry = { kind: "context", ran: "hard", slept_badly: "no", just_woke: "no" };
  assert.equal(words(entry), "What came before a session");
  assert.equal(choicesFor(entry, vocabulary), null);
});

test("a skip can be changed to each reason that a page offers", () => {
  const reading = { phase: "pre", field: "skip", value: "time" };
  assert.deepEqual(choicesFor(reading, vocabulary), Object.entries(vocabulary.skip_reasons));
});

test("a test is called as on every other page, where the phone has its name", () => {
  const named = { ...vocabulary, tests: { toe_touch: "Finger-Boden-Test" } };
  assert.equal(describeEntry(reading("score", "7"), named), "After, Finger-Boden-Test: 7");
});

test("every other reading is told with what it is", () => {
  assert.equal(words(reading("score", "7")), "After, toe touch: 7");
  assert.equal(words(reading("score", "")), "After, toe touch: rating cleared");
  assert.equal(words(reading("value", "8.5")), "After, toe touch: measured 8.5");
  assert.equal(words(reading("value", "")), "After, toe touch: measured value cleared");
  assert.equal(words(reading("discomfort", "")), "After, toe touch: discomfort cleared");
});

test("an angle that the phone took is told without its number, and is not corrected here", () => {
  const taken = { ...reading("value", "38.15"), method: "phone_shin_bent_knee_deg", holds: "38.1 38.2" };
  assert.equal(words(taken), "After, toe touch: angle taken");
  assert.equal(isCorrectable(taken), false);
});

test("a choice of how to measure is told with its test, and is not corrected here", () => {
  const chosen = { kind: "method", session: "1", test: "toe_touch", method: "sit_and_reach_cm" };
  assert.equal(words(chosen), "toe touch: how it is measured");
  assert.equal(choicesFor(chosen, vocabulary), null);
});

test("a length in inches keeps its unit", () => {
  assert.equal(words(reading("value", "3.25 in")), "After, toe touch: measured 3.25 in");
  assert.equal(words(reading("value", "-3.25 in")), "After, toe touch: measured −3.25 in");
});
