// What happened while nobody could see or hear it, in words.

import { ASLEEP_AFTER } from "./engine.js";
import { clock, spoken } from "./words.js";

/** The steps that ended between two states while the phone was asleep: null, or what to tell. */
export function missed(previous, state) {
  if (previous?.mode !== "running" || state.seen - previous.seen <= ASLEEP_AFTER) return null;
  const ended = [];
  let ends = previous.endsAt;
  for (let at = previous.at; at < state.at; at += 1) {
    const { kind, step } = state.timeline[at];
    if (kind === "step") ended.push({ step, ends });
    ends += state.timeline[at + 1]?.ms ?? 0;
  }
  if (!ended.length || state.mode === "paused") return null;
  const last = ended.at(-1);
  const ago = Math.max(0, Math.round((state.seen - last.ends) / 1000));
  return { name: last.step.name, ago, count: ended.length };
}

export function missedWords({ name, ago, count }) {
  const which =
    count === 1
      ? `${name} ended ${clock(ago)} ago`
      : `${count} steps ended, the last one (${name}) ${clock(ago)} ago`;
  return `${which}, while the phone was asleep.`;
}

/** The same to be heard, in one short sentence. */
export const missedSpoken = ({ ago }) => `A step ended ${spoken(ago)} ago.`;
