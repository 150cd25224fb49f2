// Which tunes a routine plays, and at which wall-clock times: plain data, no sound.

import { stretch } from "../plan/timeline.js";

/** @param {number} hz @param {number} ms */
const note = (hz, ms) => ({ hz, ms });

/** The notes of each tune, one after the other. */
export const TUNES = {
  start: [note(660, 120), note(880, 120)],
  tick: [note(440, 60)],
  end: [note(330, 350)],
  swap: [note(880, 120), note(660, 120), note(880, 120)],
  near: [note(330, 80)],
  hold: [note(440, 80), note(660, 80)],
  taken: [note(880, 160), note(880, 160)],
  wrong: [note(220, 300)],
};

/** @typedef {{ name: keyof typeof TUNES, at: number }} Tune */

export const FIVE_FROM = 12000; // ms; shorter steps have no last five seconds.
const AFTER_THE_END = 450; // ms; the tune of the swap waits until the step's end has been heard.
const LAST_SECONDS = [5, 4, 3, 2, 1];

/** The tunes from the start of the stretch that is running, up to `until`. @param {PlayerState} state @param {number} until @returns {Tune[]} */
export function tunesAhead(state, until) {
  if (state.mode !== "running") return [];
  const tunes = [];
  let begins = Number(state.endsAt) - stretch(state).ms;
  for (let at = state.at; at < state.timeline.length && begins <= until; at += 1) {
    const ends = begins + state.timeline[at].ms;
    tunes.push(...tunesOf(state.timeline[at], state.timeline[at + 1], begins, ends));
    begins = ends;
  }
  return tunes.filter(({ at }) => at <= until);
}

/** @param {Stretch} stretch @param {Stretch | undefined} following @param {number} begins @param {number} ends @returns {Tune[]} */
function tunesOf({ kind, ms }, following, begins, ends) {
  if (kind === "swap") return [{ name: "swap", at: begins + AFTER_THE_END }];
  if (kind !== "step") return [];
  /** @type {Tune[]} */
  const ticks = LAST_SECONDS.map((seconds) => ({ name: "tick", at: ends - seconds * 1000 }));
  return [
    { name: "start", at: begins },
    ...(ms >= FIVE_FROM ? ticks : []),
    // Where the next step follows at once, its start also marks the end of this one.
    ...(following?.kind === "step" ? [] : [/** @type {Tune} */ ({ name: "end", at: ends })]),
  ];
}
