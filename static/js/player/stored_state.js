// What the phone has kept of a routine, and whether it can be trusted.

export const VERSION = 1;
const MODES = ["running", "paused", "stopped", "done"];

/** The state that the phone has kept, as far as it can be read. */
export function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Whether `stored` is a state on the timeline `planned`. */
export function fits(stored, planned) {
  return (
    stored?.version === VERSION &&
    isMoment(stored, planned) &&
    (!stored.hidden || isMoment(stored.hidden, planned)) &&
    shape(stored.timeline) === shape(planned)
  );
}

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

/** One plan comes from the server or from the phone's kit, with the keys of its steps in any order. */
const shape = (stretches) =>
  JSON.stringify(stretches?.map?.((one) => [one?.kind, one?.ms, one?.step?.key]));
