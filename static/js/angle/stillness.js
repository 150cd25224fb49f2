// Whether the last seconds of an angle are still enough to be taken. Pure; angles in degrees, times in ms.
//
// The rule is about the standard deviation (SD), not about the range: a range grows with the number of readings, so a leg that
// trembles by 0.3° would never be taken. The SD of few readings is uncertain, so what counts is the most that it may be:
// with few readings it has to be smaller, or the window longer.

/** @typedef {{ at: number, angle: number, fresh: boolean }} Reading `fresh`: the sensor said something new */
/** @typedef {{ angle: number, spread: number }} Held the mean of a window, and its SD */

export const SHORTEST = 2000; // how long a quiet leg is watched
const LONGER = 4000; // the same, where the sensor says little
const TREMBLING = 8000; // how long a leg is watched that trembles
export const LONGEST = 12000; // what is kept
const QUIET = 0.72; // the most that the SD of a quiet leg may be
const MOST = 1.12; // the most of one that trembles
const DOUBT = 1.8; // standard errors of the SD
const ERROR = 0.095; // the standard error of a mean
const WANDERS = 0.5; // by which the quarters of a window may differ
const CHANCE = 3.6; // standard errors by which they may do so for no reason

/**
 * The angle if these readings, the oldest first, end in a still leg; null if not. `trembles`: whether the leg has been
 * given its time to be quiet, so that more is allowed.
 *
 * @param {Reading[]} readings @param {boolean} trembles @returns {Held | null}
 */
export function held(readings, trembles) {
  const quiet = [SHORTEST, LONGER].map((length) => taken(readings, length, QUIET));
  const rest = trembles ? [TREMBLING, LONGEST].map((length) => taken(readings, length, MOST)) : [];
  return [...quiet, ...rest].find((angle) => angle !== null) ?? null;
}

/** @param {Reading[]} readings @param {number} length @param {number} most @returns {Held | null} */
function taken(readings, length, most) {
  const window = last(readings, length);
  if (!window) return null;
  const angles = window.map(({ angle }) => angle);
  const count = Math.max(2, window.filter(({ fresh }) => fresh).length);
  const { mean, sd } = spread(angles);
  // A phone that lies quite still says nothing new: that it would is not asked of it.
  const isCertain = sd * (1 + DOUBT / Math.sqrt(2 * count)) <= most && sd / Math.sqrt(count) <= ERROR;
  return isCertain && !wanders(angles, count) ? { angle: mean, spread: sd } : null;
}

/** The readings of the last so many ms; null if they do not go back so far. @param {Reading[]} readings @param {number} length */
function last(readings, length) {
  const end = readings.at(-1)?.at ?? 0;
  const from = readings.findLastIndex(({ at }) => end - at >= length);
  return from < 0 ? null : readings.slice(from);
}

/**
 * Whether it is on its way somewhere, or comes and goes slowly: then the quarters of a window differ by more than they
 * would by the tremble within them.
 *
 * @param {number[]} angles @param {number} count
 */
function wanders(angles, count) {
  const quarters = [0, 1, 2, 3].map((n) =>
    spread(angles.slice((n * angles.length) >> 2, ((n + 1) * angles.length) >> 2)));
  const means = quarters.map(({ mean }) => mean);
  const within = Math.sqrt(spread(quarters.map(({ sd }) => sd ** 2)).mean);
  const most = Math.max(WANDERS, (CHANCE * 2 * within) / Math.sqrt(count));
  return Math.max(...means) - Math.min(...means) > most;
}

/** @param {number[]} values */
export function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

const STEP = 200; // ms

/** How much of a quiet hold these readings end in, 0 to 1: how far its ring is drawn. @param {Reading[]} readings */
export function stillPart(readings) {
  let part = 0;
  for (let length = 2 * STEP; length <= SHORTEST; length += STEP) {
    const window = last(readings, length);
    if (!window || spread(window.map(({ angle }) => angle)).sd > QUIET) break;
    part = length / SHORTEST;
  }
  return part;
}
