// How long a routine takes, while it is being written: the player's time, rounded.

import { timeline } from "../plan/timeline.js";

/** @typedef {{ sides: string, kind: string, seconds: number | null, less: number }} TypedStep `less`: seconds less than chosen */

/** @type {Side[]} */
const TURNS = ["left", "right"];

/** @param {TypedStep} step @param {Side} turn @returns {Side[]} */
function sidesIn(step, turn) {
  if (step.sides === "none") return turn === TURNS[0] ? ["none"] : [];
  return step.sides === "each" || step.sides === turn ? [turn] : [];
}

/** To the even minute at half a minute, as in Python. @param {number} seconds */
function rounded(seconds) {
  const whole = Math.floor(seconds / 60);
  return seconds % 60 === 30 ? whole + (whole % 2) : Math.round(seconds / 60);
}

/** @param {TypedStep[]} steps @param {import("../plan/timeline.js").Pauses} pauses @param {number} chosen seconds of a step */
export function minutesOf(steps, pauses, chosen) {
  const done = TURNS.flatMap((turn) =>
    steps.flatMap((step) =>
      sidesIn(step, turn).map((side) => ({
        side,
        kind: step.kind,
        seconds: step.seconds ?? Math.max(5, chosen - step.less),
      })),
    ),
  );
  const stretches = timeline({ ...pauses, steps: done });
  const seconds = stretches.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return Math.max(1, rounded(seconds));
}
