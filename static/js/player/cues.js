// What is to be said or sounded between two states, in order, each thing once.

import { FIVE_FROM } from "../device/tunes.js";
import { isOver, remaining, stretch } from "../plan/timeline.js";
import { isNothing } from "./dose.js";
import { endingOf } from "./words.js";

const HALFWAY_FROM = 20000; // ms; shorter steps have no half-way.
const STALE_AFTER = 2000; // ms; later than this a mark is no longer true.

/** @param {string} words */
const capitalised = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {PlannedStep} step */
const placeOf = ({ side, hand }) =>
  [side === "none" ? "" : `${side} foot`, hand]
    .filter(Boolean)
    .map((words) => `${capitalised(words)}.`)
    .join(" ");

/** @type {Record<Stretch["kind"], (step: PlannedStep) => string>} */
const OPENINGS = {
  lead_in: (step) => `Get ready. ${placeOf(step)}`.trim(),
  change: (step) => `Next: ${step.name}.`,
  swap: (step) => `Swap. ${placeOf(step)}`,
  step: (step) => step.say || `${step.name}.`,
};

/** @param {PlayerState} state */
function spokenEnding(state) {
  const isUndone = isNothing(state);
  return isUndone ? `${endingOf(state, isUndone)}.` : `${endingOf(state, isUndone)}. Rate again.`;
}

/** @param {PlayerState} state @returns {Cue[]} */
function opening(state) {
  if (state.mode === "done") return [{ kind: "done", say: spokenEnding(state) }];
  if (state.mode === "stopped") return [{ kind: "stopped", say: "Stopped." }];
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
    ...(ms >= HALFWAY_FROM && isPassed(ms / 2) ? [{ kind: "halfway", step, say: "Halfway." }] : []),
    ...(ms >= FIVE_FROM && isPassed(5000) ? [{ kind: "five", step, say: "Five seconds." }] : []),
  ];
}

/** The cues between `previous` (null at the start or after a reload) and `state`. @param {PlayerState | null} previous @param {PlayerState} state */
export function cues(previous, state) {
  if (state.waits && previous && !previous.waits) return [{ kind: "waits", say: "Paused." }];
  if (!previous) return opening(state);
  // Back from a long absence nobody remembers the step.
  const isBack = previous.waits && !state.waits;
  const isEntered = previous.entry !== state.entry || isBack;
  const hasEnded = isOver(state) && !isOver(previous);
  return isEntered || hasEnded ? opening(state) : marks(previous, state);
}
