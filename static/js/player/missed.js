// Steps that ended while nobody could see or hear it, in words.

import { ASLEEP_AFTER } from "./engine.js";
import { clock, spokenTime } from "./words.js";

/** @typedef {{ name: string, ago: number, count: number }} Missed the last step, and seconds since its end */

/** The steps that ended between two states while the phone was asleep; null if there are none. @param {PlayerState | null} previous @param {PlayerState} state @returns {Missed | null} */
export function missedSteps(previous, state) {
  if (previous?.mode !== "running" || state.seen - previous.seen <= ASLEEP_AFTER) return null;
  const ended = [];
  let ends = Number(previous.endsAt);
  for (let { at } = previous; at < state.at; at += 1) {
    const { kind, step } = state.timeline[at];
    if (kind === "step") ended.push({ step, ends });
    ends += state.timeline[at + 1]?.ms ?? 0;
  }
  const last = ended.at(-1);
  if (!last || state.mode === "paused") return null;
  const ago = Math.max(0, Math.round((state.seen - last.ends) / 1000));
  return { name: last.step.name, ago, count: ended.length };
}

/** @param {Missed} missed */
export function missedWords({ name, ago, count }) {
  const which =
    count === 1
      ? `${name} ended ${clock(ago)} ago`
      : `${count} steps ended, the last one (${name}) ${clock(ago)} ago`;
  return `${which}, while the phone was asleep.`;
}

/** The same to be heard, in one short sentence. @param {{ ago: number }} missed */
export const missedSpoken = ({ ago }) => `A step ended ${spokenTime(ago)} ago.`;
