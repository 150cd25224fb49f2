// The player's state as the phone has stored it, and whether it can be trusted.

export const VERSION = 1;
const MODES = ["running", "paused", "stopped", "done"];

/** What is stored as `json`; null if that cannot be read. @param {string | null} json @returns {any} */
export function parseState(json) {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return null;
  }
}

/** Whether `stored` is a state on the timeline of this plan. @param {any} stored @param {Stretch[]} planned @returns {stored is PlayerState} */
export function isOnTimeline(stored, planned) {
  return (
    stored?.version === VERSION &&
    isMoment(stored, planned) &&
    (!stored.hidden || isMoment(stored.hidden, planned)) &&
    shape(stored.timeline) === shape(planned)
  );
}

/** @param {PlayerMoment} moment @param {Stretch[]} planned */
function isMoment({ mode, at, entry, seen, endsAt, left, dose, unseen }, planned) {
  const numbers = [at, entry, seen, mode === "running" ? endsAt : left];
  const lastPlace = mode === "done" ? planned.length : planned.length - 1;
  return (
    MODES.includes(mode) &&
    numbers.every(Number.isFinite) &&
    at >= 0 &&
    at <= lastPlace &&
    Boolean(dose && unseen)
  );
}

/** The server's plan and the phone's own may have the keys of a step in different orders. @param {any} stretches */
const shape = (stretches) =>
  JSON.stringify(stretches?.map?.((/** @type {any} */ stretch) => [stretch?.kind, stretch?.ms, stretch?.step?.key]));
