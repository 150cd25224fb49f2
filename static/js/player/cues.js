// What is to be said or sounded between two states, in order, each thing once.

import { FIVE_FROM } from "../device/tunes.js";
import { isOver, left, stretch } from "../plan/timeline.js";
import { isNothing } from "./dose.js";
import { endingOf } from "./words.js";

const HALFWAY_FROM = 20000; // Shorter steps have no half-way.
const STALE_AFTER = 2000; // Later than this a mark is no longer true.

const spoken = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const place = ({ side, hand }) =>
  [side === "none" ? "" : `${side} foot`, hand]
    .filter(Boolean)
    .map((words) => `${spoken(words)}.`)
    .join(" ");

const openings = {
  lead_in: (step) => `Get ready. ${place(step)}`.trim(),
  change: (step) => `Next: ${step.name}.`,
  swap: (step) => `Swap. ${place(step)}`,
  step: (step) => step.say || `${step.name}.`,
};

function doneSpoken(state) {
  const isUndone = isNothing(state);
  return isUndone ? `${endingOf(state, isUndone)}.` : `${endingOf(state, isUndone)}. Rate again.`;
}

function opening(state) {
  if (state.mode === "done") return [{ kind: "done", say: doneSpoken(state) }];
  if (state.mode === "stopped") return [{ kind: "stopped", say: "Stopped." }];
  const { kind, step } = stretch(state);
  return [{ kind, step, say: openings[kind](step) }];
}

function marks(previous, state) {
  const { kind, step, ms } = stretch(state) ?? {};
  if (kind !== "step" || state.mode !== "running") return [];
  const crossed = (mark) => {
    const late = mark - left(state);
    return left(previous) > mark && late >= 0 && late <= STALE_AFTER;
  };
  const halfway = { kind: "halfway", step, say: "Halfway." };
  const five = { kind: "five", step, say: "Five seconds." };
  return [
    ...(ms >= HALFWAY_FROM && crossed(ms / 2) ? [halfway] : []),
    ...(ms >= FIVE_FROM && crossed(5000) ? [five] : []),
  ];
}

/** The cues between `previous` (null at the start or after a reload) and `state`. */
export function cues(previous, state) {
  if (state.waits && previous && !previous.waits) return [{ kind: "waits", say: "Paused." }];
  // Back from a long absence nobody remembers the step.
  const goesOn = previous?.waits && !state.waits;
  const entered = !previous || previous.entry !== state.entry || goesOn;
  const ended = isOver(state) && !(previous && isOver(previous));
  return entered || ended ? opening(state) : marks(previous, state);
}
