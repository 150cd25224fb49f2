// A measure of a test as its person reads it: its limits, its words, and what is sent of a value.

import { gettext, numberText } from "../gettext.js";

const CM_PER_INCH = 2.54; // exactly
/** @typedef {Pick<ShownMeasure, "factor">} Factor */

const ON_THE_WIRE = /^(-?[0-9]*\.?[0-9]+)(?: (cm|in))?$/;
/** A number with its unit; a count and a score have none. @type {Record<string, (size: string) => string>} */
const WITH_UNIT = {
  cm: (size) => gettext("%(size)s cm", { size }),
  in: (size) => gettext("%(size)s in", { size }),
  deg: (size) => gettext("%(size)s°", { size }),
  s: (size) => gettext("%(size)s s", { size }),
  kg: (size) => gettext("%(size)s kg", { size }),
};
const WHOLE = ["count", "score"];
const LIMITS = /** @type {const} */ (["hard_min", "hard_max", "typical_min", "typical_max"]);

/** A measure of a test, in inches where its person reads lengths in inches. @param {MeasuredTest} about @param {string} id @param {unknown} length @returns {ShownMeasure | undefined} */
export function measureOf(about, id, length) {
  const measure = about.measures.find((measure) => measure.id === id);
  if (!measure) return undefined;
  return measure.unit === "cm" && length === "in" ? inInches(measure) : { ...measure, factor: 1 };
}

/** @param {Measure} measure @returns {ShownMeasure} */
function inInches(measure) {
  const limits = LIMITS.map((name) => [name, measure[name] == null ? measure[name] : Number(measure[name]) / CM_PER_INCH]);
  return { ...measure, ...Object.fromEntries(limits), unit: "in", factor: CM_PER_INCH };
}

/** @param {number} number @param {number} places */
const rounded = (number, places) => Math.round(number * 10 ** places) / 10 ** places;

/** A number in the unit that is stored. Five decimals hold every sixteenth of an inch. @param {number} number @param {Factor} measure */
const stored = (number, { factor }) => rounded(number * factor, 5);

/** A stored number in the unit that is shown: exact with up to 4 decimals, else rounded to 2, as the server shows it. @param {number} number @param {Factor} measure */
function shown(number, { factor }) {
  const plain = rounded(number / factor, 4);
  return stored(plain, { factor }) === rounded(number, 5) ? plain : rounded(number / factor, 2);
}

/** The number of a sent text in the unit that is shown, or NaN. A text without a unit is in that of the measure. @param {string} text @param {ShownMeasure} measure */
export function shownNumber(text, measure) {
  const [, number, named] = ON_THE_WIRE.exec(text) ?? [];
  return shown(stored(Number(number), { factor: named === "in" ? CM_PER_INCH : 1 }), measure);
}

/** Whether two sent texts show the same value. @param {string} one @param {string} other @param {ShownMeasure} measure */
export const isSame = (one, other, measure) => one === other || shownNumber(one, measure) === shownNumber(other, measure);

/** @param {number} number in the unit that is shown @param {ShownMeasure} measure */
export const inWords = (number, measure) => numberText(shown(stored(number, measure), measure));

/** @param {number | string} number or several as a text @param {ShownMeasure} measure */
export function withUnit(number, measure) {
  const size = typeof number === "string" ? number : inWords(number, measure);
  return WITH_UNIT[measure.unit]?.(size) ?? size;
}

/** The unit alone, as it stands beside a field; "" for a count. @param {ShownMeasure} measure */
export const unitSign = ({ unit }) => (WITH_UNIT[unit]?.("") ?? "").trim();

/** "" inside the hard range, else why not, perhaps with what was meant. @param {number} number @param {ShownMeasure} measure */
export function rangeError(number, measure) {
  if (isWithin(number, measure, "hard")) return "";
  const tenth = number / 10;
  const words = { ...limitWords(measure, "hard"), guess: inWords(tenth, measure) };
  return isWithin(tenth, measure, measure.typical_min == null ? "hard" : "typical")
    ? gettext("Use a number from %(low)s to %(high)s. Did you mean %(guess)s?", words)
    : gettext("Use a number from %(low)s to %(high)s.", words);
}

/** What to type, where a text is no number. @param {ShownMeasure} measure */
export const hint = (measure) =>
  gettext("Use a number from %(low)s to %(high)s, such as %(example)s.", {
    ...limitWords(measure, "hard"),
    example: numberText(example(measure)),
  });

/** @param {number} number @param {ShownMeasure} measure */
export function typicalQuestion(number, measure) {
  if (measure.typical_min == null || isWithin(number, measure, "typical")) return "";
  const words = { ...limitWords(measure, "typical"), value: withUnit(number, measure) };
  return gettext("%(value)s is outside the usual %(low)s to %(high)s. Is it right?", words);
}

/** @param {number} number @param {ShownMeasure} measure @param {"hard" | "typical"} kind */
const isWithin = (number, measure, kind) =>
  stored(limit(measure, kind, "min"), measure) <= stored(number, measure) &&
  stored(number, measure) <= stored(limit(measure, kind, "max"), measure);

/** @param {ShownMeasure} measure @param {"hard" | "typical"} kind @param {"min" | "max"} end */
const limit = (measure, kind, end) => Number(measure[`${kind}_${end}`]);

/** Rounded inwards, so that both can be entered. @param {ShownMeasure} measure @param {"hard" | "typical"} kind */
function limitWords(measure, kind) {
  const low = limit(measure, kind, "min");
  const high = limit(measure, kind, "max");
  if (measure.factor === 1) return { low: numberText(low), high: numberText(high) };
  return { low: numberText(Math.ceil(low * 10) / 10), high: numberText(Math.floor(high * 10) / 10) };
}

/** Half a unit from the middle. Halves go to the even neighbour, as the server's do. @param {ShownMeasure} measure */
function example(measure) {
  const middle = (limit(measure, "hard", "min") + limit(measure, "hard", "max")) / 2;
  const near = Math.abs(middle % 1) === 0.5 ? 2 * Math.round(middle / 2) : Math.round(middle);
  const highest = Math.floor(limit(measure, "hard", "max") * 10) / 10;
  return WHOLE.includes(measure.unit) ? Math.min(near, highest) : Math.min(near + 0.5, highest);
}
