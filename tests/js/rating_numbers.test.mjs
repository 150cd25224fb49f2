// The page reads a measured value as the server does; both are held to tests/numbers.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

import { useCatalogue } from "../../static/js/gettext.js";
import { hint, isSame, measureOf, rangeError, shownNumber, typicalQuestion, unitSign, withUnit } from "../../static/js/rating/measure.js";
import { objection, toSend } from "../../static/js/rating/measured.js";
import { readNumber } from "../../static/js/rating/numbers.js";

const { measures, read, asked, lengths } = JSON.parse(readFileSync(new URL("../numbers.json", import.meta.url)));

const aboutOf = (name) => ({ test: name, measures: [{ id: name, label: name, instrument: "tape", better: "higher", ...measures[name] }] });
const shownAs = (name, length = "cm") => measureOf(aboutOf(name), name, length);

function outcome(measure, text) {
  const { number, why } = readNumber(text, measure.unit);
  if (number === undefined) return why || hint(measure);
  return number === null ? null : rangeError(number, measure) || number + 0;
}

/** Of what its person reads, as exactly as it is stored. */
const inCentimetres = (number, unit) => Math.round(number * (unit === "in" ? 254000 : 1e5)) / 1e5;

/** A row as it stands in its card, on the page of somebody who reads lengths in `length`. */
function rowOf(name, value, { length = "cm", shown = "{}" } = {}) {
  globalThis.HTMLElement = class {};
  const main = Object.assign(new globalThis.HTMLElement(), { dataset: { preferences: JSON.stringify({ length }) } });
  globalThis.document = { querySelector: () => main };
  const form = { elements: { namedItem: () => ({ value: shown }) } };
  const card = { querySelector: () => ({ textContent: JSON.stringify(aboutOf(name)) }) };
  return {
    dataset: { method: name },
    closest: () => card,
    querySelector: (what) => (what.includes("inputmode") ? { value, form, name: "x" } : null),
  };
}

describe("a measured value", () => {
  for (const [measure, text, wanted] of read) {
    it(`${JSON.stringify(text)} is ${wanted}`, () => assert.equal(outcome(shownAs(measure), text), wanted));
  }

  for (const [name, text, wanted] of asked) {
    it(`${text} asks: ${wanted || "nothing"}`, () => {
      const measure = shownAs(name);
      assert.equal(typicalQuestion(readNumber(text, measure.unit).number, measure), wanted);
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
    assert.equal(objection(rowOf("ankle", "8,5 cm")), "");
    assert.equal(objection(rowOf("ankle", "85 mm")), "That is in mm. Here it is cm.");
    assert.equal(objection(rowOf("ankle", "28")), "28 cm is outside the usual 4 to 18. Is it right?");
  });

  it("is not questioned again once it is saved, in whatever unit", () => {
    const saved = (x) => ({ shown: JSON.stringify({ x }) });
    assert.equal(objection(rowOf("ankle", "28", saved("28.00"))), "");
    assert.equal(objection(rowOf("ankle", "28", saved("27"))), "28 cm is outside the usual 4 to 18. Is it right?");
    assert.equal(objection(rowOf("ankle", "10", { length: "in", ...saved("25.4") })), "");
    assert.equal(objection(rowOf("ankle", "10", { length: "in", ...saved("10 in") })), "");
  });
});

describe("a saved value that is shown with more decimals than can be typed", () => {
  const saved = { shown: JSON.stringify({ x: "8.25500" }) };

  it("is neither objected to nor sent as it stands", () => {
    assert.equal(objection(rowOf("ankle", "8.255", saved)), "");
    assert.equal(objection(rowOf("ankle", " 8,255 ", saved)), "");
    assert.equal(toSend({ closest: () => rowOf("ankle", "8,255", saved) }), null);
  });

  it("is read anew once it was touched", () => {
    assert.equal(objection(rowOf("ankle", "8.256", saved)), "Two decimals at most, such as 8.25.");
    assert.equal(toSend({ closest: () => rowOf("ankle", "8.25", saved) }).value, "8.25");
  });
});

describe("a length in inches", () => {
  const ankle = shownAs("ankle", "in");

  it("is told with limits that can be entered", () => {
    assert.equal(rangeError(12, ankle), "Use a number from 0 to 11.8.");
    assert.equal(rangeError(11.8, ankle), "");
    assert.equal(rangeError(55, ankle), "Use a number from 0 to 11.8. Did you mean 5.5?");
    assert.equal(rangeError(-13.7, shownAs("touch", "in")), "");
    assert.equal(typicalQuestion(10, ankle), "10 in is outside the usual 1.6 to 7. Is it right?");
    assert.equal(typicalQuestion(1.6, ankle), "");
  });

  it("comes back as it was entered, to every sixteenth", () => {
    for (let sixteenths = 0; sixteenths <= 188; sixteenths += 1) {
      const inches = sixteenths / 16;
      const { number, sent } = readNumber(String(inches), "in");
      assert.deepEqual([number, sent], [inches, `${inches} in`]);
      assert.equal(shownNumber(sent, ankle), inches);
      const stored = (Math.round(inches * 254000) / 1e5).toFixed(5);
      assert.equal(shownNumber(stored, ankle), inches);
      assert.ok(isSame(stored, sent, ankle));
      assert.ok(isSame(stored, sent, shownAs("ankle")));
      assert.ok(!isSame(stored, `${inches + 0.0625} in`, ankle));
    }
  });

  it("is not sent again because it was entered in centimetres and is shown rounded", () => {
    assert.equal(shownNumber("8.25", ankle), 3.25);
    assert.ok(isSame("8.25", "3.25 in", ankle));
    assert.equal(shownNumber("8.09625", shownAs("ankle")), 8.1);
    assert.ok(isSame("8.09625", "8.1", shownAs("ankle")));
  });

  it("leaves what is not a length as it is", () => {
    assert.deepEqual(shownAs("knee", "in"), shownAs("knee", "cm"));
    assert.equal(withUnit(41, shownAs("knee", "in")), "41°");
    assert.equal(withUnit(3, { unit: "count", factor: 1 }), "3");
  });

  it("has its unit in the language of the page", () => {
    useCatalogue({ "%(size)s in": ["%(size)s Zoll"] }, "de");
    assert.deepEqual([withUnit(3.5, ankle), unitSign(ankle)], ["3.5 Zoll", "Zoll"]);
    useCatalogue({}, "en");
    assert.deepEqual([withUnit(3.5, ankle), unitSign(ankle)], ["3.5 in", "in"]);
  });
});
