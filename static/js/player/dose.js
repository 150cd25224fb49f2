// What was really done, and how much of it nobody saw.

import { isTechnique } from "../plan/timeline.js";
import { clock } from "./words.js";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Whole seconds done per step key; what nobody saw is among them only if it is to count. */
export function doseOf({ dose, unseen }, { countUnseen = false } = {}) {
  const seconds = (key) => Math.floor(dose[key] - (countUnseen ? 0 : (unseen[key] ?? 0)));
  const done = Object.keys(dose).map((key) => [key, seconds(key)]);
  return Object.fromEntries(done.filter(([, number]) => number > 0));
}

export const unseenSeconds = ({ unseen }) => Math.floor(sum(Object.values(unseen)));

const techniques = ({ timeline }) =>
  timeline.filter(({ kind }) => kind === "step").map(({ step }) => step).filter(isTechnique);

/** Whether no technique was done: to take hold and to let go alone is no routine. */
export function isNothing(state, options) {
  const dose = doseOf(state, options);
  return !techniques(state).some(({ key }) => dose[key]);
}

/** "Left 3:00 · Right 2:40": the techniques only, each side for itself. */
export function doneWords(state, options) {
  const dose = doseOf(state, options);
  return Object.entries({ left: "Left ", right: "Right ", none: "" })
    .map(([side, word]) => [word, techniques(state).filter((step) => step.side === side)])
    .filter(([, own]) => own.length)
    .map(([word, own]) => `${word}${clock(sum(own.map(({ key }) => dose[key] ?? 0)))}`)
    .join(" · ");
}
