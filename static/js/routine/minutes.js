// About how long a routine takes while it is being written: the time of the player, rounded.

import { timeline } from "../plan/timeline.js";

const TURNS = ["left", "right"];

function sidesIn(step, turn) {
  if (step.sides === "none") return turn === TURNS[0] ? ["none"] : [];
  return step.sides === "each" || step.sides === turn ? [turn] : [];
}

/** Half a minute goes to the even one, as in Python. */
function rounded(seconds) {
  const whole = Math.floor(seconds / 60);
  return seconds % 60 === 30 ? whole + (whole % 2) : Math.round(seconds / 60);
}

/** `steps` have sides, kind, less, and seconds or null; `pauses` lead_in, change, swap. */
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
