// The stretches of time that a routine runs through, and where on them a state is.

const SECOND = 1000;

/** To get ready and to let go are no work. */
export const isTechnique = ({ kind }) => kind !== "set_up" && kind !== "release";

function gapBefore(step, before, routine) {
  if (!before) return { kind: "lead_in", ms: routine.lead_in * SECOND };
  const swaps = step.side !== before.side && step.side !== "none" && before.side !== "none";
  if (swaps) return { kind: "swap", ms: routine.swap * SECOND };
  // Only between two techniques: after a set-up, and to let go, the hands are in place.
  const betweenTechniques = before.kind !== "set_up" && step.kind !== "release";
  return { kind: "change", ms: betweenTechniques ? routine.change * SECOND : 0 };
}

/** Lead-in, step, change-over, step, …, swap, …; each knows the step it is or leads to. */
export function timeline(routine) {
  const steps = (routine?.steps ?? []).filter((step) => step.seconds > 0);
  return steps
    .flatMap((step, index) => [
      { ...gapBefore(step, steps[index - 1], routine), step },
      { kind: "step", ms: step.seconds * SECOND, step },
    ])
    .filter((stretch) => stretch.ms > 0);
}

/** A test-only session has a time of rest in the place of a routine. */
export const isSitting = (routine) => routine?.slug === "test_only";

/** The stretch that the state is in; undefined when the routine is done. */
export const stretch = (state) => state.timeline[state.at];

export const isOver = (state) => state.mode === "done" || state.mode === "stopped";

/** Milliseconds left of the stretch. */
export const left = (state) =>
  state.mode === "running" ? Math.max(0, state.endsAt - state.seen) : state.left;

/** Whole seconds since the routine was over; a state that was kept before says nothing of it. */
export const secondsSince = ({ overAt }, now) => Math.max(0, Math.round((now - (overAt ?? now)) / 1000));

/** A second counts until it is over. */
export const wholeSeconds = (ms) => Math.ceil(ms / 1000);

/** Milliseconds left of the whole routine. */
export const leftOfAll = (state) =>
  state.timeline.slice(state.at + 1).reduce((sum, { ms }) => sum + ms, left(state));
