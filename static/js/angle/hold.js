// One hold as a pure state machine: the leg comes near its end, is still, and the angle is taken.

import { held, LONGEST, SHORTEST, stillPart } from "./stillness.js";

/** @typedef {import("./stillness.js").Reading & { sideways: number }} Sample */
/** @typedef {"listening" | "near" | "hold" | "moved" | "tilted" | "slow" | "taken"} HoldMode */
/**
 * `since`: when the leg came near; `askew`: since when the phone lies askew; `part`: how much of a hold is over, 0 to 1;
 * `away`: how far the leg has to leave the angle of the hold before, null once it has; `held`: what was taken.
 *
 * @typedef {{ mode: HoldMode, readings: Sample[], since: number | null, askew: number | null, part: number,
 *   away: number | null, held: import("./stillness.js").Held | null }} HoldState
 */

const ASKEW = 12; // degrees; beyond, the angle is of something else
const ASKEW_FOR = 1000; // ms after which that is said
const TREMBLES_AFTER = 6000; // ms near its end after which more is allowed
const SLOW_AFTER = 20000; // ms after which the runner is told, and less is allowed again
const NEW_APPROACH = 8; // degrees
const BROKEN_AFTER = 0.4; // of a hold
const BEGINS_AFTER = 0.2; // of a hold, so that no ring flickers

/** Before a hold; `before`: the angle of the one before, which the leg has to leave first. @param {number | null} before @returns {HoldState} */
export const begin = (before = null) =>
  ({ mode: "listening", readings: [], since: null, askew: null, part: 0, away: before, held: null });

/**
 * The state after another sample. `range`: within these degrees the leg can be at its end.
 *
 * @param {HoldState} state @param {Sample} sample @param {{ min: number, max: number }} range @returns {HoldState}
 */
export function next(state, sample, range) {
  if (state.mode === "taken") return state;
  const current = { ...state, away: stillAway(state.away, sample) };
  if (Math.abs(sample.sideways) > ASKEW) return askew(current, sample);
  const isNear = sample.angle >= range.min && sample.angle <= range.max && current.away === null;
  return isNear ? near({ ...current, askew: null }, sample) : { ...begin(current.away) };
}

/** @param {number | null} away @param {Sample} sample */
const stillAway = (away, { angle }) => (away === null || Math.abs(angle - away) >= NEW_APPROACH ? null : away);

/** @param {HoldState} state @param {Sample} sample @returns {HoldState} */
function askew(state, { at }) {
  const since = state.askew ?? at;
  const mode = at - since >= ASKEW_FOR ? "tilted" : "listening";
  return { ...begin(state.away), askew: since, mode };
}

/** @param {HoldState} state @param {Sample} sample @returns {HoldState} */
function near(state, sample) {
  const since = state.since ?? sample.at;
  const waited = sample.at - since;
  const readings = [...state.readings.filter(({ at }) => sample.at - at <= LONGEST + SHORTEST), sample];
  const trembles = waited >= TREMBLES_AFTER && waited < SLOW_AFTER;
  const angle = held(readings, trembles);
  if (angle) return { ...state, mode: "taken", readings: [], since, part: 1, held: angle };
  const part = stillPart(readings);
  return { ...state, readings, since, part, mode: modeOf(state, part, waited) };
}

/** @param {HoldState} state @param {number} part @param {number} waited @returns {HoldMode} */
function modeOf(state, part, waited) {
  if (part >= BEGINS_AFTER) return "hold";
  if (state.mode === "hold" && state.part >= BROKEN_AFTER) return "moved";
  if (waited >= SLOW_AFTER) return "slow";
  return state.mode === "moved" ? "moved" : "near";
}
