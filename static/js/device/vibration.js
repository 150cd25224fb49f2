// Vibration, for phones in a hand or on the floor beside the foot.

const PATTERNS = {
  step: [200],
  halfway: [80],
  five: [60, 90, 60],
  change: [350],
  swap: [200, 120, 200, 120, 200],
  done: [500],
};

/** A laptop's browser knows the word, but has nothing that shakes. */
export const canVibrate = () =>
  Boolean(navigator.vibrate) && matchMedia("(any-pointer: coarse)").matches;

export function vibrate({ kind }) {
  if (PATTERNS[kind]) navigator.vibrate(PATTERNS[kind]);
}
