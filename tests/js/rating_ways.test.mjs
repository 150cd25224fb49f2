// What a card says of the ways in which its test can be measured.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { addWords, labelOf, labelWords, measuredWords, measureWords, onceWords, wayWords } from "../../static/js/rating/ways.js";

const tape = { label: "Big toe to wall", instrument: "tape", unit: "cm" };
const level = { label: "Shin angle", instrument: "level", unit: "deg" };
const count = { label: "Toe gaps that open, 0 to 4", instrument: "count", unit: "count" };

describe("a way to measure", () => {
  it("is named by its instrument, and the button by what it leads to", () => {
    assert.deepEqual([wayWords(tape), measureWords(tape), measuredWords(tape)], ["With a tape", "Measure with a tape", "Measured with a tape"]);
    assert.equal(measureWords(level), "Measure with a level app");
  });

  it("says what it reads, in the unit of its person", () => {
    assert.equal(labelWords(tape), "Big toe to wall, in cm.");
    assert.equal(labelWords({ ...tape, unit: "in" }), "Big toe to wall, in inches.");
    assert.equal(labelWords(level), "Shin angle, in degrees.");
    assert.equal(labelWords(count), "Toe gaps that open, 0 to 4.");
    assert.deepEqual([tape, level, count].map(addWords), ["Add cm", "Add angle", "Add count"]);
  });

  it("gives centimetres against degrees as the reason only where a test has both", () => {
    assert.match(onceWords([tape, level]), /^You choose once. Centimetres and degrees/);
    assert.match(onceWords([tape, count]), /^You choose once. Two ways to measure/);
  });

  it("is labelled with the side where there is one", () => {
    assert.deepEqual(["left", "right", "none"].map((side) => labelOf("Toe drop", side)), ["Toe drop, left", "Toe drop, right", "Toe drop"]);
  });
});
