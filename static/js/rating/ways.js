// The ways to measure a test, in words: what a choice is called, what it reads, what its button says.

import { gettext, pgettext } from "../gettext.js";

/** @typedef {Record<string, () => string>} Words */

export const ONLY_RATE = "none"; // in place of a measure's id

/** @type {Words} */
const WITH = {
  phone: () => gettext("With this phone"),
  tape: () => gettext("With a tape"),
  level: () => gettext("With a level app"),
  photo: () => gettext("With a photo"),
  count: () => gettext("By counting"),
  feel: () => gettext("By feel"),
  clock: () => gettext("With a stopwatch"),
  scale: () => gettext("With a scale"),
};
/** @type {Words} */
const MEASURE_WITH = {
  phone: () => gettext("Measure with this phone"),
  tape: () => gettext("Measure with a tape"),
  level: () => gettext("Measure with a level app"),
  photo: () => gettext("Measure with a photo"),
  count: () => gettext("Measure by counting"),
  feel: () => gettext("Measure by feel"),
  clock: () => gettext("Measure with a stopwatch"),
  scale: () => gettext("Measure with a scale"),
};
/** @type {Words} */
const MEASURED_WITH = {
  phone: () => gettext("Measured with this phone"),
  tape: () => gettext("Measured with a tape"),
  level: () => gettext("Measured with a level app"),
  photo: () => gettext("Measured with a photo"),
  count: () => gettext("Measured by counting"),
  feel: () => gettext("Measured by feel"),
  clock: () => gettext("Measured with a stopwatch"),
  scale: () => gettext("Measured with a scale"),
};
/** @type {Words} */
const ADD = {
  cm: () => pgettext("button", "Add cm"),
  in: () => pgettext("button", "Add inches"),
  deg: () => pgettext("button", "Add angle"),
  count: () => pgettext("button", "Add count"),
  score: () => pgettext("button", "Add score"),
  s: () => pgettext("button", "Add seconds"),
  kg: () => pgettext("button", "Add kg"),
};
/** @type {Record<string, (values: { label: string }) => string>} */
const IN = {
  cm: (values) => gettext("%(label)s, in cm.", values),
  in: (values) => gettext("%(label)s, in inches.", values),
  deg: (values) => gettext("%(label)s, in degrees.", values),
  s: (values) => gettext("%(label)s, in seconds.", values),
  kg: (values) => gettext("%(label)s, in kg.", values),
};

/** "With a tape" @param {Measure} measure */
export const wayWords = ({ instrument }) => WITH[instrument]?.() ?? "";
/** "Measure with a tape" @param {Measure} measure */
export const measureWords = ({ instrument }) => MEASURE_WITH[instrument]?.() ?? "";
/** "Measured with a tape" @param {Measure} measure */
export const measuredWords = ({ instrument }) => MEASURED_WITH[instrument]?.() ?? "";
/** "Add cm" @param {Measure} measure */
export const addWords = ({ unit }) => ADD[unit]?.() ?? pgettext("button", "Measure");
/** "Big toe to wall, in cm." @param {Measure} measure */
export const labelWords = ({ label, unit }) => (IN[unit] ?? noUnit)({ label });
/** @param {{ label: string }} values */
const noUnit = (values) => gettext("%(label)s.", values);

/** Why it is asked only once. @param {Measure[]} measures */
export function onceWords(measures) {
  const units = new Set(measures.map(({ unit }) => unit));
  return units.has("cm") && units.has("deg")
    ? gettext("You choose once. Centimetres and degrees can’t be compared, so a change starts a new series.")
    : gettext("You choose once. Two ways to measure can’t be compared, so a change starts a new series.");
}

/** "Big toe to wall, left" @param {string} label @param {string} side */
export function labelOf(label, side) {
  if (side === "left") return gettext("%(test)s, left", { test: label });
  return side === "right" ? gettext("%(test)s, right", { test: label }) : label;
}
