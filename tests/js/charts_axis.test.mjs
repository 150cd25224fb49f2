// The marks of a time axis and the words of a day.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { dateWords, numberWords, timeMarks } from "../../static/js/charts/axis.js";
import { radii } from "../../static/js/charts/marks.js";

const MARCH_10 = 739320; // 2025, a Monday
const labels = (from, to, room) => timeMarks(from, to, room).map((mark) => mark.label);

describe("a time axis", () => {
  it("writes a day that was counted from the year 1", () => {
    assert.equal(dateWords(MARCH_10), "10 Mar 2025");
  });

  it("marks Mondays on a short axis", () => {
    assert.deepEqual(labels(MARCH_10 - 10, MARCH_10 + 8, 6), ["3 Mar", "10 Mar", "17 Mar"]);
  });

  it("marks the first of each month, and January with its year on a long axis", () => {
    assert.deepEqual(labels(MARCH_10 - 91, MARCH_10, 6), ["Jan", "Feb", "Mar"]);
    assert.deepEqual(labels(MARCH_10 - 364, MARCH_10, 6), ["May", "Jul", "Sep", "Nov", "2025", "Mar"]);
  });

  it("marks years when there are many", () => {
    assert.deepEqual(labels(MARCH_10 - 1800, MARCH_10, 6), ["2021", "2022", "2023", "2024", "2025"]);
  });

  it("never has more marks than there is room for", () => {
    for (let days = 8; days < 9000; days += 13) {
      for (const room of [2, 3, 7]) {
        const marks = timeMarks(MARCH_10 - days, MARCH_10, room);
        assert.ok(marks.length <= room + 1, `${days} days, ${marks.length} marks in ${room}`);
        assert.ok(marks.every(({ value }) => value >= MARCH_10 - days && value <= MARCH_10));
      }
    }
  });

  it("marks the first days of the weeks of its person", () => {
    const from = MARCH_10 - 13;
    assert.deepEqual([undefined, 5, 6].map((first) => timeMarks(from, MARCH_10, 4, first)[0].label), ["3 Mar", "1 Mar", "2 Mar"]);
    for (const first of [0, 5, 6]) {
      const marks = timeMarks(from, MARCH_10, 4, first);
      assert.ok(marks.every(({ value }) => (value - MARCH_10 - first) % 7 === 0));
    }
  });

  it("writes two decimals where a unit needs them", () => {
    assert.deepEqual([numberWords(3.1875), numberWords(3.1875, 2), numberWords(3, 2)], ["3.2", "3.19", "3"]);
  });

  it("writes a real minus sign", () => {
    assert.deepEqual([numberWords(-4.5), numberWords(0), numberWords(7)], ["−4.5", "0", "7"]);
  });
});

describe("the marks on a line", () => {
  const at = (...values) => values.map((y, x) => ({ x, y }));

  it("are at the end, and where a point has no neighbour", () => {
    assert.deepEqual(radii(at(4, 5, null, 6, null, 7, 8), 5), [0, 0, 0, 3.5, 0, 0, 5]);
  });

  it("are there for a single point, and none for none", () => {
    assert.deepEqual(radii(at(4), 5), [5]);
    assert.deepEqual(radii([], 5), []);
  });
});

describe("a page in another language", () => {
  it("has its own months and its own decimal sign", async () => {
    globalThis.document = { documentElement: { lang: "de" } };
    const german = await import("../../static/js/charts/axis.js?in=de");
    delete globalThis.document;
    assert.equal(german.numberWords(-4.5), "−4,5");
    assert.deepEqual(
      german.timeMarks(MARCH_10 - 130, MARCH_10, 6).map((mark) => mark.label),
      ["Nov", "Dez", "Jan", "Feb", "Mär"],
    );
  });
});
