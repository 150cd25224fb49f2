// What was really done, and how much of it nobody saw.

import { pgettext } from "../gettext.js";
import { isTechnique } from "../plan/timeline.js";
import { clock } from "./words.js";

/** @typedef {{ countUnseen?: boolean }} Options `countUnseen`: time that nobody saw counts, too */

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Whole seconds done, by step key. @param {Pick<PlayerState, "dose" | "unseen">} state @param {Options} options */
export function doseOf({ dose, unseen }, { countUnseen = false } = {}) {
  const seconds = (/** @type {string} */ key) => Math.floor(dose[key] - (countUnseen ? 0 : (unseen[key] ?? 0)));
  const pairs = Object.keys(dose).map((key) => /** @type {const} */ ([key, seconds(key)]));
  return Object.fromEntries(pairs.filter(([, number]) => number > 0));
}

/** @param {Pick<PlayerState, "unseen">} state */
export const unseenSeconds = ({ unseen }) => Math.floor(sum(Object.values(unseen)));

/** @param {Pick<PlayerState, "timeline">} state */
const techniques = ({ timeline }) =>
  timeline.filter(({ kind }) => kind === "step").map(({ step }) => step).filter(isTechnique);

/** Whether no technique was done: setting up and letting go alone are no routine. @param {PlayerState} state @param {Options} [options] */
export function isNothing(state, options) {
  const dose = doseOf(state, options);
  return !techniques(state).some(({ key }) => dose[key]);
}

/** @type {Record<Side, (time: string) => string>} */
const DONE = {
  left: (time) => pgettext("time done", "Left %(time)s", { time }),
  right: (time) => pgettext("time done", "Right %(time)s", { time }),
  none: (time) => time,
};

/** "Left 3:00 · Right 2:40": the techniques only, by side. @param {PlayerState} state @param {Options} [options] */
export function doneWords(state, options) {
  const dose = doseOf(state, options);
  return Object.entries(DONE)
    .map(([side, words]) => /** @type {const} */ ([words, techniques(state).filter((step) => step.side === side)]))
    .filter(([, steps]) => steps.length)
    .map(([words, steps]) => words(clock(sum(steps.map(({ key }) => dose[key] ?? 0)))))
    .join(" · ");
}
