// The stretches of time that a routine runs through, and where on them a player's state is.

const SECOND = 1000;

/** Setting up and letting go are no work. @param {{ kind: string }} step */
export const isTechnique = ({ kind }) => kind !== "set_up" && kind !== "release";

/** @typedef {Pick<PlannedStep, "kind" | "side" | "seconds">} TimedStep */
/** @typedef {{ lead_in: number, change: number, swap: number, slug?: string }} Pauses in seconds */

/** @param {TimedStep} step @param {TimedStep | undefined} before @param {Pauses} pauses */
function gapBefore(step, before, pauses) {
  if (!before) return { kind: "lead_in", ms: pauses.lead_in * SECOND };
  const isSwap = step.side !== before.side && step.side !== "none" && before.side !== "none";
  if (isSwap) return { kind: "swap", ms: pauses.swap * SECOND };
  // Only between two techniques: after a set-up, and to let go, the hands are in place.
  const isBetweenTechniques = before.kind !== "set_up" && step.kind !== "release";
  return { kind: "change", ms: isBetweenTechniques ? pauses.change * SECOND : 0 };
}

/**
 * Lead-in, step, change-over, step, …, swap, …; each with the step it is or leads to.
 *
 * @param {(Pauses & { steps?: TimedStep[] }) | null | undefined} routine
 */
export function timeline(routine) {
  const steps = (routine?.steps ?? []).filter((step) => step.seconds > 0);
  const stretches = steps.flatMap((step, index) => [
    { ...gapBefore(step, steps[index - 1], /** @type {Pauses} */ (routine)), step },
    { kind: "step", ms: step.seconds * SECOND, step },
  ]);
  return /** @type {Stretch[]} */ (stretches.filter(({ ms }) => ms > 0));
}

/** A test-only session has a time of rest in the place of a routine. @param {{ slug?: string } | null | undefined} routine */
export const isSitting = (routine) => routine?.slug === "test_only";

/** The stretch that the state is in; undefined when the routine is done. @param {Pick<PlayerState, "timeline" | "at">} state */
export const stretch = (state) => /** @type {Stretch} */ (state.timeline[state.at]);

/** @param {{ mode: string }} state */
export const isOver = ({ mode }) => mode === "done" || mode === "stopped";

/** Milliseconds that remain of the stretch. @param {PlayerMoment} state */
export const remaining = ({ mode, endsAt, seen, left }) =>
  mode === "running" ? Math.max(0, Number(endsAt) - seen) : left;

/** Whole seconds since the routine was over; 0 for a stored state that does not say. @param {{ overAt?: number }} state @param {number} now */
export const secondsSince = ({ overAt }, now) => Math.max(0, Math.round((now - (overAt ?? now)) / 1000));

/** A second counts until it is over. @param {number} ms */
export const wholeSeconds = (ms) => Math.ceil(ms / 1000);

/** Milliseconds that remain of the whole routine. @param {PlayerState} state */
export const totalRemaining = (state) =>
  state.timeline.slice(state.at + 1).reduce((sum, { ms }) => sum + ms, remaining(state));
