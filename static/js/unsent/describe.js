// Describes an entry in words, from nothing but the entry: this phone may have no network.

import { gettext, numberText, timeText } from "../gettext.js";
import { sideWord } from "../plan/places.js";

/** @typedef {Record<string, (values: { where: string, value: string }) => string>} Words */

/** @type {Words} */
const SET = {
  score: (values) => gettext("%(where)s: %(value)s", values),
  value: (values) => gettext("%(where)s: measured %(value)s", values),
  discomfort: (values) => gettext("%(where)s: discomfort %(value)s", values),
  skip: (values) => gettext("%(where)s: skipped (%(value)s)", values),
};
/** @type {Words} */
const CLEARED = {
  score: (values) => gettext("%(where)s: rating cleared", values),
  value: (values) => gettext("%(where)s: measured value cleared", values),
  discomfort: (values) => gettext("%(where)s: discomfort cleared", values),
  skip: (values) => gettext("%(where)s: skip cleared", values),
};
/** @type {Record<string, () => string>} */
const KINDS = {
  routine: () => gettext("The routine is over"),
  start: () => gettext("A session was started"),
  finish: () => gettext("The session was finished"),
  context: () => gettext("What came before a session"),
};

/** @param {EntryFields} entry @param {Vocabulary} vocabulary that the page brings along */
export function describeEntry(entry, vocabulary) {
  if (entry.kind === "note") return entry.value ? gettext("Note: %(text)s", { text: entry.value }) : gettext("Note: removed");
  if (entry.kind === "method") return gettext("%(test)s: how it is measured", { test: nameOf(entry.test, vocabulary) });
  if (entry.kind && entry.kind !== "reading") return KINDS[entry.kind]();
  return describeRating(entry, vocabulary);
}

/** @param {string} test @param {Vocabulary} vocabulary */
const nameOf = (test, { tests }) => tests?.[test] ?? test.replaceAll("_", " ");

/** @param {RatingFields} entry @param {Vocabulary} vocabulary */
function describeRating({ phase, test = "", side, field, value, holds }, vocabulary) {
  const { phases, skip_reasons } = vocabulary;
  const where = [phases[phase] ?? phase, nameOf(test, vocabulary), sideWord(side)].filter(Boolean).join(", ");
  if (value === "" || value == null) return (CLEARED[field] ?? CLEARED.score)({ where, value: "" });
  // No angle is said before both phases are over.
  if (holds) return gettext("%(where)s: angle taken", { where });
  const words = field === "skip" ? (skip_reasons[value] ?? value) : asTyped(value);
  return (SET[field] ?? SET.score)({ where, value: words });
}

/** What was sent of a number, as people write it; inches name their unit. @param {string} value */
export const asTyped = (value) => value.replace(/^-?[0-9.]+(?=$| in$)/, (number) => numberText(number));

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };

/** @param {{ at: string }} entry */
export function timeWords({ at }) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : timeText(at, WHEN);
}

/** What a person may choose instead, as pairs of value and words; null where a number is typed or nothing can be corrected. @param {EntryFields} entry @param {Vocabulary} vocabulary @returns {string[][] | null} */
export function choicesFor(entry, { skip_reasons }) {
  if (entry.kind && entry.kind !== "reading") return null;
  if (entry.field === "skip") return Object.entries(skip_reasons);
  if (entry.field === "value") return null;
  return [...Array.from({ length: 11 }, (_, score) => [String(score), String(score)]), ["", gettext("Not rated")]];
}

/** @param {EntryFields} entry */
export const isText = ({ kind }) => kind === "note";
/** @param {EntryFields} entry */
export const isCorrectable = (entry) =>
  isText(entry) || ((!entry.kind || entry.kind === "reading") && !("holds" in entry));
