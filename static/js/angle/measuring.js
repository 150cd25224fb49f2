// The measuring of one test as a pure state machine: two holds a side, each with a new approach, then the other side.

import { begin as beginHold, next as nextOfHold } from "./hold.js";

/** @typedef {import("./hold.js").Sample} Sample */
/** @typedef {import("./stillness.js").Held} Held */
/** @typedef {import("./hold.js").HoldMode | "switch" | "paused" | "done"} MeasuringMode */
/**
 * `side`: place in `sides`; `taken`: the holds so far, by side; `again`: how often a side was begun anew; `until`: when
 * what shows is over, in ms; `angle` and `stirred`: where the phone was last, and when it last moved.
 *
 * @typedef {{ sides: string[], range: { min: number, max: number }, side: number, mode: MeasuringMode,
 *   hold: import("./hold.js").HoldState, taken: Record<string, Held[]>, again: Record<string, number>,
 *   until: number, angle: number, stirred: number }} Measuring
 */
/** @typedef {{ type: "sample", sample: Sample } | { type: "again" | "pause" | "resume" | "skip" }} MeasuringEvent */

export const HOLDS = 2; // a side
const TAKEN_FOR = 2500; // ms that it shows
const SWITCH_FOR = 8000; // ms to change legs
const LEFT_ALONE = 60000; // ms without a movement after which it pauses
const STIR = 2; // degrees that count as one

/** @param {string[]} sides @param {{ min: number, max: number }} range @param {number} now @returns {Measuring} */
export const begin = (sides, range, now) =>
  ({ sides, range, side: 0, mode: "listening", hold: beginHold(), taken: {}, again: {}, until: 0, angle: 0, stirred: now });

/** The side that is measured now. @param {Measuring} state */
export const sideOf = ({ sides, side }) => sides[side];

/** The holds of a side so far. @param {Measuring} state @param {string} side */
export const holdsOf = ({ taken }, side) => taken[side] ?? [];

/** @param {Measuring} state @param {MeasuringEvent} event @param {number} now @returns {Measuring} */
export function next(state, event, now) {
  if (state.mode === "done") return state;
  if (event.type === "sample") return state.mode === "paused" ? state : measured(state, event.sample, now);
  return TRANSITIONS[event.type](state, now);
}

/** @param {Measuring} state @param {Sample} sample @param {number} now @returns {Measuring} */
function measured(state, sample, now) {
  const current = stirred(state, sample, now);
  if (current.mode === "taken" || current.mode === "switch") return now >= current.until ? goOn(current, now) : current;
  if (now - current.stirred > LEFT_ALONE) return { ...current, mode: "paused" };
  const hold = nextOfHold(current.hold, sample, current.range);
  return hold.held ? took(current, hold.held, now) : { ...current, hold, mode: hold.mode };
}

/** @param {Measuring} state @param {Sample} sample @param {number} now */
const stirred = (state, { angle }, now) =>
  Math.abs(angle - state.angle) >= STIR ? { ...state, angle, stirred: now } : state;

/** @param {Measuring} state @param {Held} held @param {number} now @returns {Measuring} */
function took(state, held, now) {
  const side = sideOf(state);
  const taken = { ...state.taken, [side]: [...holdsOf(state, side), held] };
  return { ...state, taken, mode: "taken", until: now + TAKEN_FOR, stirred: now };
}

/** After what showed that a hold was taken, or that the legs change. @param {Measuring} state @param {number} now @returns {Measuring} */
function goOn(state, now) {
  const holds = holdsOf(state, sideOf(state));
  if (state.mode === "switch") return { ...state, mode: "listening", hold: beginHold(), stirred: now };
  if (holds.length < HOLDS) return { ...state, mode: "listening", hold: beginHold(holds[0].angle), stirred: now };
  return nextSide(state, now);
}

/** @param {Measuring} state @param {number} now @returns {Measuring} */
function nextSide(state, now) {
  const side = state.side + 1;
  if (side >= state.sides.length) return { ...state, mode: "done" };
  return { ...state, side, mode: "switch", until: now + SWITCH_FOR, stirred: now };
}

/** @type {Record<"again" | "pause" | "resume" | "skip", (state: Measuring, now: number) => Measuring>} */
const TRANSITIONS = {
  /** This side anew. */
  again(state, now) {
    const side = sideOf(state);
    const again = { ...state.again, [side]: (state.again[side] ?? 0) + 1 };
    return { ...state, again, taken: { ...state.taken, [side]: [] }, mode: "listening", hold: beginHold(), stirred: now };
  },
  pause: (state) => ({ ...state, mode: "paused" }),
  /** Whatever was between, a hold begins with a new approach. */
  resume(state, now) {
    const [first] = holdsOf(state, sideOf(state));
    return state.mode === "paused" ? { ...state, mode: "listening", hold: beginHold(first?.angle), stirred: now } : state;
  },
  /** A side with one hold has no reading. */
  skip: (state, now) => nextSide({ ...state, taken: { ...state.taken, [sideOf(state)]: [] } }, now),
};

/** What is sent of a side whose holds are taken: as docs/sync.md has it. @param {Held[]} holds */
export function readingOf(holds) {
  const angles = holds.map(({ angle }) => Math.round(angle * 10));
  const value = angles.reduce((sum, angle) => sum + angle, 0) / angles.length / 10;
  return {
    value: String(Math.round(value * 100) / 100),
    holds: angles.map((angle) => (angle / 10).toFixed(1)).join(" "),
    spreads: holds.map(({ spread }) => spread.toFixed(2)).join(" "),
  };
}
