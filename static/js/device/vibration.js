// Vibration, for phones in a hand or on the floor beside the foot.

/** @type {Record<string, number[]>} */
const PATTERNS = {
  step: [200],
  halfway: [80],
  five: [60, 90, 60],
  change: [350],
  swap: [200, 120, 200, 120, 200],
  done: [500],
};

/** A laptop's browser has the function, but no motor. */
export const canVibrate = () => Boolean(navigator.vibrate) && matchMedia("(any-pointer: coarse)").matches;

/** @param {{ kind: string }} cue */
export function vibrate({ kind }) {
  if (PATTERNS[kind]) navigator.vibrate(PATTERNS[kind]);
}
