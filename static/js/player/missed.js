// Steps that ended while nobody could see or hear it, in words.

import { gettext, ngettext } from "../gettext.js";
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
export const missedWords = ({ name, ago, count }) =>
  ngettext(
    "%(name)s ended %(time)s ago, while the phone was asleep.",
    "%(count)s steps ended, the last one (%(name)s) %(time)s ago, while the phone was asleep.",
    count,
    { name, count, time: clock(ago) },
  );

/** "" unless it has just been paused because nobody was there. @param {PlayerState | null} previous @param {PlayerState} state */
export const pausedWords = (previous, { waits, mode }) =>
  waits && !previous?.waits && mode === "paused" ? gettext("Paused while you were away") : "";

/** What was missed, to be heard in one short sentence. @param {{ ago: number }} missed */
export const missedSpoken = ({ ago }) => gettext("A step ended %(time)s ago.", { time: spokenTime(ago) });
