// The page reads a measured value as the server does; both are held to tests/numbers.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

import { objection, rangeError, typicalQuestion } from "../../static/js/rating/measured.js";
import { readNumber } from "../../static/js/rating/numbers.js";

const { measures, read, asked, lengths } = JSON.parse(readFileSync(new URL("../numbers.json", import.meta.url)));
const shown = (number) => String(number).replace("-", "−");

/** What the page's row says of a measure. */
function dataOf({ unit, hard_min, hard_max, typical_min, typical_max, example }) {
  const range = `Use a number from ${shown(hard_min)} to ${shown(hard_max)}`;
  return {
    unit,
    unitWords: unit === "deg" ? "°" : ` ${unit}`,
    hardMin: String(hard_min),
    hardMax: String(hard_max),
    typicalMin: String(typical_min ?? ""),
    typicalMax: String(typical_max ?? ""),
    range: `${range}.`,
    hint: `${range}, such as ${example}.`,
  };
}

/** Of what its person reads, as exactly as it is stored. */
const inCentimetres = (number, unit) => Math.round(number * (unit === "in" ? 254000 : 1e5)) / 1e5;

function outcome(measure, text) {
  const data = dataOf(measures[measure]);
  const { number, why } = readNumber(text, data.unit);
  if (number === undefined) return why || data.hint;
  return number === null ? null : rangeError(number, data) || number + 0;
}

describe("a measured value", () => {
  for (const [measure, text, wanted] of read) {
    it(`${JSON.stringify(text)} is ${wanted}`, () => assert.equal(outcome(measure, text), wanted));
  }

  for (const [measure, text, wanted] of asked) {
    it(`${text} asks: ${wanted || "nothing"}`, () => {
      const data = dataOf(measures[measure]);
      assert.equal(typicalQuestion(readNumber(text, data.unit).number, data), wanted);
    });
  }

  for (const [unit, text, wanted, sent] of lengths) {
    it(`${JSON.stringify(text)} in ${unit} is ${wanted}`, () => {
      const found = readNumber(text, unit);
      if (sent === undefined) assert.equal(found.why, wanted);
      else assert.deepEqual([found.sent, inCentimetres(found.number, unit)], [sent, wanted]);
    });
  }

  it("is objected to as it stands in its row", () => {
    const form = { elements: { namedItem: () => ({ value: "{}" }) } };
    const row = (value) => ({
      dataset: dataOf(measures.ankle),
      querySelector: (what) => (what.includes("inputmode") ? { value, form, name: "x" } : null),
    });
    assert.equal(objection(row("8,5 cm")), "");
    assert.equal(objection(row("85 mm")), "That is in mm. Here it is cm.");
    assert.equal(objection(row("28")), "28 cm is outside the usual 4 to 18. Is it right?");
  });
});
