// Which tones a routine plays, and at which wall-clock times: plain data, no sound.

import { stretch } from "../plan/timeline.js";

const note = (hz, ms) => ({ hz, ms });

/** The notes of each tune, one after the other. */
export const TUNES = {
  start: [note(660, 120), note(880, 120)],
  tick: [note(440, 60)],
  end: [note(330, 350)],
  swap: [note(880, 120), note(660, 120), note(880, 120)],
};

export const FIVE_FROM = 12000; // ms; shorter steps have no last five seconds.
const AFTER_THE_END = 450; // The tune of the swap waits until the last step's end has been heard.
const LAST_SECONDS = [5, 4, 3, 2, 1];

/** The tunes ({name, at}) from the start of the stretch that is running, up to `until`. */
export function tunes(state, until) {
  if (state.mode !== "running") return [];
  const played = [];
  let begins = state.endsAt - stretch(state).ms;
  for (const [index, one] of state.timeline.slice(state.at).entries()) {
    if (begins > until) break;
    const ends = begins + one.ms;
    played.push(...tunesOf(one, state.timeline[state.at + index + 1], begins, ends));
    begins = ends;
  }
  return played.filter(({ at }) => at <= until);
}

function tunesOf({ kind, ms }, following, begins, ends) {
  if (kind === "swap") return [{ name: "swap", at: begins + AFTER_THE_END }];
  if (kind !== "step") return [];
  const ticks = LAST_SECONDS.map((seconds) => ({ name: "tick", at: ends - seconds * 1000 }));
  return [
    { name: "start", at: begins },
    ...(ms >= FIVE_FROM ? ticks : []),
    // Straight from one step into the next, the start of that one is sign enough.
    ...(following?.kind === "step" ? [] : [{ name: "end", at: ends }]),
  ];
}
