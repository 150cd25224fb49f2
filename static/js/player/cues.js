// What is to be said or sounded between two states, in order, each thing once.

import { FIVE_FROM } from "../device/tunes.js";
import { gettext } from "../gettext.js";
import { placeSentences, sentences } from "../plan/places.js";
import { isOver, remaining, stretch } from "../plan/timeline.js";
import { isNothing } from "./dose.js";
import { spokenEnding } from "./words.js";

const HALFWAY_FROM = 20000; // ms; shorter steps have no half-way.
const STALE_AFTER = 2000; // ms; later than this a mark is no longer true.

/** @type {Record<Stretch["kind"], (step: PlannedStep) => string>} */
const OPENINGS = {
  lead_in: (step) => sentences(gettext("Get ready."), placeSentences(step)),
  change: ({ name }) => gettext("Next: %(name)s.", { name }),
  swap: (step) => sentences(gettext("Swap."), placeSentences(step)),
  step: ({ say, name }) => say || gettext("%(name)s.", { name }),
};

/** @param {PlayerState} state @returns {Cue[]} */
function opening(state) {
  if (state.mode === "done") return [{ kind: "done", say: spokenEnding(state, isNothing(state)) }];
  if (state.mode === "stopped") return [{ kind: "stopped", say: gettext("Stopped.") }];
  const { kind, step } = stretch(state);
  return [{ kind, step, say: OPENINGS[kind](step) }];
}

/** Half-way and the last five seconds, as they pass. @param {PlayerState} previous @param {PlayerState} state @returns {Cue[]} */
function marks(previous, state) {
  const { kind, step, ms } = stretch(state) ?? {};
  if (kind !== "step" || state.mode !== "running") return [];
  const isPassed = (/** @type {number} */ mark) => {
    const late = mark - remaining(state);
    return remaining(previous) > mark && late >= 0 && late <= STALE_AFTER;
  };
  return [
    ...(ms >= HALFWAY_FROM && isPassed(ms / 2) ? [{ kind: "halfway", step, say: gettext("Halfway.") }] : []),
    ...(ms >= FIVE_FROM && isPassed(5000) ? [{ kind: "five", step, say: gettext("Five seconds.") }] : []),
  ];
}

/** The cues between `previous` (null at the start or after a reload) and `state`. @param {PlayerState | null} previous @param {PlayerState} state */
export function cues(previous, state) {
  if (state.waits && previous && !previous.waits) return [{ kind: "waits", say: gettext("Paused.") }];
  if (!previous) return opening(state);
  // Back from a long absence nobody remembers the step.
  const isBack = previous.waits && !state.waits;
  const isEntered = previous.entry !== state.entry || isBack;
  const hasEnded = isOver(state) && !isOver(previous);
  return isEntered || hasEnded ? opening(state) : marks(previous, state);
}
